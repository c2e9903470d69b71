"""Conceptual notice to XML: elements made by the field table's paths, ordered by its numbers.

No schema is read: every path step carries its place among its siblings.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from lxml import etree

from enot.eforms.conceptual import FieldValue, NodeInstance
from enot.eforms.table import NAMESPACES, FieldTable, Step
from shared.xml.parse import Element

MULTILINGUAL = "text-multilingual"


@dataclass(frozen=True, slots=True)
class DocumentType:
    """A root element and its namespace."""

    root: str
    namespace: str


CONTRACT_NOTICE = DocumentType(
    "ContractNotice", "urn:oasis:names:specification:ubl:schema:xsd:ContractNotice-2"
)
CONTRACT_AWARD_NOTICE = DocumentType(
    "ContractAwardNotice", "urn:oasis:names:specification:ubl:schema:xsd:ContractAwardNotice-2"
)


def build_notice(table: FieldTable, document: DocumentType, notice: NodeInstance) -> Element:
    """The root element of the notice, its children in schema order."""
    return NoticeBuilder(table).build(document, notice)


def to_bytes(root: Element) -> bytes:
    """UTF-8 with declaration, indented: people read these files."""
    etree.indent(root, space="  ")
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


class NoticeBuilder:
    """Builds one document; remembers of each element which step made it."""

    def __init__(self, table: FieldTable) -> None:
        self._table = table
        self._made_by: dict[Element, Step] = {}

    def build(self, document: DocumentType, notice: NodeInstance) -> Element:
        # lxml's stubs do not know that None names the default namespace
        nsmap = cast("dict[str, str]", {None: document.namespace, **NAMESPACES})
        root = etree.Element(f"{{{document.namespace}}}{document.root}", nsmap=nsmap)
        self._fill(root, notice)
        self._sort(root)
        return root

    def _fill(self, element: Element, instance: NodeInstance) -> None:
        for child in instance.children:
            if not child.is_empty:  # UBL allows no empty element
                self._fill(self._element_of(element, child), child)
        seen: dict[str, set[str]] = {}
        for value in instance.values:
            languages = seen.setdefault(value.field_id, set())
            self._write(element, value, is_translation=self._is_another(value, languages))

    def _element_of(self, parent: Element, instance: NodeInstance) -> Element:
        definition = self._table.nodes[instance.node_id]
        first, *rest = definition.steps
        # a repeatable node always starts a new first element; the rest hangs under it
        start = self._append(parent, first) if definition.repeatable else self._reach(parent, first)
        return self._descend(start, rest)

    def _is_another(self, value: FieldValue, languages: set[str]) -> bool:
        """Whether this is a further language of a text already written in this instance."""
        if self._table.fields[value.field_id].kind != MULTILINGUAL:
            return False
        language = value.attributes.get("languageID", "")
        another = bool(languages) and language not in languages
        languages.add(language)
        return another

    def _write(self, element: Element, value: FieldValue, *, is_translation: bool) -> None:
        definition = self._table.fields[value.field_id]
        *above, last = definition.steps
        if (definition.repeatable or is_translation) and above:
            # the first element repeats per value, and per language: PartyName/Name
            parent = self._descend(self._append(element, above[0]), above[1:])
        else:
            parent = self._place_for(element, above, last)
        target = self._append(parent, last)
        target.text = value.text
        for name, text in value.attributes.items():
            target.set(name, text)

    def _place_for(self, element: Element, above: Sequence[Step], last: Step) -> Element:
        parent = self._descend(element, above)
        if above and self._has_twin(parent, last):
            # up to SDK 1.14 two fields share a parent path and differ in the leaf's predicate only
            return self._descend(self._append(element, above[0]), above[1:])
        return parent

    def _has_twin(self, parent: Element, leaf: Step) -> bool:
        steps = (self._made_by[child] for child in parent)
        return any(step.name == leaf.name and step.identity != leaf.identity for step in steps)

    def _descend(self, element: Element, steps: Sequence[Step]) -> Element:
        for step in steps:
            element = self._reach(element, step)
        return element

    def _reach(self, parent: Element, step: Step) -> Element:
        """The youngest child this step made, or a new one."""
        for child in reversed(parent):
            if self._made_by[child].identity == step.identity:
                return child
        return self._append(parent, step)

    def _append(self, parent: Element, step: Step) -> Element:
        prefix, _, name = step.name.partition(":")
        element = etree.SubElement(parent, f"{{{NAMESPACES[prefix]}}}{name}")
        self._made_by[element] = step
        return element

    def _sort(self, element: Element) -> None:
        element[:] = sorted(element, key=lambda child: self._made_by[child].order)
        for child in element:
            self._sort(child)
