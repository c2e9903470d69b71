"""peppol transport."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "peppol_message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "direction",
            sa.Enum("in", "out", name="direction", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("message_id", sa.String(length=250), nullable=False),
        sa.Column("peer", sa.String(length=100), nullable=False),
        sa.Column("sender", sa.String(length=140), nullable=False),
        sa.Column("receiver", sa.String(length=140), nullable=False),
        sa.Column("document_type", sa.String(length=530), nullable=False),
        sa.Column("process", sa.String(length=230), nullable=False),
        sa.Column("instance_identifier", sa.String(length=200), nullable=False),
        sa.Column("country_c1", sa.String(length=2), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "waiting",
                "retry",
                "delivered",
                "failed",
                "received",
                "duplicate",
                name="messagestatus",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("payload_sha256", sa.String(length=64), nullable=False),
        sa.Column("envelope_sha256", sa.String(length=64), nullable=False),
        sa.Column("package_sha256", sa.String(length=64), nullable=False),
        sa.Column("package_type", sa.String(length=400), nullable=False),
        sa.Column("signed_digest", sa.String(length=64), nullable=False),
        sa.Column("receipt", sa.LargeBinary(), nullable=True),
        sa.Column("endpoint_url", sa.String(length=500), nullable=False),
        sa.Column("has_refreshed", sa.Boolean(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("submission_key", sa.String(length=300), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("direction", "peer", "message_id"),
        sa.UniqueConstraint("submission_key"),
    )
    with op.batch_alter_table("peppol_message", schema=None) as batch_op:
        batch_op.create_index(
            "ix_peppol_message_instance",
            ["direction", "sender", "instance_identifier"],
            unique=False,
        )
        batch_op.create_index("ix_peppol_message_list", ["created_at"], unique=False)

    op.create_table(
        "peppol_smp_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("participant", sa.String(length=140), nullable=False),
        sa.Column("document_type", sa.String(length=530), nullable=False),
        sa.Column("processes", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("signed", sa.LargeBinary(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("participant", "document_type"),
    )
    with op.batch_alter_table("peppol_smp_entry", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_peppol_smp_entry_participant"), ["participant"], unique=False
        )

    op.create_table(
        "peppol_attempt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("message", sa.Uuid(), nullable=True),
        sa.Column(
            "direction",
            sa.Enum("in", "out", name="direction", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("package_sha256", sa.String(length=64), nullable=False),
        sa.Column("answer_sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["message"],
            ["peppol_message.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("peppol_attempt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_peppol_attempt_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_peppol_attempt_message"), ["message"], unique=False)

    op.create_table(
        "peppol_exchange",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("message", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "direction",
            sa.Enum("in", "out", name="direction", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("other_seat", sa.String(length=100), nullable=False),
        sa.Column("document_type", sa.String(length=530), nullable=False),
        sa.Column("process", sa.String(length=230), nullable=False),
        sa.Column("transport_profile", sa.String(length=60), nullable=False),
        sa.Column("country_c1", sa.String(length=2), nullable=False),
        sa.Column("country_c4", sa.String(length=2), nullable=False),
        sa.Column("end_user", sa.String(length=140), nullable=False),
        sa.ForeignKeyConstraint(
            ["message"],
            ["peppol_message.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("message"),
    )
    with op.batch_alter_table("peppol_exchange", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_peppol_exchange_at"), ["at"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: a released table is never taken back")
