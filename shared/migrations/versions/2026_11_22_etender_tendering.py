"""etender tendering."""

import sqlalchemy as sa
from alembic import op

from shared.columns import ExactDecimal

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "etender_call",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("procedure_id", sa.Uuid(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("min_officers", sa.Integer(), nullable=False),
        sa.Column("chain_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["procedure_id"],
            ["shared_procedure.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("etender_call", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_etender_call_procedure_id"), ["procedure_id"], unique=True
        )

    op.create_table(
        "etender_bid",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("submitter_id", sa.Uuid(), nullable=False),
        sa.Column("submitter_name", sa.String(length=300), nullable=False),
        sa.Column("submitter_number", sa.String(length=10), nullable=False),
        sa.Column("submitter_seat", sa.String(length=400), nullable=False),
        sa.Column("tenderer_name", sa.String(length=300), nullable=False),
        sa.Column("tenderer_number", sa.String(length=10), nullable=False),
        sa.Column("tenderer_seat", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"],
            ["etender_call.id"],
        ),
        sa.ForeignKeyConstraint(
            ["submitter_id"],
            ["shared_organisation.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("call_id", "submitter_id", "tenderer_number"),
    )
    with op.batch_alter_table("etender_bid", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_etender_bid_call_id"), ["call_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_etender_bid_submitter_id"), ["submitter_id"], unique=False
        )

    op.create_table(
        "etender_contract",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=100), nullable=False),
        sa.Column("supplier_number", sa.String(length=10), nullable=False),
        sa.Column("supplier_name", sa.String(length=300), nullable=False),
        sa.Column("value", ExactDecimal(18, 2), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("concluded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("concluded_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"],
            ["etender_call.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("call_id", "number"),
    )
    with op.batch_alter_table("etender_contract", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_etender_contract_call_id"), ["call_id"], unique=False)

    op.create_table(
        "etender_criterion",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("price", "quality", name="criterionkind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("weight", ExactDecimal(18, 2), nullable=False),
        sa.Column(
            "formula",
            sa.Enum("inverse", "linear", name="priceformula", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("out_of", ExactDecimal(18, 2), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"],
            ["etender_call.id"],
        ),
        sa.ForeignKeyConstraint(
            ["lot_id"],
            ["shared_lot.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("call_id", "lot_id", "code"),
    )
    with op.batch_alter_table("etender_criterion", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_etender_criterion_call_id"), ["call_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_etender_criterion_lot_id"), ["lot_id"], unique=False)

    op.create_table(
        "etender_opening",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("armed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("freeze_sha256", sa.String(length=64), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("opened", sa.Integer(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("beacon_round", sa.BigInteger(), nullable=False),
        sa.Column("beacon_signature", sa.String(length=200), nullable=False),
        sa.Column("xml_sha256", sa.String(length=64), nullable=False),
        sa.Column("pdf_sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"],
            ["etender_call.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("etender_opening", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_etender_opening_call_id"), ["call_id"], unique=True)

    op.create_table(
        "etender_opening_approval",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("officer", sa.String(length=100), nullable=False),
        sa.Column("officer_name", sa.String(length=200), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"],
            ["etender_call.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("call_id", "officer"),
    )
    with op.batch_alter_table("etender_opening_approval", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_etender_opening_approval_call_id"), ["call_id"], unique=False
        )

    op.create_table(
        "etender_bid_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bid_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("lots", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("payload_sha256", sa.String(length=64), nullable=False),
        sa.Column("payload_size", sa.BigInteger(), nullable=False),
        sa.Column("key_sha256", sa.String(length=64), nullable=False),
        sa.Column("key_size", sa.Integer(), nullable=False),
        sa.Column("key_round", sa.BigInteger(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_by", sa.String(length=200), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["bid_id"],
            ["etender_bid.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("bid_id", "number"),
        sa.UniqueConstraint("bid_id", "payload_sha256", "key_sha256"),
    )
    with op.batch_alter_table("etender_bid_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_etender_bid_version_bid_id"), ["bid_id"], unique=False)

    op.create_table(
        "etender_opened_bid",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "opened",
                "signature-doubtful",
                "signature-invalid",
                "tampered",
                "unreadable",
                "late",
                name="outcome",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reasons", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("signatures", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("container_sha256", sa.String(length=64), nullable=False),
        sa.Column("container_size", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"],
            ["etender_call.id"],
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["etender_bid_version.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("etender_opened_bid", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_etender_opened_bid_call_id"), ["call_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_etender_opened_bid_version_id"), ["version_id"], unique=True
        )

    op.create_table(
        "etender_receipt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("xml_sha256", sa.String(length=64), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["etender_bid_version.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("etender_receipt", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_etender_receipt_version_id"), ["version_id"], unique=True
        )

    op.create_table(
        "etender_award",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("winner_id", sa.Uuid(), nullable=True),
        sa.Column("value", ExactDecimal(18, 2), nullable=True),
        sa.Column("not_awarded", sa.String(length=40), nullable=False),
        sa.Column("motivation", sa.Text(), nullable=False),
        sa.Column("ranking", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("decided_by", sa.String(length=200), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("standstill_last_day", sa.Date(), nullable=False),
        sa.Column("standstill_ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["call_id"],
            ["etender_call.id"],
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"],
            ["etender_contract.id"],
        ),
        sa.ForeignKeyConstraint(
            ["lot_id"],
            ["shared_lot.id"],
        ),
        sa.ForeignKeyConstraint(
            ["winner_id"],
            ["etender_opened_bid.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("etender_award", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_etender_award_call_id"), ["call_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_etender_award_contract_id"), ["contract_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_etender_award_lot_id"), ["lot_id"], unique=True)

    op.create_table(
        "etender_lot_offer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("opened_bid_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("price", ExactDecimal(18, 2), nullable=False),
        sa.Column("positions", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["lot_id"],
            ["shared_lot.id"],
        ),
        sa.ForeignKeyConstraint(
            ["opened_bid_id"],
            ["etender_opened_bid.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("opened_bid_id", "lot_id"),
    )
    with op.batch_alter_table("etender_lot_offer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_etender_lot_offer_lot_id"), ["lot_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_etender_lot_offer_opened_bid_id"), ["opened_bid_id"], unique=False
        )

    op.create_table(
        "etender_regularity",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("opened_bid_id", sa.Uuid(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum("regular", "irregular", name="regularityverdict", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("motivation", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.String(length=200), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["opened_bid_id"],
            ["etender_opened_bid.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("etender_regularity", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_etender_regularity_opened_bid_id"), ["opened_bid_id"], unique=True
        )

    op.create_table(
        "etender_score",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("opened_bid_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("criterion", sa.String(length=40), nullable=False),
        sa.Column("score", ExactDecimal(18, 2), nullable=False),
        sa.Column("motivation", sa.Text(), nullable=False),
        sa.Column("scored_by", sa.String(length=200), nullable=False),
        sa.Column("scored_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["lot_id"],
            ["shared_lot.id"],
        ),
        sa.ForeignKeyConstraint(
            ["opened_bid_id"],
            ["etender_opened_bid.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("opened_bid_id", "lot_id", "criterion"),
    )
    with op.batch_alter_table("etender_score", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_etender_score_lot_id"), ["lot_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_etender_score_opened_bid_id"), ["opened_bid_id"], unique=False
        )


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: a released table is never taken back")
