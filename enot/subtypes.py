"""The eForms subtypes this product writes."""

from enum import StrEnum


class Subtype(StrEnum):
    """The eForms subtypes this product writes, by their official numbers."""

    CONTRACT_NOTICE = "16"
    AWARD_NOTICE = "29"
    NATIONAL_CONTRACT_NOTICE = "E3"
    NATIONAL_AWARD_NOTICE = "E4"

    @property
    def is_award(self) -> bool:
        return self in (Subtype.AWARD_NOTICE, Subtype.NATIONAL_AWARD_NOTICE)

    @property
    def is_european(self) -> bool:
        return self in (Subtype.CONTRACT_NOTICE, Subtype.AWARD_NOTICE)

    @property
    def award_counterpart(self) -> "Subtype":
        """The award notice that answers this contract notice."""
        return Subtype.AWARD_NOTICE if self.is_european else Subtype.NATIONAL_AWARD_NOTICE
