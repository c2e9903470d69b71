"""What a notice says, in the field's words and free of eForms: the input of both notices."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from enot.subtypes import Subtype
from shared.money import Money
from shared.tender import ContractNature, ProcedureKind

Texts = Mapping[str, str]
"""One text per language: ISO 639-1 code to text."""


class BuyerLegalType(StrEnum):
    """eForms list `buyer-legal-type`, the part that Belgian authorities use."""

    CENTRAL = "cga"
    REGIONAL = "ra"
    LOCAL = "la"
    BODY_OF_CENTRAL = "body-pl-cga"
    BODY_OF_REGIONAL = "body-pl-ra"
    BODY_OF_LOCAL = "body-pl-la"


class BuyerActivity(StrEnum):
    """eForms list `authority-activity` (the COFOG divisions)."""

    GENERAL = "gen-pub"
    DEFENCE = "defence"
    ORDER = "pub-os"
    ECONOMY = "econ-aff"
    ENVIRONMENT = "env-pro"
    HOUSING = "hc-am"
    HEALTH = "health"
    CULTURE = "rcr"
    EDUCATION = "education"
    SOCIAL = "soc-pro"


class CriterionKind(StrEnum):
    PRICE = "price"
    COST = "cost"
    QUALITY = "quality"


class EnterpriseSize(StrEnum):
    """eForms list `economic-operator-size`."""

    SME = "sme"
    MICRO = "micro"
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


class NonAwardReason(StrEnum):
    """eForms list `non-award-justification`."""

    NO_TENDERS = "no-rece"
    ALL_REJECTED = "all-rej"
    ONE_ADMISSIBLE = "one-admis"
    NEEDS_CHANGED = "chan-need"
    FUNDS_MISSING = "ins-fund"
    NOT_SIGNED = "no-signed"
    ERRORS_FOUND = "tch-pr-error"
    REVIEWED_BY_BUYER = "rev-buyer"
    REVIEWED_BY_BODY = "rev-body"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class OrganisationContent:
    """A legal person in a notice; `number` is its enterprise number, `country` ISO 3166 alpha-2."""

    name: str
    number: str
    town: str
    postcode: str = ""
    street: str = ""
    country: str = "BE"
    nuts: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class BuyerContent:
    """The contracting authority and what the law wants to know of it."""

    organisation: OrganisationContent
    legal_type: BuyerLegalType
    activity: BuyerActivity


@dataclass(frozen=True, slots=True)
class Criterion:
    """One award criterion; the weights of a notice add up to 100 percent."""

    kind: CriterionKind
    name: Texts
    weight: Decimal


@dataclass(frozen=True, slots=True)
class LotContent:
    """One lot; its place of performance is the notice's."""

    number: int
    title: Texts
    description: Texts
    cpv: str
    value: Money
    duration_months: int


@dataclass(frozen=True, slots=True)
class NoticeIdentity:
    """Who this notice is among notices: BT-701, BT-757, BT-04, its subtype and its dispatch."""

    notice_id: UUID
    version: int
    procedure_id: UUID
    subtype: Subtype
    dispatched_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Submission:
    """How to bid: deadline, opening (open procedures), addresses, languages, validity in days."""

    deadline: dt.datetime
    opening: dt.datetime | None
    bids_url: str
    documents_url: str
    languages: tuple[str, ...]
    validity_days: int


@dataclass(frozen=True, slots=True)
class NoticeContent:
    """Everything a contract notice says; an award notice repeats most of it."""

    identity: NoticeIdentity
    languages: tuple[str, ...]
    """ISO 639-1; the first is the notice's own, the others are translations."""
    buyer: BuyerContent
    review_body: OrganisationContent
    review_terms: Texts
    reference: str
    title: Texts
    description: Texts
    nature: ContractNature
    cpv: str
    nuts: str
    kind: ProcedureKind
    lots: tuple[LotContent, ...]
    criteria: tuple[Criterion, ...]
    submission: Submission
    urgency: Texts = field(default_factory=dict)
    """Why the periods are shortened; empty when they are not."""

    @property
    def value(self) -> Money:
        """The estimated value of all lots together, excluding VAT."""
        amounts = [lot.value for lot in self.lots]
        return sum(amounts[1:], amounts[0])

    @property
    def is_divided(self) -> bool:
        return len(self.lots) > 1


@dataclass(frozen=True, slots=True)
class ContractContent:
    """The contract of one lot: its number, the days of signature and decision, its value.

    Lots with the same contract reference are one contract.
    """

    reference: str
    concluded_on: dt.date
    decided_on: dt.date
    value: Money
    tender_reference: str
    winner: OrganisationContent
    winner_size: EnterpriseSize


@dataclass(frozen=True, slots=True)
class TenderCounts:
    """How many tenders a lot received, and from whom (eForms list `received-submission-type`)."""

    total: int
    electronic: int
    from_smes: int
    from_other_eea: int
    from_outside_eea: int


@dataclass(frozen=True, slots=True)
class LotOutcome:
    """How one lot ended: a contract, or the reason why there is none.

    `lowest` and `highest` are the values of the cheapest and the dearest admissible tender.
    """

    lot_number: int
    tenders: TenderCounts
    contract: ContractContent | None
    not_awarded: NonAwardReason | None = None
    lowest: Money | None = None
    highest: Money | None = None


@dataclass(frozen=True, slots=True)
class AwardedProcedure:
    """The outcome of a procedure, lot by lot, beside what its contract notice said."""

    content: NoticeContent
    outcomes: tuple[LotOutcome, ...]
