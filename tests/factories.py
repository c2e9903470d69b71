"""The cast that tests share with the demonstration."""

from shared.demo.people import (
    ARDENNE,
    CITY,
    DE_POTLODEN,
    OPERATOR,
    People,
    seat_people,
)

__all__ = ["ARDENNE", "CITY", "DE_POTLODEN", "OPERATOR", "People", "seat_people"]
