"""Writing UBL: children in the order of the calls, nothing written for what is absent."""

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal

from lxml import etree

from ecatalog.documents.kinds import CAC, CBC, PREFIXES, DocumentKind
from shared.xml.parse import Element

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0, 2.2, cannot carry: control characters that people paste into notes."""

Value = str | Decimal | int | bool | dt.date | dt.time


@dataclass(frozen=True, slots=True)
class Branch:
    """One element being written."""

    element: Element

    def leaf(self, name: str, value: Value | None, /, **attributes: str) -> None:
        """Append cbc:name; nothing for None or an empty text (PEPPOL-COMMON-R001)."""
        text = as_text(value)
        if not text:
            return
        child = etree.SubElement(self.element, f"{{{CBC}}}{name}")
        child.text = text
        for attribute, content in attributes.items():
            if content:
                child.set(attribute, content)

    def branch(self, name: str) -> "Branch":
        """Append cac:name and return it."""
        return Branch(etree.SubElement(self.element, f"{{{CAC}}}{name}"))

    def leaf_in(self, path: str, value: Value | None, /, **attributes: str) -> None:
        """Append cac:A/cac:B/cbc:C for `A/B/C`; nothing at all for an absent value."""
        if not as_text(value):
            return
        *parents, name = path.split("/")
        place = self
        for parent in parents:
            place = place.branch(parent)
        place.leaf(name, value, **attributes)

    def drop_if_empty(self) -> None:
        """Take the element out again when nothing was written into it (PEPPOL-COMMON-R001)."""
        parent = self.element.getparent()
        if len(self.element) == 0 and parent is not None:
            parent.remove(self.element)


def start_document(kind: DocumentKind, profile: str) -> Branch:
    """The root with specification and process, as every Peppol document begins."""
    names = {None: kind.namespace} | PREFIXES
    root = Branch(etree.Element(kind.tag, nsmap=names))  # type: ignore[arg-type]  # stubs forget None
    root.leaf("CustomizationID", kind.customization)
    root.leaf("ProfileID", profile)
    return root


def finish_document(root: Branch) -> bytes:
    etree.indent(root.element)
    return etree.tostring(root.element, xml_declaration=True, encoding="UTF-8") + b"\n"


def as_text(value: Value | None) -> str:
    """The lexical form of a value: no exponent, no separators, ISO days."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Decimal():
            return f"{value:f}"
        case dt.date() | dt.time():
            return value.isoformat()
        case _:
            return _NOT_XML.sub("", str(value))
