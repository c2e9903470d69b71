"""What people send in becomes a typed value, or errors next to the fields, in their language."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from shared.errors import InvalidInput, QuaestorError, WhoActs, fill
from shared.i18n import Catalogue, msg

Form = TypeVar("Form", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field: an English text marked for translation and its facts."""

    field: str
    text: str
    facts: Mapping[str, object]


class FormInvalid(InvalidInput):
    """One or more fields cannot be used; `values` are what was sent, to be shown again."""

    code = "form-invalid"
    says = msg("There is a problem with what you filled in.")
    remedy = msg("Correct the fields that are marked.")
    who = WhoActs.YOU

    def __init__(self, errors: Iterable[FieldError], values: Mapping[str, Any]) -> None:
        self.errors = tuple(errors)
        self.values = dict(values)
        super().__init__(found=", ".join(error.field for error in self.errors))

    def texts(self, catalogue: Catalogue) -> dict[str, list[str]]:
        """Field id -> messages in the language of the catalogue."""
        shown: dict[str, list[str]] = {}
        for error in self.errors:
            text = fill(catalogue.gettext(error.text), dict(error.facts))
            shown.setdefault(error.field, []).append(text)
        return shown


_TEXTS = {
    "missing": msg("Fill in this field."),
    "string_too_short": msg("Write at least {min_length} characters."),
    "string_too_long": msg("Write at most {max_length} characters."),
    "greater_than": msg("Give a number greater than {gt}."),
    "greater_than_equal": msg("Give a number that is at least {ge}."),
    "less_than": msg("Give a number smaller than {lt}."),
    "less_than_equal": msg("Give a number that is at most {le}."),
    "decimal_parsing": msg("Give an amount, for example 1250.00."),
    "decimal_type": msg("Give an amount, for example 1250.00."),
    "decimal_max_places": msg("Give at most {decimal_places} decimals."),
    "int_parsing": msg("Give a whole number."),
    "int_type": msg("Give a whole number."),
    "date_from_datetime_parsing": msg("Give a date, for example 2026-12-15."),
    "date_parsing": msg("Give a date, for example 2026-12-15."),
    "datetime_parsing": msg("Give a date and a time, for example 2026-12-15 11:00."),
    "datetime_from_date_parsing": msg("Give a date and a time, for example 2026-12-15 11:00."),
    "enum": msg("Choose one of the options."),
    "literal_error": msg("Choose one of the options."),
    "bool_parsing": msg("Choose one of the options."),
    "uuid_parsing": msg("Choose one of the options."),
}
_ANY = msg("This cannot be used: {found}")


def read_form(model: type[Form], data: Mapping[str, Any]) -> Form:
    """Make the form's value from what was sent; empty fields count as not filled in.

    Raises FormInvalid with one error per field. A validator in the form may raise any
    QuaestorError: its own text is shown at the field it names (`where`), or at the field checked.
    """
    filled = {
        name: value.strip() if isinstance(value, str) else value
        for name, value in data.items()
        if value not in ("", None)
    }
    errors: list[FieldError] = []
    while True:
        try:
            form = model.model_validate(filled)
        except QuaestorError as refusal:
            errors.append(FieldError(refusal.where or "form", refusal.says, refusal.facts))
            # pydantic stops at a refusal: without its field the others are still looked at
            if filled.pop(refusal.where, None) is None:
                raise FormInvalid(errors, data) from refusal
        except ValidationError as problems:
            known = {error.field for error in errors}
            others = [_field_error(problem) for problem in problems.errors()]
            errors += [error for error in others if error.field not in known]
            raise FormInvalid(errors, data) from problems
        else:
            if errors:
                raise FormInvalid(errors, data)
            return form


def one_error(where: str, refusal: QuaestorError, values: Mapping[str, Any]) -> FormInvalid:
    """A refusal of the domain, shown at the field that caused it."""
    return FormInvalid([FieldError(where, refusal.says, refusal.facts)], values)


def _field_error(problem: Any) -> FieldError:
    field = ".".join(str(part) for part in problem["loc"]) or "form"
    cause = problem.get("ctx", {}).get("error")
    if isinstance(cause, QuaestorError):
        return FieldError(cause.where or field, cause.says, cause.facts)
    facts = {**problem.get("ctx", {}), "found": problem.get("input")}
    return FieldError(field, _TEXTS.get(problem["type"], _ANY), facts)


def joined_date(data: Mapping[str, str], name: str) -> str:
    """`<name>-day`, `-month` and `-year` of a form as one ISO day; empty when none was filled in.

    What is no day of the calendar stays as it was typed, for the form to refuse.
    """
    parts = [data.get(f"{name}-{part}", "").strip() for part in ("year", "month", "day")]
    if not any(parts):
        return ""
    try:
        return dt.date(*map(int, parts)).isoformat()
    except (ValueError, OverflowError):
        return "-".join(parts)
