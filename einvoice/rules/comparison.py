"""A comparison with an order as plain rows: kept with the invoice, shown side by side."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from einvoice.rules.findings import Finding
from einvoice.rules.matching import LinePair, Match


@dataclass(frozen=True, slots=True)
class Position:
    """One side of a compared line; amounts are None when the document does not give them."""

    number: str
    name: str
    quantity: Decimal | None
    unit: str
    price: Decimal | None
    net: Decimal | None

    def as_json(self) -> dict[str, str | None]:
        return {
            "number": self.number,
            "name": self.name,
            "quantity": _written(self.quantity),
            "unit": self.unit,
            "price": _written(self.price),
            "net": _written(self.net),
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Position":
        return cls(
            number=kept["number"],
            name=kept["name"],
            quantity=_read(kept["quantity"]),
            unit=kept["unit"],
            price=_read(kept["price"]),
            net=_read(kept["net"]),
        )


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """An invoiced position beside the ordered one; either may be absent."""

    invoiced: Position | None
    ordered: Position | None
    before: Decimal
    differences: tuple[Finding, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "invoiced": self.invoiced.as_json() if self.invoiced else None,
            "ordered": self.ordered.as_json() if self.ordered else None,
            "before": _written(self.before),
            "differences": [finding.as_json() for finding in self.differences],
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "ComparedLine":
        return cls(
            invoiced=Position.from_json(kept["invoiced"]) if kept["invoiced"] else None,
            ordered=Position.from_json(kept["ordered"]) if kept["ordered"] else None,
            before=Decimal(kept["before"]),
            differences=tuple(Finding.from_json(found) for found in kept["differences"]),
        )


def compared_lines(match: Match) -> list[ComparedLine]:
    """The pairs of a match as rows, in the order of the invoice."""
    return [
        ComparedLine(_invoiced(pair), _ordered(pair), pair.invoiced_before, pair.differences)
        for pair in match.pairs
    ]


def _invoiced(pair: LinePair) -> Position | None:
    line = pair.invoiced
    if line is None:
        return None
    return Position(line.number, line.name, line.quantity, line.unit, line.unit_price, line.net)


def _ordered(pair: LinePair) -> Position | None:
    line = pair.ordered
    if line is None:
        return None
    return Position(
        line.number, line.name, line.quantity, line.unit, line.unit_price, line.net.amount
    )


def _written(number: Decimal | None) -> str | None:
    return None if number is None else f"{number:f}"


def _read(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
