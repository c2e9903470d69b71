"""Where a notice must be published and as which eForms subtype, by estimated value."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from enot.rules.thresholds import THRESHOLDS_ARTICLE, BuyerLevel, thresholds_on
from enot.rules.verdict import Act, Article, Sentence, Standing, Verdict
from enot.subtypes import Subtype
from shared.clock import BRUSSELS
from shared.i18n import msg
from shared.money import Money
from shared.tender import ContractNature, ProcedureKind


class Channel(StrEnum):
    """Where a notice appears."""

    NATIONAL = "national"
    TED = "ted"


@dataclass(frozen=True, slots=True)
class ValueQuestion:
    """What decides the channel: estimated value excl. VAT, nature, level of the buyer, day."""

    value: Money
    nature: ContractNature
    level: BuyerLevel
    kind: ProcedureKind
    dispatched_at: dt.datetime


@dataclass(frozen=True, slots=True)
class ChannelDecision:
    """Channels in the order in which they may publish, the subtype, and why."""

    channels: tuple[Channel, ...]
    subtype: Subtype
    threshold: Money
    verdict: Verdict


def decide_channels(question: ValueQuestion) -> ChannelDecision:
    """At or above the EU threshold: TED, then the national journal; below: the journal alone.

    Raises ThresholdsUnknown.
    """
    day = question.dispatched_at.astimezone(BRUSSELS).date()
    threshold = thresholds_on(day).of(question.nature, question.level)
    is_european = question.value.amount >= threshold.amount
    facts = {"found": question.value, "expected": threshold}
    if is_european:
        return ChannelDecision(
            (Channel.TED, Channel.NATIONAL),
            Subtype.CONTRACT_NOTICE,
            threshold,
            _verdict(
                msg("{found} reaches the EU threshold of {expected}: European notice."), facts
            ),
        )
    return ChannelDecision(
        (Channel.NATIONAL,),
        Subtype.NATIONAL_CONTRACT_NOTICE,
        threshold,
        _verdict(msg("{found} is below the EU threshold of {expected}: national notice."), facts),
    )


def _verdict(says: str, facts: dict[str, Money]) -> Verdict:
    return Verdict(
        code="channel",
        standing=Standing.HOLDS,
        says=Sentence(says, facts),
        found=facts["found"],
        expected=facts["expected"],
        article=THRESHOLDS_ARTICLE,
        question="lots",
    )


def judge_kind(question: ValueQuestion) -> Verdict | None:
    """The simplified negotiated procedure ends at the EU threshold; None when nothing is wrong."""
    decision = decide_channels(question)
    if question.kind is not ProcedureKind.SIMPLIFIED_NEGOTIATED:
        return None
    if not decision.subtype.is_european:
        return None
    says = msg("{found} is too much for this kind of procedure: it must stay below {expected}.")
    return Verdict(
        code="kind-above-threshold",
        standing=Standing.BREACH,
        says=Sentence(says, {"found": question.value, "expected": decision.threshold}),
        found=question.value,
        expected=decision.threshold,
        article=Article(Act.LAW_2016, "41"),
        remedy=msg("Choose an open or restricted procedure."),
        question="procedure",
    )


def judge_order(decision: ChannelDecision) -> Verdict | None:
    """Directive 2014/24/EU, art. 52: the journal may not be ahead of TED."""
    if Channel.TED not in decision.channels:
        return None
    says = msg("Nothing may appear nationally before TED, or within 48 hours of TED's receipt.")
    return Verdict(
        code="national-after-ted",
        standing=Standing.ADVICE,
        says=Sentence(says),
        found=Channel.NATIONAL.value,
        expected=Channel.TED.value,
        article=Article(Act.DIRECTIVE_2014_24, "52"),
        remedy=msg("Send the eForms file to TED first; publish here once TED confirmed it."),
    )
