"""Reading UBL: one element at a time, exact text, and a refusal that names path and line."""

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from ecatalog.documents.kinds import PREFIXES, DocumentKind
from shared.errors import InvalidInput, WhoActs
from shared.i18n import msg
from shared.xml.location import short_path
from shared.xml.parse import Element, parse

_DECIMAL = re.compile(r"[+-]?([0-9]{1,14}(\.[0-9]{0,10})?|\.[0-9]{1,10})")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_BLANKS = " \t\r\n"


class WrongDocumentType(InvalidInput):
    code = "document-type"
    says = msg("This is {found}, not {expected}.")
    remedy = msg("Send the UBL document that belongs here.")
    who = WhoActs.SENDER


class WrongSpecification(InvalidInput):
    code = "document-specification"
    says = msg("The document follows the specification {found}; expected is {expected}.")
    remedy = msg("Export the document as Peppol BIS 3.")
    who = WhoActs.SENDER


class ElementMissing(InvalidInput):
    code = "element-missing"
    says = msg("Line {line}: the element {expected} is missing or empty.")
    remedy = msg("Fill it in and send the document again.")
    who = WhoActs.SENDER


class ElementRepeated(InvalidInput):
    code = "element-repeated"
    says = msg("Line {line}: the element {found} may stand here only once.")
    remedy = msg("Keep the one that counts and send the document again.")
    who = WhoActs.SENDER


class NotAValue(InvalidInput):
    code = "element-value"
    says = msg("Line {line}: “{found}” is not {expected}.")
    remedy = msg("Correct the value and send the document again.")
    who = WhoActs.SENDER


A_NUMBER = msg("a decimal number, for example 12.50")
A_DATE = msg("a date such as 2026-12-15")
A_TIME = msg("a time such as 14:30:00")
A_BOOLEAN = msg("true or false")
A_CODE = msg("a code of the list")


@dataclass(frozen=True, slots=True)
class Node:
    """One element being read; paths are relative and prefixed (`cac:Item/cbc:Name`)."""

    element: Element

    @property
    def where(self) -> str:
        return short_path(self.element)

    @property
    def line(self) -> int:
        return cast("int | None", self.element.sourceline) or 0

    def all(self, path: str) -> list["Node"]:
        return [Node(found) for found in self.element.iterfind(path, PREFIXES)]

    def one(self, path: str) -> "Node | None":
        """The element at the path, or None; raises ElementRepeated when there are several.

        A document that can be read in two ways is refused: the schema would refuse it too.
        """
        found = self.all(path)
        if len(found) > 1:
            raise ElementRepeated(found[1].where, line=found[1].line, found=path)
        return found[0] if found else None

    def need(self, path: str) -> "Node":
        """The element at the path; raises ElementMissing or ElementRepeated."""
        found = self.one(path)
        if found is None:
            raise ElementMissing(self.where, line=self.line, expected=path)
        return found

    @property
    def value(self) -> str:
        # the string value of XPath leaves comments out, so none can cut an amount in two
        return str(self.element.xpath("string(.)")).strip(_BLANKS)

    def text(self, path: str) -> str:
        """The text at the path, trimmed; empty when absent."""
        found = self.one(path)
        return "" if found is None else found.value

    def texts(self, path: str) -> tuple[str, ...]:
        return tuple(found.value for found in self.all(path))

    def needed_text(self, path: str) -> str:
        """Raises ElementMissing when absent or empty."""
        text = self.need(path).value
        if not text:
            raise ElementMissing(self.where, line=self.line, expected=path)
        return text

    def attribute(self, path: str, name: str) -> str:
        found = self.one(path)
        return "" if found is None else (found.element.get(name) or "").strip(_BLANKS)

    def decimal(self, path: str) -> Decimal | None:
        """An xs:decimal, exactly; raises NotAValue."""
        found = self.one(path)
        if found is None:
            return None
        if not _DECIMAL.fullmatch(found.value):
            raise found.refusal(A_NUMBER)
        return Decimal(found.value)

    def needed_decimal(self, path: str) -> Decimal:
        """Raises ElementMissing or NotAValue."""
        self.need(path)
        return self.decimal(path) or Decimal(0)

    def date(self, path: str) -> dt.date | None:
        """An xs:date without a time zone; raises NotAValue."""
        found = self.one(path)
        if found is None:
            return None
        # PEPPOL-COMMON-R030: YYYY-MM-DD, ten characters
        if not _DATE.fullmatch(found.value):
            raise found.refusal(A_DATE)
        try:
            return dt.date.fromisoformat(found.value)
        except ValueError:
            raise found.refusal(A_DATE) from None

    def needed_date(self, path: str) -> dt.date:
        """Raises ElementMissing or NotAValue."""
        day = self.date(path)
        if day is None:
            raise ElementMissing(self.where, line=self.line, expected=path)
        return day

    def time(self, path: str) -> dt.time | None:
        """Raises NotAValue."""
        found = self.one(path)
        if found is None:
            return None
        try:
            return dt.time.fromisoformat(found.value)
        except ValueError:
            raise found.refusal(A_TIME) from None

    def boolean(self, path: str, *, default: bool) -> bool:
        """Raises NotAValue."""
        found = self.one(path)
        if found is None:
            return default
        if found.value not in {"true", "false", "1", "0"}:
            raise found.refusal(A_BOOLEAN)
        return found.value in {"true", "1"}

    def refusal(self, expected: str) -> NotAValue:
        return NotAValue(self.where, line=self.line, found=self.value, expected=expected)


def open_document(data: bytes, kind: DocumentKind) -> Node:
    """The root of a document of this kind.

    Raises what shared.xml.parse raises, WrongDocumentType or WrongSpecification.
    """
    root = parse(data)
    if root.tag != kind.tag:
        found = str(root.tag).rpartition("}")[2]
        raise WrongDocumentType(f"/{found}", found=found, expected=kind.root)
    node = Node(root)
    specification = node.text("cbc:CustomizationID")
    # PEPPOL-T19-R018, PEPPOL-T01-R034, PEPPOL-T76-R006: starts with
    if not specification.startswith(kind.customization):
        raise WrongSpecification(
            "cbc:CustomizationID", found=specification or "—", expected=kind.customization
        )
    return node
