"""Violations of a schema in plain sentences: what libxml2 says, read and said again."""

import re
from collections.abc import Mapping

from shared.i18n import msg
from shared.validation.wording.model import Wording

_SENDER = msg("Let the maker of the software that wrote the file correct this.")
_NAME = r"Element '(?P<element>[^']+)'(?:, attribute '(?P<attribute>[^']+)')?: "

UNREAD = Wording(msg("The file does not follow the schema: {text}"), _SENDER)
_PATTERNS = (
    (
        re.compile(_NAME + r"This element is not expected\. Expected is (?P<expected>.+)\."),
        Wording(
            msg("The element {element} does not belong here; the schema wants {expected}."), _SENDER
        ),
    ),
    (
        re.compile(_NAME + r"This element is not expected\."),
        Wording(msg("The element {element} does not belong here."), _SENDER),
    ),
    (
        re.compile(_NAME + r"Missing child element\(s\)\. Expected is (?P<expected>.+)\."),
        Wording(msg("Inside {element} something is missing: {expected}."), _SENDER),
    ),
    (
        re.compile(_NAME + r"'(?P<found>.*)' is not a valid value of the .* type '(?:xs:)?date'\."),
        Wording(
            msg("{element} holds '{found}', which is no date."),
            msg("Write dates as 2026-11-21."),
        ),
    ),
    (
        re.compile(
            _NAME + r"'(?P<found>.*)' is not a valid value of the .* type '[^']*(?:decimal|Amount"
            r"|Quantity|Numeric|Percent)[^']*'\."
        ),
        Wording(
            msg("{element} holds '{found}', which is no number."),
            msg("Write numbers with digits and a point, such as 1234.50."),
        ),
    ),
    (
        re.compile(_NAME + r"'(?P<found>.*)' is not a valid value of the .* type '[^']+'\."),
        Wording(msg("{element} holds '{found}', which the schema does not allow there."), _SENDER),
    ),
    (
        re.compile(_NAME + r"The attribute '(?P<found>[^']+)' is required but missing\."),
        Wording(msg("{element} lacks its attribute {found}."), _SENDER),
    ),
    (
        re.compile(_NAME + r"The attribute '(?P<found>[^']+)' is not allowed\."),
        Wording(msg("{element} has an attribute that is not allowed: {found}."), _SENDER),
    ),
    (
        re.compile(_NAME + r"No matching global declaration available for the validation root\."),
        Wording(msg("A document cannot start with the element {element}."), _SENDER),
    ),
)
_ONE_OF = re.compile(r"(?:one of )?\( (?P<names>.*) \)")


def schema_wording(message: str) -> Wording:
    """The sentence for a message of libxml2 (namespaces already taken out)."""
    for pattern, wording in _PATTERNS:
        match = pattern.fullmatch(message.strip())
        if match:
            return wording.with_facts(_facts(match.groupdict()))
    return UNREAD.with_facts({"text": message.strip()})


def _facts(groups: Mapping[str, str | None]) -> dict[str, object]:
    facts: dict[str, object] = {name: value for name, value in groups.items() if value is not None}
    expected = _ONE_OF.fullmatch(str(facts.get("expected", "")))
    if expected:
        facts["expected"] = expected["names"]
    return facts
