"""The public facts of a call as the platform gives them, believed only as far as they agree."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

from etender.bidder.refusals import SuspiciousTimeLock, UnusableCall
from etender.sealing.chain import ChainInfo, in_words
from shared.errors import QuaestorError
from shared.party import EnterpriseNumber


@dataclass(frozen=True, slots=True)
class CallLot:
    number: int
    title: str


@dataclass(frozen=True, slots=True)
class PublicCall:
    """What a bidder needs to know of a call. The round was computed here, not taken over."""

    procedure_id: UUID
    reference: str
    title: str
    authority: str
    authority_number: EnterpriseNumber
    deadline: dt.datetime
    lots: tuple[CallLot, ...]
    chain: ChainInfo
    round: int

    @classmethod
    def from_json(cls, data: bytes | str) -> Self:
        """Read GET /api/etender/calls/{procedure_id}. Raises UnusableCall, SuspiciousTimeLock."""
        try:
            facts = json.loads(data)
        except ValueError as error:
            raise UnusableCall(found=str(error)) from None
        if not isinstance(facts, dict):
            raise UnusableCall(found="not an object")
        return cls.from_dict(facts)

    @classmethod
    def from_dict(cls, facts: Mapping[str, Any]) -> Self:
        """Check that chain, round and deadline belong together.

        (1) The chain's hash is that of its facts.
        (2) The round is the first one not before the deadline: an earlier one would open the bid
            early, a later one would leave it shut at the opening.

        Raises UnusableCall, SuspiciousTimeLock, or what the chain refuses.
        """
        try:
            # (1) chain
            chain = ChainInfo.from_dict(facts["time_lock"])
            stated = int(facts["time_lock"]["round"])
            call = cls._read(facts, chain)
        except (KeyError, TypeError, ValueError) as error:
            raise UnusableCall(found=repr(error)) from None
        # (2) round
        if stated != call.round:
            raise SuspiciousTimeLock(found=_opens(chain, stated), expected=in_words(call.deadline))
        return call

    @classmethod
    def _read(cls, facts: Mapping[str, Any], chain: ChainInfo) -> Self:
        deadline = dt.datetime.fromisoformat(facts["deadline"])
        if deadline.tzinfo is None:
            raise ValueError("deadline without time zone")
        return cls(
            procedure_id=UUID(str(facts["procedure_id"])),
            reference=str(facts["reference"]),
            title=str(facts["title"]),
            authority=str(facts["authority"]["name"]),
            authority_number=EnterpriseNumber.parse(str(facts["authority"]["enterprise_number"])),
            deadline=deadline,
            lots=tuple(CallLot(int(lot["number"]), str(lot["title"])) for lot in facts["lots"]),
            chain=chain,
            round=chain.round_at(deadline),
        )

    def lot(self, number: int) -> CallLot | None:
        return next((lot for lot in self.lots if lot.number == number), None)


def _opens(chain: ChainInfo, number: int) -> str:
    try:
        return in_words(chain.time_of(number))
    except QuaestorError:
        return f"round {number}"
