"""einvoice invoices."""

import sqlalchemy as sa
from alembic import op

from shared.columns import ExactDecimal

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "einvoice_invoice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("instance", sa.String(length=400), nullable=False),
        sa.Column("message_id", sa.String(length=300), nullable=False),
        sa.Column(
            "channel",
            sa.Enum("peppol", "portal", "command", name="channel", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("sender", sa.String(length=200), nullable=False),
        sa.Column("receiver", sa.String(length=200), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "received",
                "rejected-by-gateway",
                "duplicate",
                "validated",
                "matched",
                "disputed",
                "approved",
                "rejected",
                "paid",
                name="invoicestatus",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("original_sha256", sa.String(length=64), nullable=False),
        sa.Column("document_sha256", sa.String(length=64), nullable=False),
        sa.Column("report_sha256", sa.String(length=64), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("invoice", "credit_note", name="documentkind", native_enum=False, length=40),
            nullable=True,
        ),
        sa.Column("number", sa.String(length=200), nullable=False),
        sa.Column("type_code", sa.String(length=10), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("decide_by", sa.Date(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("net", ExactDecimal(18, 2), nullable=True),
        sa.Column("payable", ExactDecimal(18, 2), nullable=True),
        sa.Column("supplier_name", sa.String(length=300), nullable=False),
        sa.Column("supplier_number", sa.String(length=10), nullable=False),
        sa.Column("customer_name", sa.String(length=300), nullable=False),
        sa.Column("authority_number", sa.String(length=10), nullable=False),
        sa.Column("order_number", sa.String(length=200), nullable=False),
        sa.Column("buyer_reference", sa.String(length=200), nullable=False),
        sa.Column("procedure_id", sa.Uuid(), nullable=True),
        sa.Column("identity", sa.String(length=450), nullable=True),
        sa.Column("duplicate_of", sa.Uuid(), nullable=True),
        sa.Column("verdict", sa.String(length=40), nullable=False),
        sa.Column("rule_sets", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("findings", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("findings_left_out", sa.Integer(), nullable=False),
        sa.Column("claimed_by", sa.String(length=120), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("identity"),
        sa.UniqueConstraint("instance"),
    )
    with op.batch_alter_table("einvoice_invoice", schema=None) as batch_op:
        batch_op.create_index(
            "ix_einvoice_invoice_inbox", ["authority_number", "status", "decide_by"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_einvoice_invoice_procedure_id"), ["procedure_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_einvoice_invoice_received_at"), ["received_at"], unique=False
        )
        batch_op.create_index(
            "ix_einvoice_invoice_supplier", ["supplier_number", "number"], unique=False
        )

    op.create_table(
        "einvoice_known_order",
        sa.Column("key", sa.String(length=450), nullable=False),
        sa.Column("procedure_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "einvoice_received_response",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("instance", sa.String(length=400), nullable=False),
        sa.Column("supplier_number", sa.String(length=10), nullable=False),
        sa.Column("invoice_number", sa.String(length=200), nullable=False),
        sa.Column("buyer_name", sa.String(length=300), nullable=False),
        sa.Column(
            "code",
            sa.Enum(
                "AB",
                "IP",
                "UQ",
                "CA",
                "RE",
                "AP",
                "PD",
                name="responsecode",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reasons", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("document_sha256", sa.String(length=64), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("instance"),
    )
    with op.batch_alter_table("einvoice_received_response", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_einvoice_received_response_invoice_number"),
            ["invoice_number"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_einvoice_received_response_supplier_number"),
            ["supplier_number"],
            unique=False,
        )

    op.create_table(
        "einvoice_comparison",
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "agrees",
                "differs",
                "order-unknown",
                "order-not-named",
                name="matchverdict",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("order_key", sa.String(length=450), nullable=False),
        sa.Column("order_number", sa.String(length=200), nullable=False),
        sa.Column("order_href", sa.String(length=300), nullable=False),
        sa.Column("charged", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("pairs", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("general", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("compared_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["invoice_id"],
            ["einvoice_invoice.id"],
        ),
        sa.PrimaryKeyConstraint("invoice_id"),
    )
    with op.batch_alter_table("einvoice_comparison", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_einvoice_comparison_order_key"), ["order_key"], unique=False
        )

    op.create_table(
        "einvoice_course",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "step",
            sa.Enum(
                "received",
                "envelope-removed",
                "validated",
                "refused",
                "duplicate",
                "matched",
                "fetched",
                "decided",
                "response-submitted",
                "response-delivered",
                "response-failed",
                name="step",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("detail", sa.String(length=300), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["invoice_id"],
            ["einvoice_invoice.id"],
        ),
        sa.PrimaryKeyConstraint("seq"),
    )
    with op.batch_alter_table("einvoice_course", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_einvoice_course_invoice_id"), ["invoice_id"], unique=False
        )

    op.create_table(
        "einvoice_decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column(
            "code",
            sa.Enum(
                "AB",
                "IP",
                "UQ",
                "CA",
                "RE",
                "AP",
                "PD",
                name="responsecode",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reasons", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(length=200), nullable=False),
        sa.Column("is_automatic", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["invoice_id"],
            ["einvoice_invoice.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("einvoice_decision", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_einvoice_decision_invoice_id"), ["invoice_id"], unique=False
        )

    op.create_table(
        "einvoice_response",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "submitted",
                "delivered",
                "failed",
                "portal-only",
                name="responsestate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("document_sha256", sa.String(length=64), nullable=False),
        sa.Column("submission", sa.String(length=250), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failure", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["einvoice_decision.id"],
        ),
        sa.ForeignKeyConstraint(
            ["invoice_id"],
            ["einvoice_invoice.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("decision_id"),
    )
    with op.batch_alter_table("einvoice_response", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_einvoice_response_invoice_id"), ["invoice_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_einvoice_response_submission"), ["submission"], unique=False
        )


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: a released table is never taken back")
