"""The answers to the ten questions of a notice, one class per question.

People send them as a form with dotted names (`lots.0.title.nl`), machines as JSON; both become
these classes. Kept as JSON with the draft.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator

from enot.eforms.content import (
    BuyerActivity,
    BuyerLegalType,
    CriterionKind,
    EnterpriseSize,
    Texts,
)
from enot.forms import checks
from enot.rules.periods import PUBLISHED_KINDS
from shared.clock import BRUSSELS
from shared.errors import InvalidInput
from shared.i18n import msg
from shared.tender import ContractNature, ProcedureKind

_Line = Annotated[str, Field(min_length=2, max_length=300)]
_Passage = Annotated[str, Field(min_length=3, max_length=5000)]
Lines = Annotated[dict[str, _Line], AfterValidator(checks.known_languages)]
"""One line per language."""
Passages = Annotated[dict[str, _Passage], AfterValidator(checks.known_languages)]
"""One passage per language."""
Amount = Annotated[Decimal, Field(gt=0, max_digits=14, decimal_places=2)]
CpvCode = Annotated[str, checks.checked(checks.cpv)]
Place = Annotated[str, checks.checked(checks.place)]
Percent = Annotated[int, Field(ge=1, le=100)]


class KindNotPublished(InvalidInput):
    code: ClassVar[str] = "kind-not-published"
    says: ClassVar[str] = msg("This kind of procedure does not begin with a notice.")


class WeightsDoNotAddUp(InvalidInput):
    code: ClassVar[str] = "weights"
    says: ClassVar[str] = msg("The weights add up to {found} percent instead of 100.")
    remedy: ClassVar[str] = msg("Change the weights until they add up to 100 percent.")


class Answer(BaseModel):
    """Base of all answers; unknown names are refused, so that no typing error goes unseen."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    def texts(self) -> Iterator[tuple[str, Texts]]:
        """The texts that need every language of the notice, with the names of their fields."""
        return iter(())


class BuyerAnswer(Answer):
    """Who buys, in the law's categories, and whom tenderers may ask."""

    legal_type: BuyerLegalType
    activity: BuyerActivity
    email: Annotated[str, Field(max_length=200), checks.checked(checks.email)]
    phone: Annotated[str, Field(max_length=30), checks.checked(checks.phone)]


class LanguagesAnswer(Answer):
    """Languages of the notice, its own first, and those in which bids may be written."""

    notice: tuple[Literal["nl", "fr", "de", "en"], ...] = Field(min_length=1)
    bids: tuple[Literal["nl", "fr", "de", "en"], ...] = Field(min_length=1)

    @field_validator("notice", "bids", mode="before")
    @classmethod
    def _one_or_many(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value


class SubjectAnswer(Answer):
    """What it is about, and the buyer's own reference."""

    reference: str = Field(max_length=60)
    title: Lines
    description: Passages

    def texts(self) -> Iterator[tuple[str, Texts]]:
        yield "title", self.title
        yield "description", self.description


class PurchaseAnswer(Answer):
    """What is bought and where it is delivered or carried out."""

    nature: ContractNature
    cpv: CpvCode
    nuts: Place


class LotAnswer(Answer):
    """One lot; without a CPV code of its own it has the notice's."""

    title: Lines
    description: Passages
    cpv: CpvCode
    value: Amount


class LotsAnswer(Answer):
    """The lots with their estimated values; one lot is a contract that is not divided."""

    lots: tuple[LotAnswer, ...] = Field(min_length=1, max_length=50)

    def texts(self) -> Iterator[tuple[str, Texts]]:
        for number, lot in enumerate(self.lots):
            yield f"lots.{number}.title", lot.title
            yield f"lots.{number}.description", lot.description


class ProcedureAnswer(Answer):
    """How the contract is awarded; `urgency` gives the reason for shorter periods, if any."""

    kind: ProcedureKind
    urgency: Passages = Field(default_factory=dict)

    @field_validator("kind")
    @classmethod
    def _check_kind(cls, kind: ProcedureKind) -> ProcedureKind:
        if kind not in PUBLISHED_KINDS:
            raise checks.told(KindNotPublished(found=kind))
        return kind

    def texts(self) -> Iterator[tuple[str, Texts]]:
        if self.urgency:
            yield "urgency", self.urgency


class CriterionAnswer(Answer):
    kind: CriterionKind = CriterionKind.QUALITY
    name: Lines
    weight: Percent


class CriteriaAnswer(Answer):
    """The weight of the price, and quality criteria with theirs; together 100 percent."""

    price_weight: Percent
    quality: tuple[CriterionAnswer, ...] = ()

    @model_validator(mode="after")
    def _add_up(self) -> "CriteriaAnswer":
        found = self.price_weight + sum(criterion.weight for criterion in self.quality)
        if found != 100:  # noqa: PLR2004  percent
            raise checks.told(WeightsDoNotAddUp("price_weight", found=found))
        return self

    def texts(self) -> Iterator[tuple[str, Texts]]:
        for number, criterion in enumerate(self.quality):
            yield f"quality.{number}.name", criterion.name


class TermAnswer(Answer):
    """How long the contract runs, and how long a bid binds its tenderer."""

    months: int = Field(ge=1, le=1200)
    validity_days: int = Field(ge=30, le=720)


class DeadlineAnswer(Answer):
    """The final moment for bids (or requests to participate), in Brussels time."""

    day: dt.date
    time: dt.time = dt.time(11)

    @property
    def at(self) -> dt.datetime:
        return dt.datetime.combine(self.day, self.time, BRUSSELS)


class ReviewAnswer(Answer):
    """The body that reviews the procedure on appeal, and within which time."""

    name: str = Field(min_length=2, max_length=300)
    number: Annotated[str, checks.checked(checks.enterprise_number)]
    street: str = Field(default="", max_length=200)
    postcode: str = Field(max_length=20)
    town: str = Field(max_length=100)
    nuts: Place
    terms: Passages

    def texts(self) -> Iterator[tuple[str, Texts]]:
        yield "terms", self.terms


class NoticeAnswers(Answer):
    """All answers of a contract notice; a draft may lack some."""

    buyer: BuyerAnswer | None = None
    languages: LanguagesAnswer | None = None
    subject: SubjectAnswer | None = None
    purchase: PurchaseAnswer | None = None
    lots: LotsAnswer | None = None
    procedure: ProcedureAnswer | None = None
    criteria: CriteriaAnswer | None = None
    term: TermAnswer | None = None
    deadline: DeadlineAnswer | None = None
    review: ReviewAnswer | None = None

    def missing(self) -> list[str]:
        """The questions without an answer, in their order."""
        return [name for name in QUESTIONS if getattr(self, name) is None]


class CompleteAnswers(NoticeAnswers):
    """All answers of a contract notice, none missing."""

    buyer: BuyerAnswer
    languages: LanguagesAnswer
    subject: SubjectAnswer
    purchase: PurchaseAnswer
    lots: LotsAnswer
    procedure: ProcedureAnswer
    criteria: CriteriaAnswer
    term: TermAnswer
    deadline: DeadlineAnswer
    review: ReviewAnswer


QUESTIONS: Mapping[str, type[Answer]] = {
    "buyer": BuyerAnswer,
    "languages": LanguagesAnswer,
    "subject": SubjectAnswer,
    "purchase": PurchaseAnswer,
    "lots": LotsAnswer,
    "procedure": ProcedureAnswer,
    "criteria": CriteriaAnswer,
    "term": TermAnswer,
    "deadline": DeadlineAnswer,
    "review": ReviewAnswer,
}


class LotStatisticsAnswer(Answer):
    """What only the buyer knows of one lot's tenders (BT-760): their bidders' size and country."""

    lot: int = Field(ge=1)
    from_smes: int = Field(ge=0)
    from_other_eea: int = Field(ge=0)
    from_outside_eea: int = Field(ge=0)
    winner_size: EnterpriseSize | None = None


class StatisticsAnswer(Answer):
    """The one question of an award notice: the received tenders of each lot."""

    lots: tuple[LotStatisticsAnswer, ...] = Field(min_length=1)


class AwardAnswers(Answer):
    """The answers of an award notice; everything else comes from the award itself."""

    statistics: StatisticsAnswer | None = None

    def missing(self) -> list[str]:
        return [] if self.statistics else ["statistics"]


ALL_QUESTIONS: Mapping[str, type[Answer]] = {**QUESTIONS, "statistics": StatisticsAnswer}
"""The questions of both kinds of notice."""
