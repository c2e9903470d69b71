"""Codes of the tender model: CPV 2008 and NUTS 2024, checked by shape and, with a pack, by list."""

import re
from dataclasses import dataclass

from shared.errors import InvalidInput
from shared.i18n import msg


class NotACpvCode(InvalidInput):
    code = "cpv"
    says = msg("{found} is not a CPV code.")
    remedy = msg("Write 8 digits, for example 30192000 (office supplies).")


class NotANutsCode(InvalidInput):
    code = "nuts"
    says = msg("{found} is not a NUTS code.")
    remedy = msg("Write the country and up to three characters, for example BE242.")


@dataclass(frozen=True, slots=True, order=True)
class Cpv:
    """Common Procurement Vocabulary 2008: 8 digits, hierarchy by trailing zeros."""

    code: str

    @classmethod
    def parse(cls, text: str, where: str = "cpv") -> "Cpv":
        bare = re.sub(r"-\d$", "", text.strip())
        if not re.fullmatch(r"[0-9]{8}", bare):
            raise NotACpvCode(where, found=text.strip())
        return cls(bare)

    @property
    def significant(self) -> str:
        """The code without trailing zeros, at least the division: the prefix of its children."""
        return self.code.rstrip("0").ljust(2, "0")

    def covers(self, other: "Cpv") -> bool:
        return other.code.startswith(self.significant)


@dataclass(frozen=True, slots=True, order=True)
class Nuts:
    """Nomenclature of territorial units 2024: country and up to three characters."""

    code: str

    @classmethod
    def parse(cls, text: str, where: str = "nuts") -> "Nuts":
        bare = text.strip().upper()
        if not re.fullmatch(r"[A-Z]{2}[0-9A-Z]{0,3}", bare):
            raise NotANutsCode(where, found=text.strip())
        return cls(bare)

    @property
    def level(self) -> int:
        return len(self.code) - 2

    def covers(self, other: "Nuts") -> bool:
        return other.code.startswith(self.code)
