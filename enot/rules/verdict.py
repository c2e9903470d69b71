"""What a legal check answers: what was found, what is expected, by which article, what to do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from shared.i18n import msg


class Act(StrEnum):
    """The acts that are cited, by their usual name."""

    LAW_2016 = "law-2016"
    DECREE_2017 = "decree-2017"
    LAW_2023 = "law-2023"
    DIRECTIVE_2014_24 = "directive-2014-24"
    REGULATION_1182_71 = "regulation-1182-71"

    @property
    def label(self) -> str:
        """The name of the act in English, marked for translation."""
        return _ACTS[self]


_ACTS = {
    Act.LAW_2016: msg("Law of 17 June 2016 on public procurement"),
    Act.DECREE_2017: msg("Royal Decree of 18 April 2017 on placement in the classic sectors"),
    Act.LAW_2023: msg("Law of 8 February 2023 on the governance of public contracts"),
    Act.DIRECTIVE_2014_24: msg("Directive 2014/24/EU"),
    Act.REGULATION_1182_71: msg("Regulation (EEC, Euratom) No 1182/71"),
}


@dataclass(frozen=True, slots=True)
class Article:
    """One place in one act, e.g. `Article(Act.LAW_2016, "36")`."""

    act: Act
    number: str


class Standing(StrEnum):
    """How heavy a verdict weighs: a breach stops publication, advice does not."""

    HOLDS = "holds"
    ADVICE = "advice"
    BREACH = "breach"


@dataclass(frozen=True, slots=True)
class Sentence:
    """An English text marked for translation, and the facts that fill its `{names}`."""

    text: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer of one check.

    `question` names the page of the form where it can be mended; `steps` show the calculation;
    `found` and `expected` are dates, moments, Money, numbers or texts.
    """

    code: str
    standing: Standing
    says: Sentence
    found: object
    expected: object
    article: Article | None = None
    remedy: str = ""
    question: str = ""
    steps: tuple[Sentence, ...] = ()

    @property
    def is_breach(self) -> bool:
        return self.standing is Standing.BREACH
