"""Layers over one document: XML door, schema, rule sets; later ones are recorded when skipped."""

import datetime as dt
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from shared.errors import QuaestorError
from shared.i18n import msg
from shared.packs import Manifest, Packs
from shared.schematron.engine import RuleSet
from shared.schematron.tree import Document, document_from, document_of, serialised
from shared.validation.identify import document_id, without_envelope
from shared.validation.library import Library, Preparing
from shared.validation.notices.sources import is_notice, notice_rules, notice_schema
from shared.validation.releases import RuleSource, SchemaSource, schema_for
from shared.validation.report import (
    AbsentPack,
    DocumentId,
    Finding,
    Layer,
    LayerKind,
    LayerStatus,
    ValidationReport,
    status_of,
    verdict_of,
)
from shared.validation.stand_in import stand_in_for
from shared.xml.parse import Element, parse

if TYPE_CHECKING:
    from shared.xml.positions import Position

_LARGE = 2_000_000
_DOOR = "xml"
_AFTER_FAILURE = msg("An earlier layer failed.")
_PACK_ABSENT = msg("The pack {pack} is not installed.")
_ENVELOPE = msg("The document was taken out of its envelope; the envelope was not checked.")
_NO_SCHEMA = msg("No schema is known for this kind of document.")
_NOT_KNOWN = msg("No schema or rules are known for this kind of document.")


class Validator:
    """Validates documents against what this installation has; safe in threads.

    `packs` are the operator's official packs, `cache` a folder for compiled rules (None: memory
    only). `for_dispatch`: notices are about to be sent, so that the dynamic rules of eForms apply
    as well. `preparing` is told of rules that have to be compiled first. Without any pack, invoices
    and credit notes are checked against UBL 2.1, EN 16931 and our own rules for Peppol BIS Billing.
    """

    def __init__(
        self,
        packs: Packs,
        cache: Path | None = None,
        *,
        for_dispatch: bool = False,
        preparing: Preparing | None = None,
    ) -> None:
        self._library = Library(packs, cache, preparing)
        self._for_dispatch = for_dispatch

    def validate(
        self, data: bytes, as_of: dt.date, *, preview: bool = False, only: Sequence[str] = ()
    ) -> ValidationReport:
        """Check a document against the rules in force on a day; never raises an expected refusal.

        With `preview` each rule set is the one that becomes mandatory next, where one is known.
        `only` names rule sets and packs to check against instead; see `choosing`.

        (1) the XML door, (2) the schema, (3) the rule sets in their order, (4) the verdict.
        """
        check = _Check(as_of, data, self._library.packs.manifest, preview)
        document = self._opened(data, check)  # (1) (2)
        for source in self._rule_sources(check, only):  # (3)
            self._rules(source, document, check)
        return check.report()  # (4)

    def with_next(self, data: bytes, as_of: dt.date) -> ValidationReport:
        """As `validate`, and beside it what the rules say that become mandatory next.

        `coming` stays None where none are known.
        """
        from shared.validation.books.rule_sets import known_rule_sets

        report = self.validate(data, as_of)
        coming = self.validate(data, as_of, preview=True)
        today = {layer.id for layer in report.layers}
        begins = [
            known.begins
            for known in known_rule_sets(self._library.packs.manifest)
            if known.begins and known.source.id in {x.id for x in coming.layers} - today
        ]
        if not begins:
            return report
        return replace(report, coming=replace(coming, as_of=max(begins).isoformat()))

    def _rule_sources(self, check: "_Check", only: Sequence[str]) -> list[RuleSource]:
        """A notice names its release itself; other documents have those of the day."""
        if not only and is_notice(check.document):
            pack = self._library.sdk_of(check.document)
            return [notice_rules(check.document, pack, is_dynamic=self._for_dispatch)]
        if not only:
            return self._library.rule_sources(check.document, check.as_of, preview=check.preview)
        from shared.validation.choosing import named_rule_sets

        return named_rule_sets(only, check.document, self._library.packs.manifest)

    # (1) and (2) -------------------------------------------------------------------------------

    def _opened(self, data: bytes, check: "_Check") -> Document | None:
        """The tree for the rules, or None when there is nothing to apply them to.

        The parsed form of a large document is let go before its tree is built.
        """
        root = check.run(LayerKind.XML, _DOOR, "XML", partial(_read, data))
        if root is None:
            check.skip_schema()
            return None
        check.document = document_id(root)
        check.elements_before = _elements_before(root)
        if check.elements_before:
            check.skip(LayerKind.XML, "sbdh", "SBDH", _ENVELOPE)
        if not self._schema(root, check):
            return None
        try:
            if len(data) <= _LARGE:
                return document_of(root)
            source = serialised(root)
            del root
            return document_from(source, partial(_read, data))
        except QuaestorError as refusal:
            check.findings.append(_refused(_DOOR, refusal))
            return None

    def _schema(self, root: Element, check: "_Check") -> bool:
        """Whether the rules may follow."""
        document, library = check.document, self._library
        if is_notice(document):
            source: SchemaSource | None = notice_schema(document, library.sdk_of(document))
        else:
            source = schema_for(document)
        if source is None:
            reason = _NO_SCHEMA if library.rule_sources(document, check.as_of) else _NOT_KNOWN
            check.skip(LayerKind.SCHEMA, "schema", "XML Schema", reason)
            return True
        return self._schema_layer(source, root, check)

    def _schema_layer(self, source: SchemaSource, root: Element, check: "_Check") -> bool:
        start = time.perf_counter()
        try:
            compiled = self._library.schema(source)
            violations = [] if compiled is None else compiled.validate(root)
        except QuaestorError as refusal:
            check.unusable(LayerKind.SCHEMA, source.id, source.name, refusal)
            return True
        if compiled is None:
            check.lack(LayerKind.SCHEMA, source.id, source.name, source.pack)
            return True
        findings: list[Finding] = []
        if violations:
            from shared.validation.explaining import Structure, from_schema

            structure = Structure(root, compiled, kept=self._library.is_copy(compiled))
            findings = from_schema(source.id, violations, check.places, structure.wording)
        check.done(LayerKind.SCHEMA, source.id, source.name, findings, start)
        return not violations

    # (3) ---------------------------------------------------------------------------------------

    def _rules(self, source: RuleSource, document: Document | None, check: "_Check") -> None:
        if document is None:
            check.skip(LayerKind.RULES, source.id, source.name, _AFTER_FAILURE)
            return
        start = time.perf_counter()
        try:
            rules = self._library.rules(source)
        except QuaestorError as refusal:
            check.unusable(LayerKind.RULES, source.id, source.name, refusal)
            return
        if rules is None:
            check.lack(LayerKind.RULES, source.id, source.name, source.pack)
            stand_in = stand_in_for(source)
            # our own rules are of a release in force: they say nothing about one to come
            if stand_in is not None and not check.preview:
                self._rules(stand_in, document, check)
            return
        try:
            findings = self._found(source, rules, document, check)
        except QuaestorError as refusal:
            check.unusable(LayerKind.RULES, source.id, source.name, refusal)
            return
        check.done(LayerKind.RULES, source.id, source.name, findings, start)

    def _found(
        self, source: RuleSource, rules: RuleSet, document: Document, check: "_Check"
    ) -> list[Finding]:
        """Words are read only where there is something to tell."""
        if source.phase and source.phase not in rules.rules.phases:
            from shared.validation.notices.telling import unknown_subtype

            return [unknown_subtype(source.id, check.document.subtype)]
        found = rules.run(document, check.as_of, source.phase or None)
        if not found:
            return []
        from shared.validation.explaining import from_rules

        tell = None
        folder = self._library.packs.find(source.pack) if is_notice(check.document) else None
        if folder is not None:
            from shared.validation.notices.telling import teller_of

            tell = teller_of(folder)
        return from_rules(source.id, document, found, check.places, tell)


def _read(data: bytes) -> Element:
    return without_envelope(parse(data))


def _elements_before(root: Element) -> int:
    """How many elements of an envelope begin before the document."""
    if root.getparent() is None:
        return 0
    return int(str(root.xpath("count(preceding::*) + count(ancestor::*)")).partition(".")[0])


class _Check(msgspec.Struct):
    """The report in the making; `elements_before` are those of an envelope."""

    as_of: dt.date
    data: bytes
    manifest: Manifest
    preview: bool = False
    elements_before: int = 0
    document: DocumentId = msgspec.field(default_factory=DocumentId)
    layers: list[Layer] = msgspec.field(default_factory=list)
    findings: list[Finding] = msgspec.field(default_factory=list)
    absent: dict[str, AbsentPack] = msgspec.field(default_factory=dict)

    def run(
        self, kind: LayerKind, identifier: str, name: str, act: Callable[[], Element]
    ) -> Element | None:
        """A layer that either succeeds or refuses."""
        start = time.perf_counter()
        try:
            result = act()
        except QuaestorError as refusal:
            self.done(kind, identifier, name, [_refused(identifier, refusal)], start)
            return None
        self.done(kind, identifier, name, [], start)
        return result

    def done(
        self, kind: LayerKind, identifier: str, name: str, findings: list[Finding], start: float
    ) -> None:
        fresh = [finding for finding in findings if not self._is_known(finding)]
        self.findings += fresh
        status = status_of(findings)
        duration = (time.perf_counter() - start) * 1000
        self.layers.append(Layer(kind, identifier, name, status, duration))

    def skip(self, kind: LayerKind, identifier: str, name: str, reason: str) -> None:
        self.layers.append(Layer(kind, identifier, name, LayerStatus.SKIPPED, reason=reason))

    def skip_schema(self) -> None:
        self.skip(LayerKind.SCHEMA, "schema", "XML Schema", _AFTER_FAILURE)

    def lack(self, kind: LayerKind, identifier: str, name: str, pack: str) -> None:
        """A layer whose pack is not installed."""
        facts = {"pack": pack}
        # a preview that lacks the rules it was asked for has no answer
        is_open = self.preview and kind is LayerKind.RULES
        status = LayerStatus.UNDETERMINED if is_open else LayerStatus.SKIPPED
        layer = Layer(kind, identifier, name, status, 0.0, _PACK_ABSENT, facts)
        self.layers.append(layer)
        gives = next((known.gives for known in self.manifest.packs if known.name == pack), "")
        self.absent[pack] = AbsentPack(pack, gives)

    def unusable(self, kind: LayerKind, identifier: str, name: str, refusal: QuaestorError) -> None:
        """A schema or rule file of this installation is broken: not the document's fault."""
        self.findings.append(_not_evaluated(_refused(identifier, refusal)))
        self.layers.append(Layer(kind, identifier, name, LayerStatus.UNDETERMINED))

    def places(self, orders: Iterable[int]) -> "Mapping[int, Position]":
        """Where elements of the document begin in the bytes received."""
        from shared.xml.positions import positions

        before = self.elements_before
        found = positions(self.data, [order + before for order in orders if order >= 0])
        return {number - before: position for number, position in found.items()}

    def report(self) -> ValidationReport:
        return ValidationReport(
            verdict=verdict_of(self.layers, self.findings),
            document=self.document,
            as_of=self.as_of.isoformat(),
            layers=tuple(self.layers),
            findings=tuple(self.findings),
            absent_packs=tuple(self.absent.values()),
            lines=self.data.count(b"\n") + 1,
        )

    def _is_known(self, finding: Finding) -> bool:
        """The same rule at the same places, found by an earlier rule set that includes it."""
        return any(
            finding.rule == known.rule
            and finding.count == known.count
            and finding.spots == known.spots
            and finding.could_not_evaluate == known.could_not_evaluate
            for known in self.findings
        )


def _refused(layer: str, refusal: QuaestorError) -> Finding:
    # what explains findings is not even imported for a document that has none
    from shared.validation.explaining import from_refusal

    return from_refusal(layer, refusal)


def _not_evaluated(finding: Finding) -> Finding:
    return replace(finding, could_not_evaluate=True)
