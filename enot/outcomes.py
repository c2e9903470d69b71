"""How lots ended, as told by events: stored as they arrive, read as one award."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from enot.drafting import organisation_content
from enot.eforms.content import (
    AwardedProcedure,
    ContractContent,
    EnterpriseSize,
    LotOutcome,
    NonAwardReason,
    NoticeContent,
    TenderCounts,
)
from enot.forms.answers import AwardAnswers, LotStatisticsAnswer
from enot.model import Outcome
from shared.clock import BRUSSELS
from shared.events import ContractConcluded, LotAwarded
from shared.money import Money


@dataclass(frozen=True, slots=True)
class LotFacts:
    """One lot's decision and contract, as the events told them."""

    decision: LotAwarded
    contract: ContractConcluded | None

    @property
    def lot(self) -> int:
        return self.decision.lot

    @property
    def bids_received(self) -> int:
        return self.decision.bids_received

    @property
    def is_awarded(self) -> bool:
        return self.decision.winner is not None

    def agrees(self, given: LotStatisticsAnswer) -> bool:
        """Whether counts can be true of the bids received, and the winner's size is told."""
        from_abroad = given.from_other_eea + given.from_outside_eea
        fits = max(given.from_smes, from_abroad) <= self.bids_received
        return fits and (not self.is_awarded or given.winner_size is not None)


async def outcomes_of(db: AsyncSession, procedure_id: UUID) -> Sequence[Outcome]:
    """What is known of the lots of a procedure, in order of their numbers."""
    found = await db.scalars(
        sa.select(Outcome)
        .where(col(Outcome.procedure_id) == procedure_id)
        .order_by(col(Outcome.lot))
    )
    return found.all()


def stored(event: LotAwarded | ContractConcluded) -> dict[str, Any]:
    """An event as plain values for a JSON column."""
    plain: dict[str, Any] = msgspec.to_builtins(event)
    return plain


def lot_facts(outcome: Outcome) -> LotFacts:
    """The facts of a settled lot."""
    contract = outcome.contract
    return LotFacts(
        msgspec.convert(outcome.decision, LotAwarded),
        msgspec.convert(contract, ContractConcluded) if contract else None,
    )


def awarded_procedure(
    content: NoticeContent, lots: Sequence[LotFacts], answers: AwardAnswers
) -> AwardedProcedure:
    """What the award notice says; the answers must have been examined first."""
    given = {lot.lot: lot for lot in answers.statistics.lots} if answers.statistics else {}
    return AwardedProcedure(content, tuple(_outcome(facts, given[facts.lot]) for facts in lots))


def _outcome(facts: LotFacts, given: LotStatisticsAnswer) -> LotOutcome:
    decision = facts.decision
    return LotOutcome(
        lot_number=decision.lot,
        tenders=TenderCounts(
            total=decision.bids_received,
            electronic=decision.bids_received_electronically,
            from_smes=given.from_smes,
            from_other_eea=given.from_other_eea,
            from_outside_eea=given.from_outside_eea,
        ),
        contract=_contract(facts, given.winner_size),
        not_awarded=NonAwardReason(decision.not_awarded) if decision.not_awarded else None,
        lowest=decision.lowest,
        highest=decision.highest,
    )


def _contract(facts: LotFacts, size: EnterpriseSize | None) -> ContractContent | None:
    decision, contract = facts.decision, facts.contract
    if contract is None or decision.winner is None or size is None:
        return None
    return ContractContent(
        reference=contract.contract_number,
        concluded_on=_day(contract.concluded_at),
        decided_on=_day(decision.decided_at),
        value=decision.value or Money.of(0),
        tender_reference=decision.tender_reference,
        winner=organisation_content(decision.winner),
        winner_size=size,
    )


def _day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(BRUSSELS).date()
