"""Exact amounts: no float ever touches money."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from shared.errors import InvalidInput

_CENT = Decimal("0.01")


class NotAnAmount(InvalidInput):
    code = "not-an-amount"


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in one currency, kept to the cent; `Money.of` rounds half up as invoices do."""

    amount: Decimal
    currency: str = "EUR"

    @classmethod
    def of(cls, amount: Decimal | int | str, currency: str = "EUR") -> "Money":
        try:
            exact = Decimal(amount)
        except InvalidOperation:
            raise NotAnAmount(found=str(amount)) from None
        if not exact.is_finite():
            raise NotAnAmount(found=str(amount))
        return cls(exact.quantize(_CENT, rounding=ROUND_HALF_UP), currency)

    def __add__(self, other: "Money") -> "Money":
        self._same_currency(other)
        return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._same_currency(other)
        return Money(self.amount - other.amount, self.currency)

    def __mul__(self, factor: Decimal | int) -> "Money":
        return Money.of(self.amount * factor, self.currency)

    def __str__(self) -> str:
        return f"{self.amount:.2f}"

    def _same_currency(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not add up")


ZERO = Money(Decimal("0.00"))


def total(amounts: "list[Money]") -> Money:
    """The sum; zero euro for an empty list."""
    result = ZERO if not amounts else Money(Decimal("0.00"), amounts[0].currency)
    for amount in amounts:
        result += amount
    return result
