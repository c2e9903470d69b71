"""From answers to what the notice says, and everything the law has to say about it."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from enot.eforms.codes import has_nuts
from enot.eforms.content import (
    BuyerContent,
    BuyerLegalType,
    Criterion,
    CriterionKind,
    LotContent,
    NoticeContent,
    NoticeIdentity,
    OrganisationContent,
    Submission,
    Texts,
)
from enot.forms.answers import Answer, CompleteAnswers, NoticeAnswers
from enot.forms.checks import NUTS_LEVEL
from enot.rules.channels import (
    ChannelDecision,
    ValueQuestion,
    decide_channels,
    judge_kind,
    judge_order,
)
from enot.rules.periods import (
    DeadlineQuestion,
    LegalMinimum,
    judge_deadline,
    judge_deadline_day,
    legal_minimum,
)
from enot.rules.thresholds import BuyerLevel
from enot.rules.verdict import Sentence, Standing, Verdict
from shared.i18n import msg
from shared.money import Money, total
from shared.party import Party
from shared.tender import ProcedureKind

PRICE: Texts = {"nl": "Prijs", "fr": "Prix", "de": "Preis", "en": "Price"}


@dataclass(frozen=True, slots=True)
class Examination:
    """All verdicts on a draft; `decision` is None until value, buyer and kind are known."""

    verdicts: tuple[Verdict, ...]
    decision: ChannelDecision | None

    @property
    def breaches(self) -> tuple[Verdict, ...]:
        return tuple(verdict for verdict in self.verdicts if verdict.is_breach)

    @property
    def is_lawful(self) -> bool:
        return not self.breaches


def examine(answers: NoticeAnswers, authority: Party, dispatch: dt.datetime) -> Examination:
    """Judge a draft as if it were dispatched at this moment.

    Raises ThresholdsUnknown.
    """
    asked = value_question(answers, dispatch)
    decision = decide_channels(asked) if asked else None
    verdicts: list[Verdict | None] = [
        *_missing(answers),
        *_untranslated(answers),
        *judge_address(authority),
    ]
    if asked and decision:
        verdicts += [decision.verdict, judge_kind(asked), judge_order(decision)]
    verdicts += _deadline(answers, dispatch)
    return Examination(tuple(v for v in verdicts if v is not None), decision)


def value_question(answers: NoticeAnswers, dispatch: dt.datetime) -> ValueQuestion | None:
    """What decides the channel, once it is all answered."""
    buyer, purchase, procedure = answers.buyer, answers.purchase, answers.procedure
    if not (answers.lots and buyer and purchase and procedure):
        return None
    central = buyer.legal_type is BuyerLegalType.CENTRAL
    return ValueQuestion(
        value=estimated_value(answers),
        nature=purchase.nature,
        level=BuyerLevel.CENTRAL if central else BuyerLevel.SUB_CENTRAL,
        kind=procedure.kind,
        dispatched_at=dispatch,
    )


def estimated_value(answers: NoticeAnswers) -> Money:
    """The lots' values together; zero before they are given."""
    return total([Money.of(lot.value) for lot in answers.lots.lots] if answers.lots else [])


def deadline_minimum(answers: NoticeAnswers, dispatch: dt.datetime) -> LegalMinimum | None:
    """The legal minimum for the chosen kind, once it is chosen."""
    asked = _deadline_question(answers, dispatch)
    return legal_minimum(asked) if asked else None


def _deadline_question(answers: NoticeAnswers, dispatch: dt.datetime) -> DeadlineQuestion | None:
    procedure = answers.procedure
    if procedure is None:
        return None
    return DeadlineQuestion(procedure.kind, dispatch, is_urgent=bool(procedure.urgency))


def _deadline(answers: NoticeAnswers, dispatch: dt.datetime) -> list[Verdict | None]:
    asked = _deadline_question(answers, dispatch)
    if asked is None or answers.deadline is None:
        return []
    return [judge_deadline(asked, answers.deadline.at), judge_deadline_day(answers.deadline.at)]


def _missing(answers: NoticeAnswers) -> list[Verdict]:
    return [
        Verdict(
            code="answer-missing",
            standing=Standing.BREACH,
            says=Sentence(msg("A question has no answer yet.")),
            found="",
            expected="",
            remedy=msg("Answer it."),
            question=question,
        )
        for question in answers.missing()
    ]


def _untranslated(answers: NoticeAnswers) -> Iterator[Verdict]:
    """Languages may be added after texts were written."""
    if answers.languages is None:
        return
    for question in type(answers).model_fields:
        answer: Answer | None = getattr(answers, question)
        texts = [text for _, text in answer.texts()] if answer else []
        lacking = {lang for lang in answers.languages.notice for t in texts if not t.get(lang)}
        if lacking:
            yield Verdict(
                code="text-missing",
                standing=Standing.BREACH,
                says=Sentence(msg("A text is missing in a language of the notice.")),
                found=", ".join(sorted(lacking)),
                expected=", ".join(answers.languages.notice),
                remedy=msg("Add the text, or leave the language out."),
                question=question,
            )


def judge_address(party: Party) -> Iterator[Verdict]:
    """A notice names town, postcode and NUTS code of level 3 of each party (BT-507, -512, -513)."""
    address = party.address
    is_placed = len(address.nuts) == NUTS_LEVEL + 2 or not has_nuts(address.country)
    if is_placed and address.town and address.postcode:
        return
    yield Verdict(
        code="address-incomplete",
        standing=Standing.BREACH,
        says=Sentence(msg("The address of {name} is incomplete."), {"name": party.name}),
        found=", ".join(part for part in (address.postcode, address.town, address.nuts) if part),
        expected="",
        remedy=msg("Ask the operator to complete postcode, town and NUTS code."),
    )


@dataclass(frozen=True, slots=True)
class Places:
    """Where documents are had and bids are handed in."""

    documents_url: str
    bids_url: str


def contract_content(
    answers: CompleteAnswers, authority: Party, identity: NoticeIdentity, places: Places
) -> NoticeContent:
    """What the notice says; open procedures open their bids at the deadline."""
    deadline = answers.deadline.at
    return NoticeContent(
        identity=identity,
        languages=answers.languages.notice,
        buyer=_buyer(answers, authority),
        review_body=_review_body(answers),
        review_terms=answers.review.terms,
        reference=answers.subject.reference,
        title=answers.subject.title,
        description=answers.subject.description,
        nature=answers.purchase.nature,
        cpv=answers.purchase.cpv,
        nuts=answers.purchase.nuts,
        kind=answers.procedure.kind,
        lots=_lots(answers),
        criteria=_criteria(answers),
        submission=Submission(
            deadline=deadline,
            opening=deadline if answers.procedure.kind is ProcedureKind.OPEN else None,
            bids_url=places.bids_url,
            documents_url=places.documents_url,
            languages=answers.languages.bids,
            validity_days=answers.term.validity_days,
        ),
        urgency=answers.procedure.urgency,
    )


def _buyer(answers: CompleteAnswers, authority: Party) -> BuyerContent:
    organisation = organisation_content(authority)
    asked = replace(organisation, email=answers.buyer.email, phone=answers.buyer.phone)
    return BuyerContent(asked, answers.buyer.legal_type, answers.buyer.activity)


def organisation_content(party: Party) -> OrganisationContent:
    """A party as notices name it."""
    return OrganisationContent(
        name=party.name,
        number=party.enterprise_number.digits,
        town=party.address.town,
        postcode=party.address.postcode,
        street=party.address.street,
        country=party.address.country,
        nuts=party.address.nuts,
        email=party.email,
    )


def _review_body(answers: CompleteAnswers) -> OrganisationContent:
    review = answers.review
    return OrganisationContent(
        name=review.name,
        number=review.number,
        town=review.town,
        postcode=review.postcode,
        street=review.street,
        country=review.nuts[:2],
        nuts=review.nuts,
    )


def _lots(answers: CompleteAnswers) -> tuple[LotContent, ...]:
    return tuple(
        LotContent(
            number=number,
            title=lot.title,
            description=lot.description,
            cpv=lot.cpv,
            value=Money.of(lot.value),
            duration_months=answers.term.months,
        )
        for number, lot in enumerate(answers.lots.lots, start=1)
    )


def _criteria(answers: CompleteAnswers) -> tuple[Criterion, ...]:
    price = Criterion(CriterionKind.PRICE, PRICE, Decimal(answers.criteria.price_weight))
    quality = (
        Criterion(criterion.kind, criterion.name, Decimal(criterion.weight))
        for criterion in answers.criteria.quality
    )
    return (price, *quality)
