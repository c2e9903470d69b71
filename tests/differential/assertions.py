"""The assertions of a rule file with all that is needed to aim at each of them."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path as File

from shared.schematron.analysis import uses_position
from shared.schematron.errors import ExpressionError
from shared.schematron.expressions import (
    AxisStep,
    Descend,
    Expression,
    KindTest,
    Literal,
    NameTest,
    Path,
    Root,
    Step,
)
from shared.schematron.generator.contexts import alternatives
from shared.schematron.loader import load_schema
from shared.schematron.model import Let, Schema
from shared.schematron.parser import parse_expression
from shared.schematron.skeleton import load_stylesheet
from shared.xml.parse import Element
from tests.differential.aiming import Aim
from tests.differential.reading import Names


@dataclass(frozen=True, slots=True)
class Target:
    """One assertion: where it applies, what it asks, and what would make it fail.

    `pattern` is the one it stands in. `is_beyond_reach`: whatever its context matches, an earlier
    rule of the pattern has claimed, so that it is never asked (ISO/IEC 19757-3, 5.4.4).
    """

    number: int
    id: str
    pattern: str
    contexts: tuple[Path, ...]
    names: Names
    test: Expression
    fails_when: bool
    is_beyond_reach: bool


class Assertions:
    """All assertions of a rule file, numbered as the engine numbers them.

    `asked` are those of a phase, or all.
    """

    def __init__(self, rules: File, phase: str = "") -> None:
        is_stylesheet = rules.suffix != ".sch"
        self.schema: Schema = load_stylesheet(rules) if is_stylesheet else load_schema(rules)
        self.all = list(self._read())
        patterns = {
            name for each in self.schema.phases if each.id == phase for name in each.patterns
        }
        self.asked = [a for a in self.all if not phase or a.pattern in patterns]

    def _read(self) -> Iterator[Target]:
        number = 0
        shared = [*self.schema.lets, *(x for p in self.schema.patterns for x in p.lets)]
        fixed = _values(shared)
        for pattern in self.schema.patterns:
            earlier: list[Path] = []
            for rule in pattern.rules:
                contexts = tuple(alternatives(parse_expression(rule.context)))
                is_claimed = all(any(claims(other, each) for other in earlier) for each in contexts)
                earlier += contexts
                names = Names(fixed, _values(rule.lets))
                for check in rule.assertions:
                    test = parse_expression(check.test)
                    yield Target(
                        number,
                        check.id,
                        pattern.id,
                        contexts,
                        names,
                        test,
                        check.is_report,
                        is_claimed,
                    )
                    number += 1

    def contexts(self) -> Iterator[Path]:
        for assertion in self.all:
            yield from assertion.contexts

    def tag(self, test: NameTest | KindTest) -> str | None:
        return self._aim(Names(), random.Random(0)).builder.tag(test)  # noqa: S311  no secret

    def _aim(self, names: Names, rnd: random.Random) -> Aim:
        return Aim(self.schema.namespaces, names, rnd)

    def aim_at(self, assertion: Target, root: Element, rnd: random.Random) -> bool:
        """Changes the document so that the assertion may fail; False when nothing was found."""
        aim = self._aim(assertion.names, rnd)
        context = aim.builder.context(root, rnd.choice(assertion.contexts).steps)
        if context is None:
            return False
        if rnd.random() < 0.15:
            aim.disturb(assertion.test, context.element)
        else:
            aim.make(assertion.test, context.element, wanted=assertion.fails_when)
        return True


def claims(earlier: Path, later: Path) -> bool:
    """Does a context certainly match every node that another one matches? False when not sure."""
    if isinstance(earlier.steps[0], Root) and len(earlier.steps) != len(later.steps):
        return False
    if isinstance(earlier.steps[0], Descend) or len(earlier.steps) > len(later.steps):
        return False
    ends = zip(earlier.steps, later.steps[-len(earlier.steps) :], strict=True)
    return all(map(_step_claims, *zip(*ends, strict=True)))


def _step_claims(earlier: Step, later: Step) -> bool:
    """The same step, with no condition that the other lacks."""
    if not (isinstance(earlier, AxisStep) and isinstance(later, AxisStep)):
        return earlier == later
    if any(_counts(predicate) for predicate in (*earlier.predicates, *later.predicates)):
        return earlier == later
    is_same = (earlier.axis, earlier.test) == (later.axis, later.test)
    return is_same and set(earlier.predicates) <= set(later.predicates)


def _counts(predicate: Expression) -> bool:
    return isinstance(predicate, Literal) or uses_position(predicate)


def _values(lets: list[Let] | tuple[Let, ...]) -> dict[str, Expression]:
    found = {}
    for let in lets:
        try:
            found[let.name] = parse_expression(let.value)
        except ExpressionError:
            continue
    return found
