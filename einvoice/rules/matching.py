"""Compares an invoice with the order it names: line beside line, each difference as a sentence."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from einvoice.documents.billing import Invoice, InvoiceLine
from einvoice.documents.identifiers import DocumentKind
from einvoice.rules.findings import Finding, Severity
from einvoice.vocabulary import MatchVerdict
from shared.errors import WhoActs
from shared.i18n import msg
from shared.ports import OrderedLine, OrderStatus, OrderSummary

_PRICE_TOLERANCE = Decimal("0.00005")
"""Prices that agree to four decimals agree."""
_NOTHING = Decimal(0)


_difference = partial(Finding, severity=Severity.WARNING, who=WhoActs.AUTHORITY, source="order")


@dataclass(frozen=True, slots=True)
class LinePair:
    """An invoice line beside the order line it belongs to; either may be absent."""

    invoiced: InvoiceLine | None
    ordered: OrderedLine | None
    invoiced_before: Decimal = _NOTHING
    """What earlier invoices, and earlier lines of this one, already charged of the order line."""
    differences: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """The comparison as a whole."""

    verdict: MatchVerdict
    pairs: tuple[LinePair, ...] = ()
    general: tuple[Finding, ...] = ()
    """Differences that belong to no line."""

    @property
    def differences(self) -> tuple[Finding, ...]:
        return (*self.general, *(found for pair in self.pairs for found in pair.differences))


def match_invoice(
    invoice: Invoice,
    order: OrderSummary | None,
    invoiced_before: Mapping[str, Decimal] | None = None,
) -> Match:
    """Compare; `invoiced_before` gives the quantity charged earlier per order line number."""
    if order is None:
        return _without_order(invoice)
    general = _general(invoice, order)
    pairs = _pairs(invoice, order, invoiced_before or {})
    missing = _not_invoiced(pairs, order)
    differs = any(general) or any(pair.differences for pair in pairs)
    verdict = MatchVerdict.DIFFERS if differs else MatchVerdict.AGREES
    return Match(verdict, (*pairs, *missing), tuple(general))


def quantities_by_order_line(invoice: Invoice, order: OrderSummary) -> dict[str, Decimal]:
    """What this document charges of each order line; a credit note counts negative."""
    sign = 1 if invoice.kind is DocumentKind.INVOICE else -1
    charged: dict[str, Decimal] = defaultdict(Decimal)
    known = OrderedLines(order)
    for line in invoice.lines:
        ordered = known.find(line)
        if ordered is not None:
            charged[ordered.number] += sign * (line.quantity or _NOTHING)
    return dict(charged)


class OrderedLines:
    """The lines of an order, found by what an invoice line says; built once per comparison."""

    _WAYS = (
        ("order_line", "number"),
        ("seller_item", "seller_item"),
        ("buyer_item", "buyer_item"),
        ("name", "name"),
    )

    def __init__(self, order: OrderSummary) -> None:
        self._by_way: list[tuple[str, dict[str, list[OrderedLine]]]] = []
        for invoiced, ordered in self._WAYS:
            lines: dict[str, list[OrderedLine]] = defaultdict(list)
            for line in order.lines:
                lines[_plain_text(getattr(line, ordered))].append(line)
            self._by_way.append((invoiced, lines))

    def find(self, line: InvoiceLine) -> OrderedLine | None:
        """The order line meant: by its number, else by item number, else by name, if only one."""
        for invoiced, lines in self._by_way:
            wanted = _plain_text(getattr(line, invoiced))
            found = lines.get(wanted, []) if wanted else []
            if len(found) == 1:
                return found[0]
        return None


def _plain_text(text: str) -> str:
    return " ".join(text.split()).casefold()


def _without_order(invoice: Invoice) -> Match:
    pairs = tuple(LinePair(line, None) for line in invoice.lines)
    number = invoice.references.order
    if not number:
        found = _difference(
            code="einvoice-order-not-named",
            says=msg("The invoice names no order, so it could not be compared with one."),
            remedy=msg("Check by hand that this was ordered and delivered."),
            term="BT-13",
        )
        return Match(MatchVerdict.ORDER_NOT_NAMED, pairs, (found,))
    found = _difference(
        code="einvoice-order-unknown",
        says=msg("There is no order {found} from this buyer to this supplier."),
        remedy=msg("Ask the supplier for the right order number."),
        found=number,
        term="BT-13",
    )
    return Match(MatchVerdict.ORDER_UNKNOWN, pairs, (found,))


def _general(invoice: Invoice, order: OrderSummary) -> list[Finding]:
    findings = []
    if order.status in {OrderStatus.REJECTED, OrderStatus.ORDERED}:
        findings.append(_order_not_accepted(order))
    if invoice.currency != order.net.currency:
        findings.append(
            _difference(
                code="einvoice-currency",
                says=msg("The invoice is in {found}, the order in {expected}."),
                remedy=msg("Ask for an invoice in the currency of the order."),
                found=invoice.currency,
                expected=order.net.currency,
                term="BT-5",
            )
        )
    findings += [
        _difference(
            code="einvoice-extra-charge",
            says=msg("The invoice adds {found} for “{reason}”, which the order does not have."),
            remedy=msg("Check whether this cost was agreed."),
            found=f"{charge.amount}",
            facts={"reason": charge.reason or "–"},
            term="BT-99",
        )
        for charge in invoice.allowances
        if charge.is_charge
    ]
    return findings


def _order_not_accepted(order: OrderSummary) -> Finding:
    if order.status is OrderStatus.REJECTED:
        return _difference(
            code="einvoice-order-rejected",
            says=msg("The supplier had rejected order {found}."),
            remedy=msg("Ask the supplier what was delivered."),
            found=order.number,
            term="BT-13",
        )
    return _difference(
        code="einvoice-order-not-answered",
        says=msg("The supplier has not answered order {found} yet."),
        remedy=msg("Check that the goods or services were delivered."),
        found=order.number,
        term="BT-13",
    )


def _pairs(
    invoice: Invoice, order: OrderSummary, invoiced_before: Mapping[str, Decimal]
) -> tuple[LinePair, ...]:
    charged = defaultdict(Decimal, invoiced_before)
    known = OrderedLines(order)
    pairs = []
    for line in invoice.lines:
        ordered = known.find(line)
        before = charged[ordered.number] if ordered else _NOTHING
        found = _line_differences(invoice.kind, line, ordered, before)
        pairs.append(LinePair(line, ordered, before, tuple(found)))
        if ordered:
            charged[ordered.number] += line.quantity or _NOTHING
    return tuple(pairs)


def _not_invoiced(pairs: tuple[LinePair, ...], order: OrderSummary) -> tuple[LinePair, ...]:
    invoiced = {pair.ordered.number for pair in pairs if pair.ordered}
    return tuple(
        LinePair(None, ordered) for ordered in order.lines if ordered.number not in invoiced
    )


def _line_differences(
    kind: DocumentKind, line: InvoiceLine, ordered: OrderedLine | None, before: Decimal
) -> list[Finding]:
    if ordered is None:
        return [
            _difference(
                code="einvoice-line-not-ordered",
                says=msg("Line {line} “{found}” is not in the order."),
                remedy=msg(
                    "Check whether it was ordered; if not, reject or ask for a credit note."
                ),
                found=line.name,
                facts={"line": line.number},
                term="BT-153",
            )
        ]
    findings = [
        _unit_differs(line, ordered),
        _price_differs(line, ordered),
        _too_much(line, ordered, before) if kind is DocumentKind.INVOICE else None,
    ]
    return [finding for finding in findings if finding is not None]


def _unit_differs(line: InvoiceLine, ordered: OrderedLine) -> Finding | None:
    if not ordered.unit or line.unit == ordered.unit:
        return None
    return _difference(
        code="einvoice-unit",
        says=msg("Line {line} is charged per {found}, it was ordered per {expected}."),
        remedy=msg("Check the quantity and the price with the supplier."),
        found=line.unit or "–",
        expected=ordered.unit,
        facts={"line": line.number},
        term="BT-130",
    )


def _price_differs(line: InvoiceLine, ordered: OrderedLine) -> Finding | None:
    price = line.unit_price
    if price is None or abs(price - ordered.unit_price) < _PRICE_TOLERANCE:
        return None
    return _difference(
        code="einvoice-price",
        says=msg("Line {line} costs {found} per unit, ordered at {expected}."),
        remedy=msg("Ask for a corrected invoice or a credit note for the difference."),
        found=_plain(price),
        expected=_plain(ordered.unit_price),
        facts={"line": line.number},
        term="BT-146",
        severity=Severity.WARNING if price > ordered.unit_price else Severity.ADVICE,
    )


def _too_much(line: InvoiceLine, ordered: OrderedLine, before: Decimal) -> Finding | None:
    quantity = line.quantity or _NOTHING
    left = ordered.quantity - before
    if quantity <= left:
        return None
    return _difference(
        code="einvoice-quantity",
        says=msg(
            "Line {line} charges {found}; of the {ordered} ordered, {before} were charged before."
        ),
        remedy=msg("Ask for a corrected invoice or a credit note for the excess."),
        found=_plain(quantity),
        expected=_plain(max(left, _NOTHING)),
        facts={
            "line": line.number,
            "ordered": _plain(ordered.quantity),
            "before": _plain(before),
        },
        term="BT-129",
    )


def _plain(number: Decimal) -> str:
    """A number without needless zeros or exponents: `12.5`, `40`."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
