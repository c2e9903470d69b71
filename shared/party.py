"""Who takes part: enterprise numbers with check digits, and parties as documents name them."""

import re
from dataclasses import dataclass

from shared.errors import InvalidInput, WhoActs
from shared.i18n import msg


class NotAnEnterpriseNumber(InvalidInput):
    code = "enterprise-number"
    says = msg("{found} is not a Belgian enterprise number.")
    remedy = msg("Write 10 digits that start with 0 or 1, for example 0203.201.340.")
    who = WhoActs.YOU


class WrongCheckDigits(NotAnEnterpriseNumber):
    code = "enterprise-number-check-digits"
    says = msg(
        "{found} is not a Belgian enterprise number: its last two digits should be {expected}."
    )
    remedy = msg("Compare the number with the one in the Crossroads Bank for Enterprises.")


@dataclass(frozen=True, slots=True, order=True)
class EnterpriseNumber:
    """Ten digits; the last two are 97 minus the first eight modulo 97 (KBO/BCE)."""

    digits: str

    @classmethod
    def parse(cls, text: str, where: str = "enterprise_number") -> "EnterpriseNumber":
        """Read `0203.201.340`, `BE0203201340`, `0208:0203201340` and the like.

        Raises NotAnEnterpriseNumber or WrongCheckDigits, which say what was found.
        """
        bare = re.sub(r"[\s.\-/]", "", text.strip().upper())
        bare = bare.removeprefix("0208:").removeprefix("BE")
        digits = bare.zfill(10) if len(bare) == 9 else bare  # noqa: PLR2004  the pre-2005 form
        if not re.fullmatch(r"[01][0-9]{9}", digits):
            raise NotAnEnterpriseNumber(where, found=text.strip())
        expected = 97 - int(digits[:8]) % 97
        if int(digits[8:]) != expected:
            raise WrongCheckDigits(where, found=text.strip(), expected=f"{expected:02d}")
        return cls(digits)

    @property
    def dotted(self) -> str:
        return f"{self.digits[:4]}.{self.digits[4:7]}.{self.digits[7:]}"

    @property
    def vat(self) -> str:
        return f"BE{self.digits}"

    def __str__(self) -> str:
        return self.digits


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address; `country` is an ISO 3166-1 alpha-2 code, `nuts` a level-3 code."""

    street: str
    postcode: str
    town: str
    country: str = "BE"
    nuts: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """A legal person as notices, bids, orders and invoices name it."""

    name: str
    enterprise_number: EnterpriseNumber
    address: Address
    email: str = ""
