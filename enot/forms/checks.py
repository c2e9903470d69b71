"""Checks of single fields, told by pydantic at the place where the field stands."""

import re
from collections.abc import Callable
from typing import ClassVar

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from shared.codes import Cpv, Nuts
from shared.errors import InvalidInput, QuaestorError
from shared.i18n import LANGUAGES, msg
from shared.party import EnterpriseNumber

NUTS_LEVEL = 3


class LanguageUnknown(InvalidInput):
    code: ClassVar[str] = "language"
    says: ClassVar[str] = msg("{found} is not a language of this installation.")
    remedy: ClassVar[str] = msg("Use nl, fr, de or en.")


class PlaceTooWide(InvalidInput):
    code: ClassVar[str] = "nuts-level"
    says: ClassVar[str] = msg("{found} is too wide: a notice names a NUTS code of level 3.")
    remedy: ClassVar[str] = msg("Write five characters, for example BE242.")


class NotAPhoneNumber(InvalidInput):
    code: ClassVar[str] = "phone"
    says: ClassVar[str] = msg("{found} is not a telephone number.")
    remedy: ClassVar[str] = msg("Write the country code first, for example +32 9 123 45 67.")


class NotAnAddress(InvalidInput):
    code: ClassVar[str] = "e-mail"
    says: ClassVar[str] = msg("{found} is not an e-mail address.")
    remedy: ClassVar[str] = msg("Write it in full, for example procurement@town.example.")


class NotACpvPrefix(InvalidInput):
    code: ClassVar[str] = "cpv-prefix"
    says: ClassVar[str] = msg("{found} is not the beginning of a CPV code: write 2 to 8 digits.")


def checked(check: Callable[[str], str]) -> AfterValidator:
    """A validator that hands the refusal to pydantic, which knows the field's place."""

    def run(text: str) -> str:
        try:
            return check(text)
        except QuaestorError as refusal:
            raise told(refusal) from refusal

    return AfterValidator(run)


def told(refusal: QuaestorError) -> PydanticCustomError:
    """The refusal in the wrapping that `shared.web.forms` unwraps."""
    return PydanticCustomError("refused", "{error}", {"error": refusal})


def known_languages(texts: dict[str, str]) -> dict[str, str]:
    """Refuse texts in languages that this installation does not speak."""
    for language in texts:
        if language not in LANGUAGES:
            raise told(LanguageUnknown(found=language))
    return texts


def cpv(text: str) -> str:
    return Cpv.parse(text, "").code


def cpv_prefix(text: str) -> str:
    if text and not re.fullmatch(r"[0-9]{2,8}(-[0-9])?", text):
        raise NotACpvPrefix(found=text)
    return text


def place(text: str) -> str:
    """A NUTS code of level 3."""
    nuts = Nuts.parse(text, "")
    if nuts.level != NUTS_LEVEL:
        raise PlaceTooWide(found=nuts.code)
    return nuts.code


def region(text: str) -> str:
    """A NUTS code of any level, or nothing."""
    return Nuts.parse(text, "").code if text else ""


def enterprise_number(text: str) -> str:
    return EnterpriseNumber.parse(text, "").digits


def email(text: str) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text):
        raise NotAnAddress(found=text)
    return text


def phone(text: str) -> str:
    # the shape BT-503 asks for
    if not re.fullmatch(r"\+?[0-9]+([ -]?[0-9]+)*", text):
        raise NotAPhoneNumber(found=text)
    return text
