"""The sentence of an eForms rule: the official one, or the product's own by the kind of rule."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from shared.i18n import msg
from shared.schematron.compiled import CompiledAssertion
from shared.validation.notices.names import SdkNames
from shared.validation.wording.model import Named, Wording

# not marked for translation: the SDK's text comes in the reader's language
_OFFICIAL = "{text}"
_CORRECT = msg("Correct {field} and check the notice again.")
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class _Kind:
    """Rules of one kind: how they are known, and what is said of them."""

    is_of: Callable[[CompiledAssertion], bool]
    says: str
    remedy: str


def _ends(*endings: str) -> Callable[[CompiledAssertion], bool]:
    return lambda assertion: assertion.id.endswith(endings)


def _tests(pattern: str) -> Callable[[CompiledAssertion], bool]:
    expression = re.compile(pattern, re.DOTALL)
    return lambda assertion: expression.match(assertion.test) is not None


# the first that fits; endings and tests as SDK 1 writes them (schematrons/README.md, stages 1 to 6)
_KINDS = (
    _Kind(
        lambda assertion: assertion.id == "element-not-empty",
        msg("An element is there but empty."),
        msg("Give it a value or take it out."),
    ),
    _Kind(
        lambda assertion: assertion.id == "D-0001",
        msg("The date of dispatch is not within a day of today."),
        msg("Set the date of dispatch to the day on which the notice is sent."),
    ),
    _Kind(
        _ends("_length"),
        msg("{field} is longer than the {most} characters allowed."),
        msg("Shorten the text."),
    ),
    _Kind(
        _ends("_WS"),
        msg("{field} begins or ends with a blank."),
        msg("Take the blanks out."),
    ),
    _Kind(
        _ends("_MA"),
        msg("{field} lacks an attribute that it must have."),
        msg("Add the attribute, such as the name of the code list or the scheme."),
    ),
    _Kind(
        _ends("_A"),
        msg("{field} is given twice in the same language."),
        msg("Give one text per language."),
    ),
    _Kind(
        _ends("_B", "_C"),
        msg("{field} is not given in exactly the languages of the notice."),
        msg("Give the text in every language that the notice names, and in no other."),
    ),
    _Kind(
        _ends("_D"),
        msg("{field} does not say its language."),
        msg("Add the language of the text."),
    ),
    _Kind(
        _ends("_R"),
        msg("{field} may be given only once here."),
        msg("Keep one and take out the others."),
    ),
    _Kind(
        _ends("_min", "_max"),
        msg("{field} is outside the range allowed."),
        msg("Give a number inside the range."),
    ),
    _Kind(
        _tests(r"(normalize-space\(\.\)|\.) = \("),
        msg("{field} is not a code of its list."),
        msg("Choose a code of the list."),
    ),
    _Kind(
        _tests(r"matches\("),
        msg("{field} is not written in the form that is asked."),
        msg("Write it in the form asked, for instance with a time zone behind a date."),
    ),
    _Kind(
        _tests(r"count\((?:[^()]|\([^()]*\))*\) > 0$"),
        msg("{field} is missing."),
        msg("Add it: notices of this type must have it."),
    ),
    _Kind(
        _tests(r"count\((?:[^()]|\([^()]*\))*\) = 0$"),
        msg("{field} is not allowed in a notice of this type."),
        msg("Take it out."),
    ),
    _Kind(
        _tests(r"count\(.*?\) > 0 or "),
        msg("{field} is missing, and other values of the notice ask for it."),
        msg("Add it, or correct the values that ask for it."),
    ),
    _Kind(
        _tests(r"count\(.*?\) = 0 or "),
        msg("{field} is not allowed beside other values of the notice."),
        msg("Take it out, or correct the values beside it."),
    ),
    _Kind(
        _tests(r"count\(for |not\(\. = \$"),
        msg("{field} occurs more than once with the same value."),
        msg("Give each its own value."),
    ),
)
_OTHER = _Kind(
    lambda _assertion: True,
    msg("{field} does not agree with other values of the notice (rule {rule})."),
    _CORRECT,
)


def field_of(assertion: CompiledAssertion, names: SdkNames) -> str:
    """`BT-21-Lot` or `ND-Root`: what the rule is about; empty when the SDK does not say."""
    for about in assertion.about:
        kind, _, identifier = about.partition(":")
        if kind in ("field", "node") and identifier:
            return identifier
    return names.field_at(assertion.context)


def notice_wording(assertion: CompiledAssertion, names: SdkNames, path: str) -> Wording:
    """What to tell of a rule that is not kept; `path` names the place where no field is known."""
    identifier = field_of(assertion, names)
    facts: dict[str, object] = {"rule": assertion.id, "field": _told(identifier, names, path)}
    official = names.text(assertion.id)
    kind = next((kind for kind in _KINDS if kind.is_of(assertion)), _OTHER)
    if official is not None:
        return Wording(_OFFICIAL, kind.remedy, {**facts, "text": official})
    most = _NUMBER.search(assertion.test)
    return Wording(kind.says, kind.remedy, {**facts, "most": most[0] if most else ""})


def _told(identifier: str, names: SdkNames, path: str) -> Named | str:
    """The field's name with its identifier, else the last step of the path."""
    named = names.name(identifier)
    if named is not None:
        return named.with_ending(f" ({identifier})")
    step = path.rpartition("/")[2]
    return f"{step} ({identifier})" if identifier else step
