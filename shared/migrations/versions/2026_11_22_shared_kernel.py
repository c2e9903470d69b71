"""shared kernel."""

import sqlalchemy as sa
from alembic import op

from shared.columns import ExactDecimal

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "shared_audit",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.Column("actor_name", sa.String(length=200), nullable=False),
        sa.Column("organisation", sa.String(length=10), nullable=False),
        sa.Column("action", sa.String(length=100), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("facts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
    )
    with op.batch_alter_table("shared_audit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shared_audit_action"), ["action"], unique=False)
        batch_op.create_index(batch_op.f("ix_shared_audit_subject"), ["subject"], unique=False)

    op.create_table(
        "shared_audit_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "shared_job",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column("payload", sa.JSON(none_as_null=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting", "running", "done", "dead", name="jobstate", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_owner", sa.String(length=100), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("kind", "key"),
    )
    with op.batch_alter_table("shared_job", schema=None) as batch_op:
        batch_op.create_index("ix_shared_job_claim", ["state", "due"], unique=False)

    op.create_table(
        "shared_organisation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "authority",
                "supplier",
                "operator",
                name="organisationkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("enterprise_number", sa.String(length=10), nullable=False),
        sa.Column("street", sa.String(length=200), nullable=False),
        sa.Column("postcode", sa.String(length=20), nullable=False),
        sa.Column("town", sa.String(length=100), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("nuts", sa.String(length=5), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("shared_organisation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shared_organisation_enterprise_number"),
            ["enterprise_number"],
            unique=True,
        )

    op.create_table(
        "shared_outbox",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(length=100), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("relayed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("seq"),
    )
    with op.batch_alter_table("shared_outbox", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shared_outbox_event"), ["event"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_shared_outbox_relayed_at"), ["relayed_at"], unique=False
        )

    op.create_table(
        "shared_person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("shared_person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shared_person_email"), ["email"], unique=True)

    op.create_table(
        "shared_api_client",
        sa.Column("client_id", sa.String(length=100), nullable=False),
        sa.Column("secret_hash", sa.String(length=200), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("roles", sa.String(length=300), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["shared_organisation.id"],
        ),
        sa.PrimaryKeyConstraint("client_id"),
    )
    with op.batch_alter_table("shared_api_client", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shared_api_client_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "shared_mandate",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("ground", sa.String(length=400), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["shared_organisation.id"],
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["shared_person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("shared_mandate", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shared_mandate_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_shared_mandate_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "shared_membership",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "buyer",
                "approver",
                "opening-officer",
                "evaluator",
                "invoice-clerk",
                "bidder",
                "seller",
                "administrator",
                "operator",
                name="role",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["shared_organisation.id"],
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["shared_person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("person_id", "organisation_id", "role"),
    )
    with op.batch_alter_table("shared_membership", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shared_membership_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_shared_membership_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "shared_procedure",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=100), nullable=False),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "open",
                "restricted",
                "competitive-negotiation",
                "simplified-negotiated",
                "negotiated-without-publication",
                name="procedurekind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "nature",
            sa.Enum(
                "supplies", "services", "works", name="contractnature", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("cpv", sa.String(length=8), nullable=False),
        sa.Column("nuts", sa.String(length=5), nullable=False),
        sa.Column("estimated_value", ExactDecimal(18, 2), nullable=True),
        sa.Column("deadline", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deadline_version", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["authority_id"],
            ["shared_organisation.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("shared_procedure", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shared_procedure_authority_id"), ["authority_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_shared_procedure_reference"), ["reference"], unique=False
        )

    op.create_table(
        "shared_session",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["shared_organisation.id"],
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["shared_person.id"],
        ),
        sa.PrimaryKeyConstraint("token_hash"),
    )
    with op.batch_alter_table("shared_session", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shared_session_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "shared_api_token",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("client_id", sa.String(length=None), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"],
            ["shared_api_client.client_id"],
        ),
        sa.PrimaryKeyConstraint("token_hash"),
    )
    with op.batch_alter_table("shared_api_token", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shared_api_token_client_id"), ["client_id"], unique=False
        )

    op.create_table(
        "shared_deadline_change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("procedure_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deadline", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(
            ["procedure_id"],
            ["shared_procedure.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("procedure_id", "version"),
    )
    with op.batch_alter_table("shared_deadline_change", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shared_deadline_change_procedure_id"), ["procedure_id"], unique=False
        )

    op.create_table(
        "shared_lot",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("procedure_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("cpv", sa.String(length=8), nullable=False),
        sa.Column("estimated_value", ExactDecimal(18, 2), nullable=True),
        sa.Column("price_weight", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["procedure_id"],
            ["shared_procedure.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("procedure_id", "number"),
    )
    with op.batch_alter_table("shared_lot", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shared_lot_procedure_id"), ["procedure_id"], unique=False
        )

    # the audit chain begins: its head is locked by whoever appends
    op.execute("INSERT INTO shared_audit_head (id, seq, hash) VALUES (1, 0, '" + "0" * 64 + "')")


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: a released table is never taken back")
