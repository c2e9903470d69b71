"""Rules whose own texts have one of a few forms: Peppol writes hundreds of them by machine."""

import re

from shared.i18n import msg
from shared.validation.wording.codes import NO_CODE
from shared.validation.wording.forms import ATTRIBUTE_MISSING, MISSING, VALUE
from shared.validation.wording.model import Wording

_NEEDS_FOUND = ("found",)
_COPY = msg("Copy the identifier exactly as Peppol prescribes it.")

_NO_PLACE = Wording(
    msg("This element has no place in this kind of document."),
    msg("Leave the element out."),
    demands=msg("There are no elements but those of the specification."),
)
_NO_LOCATION = Wording(
    msg("The document says where its schema lies (schemaLocation)."),
    msg("Leave this attribute out."),
    demands=msg("The document does not say where its schema lies (schemaLocation)."),
)
_EITHER_CODE = Wording(
    msg("{found} is neither a code of the list {what} nor of the list {other}."),
    msg("Use a code of one of these lists."),
    needs=_NEEDS_FOUND,
    demands=msg("The code must be one of the list {what} or of the list {other}."),
)
_NOT_CORE = Wording(
    msg("The invoice contains {element}, for which EN 16931 has no place."),
    msg("It does not make the invoice wrong; leave it out if you can."),
    demands=msg("An invoice does not contain {element}."),
)
_IDENTIFIER = Wording(
    msg("The specification identifier (CustomizationID) does not begin with {value}."),
    _COPY,
    demands=msg("The specification identifier (CustomizationID) begins with {value}."),
)

BY_TEXT = (
    (
        re.compile(
            r"An? [Uu][Bb][Ll] (?:[Ii]nvoice|[Cc]redit ?[Nn]ote) should not include (?:the |an? )?"
            r"(?P<element>(?:[A-Z]\w+ )*[A-Z]\w+)\.?"
        ),
        _NOT_CORE,
    ),
    (re.compile(r"Element '(?P<element>[^']+)' MUST be provided\.?"), MISSING),
    (re.compile(r"Attribute '(?P<attribute>[^']+)' MUST be present\.?"), ATTRIBUTE_MISSING),
    (re.compile(r"Document MUST NOT contain elements not part of the data model\.?"), _NO_PLACE),
    (re.compile(r"Document (?:MUST|SHOULD) not contain schema location\.?"), _NO_LOCATION),
    (
        re.compile(
            r"Value MUST be part of code list '(?P<what>[^']+)' or '(?P<other>[^']+)'\.?",
        ),
        _EITHER_CODE,
    ),
    (re.compile(r"Value MUST be part of code list '(?P<what>.+)'\.?"), NO_CODE),
    (
        re.compile(r"Reason code MUST be according to (?:subset of )?(?P<what>UNCL \d+ .+)\."),
        NO_CODE,
    ),
    (re.compile(r"Element '(?P<element>[^']+)' MUST contain value '(?P<value>[^']+)'\.?"), VALUE),
    (
        re.compile(
            r"Specification identifier (?:SHALL|MUST) start with the value '(?P<value>.+)'\.?"
        ),
        _IDENTIFIER,
    ),
)
