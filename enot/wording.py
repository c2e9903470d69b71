"""Legal answers in a person's language: sentences with their facts, articles, code labels."""

import datetime as dt
from decimal import Decimal

from enot.rules.verdict import Article, Sentence
from shared.errors import fill
from shared.i18n import Catalogue, format_date, format_moment, format_money, msg
from shared.money import Money

_ARTICLE = msg("{act}, art. {number}")


class Teller:
    """Says verdicts in the language of its catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def say(self, sentence: Sentence) -> str:
        """The sentence with its facts, dates and amounts written as people write them."""
        facts = {name: self.fact(value) for name, value in sentence.facts.items()}
        return fill(self.text(sentence.text), dict(facts))

    def text(self, text: str) -> str:
        return self._catalogue.gettext(text) if text else ""

    def article(self, article: Article) -> str:
        facts: dict[str, object] = {"act": self.text(article.act.label), "number": article.number}
        return fill(self.text(_ARTICLE), facts)

    def fact(self, value: object) -> str:
        """A date, moment, amount, sentence or text as it reads in this language."""
        language = self._catalogue.language
        if isinstance(value, Sentence):
            return self.say(value)
        if isinstance(value, dt.datetime):
            return format_moment(value, language)
        if isinstance(value, dt.date):
            return format_date(value, language)
        if isinstance(value, Money):
            return format_money(value.amount, language, value.currency)
        if isinstance(value, Decimal):
            return format_money(value, language)
        return self.text(str(value)) if isinstance(value, str) else str(value)
