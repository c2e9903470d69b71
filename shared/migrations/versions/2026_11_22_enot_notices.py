"""enot notices."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "enot_journal_year",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year"),
    )
    op.create_table(
        "enot_outcome",
        sa.Column("procedure_id", sa.Uuid(), nullable=False),
        sa.Column("lot", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("decision", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("contract", sa.JSON(none_as_null=True), nullable=True),
        sa.PrimaryKeyConstraint("procedure_id", "lot"),
    )
    op.create_table(
        "enot_notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("procedure_id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("competition", "award", name="noticekind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "in-review",
                "approved",
                "published",
                name="noticestatus",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("answers", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("editors", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("author_name", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("review_asked_by", sa.String(length=100), nullable=False),
        sa.Column("sent_back", sa.Text(), nullable=False),
        sa.Column("approved_by", sa.String(length=100), nullable=False),
        sa.Column("approver_name", sa.String(length=200), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["authority_id"],
            ["shared_organisation.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("enot_notice", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_enot_notice_authority_id"), ["authority_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_enot_notice_procedure_id"), ["procedure_id"], unique=False
        )

    op.create_table(
        "enot_publication",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("procedure_id", sa.Uuid(), nullable=False),
        sa.Column("journal_number", sa.String(length=20), nullable=False),
        sa.Column(
            "subtype",
            sa.Enum("16", "29", "E3", "E4", name="subtype", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("xml_sha256", sa.String(length=64), nullable=False),
        sa.Column("xml_size", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("authority_name", sa.String(length=300), nullable=False),
        sa.Column("cpv", sa.String(length=8), nullable=False),
        sa.Column("nuts", sa.String(length=5), nullable=False),
        sa.Column("authority", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["notice_id"],
            ["enot_notice.id"],
        ),
        sa.ForeignKeyConstraint(
            ["procedure_id"],
            ["shared_procedure.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("notice_id"),
    )
    with op.batch_alter_table("enot_publication", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enot_publication_cpv"), ["cpv"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_enot_publication_journal_number"), ["journal_number"], unique=True
        )
        batch_op.create_index(batch_op.f("ix_enot_publication_nuts"), ["nuts"], unique=False)
        batch_op.create_index("ix_enot_publication_order", ["published_at", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_enot_publication_procedure_id"), ["procedure_id"], unique=False
        )

    op.create_table(
        "enot_revision",
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=40), nullable=False),
        sa.Column("answers", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("editor", sa.String(length=100), nullable=False),
        sa.Column("editor_name", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["notice_id"],
            ["enot_notice.id"],
        ),
        sa.PrimaryKeyConstraint("notice_id", "number"),
    )
    op.create_table(
        "enot_publication_code",
        sa.Column("publication_id", sa.Uuid(), nullable=False),
        sa.Column("cpv", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(
            ["publication_id"],
            ["enot_publication.id"],
        ),
        sa.PrimaryKeyConstraint("publication_id", "cpv"),
    )
    with op.batch_alter_table("enot_publication_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enot_publication_code_cpv"), ["cpv"], unique=False)

    # words of public notices: a full-text table of each database's own kind (enot.search_index)
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE enot_search USING fts5("
            "publication_id UNINDEXED, words, tokenize='unicode61', prefix='2 3 4')"
        )
    else:
        op.execute(
            "CREATE TABLE enot_search (publication_id uuid PRIMARY KEY, words tsvector NOT NULL)"
        )
        op.execute("CREATE INDEX ix_enot_search_words ON enot_search USING gin (words)")


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: a released table is never taken back")
