"""One rule explained: what it demands, of which terms, who carries it, its test, an example."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import ClassVar

from shared.errors import NotFound, WhoActs, fill
from shared.i18n import Catalogue, msg
from shared.schematron.compiled import CompiledAssertion
from shared.validation.books.rule_sets import KnownRuleSet, known_rule_sets
from shared.validation.library import Library
from shared.validation.releases import RuleSource
from shared.validation.report import in_words
from shared.validation.wording.choice import EXACT, UNWORDED, without_id, wording_of
from shared.validation.wording.examples import EXAMPLES
from shared.validation.wording.model import Wording
from shared.validation.wording.terms import terms_in

_MOST_SUGGESTIONS = 5
_VALUE = rb"(?:\"[^\"]*\"|'[^']*')"
_ASSERTION = re.compile(
    rb"<(?:\w+:)?(?:assert|report)(?:\s+(?!id\s*=)[\w:.\-]+\s*=\s*%b)*?\s+id\s*=\s*[\"']([^\"']+)"
    % _VALUE
)
_IN_STYLESHEET = re.compile(
    rb"<svrl:(?:failed-assert|successful-report)(?:\s+[\w:.\-]+\s*=\s*%b)*\s*>\s*"
    rb"<xsl:attribute name=\"id\">([^<]+)</xsl:attribute>" % _VALUE
)
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)


class RuleUnknown(NotFound):
    code: ClassVar[str] = "rule-unknown"
    says: ClassVar[str] = msg("No rule {found} is known here.")
    remedy: ClassVar[str] = msg("Check the name of the rule. Names near to it: {expected}")
    who: ClassVar[WhoActs] = WhoActs.YOU


@dataclass(frozen=True, slots=True)
class Carrier:
    """One rule set that holds the rule; `begins` as in KnownRuleSet."""

    source: RuleSource
    begins: dt.date | None
    severity: str
    context: str
    test: str
    official: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is known of one rule; `carriers` the newest release first, empty when none is here.

    `subtypes` are those of the notices that an eForms rule is for.
    """

    rule: str
    terms: tuple[str, ...]
    carriers: tuple[Carrier, ...]
    wording: Wording | None
    example: str
    subtypes: tuple[str, ...] = ()

    @property
    def official(self) -> str:
        return self.carriers[0].official if self.carriers else ""

    def demand(self, catalogue: Catalogue) -> str:
        """What the rule asks, in the language of the catalogue; else its official text."""
        if self.wording is None:
            return self.official
        return self._told(self.wording.demands or self.wording.says, catalogue)

    def advice(self, catalogue: Catalogue) -> str:
        """What to do when it fails; empty without a wording of ours."""
        return "" if self.wording is None else self._told(self.wording.remedy, catalogue)

    def _told(self, text: str, catalogue: Catalogue) -> str:
        facts: dict[str, object] = {"text": self.official}
        for name, value in self.wording.facts.items() if self.wording else ():
            facts[name] = in_words(catalogue, value)
        return fill(catalogue.gettext(text), facts)


def explained(rule: str, library: Library) -> Explanation:
    """The rule with this id, written large or small. Raises RuleUnknown with suggestions."""
    books = {
        known: ids_in(known.source, library) for known in known_rule_sets(library.packs.manifest)
    }
    every = {one.lower(): one for ids in (EXACT, *books.values()) for one in ids}
    found = every.get(rule.strip().lower())
    if found is None:
        from shared.validation.books.notice_rules import explained_notice_rule

        of_notices = explained_notice_rule(rule, library)
        if of_notices is not None:
            return of_notices
        near = get_close_matches(rule.strip().lower(), every, _MOST_SUGGESTIONS, 0.5)
        names = ", ".join(every[one] for one in near) or "–"
        raise RuleUnknown(found=rule.strip(), expected=names)
    held = (known for known, ids in books.items() if found in ids)
    carriers = tuple(_carriers(found, held, library))
    wording = wording_of(found, carriers[0].official if carriers else "")
    return Explanation(
        rule=found,
        terms=tuple(terms_in(found, carriers[0].official if carriers else "")),
        carriers=carriers,
        wording=None if wording is UNWORDED else wording,
        example=EXAMPLES.get(found, ""),
    )


def ids_in(source: RuleSource, library: Library) -> frozenset[str]:
    """The ids of the rules in a file, read without compiling it; empty when it is not here."""
    path = library.path(source)
    if path is None:
        return frozenset()
    is_stylesheet = path.suffix.lower() != ".sch"
    pattern = _IN_STYLESHEET if is_stylesheet else _ASSERTION
    return frozenset(found.decode() for found in pattern.findall(_read(path)))


def _read(path: Path) -> bytes:
    try:
        return _COMMENT.sub(b"", path.read_bytes())
    except OSError:
        return b""


def _carriers(rule: str, held: Iterable[KnownRuleSet], library: Library) -> Iterator[Carrier]:
    for known in held:
        rules = library.rules(known.source)
        assertions = () if rules is None else rules.rules.assertions
        first = next((one for one in assertions if one.id == rule), None)
        if first is not None:
            yield carrier_of(known, first)


def carrier_of(known: KnownRuleSet, assertion: CompiledAssertion) -> Carrier:
    return Carrier(
        source=known.source,
        begins=known.begins,
        severity=assertion.severity,
        context=" ".join(assertion.context.split()),
        test=" ".join(assertion.test.split()),
        official=own_text(assertion),
    )


def own_text(assertion: CompiledAssertion) -> str:
    """The rule's text without its id, computed parts left out."""
    text = "".join(part if isinstance(part, str) else "…" for part in assertion.text)
    return without_id(text)
