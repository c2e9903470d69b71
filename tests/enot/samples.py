"""Sample content: a town buys office supplies in two lots."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from enot.eforms.content import (
    AwardedProcedure,
    BuyerActivity,
    BuyerContent,
    BuyerLegalType,
    ContractContent,
    Criterion,
    CriterionKind,
    EnterpriseSize,
    LotContent,
    LotOutcome,
    NonAwardReason,
    NoticeContent,
    NoticeIdentity,
    OrganisationContent,
    Submission,
    TenderCounts,
)
from enot.subtypes import Subtype
from shared.clock import BRUSSELS
from shared.money import Money
from shared.tender import ContractNature, ProcedureKind

DISPATCH = dt.datetime(2026, 11, 23, 9, 30, tzinfo=BRUSSELS)
DEADLINE = dt.datetime(2027, 1, 5, 11, 0, tzinfo=BRUSSELS)
AWARD_DISPATCH = dt.datetime(2027, 3, 9, 10, 0, tzinfo=BRUSSELS)

TOWN = OrganisationContent(
    name="Stad Zonnedorp",
    number="0203201340",
    town="Zonnedorp",
    postcode="9000",
    street="Kerkplein 1",
    nuts="BE234",
    email="aankoop@zonnedorp.example",
    phone="+32 9 123 45 67",
)
COURT = OrganisationContent(
    name="Raad van State",
    number="0931814266",
    town="Brussel",
    postcode="1040",
    street="Wetenschapsstraat 33",
    nuts="BE100",
)
PAPER = OrganisationContent(
    name="Papierhuis NV",
    number="0403170701",
    town="Gent",
    postcode="9000",
    nuts="BE234",
    email="offertes@papierhuis.example",
    phone="+32 9 765 43 21",
)

LOTS = (
    LotContent(
        1,
        {"nl": "Papier", "fr": "Papier"},
        {"nl": "Kopieerpapier A4", "fr": "Papier à copier A4"},
        "30197643",
        Money.of(150_000),
        24,
    ),
    LotContent(
        2,
        {"nl": "Toners", "fr": "Toners"},
        {"nl": "Toners voor printers", "fr": "Toners pour imprimantes"},
        "30125110",
        Money.of(120_000),
        24,
    ),
)

CONTENT = NoticeContent(
    identity=NoticeIdentity(
        UUID("6b1f6d0e-4c0e-4bb1-9d58-0a7f4f6f0a01"),
        1,
        UUID("0f5b7b3a-6c9e-4c77-8a57-5a3b0f0d2c02"),
        Subtype.CONTRACT_NOTICE,
        DISPATCH,
    ),
    languages=("nl", "fr"),
    buyer=BuyerContent(TOWN, BuyerLegalType.LOCAL, BuyerActivity.GENERAL),
    review_body=COURT,
    review_terms={"nl": "Binnen 60 dagen", "fr": "Dans les 60 jours"},
    reference="ZD-2026-014",
    title={"nl": "Kantoorbenodigdheden", "fr": "Fournitures de bureau"},
    description={"nl": "Papier en toners", "fr": "Papier et toners"},
    nature=ContractNature.SUPPLIES,
    cpv="30190000",
    nuts="BE234",
    kind=ProcedureKind.OPEN,
    lots=LOTS,
    criteria=(
        Criterion(CriterionKind.PRICE, {"nl": "Prijs", "fr": "Prix"}, Decimal(60)),
        Criterion(CriterionKind.QUALITY, {"nl": "Kwaliteit", "fr": "Qualité"}, Decimal("40.0")),
    ),
    submission=Submission(
        deadline=DEADLINE,
        opening=DEADLINE,
        bids_url="https://quaestor.example/procedures/1/bid",
        documents_url="https://quaestor.example/procedures/1",
        languages=("nl", "fr"),
        validity_days=180,
    ),
)


def content(
    subtype: Subtype = Subtype.CONTRACT_NOTICE,
    kind: ProcedureKind = ProcedureKind.OPEN,
    *,
    lots: int = 2,
    urgent: bool = False,
    dispatch: dt.datetime = DISPATCH,
) -> NoticeContent:
    """The sample, varied."""
    return replace(
        CONTENT,
        identity=replace(CONTENT.identity, subtype=subtype, dispatched_at=dispatch),
        kind=kind,
        lots=LOTS[:lots],
        urgency={"nl": "Voorraad vernield door brand"} if urgent else {},
    )


def contract(number: int = 1, winner: OrganisationContent = PAPER) -> ContractContent:
    return ContractContent(
        reference=f"ZD-C-{number}",
        concluded_on=dt.date(2027, 3, 1),
        decided_on=dt.date(2027, 2, 8),
        value=Money.of("98765.43"),
        tender_reference=f"BID-{number}",
        winner=winner,
        winner_size=EnterpriseSize.SMALL,
    )


TENDERS = TenderCounts(total=2, electronic=2, from_smes=1, from_other_eea=1, from_outside_eea=0)
NO_TENDERS = TenderCounts(0, 0, 0, 0, 0)


def awarded(subtype: Subtype, *outcomes: LotOutcome) -> AwardedProcedure:
    """The sample procedure with these outcomes; both lots awarded when none is given."""
    usual = (
        LotOutcome(1, TENDERS, contract(1), None, Money.of(98_765), Money.of(120_000)),
        LotOutcome(2, TENDERS, contract(2)),
    )
    return AwardedProcedure(content(subtype, dispatch=AWARD_DISPATCH), outcomes or usual)


NOT_AWARDED = LotOutcome(2, NO_TENDERS, None, NonAwardReason.NO_TENDERS)
ALL_REJECTED = LotOutcome(2, TENDERS, None, NonAwardReason.ALL_REJECTED)
