"""Sentences that rules of many documents share: what is missing, too often there, or wrong."""

from shared.i18n import msg
from shared.validation.wording.model import Wording

MISSING = Wording(
    msg("{element} is missing."),
    msg("Add the element."),
    demands=msg("{element} must be there."),
)
ATTRIBUTE_MISSING = Wording(
    msg("The attribute {attribute} is missing."),
    msg("Add the attribute."),
    demands=msg("The attribute {attribute} must be there."),
)
VALUE = Wording(
    msg("{element} is {found}; in this document it must be {value}."),
    msg("Write this value."),
    needs=("found",),
    demands=msg("{element} must be {value}."),
)
ONCE = Wording(
    msg("This occurs more than once: {what}."),
    msg("Keep one and leave the others out."),
    demands=msg("This may occur only once: {what}."),
)
TWICE = Wording(
    msg("This occurs more than twice: {what}."),
    msg("Keep two and leave the others out."),
    demands=msg("This may occur at most twice: {what}."),
)
EXACTLY_ONCE = Wording(
    msg("This is missing or occurs more than once: {what}."),
    msg("Give it exactly once."),
    demands=msg("This must occur exactly once: {what}."),
)
CUSTOMIZATION = Wording(
    msg("The specification identifier (CustomizationID) must be {value}."),
    msg("Copy the identifier exactly as Peppol prescribes it."),
)
PROFILE = Wording(
    msg("The business process (ProfileID) must be {value}."),
    msg("Copy the identifier exactly as Peppol prescribes it."),
)
