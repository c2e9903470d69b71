"""The amount an arithmetic rule expects, computed from the rest of the document.

These do not decide anything: the official rule has failed already. They only say by how much.
"""

from decimal import Decimal, InvalidOperation, localcontext
from typing import NamedTuple

from shared.schematron.elements import Node
from shared.schematron.tree import Document
from shared.validation.amounts import cii, ubl
from shared.validation.identify import CII


class Amounts(NamedTuple):
    """Texts for people; empty when they could not be established."""

    found: str
    expected: str


_CROSS_INDUSTRY = f"{{{CII}}}CrossIndustryInvoice"
NOTHING = Amounts("", "")


def amounts_of(rule: str, document: Document, node: Node) -> Amounts:
    """What a rule found and what it expected, if it is about an amount and this can be said."""
    syntax = cii if _CROSS_INDUSTRY in document.by_tag else ubl
    compute = syntax.COMPUTATIONS.get(rule)
    if compute is None:
        return NOTHING
    try:
        with localcontext(prec=60):
            found, expected = compute(document, node)
            return Amounts(_written(found), _written(expected))
    except (InvalidOperation, LookupError, ArithmeticError):
        return NOTHING


def _written(amount: Decimal) -> str:
    """At least two decimals, and no zeros behind them."""
    plain = format(amount.normalize(), "f")
    whole, _, decimals = plain.partition(".")
    return f"{whole}.{decimals.ljust(2, '0')}"
