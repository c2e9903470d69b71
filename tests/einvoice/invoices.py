"""Invoices and orders the tests of this folder share."""

import datetime as dt
import os
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from einvoice.documents.billing import Invoice
from einvoice.documents.billing_writer import write_invoice
from samples.invoice.documents import good_invoice
from samples.invoice.orders import EXAMPLE
from shared.i18n import Catalogue
from shared.money import Money
from shared.party import EnterpriseNumber
from shared.ports import OrderedLine, OrderStatus, OrderSummary

TODAY = dt.date(2026, 11, 21)
ENGLISH = Catalogue("en", {})
BUYER = EXAMPLE.buyer.enterprise_number
SUPPLIER = EXAMPLE.supplier.enterprise_number
STRANGER = EnterpriseNumber.parse("0203.201.340")


def invoice(number: str = "F-2026-001") -> Invoice:
    """A good invoice of the example supplier to the example buyer."""
    return good_invoice(EXAMPLE, number, TODAY)


def invoice_bytes(number: str = "F-2026-001") -> bytes:
    return write_invoice(invoice(number))


def order(*, status: OrderStatus = OrderStatus.ACCEPTED) -> OrderSummary:
    """The order the good invoice agrees with."""
    lines = tuple(
        OrderedLine(
            number=line.order_line,
            name=line.name,
            quantity=line.quantity,
            unit=line.unit,
            unit_price=line.unit_price,
            net=Money.of(line.quantity * line.unit_price),
            seller_item=line.seller_item,
        )
        for line in EXAMPLE.lines
    )
    return OrderSummary(
        number=EXAMPLE.number,
        contract_number=EXAMPLE.contract,
        status=status,
        ordered_on=TODAY - dt.timedelta(days=20),
        buyer=BUYER,
        supplier=SUPPLIER,
        lines=lines,
        net=Money.of(sum((line.net.amount for line in lines), Decimal(0))),
        tax=None,
        href="/orders/1",
    )


def with_first_line(given: Invoice, **changes: object) -> Invoice:
    """The invoice with other values in its first line."""
    first = replace(given.lines[0], **changes)  # type: ignore[arg-type]  # any field of a line
    return replace(given, lines=(first, *given.lines[1:]))


def pack(name: str, path: str) -> Path:
    """A file of an official pack, or a loud skip."""
    folder = os.environ.get("QUAESTOR_DATA", "")
    file = Path(folder) / "packs" / name / path
    if not folder or not file.is_file():
        pytest.skip(f"OFFICIAL PACK ABSENT: {name} (set QUAESTOR_DATA to the data folder)")
    return file
