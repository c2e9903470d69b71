"""ecatalog ordering."""

import sqlalchemy as sa
from alembic import op

from shared.columns import ExactDecimal

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ecatalog_contract",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=100), nullable=False),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("procedure_id", sa.Uuid(), nullable=False),
        sa.Column("lots", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("buyer_number", sa.String(length=10), nullable=False),
        sa.Column("buyer", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("supplier_number", sa.String(length=10), nullable=False),
        sa.Column("supplier", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("value", ExactDecimal(24, 2), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("concluded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("buyer_number", "number"),
    )
    with op.batch_alter_table("ecatalog_contract", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_ecatalog_contract_buyer_number"), ["buyer_number"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_ecatalog_contract_number"), ["number"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_ecatalog_contract_procedure_id"), ["procedure_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_ecatalog_contract_supplier_number"), ["supplier_number"], unique=False
        )

    op.create_table(
        "ecatalog_awarded_position",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("lot", sa.Integer(), nullable=False),
        sa.Column("position", sa.String(length=100), nullable=False),
        sa.Column("description", sa.String(length=1000), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("unit_price", ExactDecimal(24, 10), nullable=False),
        sa.Column("quantity", ExactDecimal(24, 10), nullable=True),
        sa.ForeignKeyConstraint(
            ["contract_id"],
            ["ecatalog_contract.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("ecatalog_awarded_position", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_ecatalog_awarded_position_contract_id"), ["contract_id"], unique=False
        )

    op.create_table(
        "ecatalog_basket",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("person", sa.String(length=100), nullable=False),
        sa.Column("delivery_from", sa.Date(), nullable=True),
        sa.Column("delivery_until", sa.Date(), nullable=True),
        sa.Column("reference", sa.String(length=100), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["contract_id"],
            ["ecatalog_contract.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("ecatalog_basket", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_ecatalog_basket_contract_id"), ["contract_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_ecatalog_basket_person"), ["person"], unique=False)

    op.create_table(
        "ecatalog_catalogue",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("supplier_number", sa.String(length=10), nullable=False),
        sa.Column("document_id", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("is_withdrawal", sa.Boolean(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id"],
            ["ecatalog_contract.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("contract_id", "version"),
        sa.UniqueConstraint("supplier_number", "document_id"),
    )
    with op.batch_alter_table("ecatalog_catalogue", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_ecatalog_catalogue_contract_id"), ["contract_id"], unique=False
        )

    op.create_table(
        "ecatalog_basket_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("basket_id", sa.Uuid(), nullable=False),
        sa.Column("item_key", sa.String(length=200), nullable=False),
        sa.Column("quantity", ExactDecimal(24, 10), nullable=False),
        sa.ForeignKeyConstraint(
            ["basket_id"],
            ["ecatalog_basket.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("basket_id", "item_key"),
    )
    with op.batch_alter_table("ecatalog_basket_line", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_ecatalog_basket_line_basket_id"), ["basket_id"], unique=False
        )

    op.create_table(
        "ecatalog_catalogue_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("catalogue_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=100), nullable=False),
        sa.Column("item_key", sa.String(length=200), nullable=False),
        sa.Column("seller_item", sa.String(length=200), nullable=False),
        sa.Column("buyer_item", sa.String(length=200), nullable=False),
        sa.Column("standard_item", sa.String(length=200), nullable=False),
        sa.Column("standard_scheme", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=1000), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("keywords", sa.Text(), nullable=False),
        sa.Column("brand", sa.String(length=400), nullable=False),
        sa.Column("is_orderable", sa.Boolean(), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("content", ExactDecimal(24, 10), nullable=True),
        sa.Column("content_unit", sa.String(length=20), nullable=False),
        sa.Column("minimum", ExactDecimal(24, 10), nullable=True),
        sa.Column("maximum", ExactDecimal(24, 10), nullable=True),
        sa.Column("increment", ExactDecimal(24, 10), nullable=True),
        sa.Column("price", ExactDecimal(24, 10), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("base_quantity", ExactDecimal(24, 10), nullable=False),
        sa.Column("base_unit", sa.String(length=20), nullable=False),
        sa.Column("tax_category", sa.String(length=10), nullable=False),
        sa.Column("tax_percent", ExactDecimal(24, 10), nullable=True),
        sa.Column("class_code", sa.String(length=100), nullable=False),
        sa.Column("class_scheme", sa.String(length=20), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("lead_time_days", ExactDecimal(24, 10), nullable=True),
        sa.Column("search", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["catalogue_id"],
            ["ecatalog_catalogue.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("catalogue_id", "item_key"),
    )
    with op.batch_alter_table("ecatalog_catalogue_line", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_ecatalog_catalogue_line_catalogue_id"), ["catalogue_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_ecatalog_catalogue_line_item_key"), ["item_key"], unique=False
        )

    op.create_table(
        "ecatalog_order",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=100), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("catalogue_id", sa.Uuid(), nullable=False),
        sa.Column("buyer_number", sa.String(length=10), nullable=False),
        sa.Column("supplier_number", sa.String(length=10), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "ordered",
                "accepted",
                "accepted-with-changes",
                "rejected",
                name="orderstatus",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ordered_on", sa.Date(), nullable=False),
        sa.Column("ordered_by", sa.String(length=200), nullable=False),
        sa.Column("reference", sa.String(length=100), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("delivery_from", sa.Date(), nullable=True),
        sa.Column("delivery_until", sa.Date(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("net", ExactDecimal(24, 2), nullable=False),
        sa.Column("tax", ExactDecimal(24, 2), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["catalogue_id"],
            ["ecatalog_catalogue.id"],
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"],
            ["ecatalog_contract.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("buyer_number", "number"),
        sa.UniqueConstraint("key"),
    )
    with op.batch_alter_table("ecatalog_order", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_ecatalog_order_buyer_number"), ["buyer_number"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_ecatalog_order_contract_id"), ["contract_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_ecatalog_order_number"), ["number"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_ecatalog_order_supplier_number"), ["supplier_number"], unique=False
        )

    op.create_table(
        "ecatalog_order_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("seller_item", sa.String(length=200), nullable=False),
        sa.Column("buyer_item", sa.String(length=200), nullable=False),
        sa.Column("standard_item", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=1000), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("quantity", ExactDecimal(24, 10), nullable=False),
        sa.Column("price", ExactDecimal(24, 10), nullable=False),
        sa.Column("base_quantity", ExactDecimal(24, 10), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("net", ExactDecimal(24, 2), nullable=False),
        sa.Column("tax_category", sa.String(length=10), nullable=False),
        sa.Column("tax_percent", ExactDecimal(24, 10), nullable=True),
        sa.Column(
            "answer",
            sa.Enum("1", "3", "5", "7", "42", name="linestatus", native_enum=False, length=40),
            nullable=True,
        ),
        sa.Column("agreed_quantity", ExactDecimal(24, 10), nullable=True),
        sa.Column("agreed_price", ExactDecimal(24, 10), nullable=True),
        sa.Column("agreed_base_quantity", ExactDecimal(24, 10), nullable=True),
        sa.Column("promised_from", sa.Date(), nullable=True),
        sa.Column("promised_until", sa.Date(), nullable=True),
        sa.Column("answer_note", sa.String(length=1000), nullable=False),
        sa.Column("substitute", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["ecatalog_order.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("order_id", "number"),
    )
    with op.batch_alter_table("ecatalog_order_line", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_ecatalog_order_line_order_id"), ["order_id"], unique=False
        )

    op.create_table(
        "ecatalog_order_response",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.String(length=200), nullable=False),
        sa.Column(
            "code",
            sa.Enum("AB", "AP", "CA", "RE", name="responsecode", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("sales_order_number", sa.String(length=200), nullable=False),
        sa.Column("promised_from", sa.Date(), nullable=True),
        sa.Column("promised_until", sa.Date(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_by", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["ecatalog_order.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("order_id", "document_id"),
    )
    with op.batch_alter_table("ecatalog_order_response", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_ecatalog_order_response_order_id"), ["order_id"], unique=False
        )

    op.create_table(
        "ecatalog_received",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "document_type",
            sa.Enum(
                "catalogue", "order-response", name="documenttype", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("document_id", sa.String(length=200), nullable=False),
        sa.Column("sender", sa.String(length=10), nullable=False),
        sa.Column("sent_by", sa.String(length=200), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "web", "api", "peppol", "command-line", name="channel", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_taken", sa.Boolean(), nullable=False),
        sa.Column("findings", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("checked_against", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=True),
        sa.Column("catalogue_id", sa.Uuid(), nullable=True),
        sa.Column("response_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["catalogue_id"],
            ["ecatalog_catalogue.id"],
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"],
            ["ecatalog_contract.id"],
        ),
        sa.ForeignKeyConstraint(
            ["response_id"],
            ["ecatalog_order_response.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("ecatalog_received", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_ecatalog_received_contract_id"), ["contract_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_ecatalog_received_sender"), ["sender"], unique=False)
        batch_op.create_index(batch_op.f("ix_ecatalog_received_sha256"), ["sha256"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: a released table is never taken back")
