"""A whole schema as one generated module and the tables that say how to run it."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from shared.schematron.analysis import children, looks_outside, needs
from shared.schematron.compiled import CompiledAssertion, CompiledContext, CompiledRules
from shared.schematron.errors import (
    ExpressionError,
    NotSupportedError,
    RulesUnusable,
    UnknownConstruct,
)
from shared.schematron.expressions import Call, Descend, Expression, Path, Root
from shared.schematron.generator import (  # they register producers
    calls,
    comparisons,
    flow,
    paths,
    predicates,
)
from shared.schematron.generator.calls.own import parameter_of, returned
from shared.schematron.generator.code import Code, Form
from shared.schematron.generator.contexts import Context, contexts_of
from shared.schematron.generator.convert import as_atoms
from shared.schematron.generator.rules import (
    WrittenRule,
    parsed,
    parsed_context,
    write_rule,
    write_text,
)
from shared.schematron.generator.scope import Bound, Scope, document_scope, node_scope
from shared.schematron.generator.second_look import Doubt, write_second_look
from shared.schematron.generator.writer import Generator
from shared.schematron.model import Embedded, Function, Key, Let, Pattern, Rule, Schema
from shared.schematron.progress import Progress, unwatched

_OFTEN = 2  # more occurrences of a text say nothing new
REGISTERED = (calls, comparisons, flow, paths, predicates)


def compile_schema(schema: Schema, progress: Progress = unwatched) -> CompiledRules:
    """Raises UnknownConstruct naming a construct outside the subset, or RulesUnusable."""
    try:
        return _Module(schema).compiled(progress)
    except NotSupportedError as error:
        raise UnknownConstruct(name=schema.name, found=error.found) from None
    except ExpressionError as error:
        raise RulesUnusable(name=schema.name, found=error.found) from None
    except RecursionError:
        raise UnknownConstruct(name=schema.name, found="expressions nested too deeply") from None


class _Module:
    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._g = Generator(schema.namespaces, schema.functions)
        self._g.keys = {key.name: 0 for key in schema.keys}
        self._g.repeats = _repeated_paths(schema)
        self._g.common = _common_tests(schema)
        self._assertions: list[CompiledAssertion] = []
        self._doubts: dict[int, Doubt] = {}
        self._second: dict[int, int] = {}
        self._rules: dict[Any, tuple[WrittenRule, Scope]] = {}
        self._read: dict[Any, frozenset[str]] = {}
        self._looks_outside = {
            f.name for f in schema.functions if looks_outside(f.body) or _calls_own(schema, f.body)
        }

    def compiled(self, progress: Progress) -> CompiledRules:
        schema = self._schema
        variables = self._document_variables(schema.lets, {})
        leaked = self._leaked(variables)
        for function in schema.functions:
            self._function(function, leaked)
        keys = {key.name: self._key(key, leaked) for key in schema.keys}
        patterns = []
        for number, pattern in enumerate(schema.patterns):
            progress(number / len(schema.patterns))
            patterns.append((pattern.id, tuple(self._pattern(pattern, leaked))))
        second_look = write_second_look(self._g, self._doubts.values())
        return CompiledRules(
            name=schema.name,
            title=schema.title,
            source="\n".join(self._g.lines) + "\n",
            constants=tuple(self._g.constants),
            assertions=tuple(self._assertions),
            patterns=tuple(patterns),
            phases={phase.id: phase.patterns for phase in schema.phases},
            keys=keys,
            second_look=second_look,
            doubts=self._second,
            singly="\n".join(self._g.single_lines) + "\n",
            singles=self._g.singles,
        )

    # variables of the document ---------------------------------------------------------------

    def _document_variables(self, lets: Iterable[Let], known: dict[str, Bound]) -> dict[str, Bound]:
        found = dict(known)
        for let in lets:
            scope = document_scope(found)
            found[let.name] = self._document_variable(parsed(let.value, let.name), scope)
        return found

    def _document_variable(self, value: Expression, scope: Scope) -> Code:
        """In ISO Schematron the context of these is the document."""
        code = self._g.code(value, scope)
        if code.strings is not None or (code.is_fixed and code.form is not Form.NODES):
            return replace(code, is_fixed=True)
        kept = self._g.kept(code)
        self._g.meanings[kept.text] = value, scope
        return kept

    def _leaked(self, variables: dict[str, Bound]) -> dict[str, Bound]:
        """Variables of patterns are global in the ISO skeleton, and some rule sets rely on it."""
        names = Counter(let.name for p in self._schema.patterns for let in p.lets)
        found = dict(variables)
        for pattern in self._schema.patterns:
            once = [let for let in pattern.lets if names[let.name] == 1]
            found = self._document_variables([let for let in once if let.name not in found], found)
        return found

    # functions and keys ------------------------------------------------------------------------

    def _function(self, function: Function, variables: dict[str, Bound]) -> None:
        number = self._g.function_numbers[function.name, len(function.parameters)]
        scope = Scope(None, None, variables)
        names = []
        for parameter in function.parameters:
            name = self._g.fresh()
            names.append(name)
            scope = scope.with_variable(parameter.name, parameter_of(parameter.type, name))
        try:
            body = returned(self._g.code(function.body, scope), function.result)
        except ExpressionError as error:
            error.found = f"{error.found} (in {function.name})"
            raise
        self._g.define(f"u{number}({', '.join(('d', *names))})", [f"return {body}"])

    def _key(self, key: Key, variables: dict[str, Bound]) -> int:
        g, scope = self._g, node_scope(variables)
        lines = ["v0 = {}"]
        for context in contexts_of(g, parsed(key.match, key.name), scope):
            if context.attribute is not None:
                raise NotSupportedError(f"attributes as key (in {key.name})")
            tests = [f"h{x}(d)" for x in context.documents]
            tests += [f"p{x}(n, d)" for x in context.heads]
            if context.choice is not None:
                number, text = context.choice
                tests.append(f"(c{number}(n, d) == {g.constant(text)})")
            tests += [f"p{context.node}(n, d)"] if context.node is not None else []
            use = as_atoms(g.code(parsed(key.use, key.name), scope))
            value = g.fresh()
            lines += [
                f"for n in matching(d, {g.constant(context.steps)}):",
                f"    if {' and '.join(tests) or True}:",
                f"        for {value} in {use}: v0.setdefault({value}, []).append(n)",
            ]
        number = g.number()
        g.define(f"x{number}(d)", [*lines, "return v0"])
        return number

    # patterns and rules ------------------------------------------------------------------------

    def _pattern(self, pattern: Pattern, leaked: dict[str, Bound]) -> Iterator[CompiledContext]:
        own = [let for let in pattern.lets if let.name not in leaked]
        variables = self._document_variables(own, leaked)
        for rule in pattern.rules:
            yield from self._rule(rule, variables)

    def _rule(self, rule: Rule, variables: dict[str, Bound]) -> Iterator[CompiledContext]:
        scope = node_scope(variables)
        try:
            contexts = contexts_of(self._g, parsed_context(rule.context, rule.context), scope)
        except ExpressionError as error:
            error.found = f"{error.found} (in context {rule.context[:80]!r})"
            raise
        is_root = all(context.is_root for context in contexts)
        depth = min(context.depth for context in contexts)
        written, inner = self._written(rule, variables, is_root=is_root, depth=depth)
        first = len(self._assertions)
        self._assertions += [
            CompiledAssertion(
                id=assertion.id,
                severity=assertion.severity.value,
                is_report=assertion.is_report,
                test=assertion.test,
                context=rule.context,
                text=write_text(self._g, assertion.text, inner, assertion.id),
                diagnostics=tuple(
                    write_text(self._g, self._schema.diagnostics.get(name, ()), inner, name)
                    for name in assertion.diagnostics
                ),
                about=tuple(self._schema.references.get(n, "") for n in assertion.diagnostics),
            )
            for assertion in rule.assertions
        ]
        for at, doubt in written.doubts:
            self._doubts[doubt.number] = doubt
            self._second[first + at] = doubt.number
        for context in contexts:
            yield _compiled(context, written, first)

    def _names(self, rule: Rule, tests: tuple[tuple[str, bool], ...]) -> frozenset[str]:
        """The variables that a rule's body reads."""
        key = (rule.lets, tests)
        if key not in self._read:
            self._read[key] = frozenset(n for e in _body(rule) for n in needs(e).variables)
        return self._read[key]

    def _written(
        self, rule: Rule, variables: dict[str, Bound], *, is_root: bool, depth: int
    ) -> tuple[WrittenRule, Scope]:
        """Rules with the same body share one function: eForms repeats them per notice subtype."""
        tests = tuple((a.test, a.is_report) for a in rule.assertions)
        texts = tuple(p for a in rule.assertions for p in a.text if isinstance(p, Embedded))
        names = self._names(rule, tests) & variables.keys()
        key = (
            rule.lets,
            tests,
            texts,
            is_root,
            depth,
            tuple(id(variables[name]) for name in sorted(names)),
        )
        if key not in self._rules:
            scope = node_scope(variables, is_root=is_root, depth=depth)
            written, inner = write_rule(self._g, rule, scope)
            if any(_calls_any(e, self._looks_outside) for e in _body(rule)):
                written = replace(written, is_local=False)
            self._rules[key] = written, inner
        return self._rules[key]


def _body(rule: Rule) -> list[Expression]:
    return [
        *(parsed(a.test, a.id) for a in rule.assertions),
        *(parsed(x.value, x.name) for x in rule.lets),
    ]


def _compiled(context: Context, written: WrittenRule, first: int) -> CompiledContext:
    return CompiledContext(
        context.steps,
        context.attribute,
        context.documents,
        context.heads,
        context.choice,
        context.node,
        context.is_local and written.is_local,
        context.is_shaped,
        context.is_outlined,
        written.function,
        written.shape,
        written.outline,
        first,
    )


def _calls_own(schema: Schema, body: Expression) -> bool:
    return _calls_any(body, {f.name for f in schema.functions if looks_outside(f.body)})


def _calls_any(expression: Expression, names: set[str]) -> bool:
    if isinstance(expression, Call) and expression.name in names:
        return True
    return any(_calls_any(inner, names) for inner in children(expression))


def _common_tests(schema: Schema) -> frozenset[str]:
    """Tests that stand in many different rules: eForms writes each rule once per notice subtype."""
    rules = {tuple(a.test for a in rule.assertions) for p in schema.patterns for rule in p.rules}
    counts = Counter(test for tests in rules for test in set(tests))
    return frozenset(test for test, count in counts.items() if count > _OFTEN)


def _repeated_paths(schema: Schema) -> Counter[Expression]:
    """How often each absolute path, or the beginning of one, occurs in the schema."""
    counts: Counter[Expression] = Counter()
    seen: Counter[str] = Counter()
    for text, read in _all_expressions(schema):
        seen[text] += 1
        if seen[text] > _OFTEN:
            continue
        try:
            for expression in read(text, text):
                _count_paths(expression, counts)
        except ExpressionError:
            continue  # reported with its place when it is compiled
    return counts


_Reader = Callable[[str, str], Iterable[Expression]]


def _all_expressions(schema: Schema) -> Iterator[tuple[str, _Reader]]:
    """Texts and how they are read."""
    yield from ((let.value, _alone) for let in schema.lets)
    for pattern in schema.patterns:
        yield from ((let.value, _alone) for let in pattern.lets)
        for rule in pattern.rules:
            yield rule.context, _conditions
            yield from ((let.value, _alone) for let in rule.lets)
            yield from ((assertion.test, _alone) for assertion in rule.assertions)


def _alone(text: str, where: str) -> Iterable[Expression]:
    return (parsed(text, where),)


def _conditions(text: str, where: str) -> Iterable[Expression]:
    """Of a context only its predicates are evaluated."""
    return children(parsed_context(text, where))


def _count_paths(expression: Expression, counts: Counter[Expression]) -> None:
    if isinstance(expression, Path) and isinstance(expression.steps[0], Root):
        steps = expression.steps
        for length in range(2, len(steps) + 1):
            if not isinstance(steps[length - 1], Descend):
                counts[Path(steps[:length])] += 1
    for inner in children(expression):
        _count_paths(inner, counts)
