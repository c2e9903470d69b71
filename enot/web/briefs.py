"""Each answer in a few lines, for the page that checks them all."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from enot.drafting import estimated_value
from enot.forms import labels
from enot.forms.answers import NoticeAnswers
from enot.web.saying import Saying
from shared.i18n import format_moment, format_money, msg

_NOTICE = msg("Notice: {languages}")
_BIDS = msg("Bids: {languages}")
_TOGETHER = msg("Together: {amount}")
_LOT = msg("Lot {number}")
_MONTHS = msg("{n} months")
_DAYS = msg("{n} days")


class Briefs:
    """The lines of one draft in one language."""

    def __init__(self, answers: NoticeAnswers, say: Saying) -> None:
        self._answers = answers
        self._say = say

    def lines(self, question: str) -> list[str]:
        """What was answered; nothing when it was not."""
        answer = getattr(self._answers, question)
        return _TOLD[question](self, answer) if answer is not None else []

    def _text(self, text: str, **facts: object) -> str:
        return self._say.teller.text(text).format(**facts)

    def buyer(self, answer: Any) -> list[str]:
        name = self._say.name
        categories = (labels.LEGAL_TYPES, answer.legal_type), (labels.ACTIVITIES, answer.activity)
        return [*(name(*category) for category in categories), answer.email, answer.phone]

    def languages(self, answer: Any) -> list[str]:
        return [
            self._text(_NOTICE, languages=self._named(answer.notice)),
            self._text(_BIDS, languages=self._named(answer.bids)),
        ]

    def _named(self, languages: Iterable[str]) -> str:
        names = (self._say.name(labels.LANGUAGE_NAMES, language) for language in languages)
        return ", ".join(names)

    def subject(self, answer: Any) -> list[str]:
        return [*answer.title.values(), answer.reference]

    def purchase(self, answer: Any) -> list[str]:
        nature = self._say.name(labels.NATURES, answer.nature)
        return [nature, self._say.cpv(answer.cpv), self._say.nuts(answer.nuts)]

    def lots(self, answer: Any) -> list[str]:
        lots = [
            f"{self._text(_LOT, number=number)}: {self._say.pick(lot.title)}, "
            f"{format_money(lot.value, self._say.language)}"
            for number, lot in enumerate(answer.lots, start=1)
        ]
        whole = format_money(estimated_value(self._answers).amount, self._say.language)
        return [*lots, self._text(_TOGETHER, amount=whole)] if len(lots) > 1 else lots

    def procedure(self, answer: Any) -> list[str]:
        kind = self._say.name(labels.KINDS, answer.kind)
        return [kind, self._say.pick(answer.urgency)] if answer.urgency else [kind]

    def criteria(self, answer: Any) -> list[str]:
        price = f"{self._say.teller.text(msg('Price'))}: {answer.price_weight} %"
        quality = (f"{self._say.pick(c.name)}: {c.weight} %" for c in answer.quality)
        return [price, *quality]

    def term(self, answer: Any) -> list[str]:
        return [self._text(_MONTHS, n=answer.months), self._text(_DAYS, n=answer.validity_days)]

    def deadline(self, answer: Any) -> list[str]:
        return [format_moment(answer.at, self._say.language)]

    def review(self, answer: Any) -> list[str]:
        return [answer.name, f"{answer.postcode} {answer.town}"]


_TOLD: Mapping[str, Callable[[Briefs, Any], list[str]]] = {
    "buyer": Briefs.buyer,
    "languages": Briefs.languages,
    "subject": Briefs.subject,
    "purchase": Briefs.purchase,
    "lots": Briefs.lots,
    "procedure": Briefs.procedure,
    "criteria": Briefs.criteria,
    "term": Briefs.term,
    "deadline": Briefs.deadline,
    "review": Briefs.review,
}
