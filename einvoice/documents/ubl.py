"""Reading and building UBL elements by their prefixed names, without a schema."""

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from lxml import etree

from shared.xml.parse import Element

CAC = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
CBC = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
NAMESPACES = {"cac": CAC, "cbc": CBC}

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot carry, section 2.2."""

_DECIMAL = re.compile(r"[+-]?(\d{1,40}(\.\d{0,40})?|\.\d{1,40})")


class Identifier(NamedTuple):
    """An identifier with the scheme that gives it meaning (`0208`, `9925`, ...)."""

    scheme: str
    value: str

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}" if self.scheme else self.value


def first(parent: Element | None, path: str) -> Element | None:
    """The first element at a prefixed path such as `cac:Party/cbc:EndpointID`."""
    return None if parent is None else parent.find(path, NAMESPACES)


def every(parent: Element | None, path: str) -> Iterator[Element]:
    return iter(()) if parent is None else parent.iterfind(path, NAMESPACES)


def text(parent: Element | None, path: str) -> str:
    """The text at a path without blanks around it; empty when absent."""
    found = first(parent, path)
    return "" if found is None else (found.text or "").strip()


def decimal(parent: Element | None, path: str) -> Decimal | None:
    """The number at a path (xs:decimal); None when absent or not a number."""
    found = text(parent, path)
    return Decimal(found) if _DECIMAL.fullmatch(found) else None


def date(parent: Element | None, path: str) -> dt.date | None:
    """The date at a path (`2026-11-21`); None when absent or not a date."""
    try:
        return dt.date.fromisoformat(text(parent, path)[:10])
    except ValueError:
        return None


def identifier(parent: Element | None, path: str) -> Identifier | None:
    """The identifier at a path with its schemeID; None when absent or empty."""
    found = first(parent, path)
    value = "" if found is None else (found.text or "").strip()
    if found is None or not value:
        return None
    return Identifier(found.get("schemeID", "").strip(), value)


def attribute(parent: Element | None, path: str, name: str) -> str:
    found = first(parent, path)
    return "" if found is None else found.get(name, "").strip()


def local_name(root: Element) -> str:
    return etree.QName(root).localname


def namespace(root: Element) -> str:
    return etree.QName(root).namespace or ""


def document(name: str, root_namespace: str) -> Element:
    """An empty UBL document whose root is `name` in its own default namespace."""
    prefixes: dict[str | None, str] = {None: root_namespace, "cac": CAC, "cbc": CBC}
    stubbed: Any = prefixes  # lxml-stubs do not know that None is the default namespace
    return etree.Element(f"{{{root_namespace}}}{name}", nsmap=stubbed)


def group(parent: Element, name: str) -> Element:
    """Append an aggregate (`cac:`) element and return it."""
    return etree.SubElement(parent, f"{{{CAC}}}{name}")


def leaf(parent: Element, name: str, value: object, **attributes: str) -> None:
    """Append a basic (`cbc:`) element, unless the value is absent: UBL forbids empty elements."""
    written = "" if value is None else _NOT_XML.sub(" ", str(value)).strip()
    if not written:
        return
    element = etree.SubElement(parent, f"{{{CBC}}}{name}")
    element.text = written
    for key, setting in attributes.items():
        if setting:
            element.set(key, setting)


def identify(parent: Element, name: str, value: Identifier | None) -> None:
    """Append an identifier with its schemeID, unless it is absent."""
    if value is not None:
        leaf(parent, name, value.value, schemeID=value.scheme)


def amount(parent: Element, name: str, value: Decimal | None, currency: str) -> None:
    """Append an amount with its currency, unless it is absent."""
    if value is not None:
        leaf(parent, name, f"{value:f}", currencyID=currency)


def drop_empty(root: Element) -> None:
    """Remove aggregates that got no content (PEPPOL-EN16931-R008: no empty elements)."""
    for element in reversed(list(root.iter())):
        parent = element.getparent()
        if parent is not None and not len(element) and not (element.text or "").strip():
            parent.remove(element)


def serialise(root: Element) -> bytes:
    """The document as UTF-8 bytes with an XML declaration, indented for people."""
    drop_empty(root)
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"
