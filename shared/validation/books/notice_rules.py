"""Rules of eForms explained: in the words of the newest installed SDK that has them."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from shared.schematron.compiled import CompiledRules
from shared.validation.books.explanation import Explanation, carrier_of
from shared.validation.books.rule_sets import KnownRuleSet
from shared.validation.library import Library
from shared.validation.notices.names import names_of
from shared.validation.notices.sources import every_notice_rules
from shared.validation.notices.wording import field_of, notice_wording
from shared.validation.releases import RuleSource

_PHASE = "eforms-"


def explained_notice_rule(rule: str, library: Library) -> Explanation | None:
    """The eForms rule with this id, written large or small; None where no SDK here has it."""
    for source, folder in _rule_sets(library):
        written = _as_written(rule, (folder / source.path).parent)
        compiled = library.rules(source) if written else None
        if compiled is not None:
            rules = compiled.rules
            for number, assertion in enumerate(rules.assertions):
                if assertion.id == written:
                    return _explained(source, rules, number, folder)
    return None


def _rule_sets(library: Library) -> Iterator[tuple[RuleSource, Path]]:
    for source in every_notice_rules(library.packs):
        folder = library.packs.find(source.pack)
        if folder is not None and library.has_rules(source):
            yield source, folder


def _as_written(rule: str, folder: Path) -> str:
    """The id as the rule files write it: compiling an SDK to look for it would take seconds."""
    pattern = re.compile(rb'<assert id="(%b)"' % re.escape(rule.strip().encode()), re.IGNORECASE)
    for path in sorted(folder.glob("*.sch")):
        found = pattern.search(path.read_bytes())
        if found:
            return found[1].decode()
    return ""


def _explained(source: RuleSource, rules: CompiledRules, number: int, folder: Path) -> Explanation:
    assertion, names = rules.assertions[number], names_of(folder)
    official = names.text(assertion.id)
    field = field_of(assertion, names)
    carrier = carrier_of(KnownRuleSet(source, None), assertion)
    return Explanation(
        rule=assertion.id,
        terms=(field,) if field else (),
        # the rule files hold keys of texts only
        carriers=(replace(carrier, official=official.in_language("en") if official else ""),),
        wording=notice_wording(assertion, names, ""),
        example="",
        subtypes=_subtypes(rules, number),
    )


def _subtypes(rules: CompiledRules, number: int) -> tuple[str, ...]:
    """The notice subtypes whose phase has the pattern of an assertion."""
    begins = [(contexts[0].first, name) for name, contexts in rules.patterns if len(contexts) > 0]
    _, pattern = max(begin for begin in begins if begin[0] <= number)
    return tuple(
        phase.removeprefix(_PHASE) for phase, names in rules.phases.items() if pattern in names
    )
