"""What suppliers and officers may send in; nothing here is a table."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, Field

from etender.model import RegularityVerdict
from shared.errors import InvalidInput, WhoActs
from shared.i18n import msg
from shared.party import EnterpriseNumber
from shared.tender import DocumentRef


class UnknownLot(InvalidInput):
    code = "unknown-lot"
    says = msg("{found} is not the number of a lot.")
    remedy = msg("Give lot numbers, for example 1, 2.")
    who = WhoActs.SUPPLIER


class PeriodReversed(InvalidInput):
    code = "period-reversed"
    says = msg("The end {found} lies before the start {expected}.")
    remedy = msg("Choose an end that comes after the start.")


def _enterprise_number(value: Any) -> str:
    return str(EnterpriseNumber.parse(str(value), "tenderer"))


def _lots(value: Any) -> list[int]:
    """Lot numbers from `1,2`, from repeated fields, or from a list of numbers."""
    given = value if isinstance(value, list | tuple) else [value]
    words = [word.strip() for part in given for word in str(part).split(",") if word.strip()]
    if unknown := [word for word in words if not word.isdecimal()]:
        raise UnknownLot("lots", found=unknown[0])
    return sorted({int(word) for word in words})


class Submission(BaseModel):
    """The fields beside the two files: for which lots, in whose name.

    The tenderer may differ from the submitter; its name and seat are asked for only then.
    """

    lots: Annotated[list[int], BeforeValidator(_lots)] = Field(min_length=1)
    tenderer: Annotated[str, BeforeValidator(_enterprise_number)]
    tenderer_name: str = Field(default="", max_length=300)
    tenderer_seat: str = Field(default="", max_length=400)


@dataclass(frozen=True, slots=True)
class SealedFiles:
    """The two stored files of a submission."""

    payload: DocumentRef
    key_envelope: DocumentRef


class ScoreForm(BaseModel):
    """One quality score with its motivation."""

    opened_bid: UUID
    lot: int
    criterion: str = Field(max_length=40)
    score: Decimal
    motivation: str = Field(max_length=4000)


class RegularityForm(BaseModel):
    """Admit a bid to the comparison, or set it aside, with the reason."""

    opened_bid: UUID
    verdict: RegularityVerdict
    motivation: str = Field(max_length=4000)


class AwardForm(BaseModel):
    """The decision on one lot: the motivation, and which bid it was made for."""

    lot: int
    motivation: str = Field(max_length=8000)
    winner: UUID | None = None
    """The bid in first place when the page was made; another one since then is a conflict."""


class ContractForm(BaseModel):
    """When the contract with one winner begins and ends, both days included."""

    supplier: Annotated[str, BeforeValidator(_enterprise_number)]
    starts_on: dt.date
    ends_on: dt.date

    def checked(self) -> "ContractForm":
        """Raises PeriodReversed."""
        if self.ends_on < self.starts_on:
            raise PeriodReversed("ends_on", found=self.ends_on, expected=self.starts_on)
        return self
