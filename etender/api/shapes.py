"""The shapes of the API's answers: what machines may rely on."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from etender.model import AwardDecision, Bid, BidVersion, Contract, Receipt
from etender.opening.values import Bidder
from etender.queries.openings import OpeningRoom
from etender.rules.evaluation import Ranked
from etender.rules.formulas import shown
from etender.service.calls import CallTerms
from etender.service.evaluation import LotEvaluation
from shared.tender import Lot


@dataclass(frozen=True, slots=True)
class AuthorityOut:
    name: str
    enterprise_number: str


@dataclass(frozen=True, slots=True)
class CriterionOut:
    """`formula` is that of a price, `out_of` the scale of a quality score."""

    code: str
    kind: str
    weight: Decimal
    formula: str | None
    out_of: Decimal | None


@dataclass(frozen=True, slots=True)
class LotOut:
    id: UUID
    number: int
    title: str


@dataclass(frozen=True, slots=True)
class CallOut:
    """A call as the public sees it; `time_lock` holds the chain's facts as drand's /info does."""

    procedure_id: UUID
    reference: str
    title: str
    authority: AuthorityOut
    deadline: datetime
    lots: list[LotOut]
    time_lock: dict[str, Any]
    upload_limit: int


@dataclass(frozen=True, slots=True)
class PartyOut:
    name: str
    enterprise_number: str
    seat: str


@dataclass(frozen=True, slots=True)
class ReceiptOut:
    """A receipt. `late` is as of the moment of receipt; `links.xml` leads to the Peppol T006."""

    receipt_id: UUID
    bid_id: UUID
    version_id: UUID
    version: int
    procedure_id: UUID
    reference: str
    received_at: datetime
    deadline: datetime
    late: bool
    withdrawn_at: datetime | None
    lots: list[int]
    tenderer: PartyOut
    submitter: PartyOut
    payload_sha256: str
    key_envelope_sha256: str
    links: dict[str, str]


@dataclass(frozen=True, slots=True)
class OfficerOut:
    name: str
    approved_at: datetime


@dataclass(frozen=True, slots=True)
class OpeningOut:
    """Where an opening stands; `total` and `opened` stay 0 until the list of bids is fixed."""

    procedure_id: UUID
    stage: str
    deadline: datetime
    min_officers: int
    approvals: list[OfficerOut]
    total: int
    opened: int
    reported_at: datetime | None
    report_xml_sha256: str
    report_pdf_sha256: str


@dataclass(frozen=True, slots=True)
class RankedOut:
    place: int
    opened_bid: UUID
    tenderer: PartyOut
    price: Decimal
    total: Decimal
    total_exact: str
    tied: bool


@dataclass(frozen=True, slots=True)
class ComparedBidOut:
    """A bid in the comparison; `regular` is null while a decision is needed."""

    opened_bid: UUID
    tenderer: PartyOut
    outcome: str
    regular: bool | None
    price: Decimal | None
    abnormally_low: bool


@dataclass(frozen=True, slots=True)
class LotEvaluationOut:
    lot: int
    bids: list[ComparedBidOut]
    ranking: list[RankedOut]
    missing: str


@dataclass(frozen=True, slots=True)
class AwardOut:
    lot: int
    winner: UUID | None
    value: Decimal | None
    not_awarded: str
    sent_at: datetime
    standstill_last_day: date
    standstill_ends_at: datetime


@dataclass(frozen=True, slots=True)
class ContractOut:
    number: str
    supplier: str
    value: Decimal
    starts_on: date
    ends_on: date
    concluded_at: datetime


def call_out(terms: CallTerms, time_lock: dict[str, Any], limit: int) -> CallOut:
    procedure, authority = terms.procedure, terms.authority
    return CallOut(
        procedure_id=procedure.id,
        reference=procedure.reference,
        title=procedure.title,
        authority=AuthorityOut(authority.name, authority.enterprise_number),
        deadline=procedure.deadline,
        lots=[LotOut(lot.id, lot.number, lot.title) for lot in terms.lots],
        time_lock=time_lock,
        upload_limit=limit,
    )


def party_out(party: Bidder) -> PartyOut:
    return PartyOut(party.name, party.enterprise_number, party.seat)


def receipt_out(terms: CallTerms, bid: Bid, version: BidVersion, receipt: Receipt) -> ReceiptOut:
    here = f"/api/etender/receipts/{receipt.id}"
    return ReceiptOut(
        receipt_id=receipt.id,
        bid_id=bid.id,
        version_id=version.id,
        version=version.number,
        procedure_id=terms.procedure.id,
        reference=terms.procedure.reference,
        received_at=version.received_at,
        deadline=terms.deadline.at,
        late=version.is_late,
        withdrawn_at=version.withdrawn_at,
        lots=version.lots,
        tenderer=party_out(bid.tenderer()),
        submitter=party_out(bid.submitter()),
        payload_sha256=version.payload_sha256,
        key_envelope_sha256=version.key_sha256,
        links={"self": here, "xml": f"{here}/xml"},
    )


def opening_out(room: OpeningRoom) -> OpeningOut:
    record = room.record
    return OpeningOut(
        procedure_id=room.terms.procedure.id,
        stage=room.stage,
        deadline=room.terms.deadline.at,
        min_officers=room.terms.call.min_officers,
        approvals=[OfficerOut(a.officer.name, a.approved_at) for a in room.approvals],
        total=room.total,
        opened=room.opened,
        reported_at=record.reported_at if record else None,
        report_xml_sha256=record.xml_sha256 if record else "",
        report_pdf_sha256=record.pdf_sha256 if record else "",
    )


def evaluation_out(evaluation: LotEvaluation) -> LotEvaluationOut:
    lot = evaluation.lot
    return LotEvaluationOut(
        lot=lot.number,
        bids=[
            ComparedBidOut(
                opened_bid=bid.opened.id,
                tenderer=party_out(bid.bid.tenderer()),
                outcome=bid.opened.outcome,
                regular=bid.is_regular,
                price=bid.offers[lot.id].price if lot.id in bid.offers else None,
                abnormally_low=bid.opened.id in evaluation.abnormal.flagged,
            )
            for bid in evaluation.bids
        ],
        ranking=[_ranked_out(evaluation, ranked) for ranked in evaluation.ranking],
        missing=evaluation.missing.code if evaluation.missing else "",
    )


def _ranked_out(evaluation: LotEvaluation, ranked: Ranked) -> RankedOut:
    return RankedOut(
        place=ranked.place,
        opened_bid=ranked.bid_id,
        tenderer=party_out(evaluation.bid(ranked.bid_id).bid.tenderer()),
        price=ranked.price,
        total=shown(ranked.total),
        total_exact=str(ranked.total),
        tied=ranked.tied,
    )


def award_out(lot: Lot, decision: AwardDecision) -> AwardOut:
    return AwardOut(
        lot=lot.number,
        winner=decision.winner_id,
        value=decision.value,
        not_awarded=decision.not_awarded,
        sent_at=decision.sent_at,
        standstill_last_day=decision.standstill_last_day,
        standstill_ends_at=decision.standstill_ends_at,
    )


def contract_out(contract: Contract) -> ContractOut:
    return ContractOut(
        contract.number,
        contract.supplier_number,
        contract.value,
        contract.starts_on,
        contract.ends_on,
        contract.concluded_at,
    )
