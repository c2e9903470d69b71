"""Makes the sample documents: every wrong one differs from the good one in one thing only."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from einvoice.documents.billing import Invoice, References
from einvoice.documents.billing_writer import write_invoice
from einvoice.documents.identifiers import ENTERPRISE_SCHEME
from einvoice.documents.ubl import Identifier
from einvoice.rules.drafting import Draft, compose
from einvoice.rules.payment_reference import structured_communication
from samples.invoice.orders import OrderToBill, due_date

IBAN = "BE68539007547034"
"""The account number that Belgian documentation uses as an example."""


def good_invoice(order: OrderToBill, number: str, issued_on: dt.date) -> Invoice:
    """An invoice for the whole order that breaks no rule and agrees with the order."""
    return compose(
        Draft(
            number=number,
            issued_on=issued_on,
            due_on=due_date(issued_on),
            supplier=order.supplier,
            customer=order.buyer,
            lines=order.lines,
            order=order.number,
            contract=order.contract,
            iban=IBAN,
            payment_reference=structured_communication(sum(number.encode()) * 1_000_003),
            delivered_on=issued_on,
        )
    )


def total_one_cent_off(invoice: Invoice) -> Invoice:
    """The amount due is a cent more than its parts (BR-CO-16)."""
    payable = invoice.totals.payable or Decimal(0)
    return replace(invoice, totals=replace(invoice.totals, payable=payable + Decimal("0.01")))


def unknown_order(invoice: Invoice) -> Invoice:
    """An order number that the buyer never gave."""
    references = replace(invoice.references, order=f"{invoice.references.order}-X")
    return replace(invoice, references=references)


def wrong_enterprise_number(invoice: Invoice) -> Invoice:
    """The buyer's number with two digits exchanged: its check digits are wrong."""
    right = invoice.customer.legal_id.value if invoice.customer.legal_id else ""
    wrong = Identifier(ENTERPRISE_SCHEME, _digits_exchanged(right))
    return replace(invoice, customer=replace(invoice.customer, endpoint=wrong, legal_id=wrong))


def missing_buyer_reference(invoice: Invoice) -> Invoice:
    """Neither order number nor buyer reference (PEPPOL-EN16931-R003)."""
    return replace(invoice, references=References(contract=invoice.references.contract))


def price_above_order(order: OrderToBill) -> OrderToBill:
    """A first line dearer than ordered, with all sums right: valid, but not as agreed."""
    first, *rest = order.lines
    dearer = replace(first, unit_price=first.unit_price + Decimal("1.05"))
    return replace(order, lines=(dearer, *rest))


WRONG: Mapping[str, Callable[[Invoice], Invoice]] = {
    "total-one-cent-off": total_one_cent_off,
    "unknown-order": unknown_order,
    "wrong-enterprise-number": wrong_enterprise_number,
    "missing-buyer-reference": missing_buyer_reference,
}
"""What is wrong -> how a good invoice becomes so."""


def sample_documents(order: OrderToBill, issued_on: dt.date) -> dict[str, bytes]:
    """File name -> UBL bytes: `good-invoice.xml` and one file per kind of mistake."""
    year = f"F-{issued_on:%Y}"
    documents = {"good-invoice.xml": good_invoice(order, f"{year}-001", issued_on)}
    for place, (name, spoil) in enumerate(WRONG.items(), start=2):
        documents[f"{name}.xml"] = spoil(good_invoice(order, f"{year}-{place:03d}", issued_on))
    dearer = price_above_order(order)
    documents["price-above-order.xml"] = good_invoice(dearer, f"{year}-090", issued_on)
    return {name: write_invoice(invoice) for name, invoice in documents.items()}


def _digits_exchanged(number: str) -> str:
    """The number with its first two unequal neighbours exchanged, check digits left as they are."""
    for place in range(1, 7):
        if number[place] != number[place + 1]:
            swapped = number[place + 1] + number[place]
            return number[:place] + swapped + number[place + 2 :]
    raise ValueError(f"no two unequal neighbours in {number}")
