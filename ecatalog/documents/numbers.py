"""Numbers as documents write them: no zeros behind the last decimal, never an exponent."""

from decimal import Decimal


def plain(number: Decimal) -> Decimal:
    """The same number without zeros behind the last decimal."""
    return Decimal(f"{number.normalize():f}")


def plain_or_none(number: Decimal | None) -> Decimal | None:
    return None if number is None else plain(number)
