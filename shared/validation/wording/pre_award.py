"""Rules of Peppol on documents before the award: a thousand of a few dozen forms."""

import re

from shared.i18n import msg
from shared.validation.wording.codes import NO_CODE
from shared.validation.wording.forms import (
    ATTRIBUTE_MISSING,
    CUSTOMIZATION,
    EXACTLY_ONCE,
    MISSING,
    ONCE,
    PROFILE,
    TWICE,
    VALUE,
)
from shared.validation.wording.model import Word, Wording
from shared.validation.wording.ordering import advised, lacking

_NEEDS_FOUND = ("found",)
_ONE_VALUE = msg("Write this value.")
_OTHERS_OUT = msg("Leave the other elements out.")

ATTRIBUTE_VALUE = Wording(
    msg("The attribute {attribute} is not {value}."),
    _ONE_VALUE,
    demands=msg("The attribute {attribute} must be {value}."),
)
NOT_USED = Wording(
    msg("{element} has no place here."),
    msg("Leave the element out."),
    demands=msg("{element} may not be used here."),
)
ONLY_ELEMENTS = Wording(
    msg("This element contains something other than {allowed}."),
    _OTHERS_OUT,
    demands=msg("This element may contain only {allowed}."),
)
NO_BUYER = Wording(
    msg(
        "The contracting authority lacks an identifier (PartyIdentification) "
        "or an electronic address (EndpointID)."
    ),
    msg("Give both."),
    demands=msg(
        "The contracting authority has an identifier (PartyIdentification) "
        "and an electronic address (EndpointID)."
    ),
)
COUNTRY = NO_CODE.with_facts({"what": Word(msg("countries, ISO 3166-1"))})
DATE = lacking(msg("the date of the document (IssueDate)"))
TIME = lacking(msg("the time of the document (IssueTime)"))
_VERSION = lacking(msg("the version of UBL (UBLVersionID)"))
_SPECIFICATION = lacking(msg("the specification identifier (CustomizationID)"))
_PROCESS = lacking(msg("the business process (ProfileID)"))
_NUMBER = lacking(msg("the number of the document (ID)"))
_PROCEDURE = lacking(msg("the reference of the procedure (ContractFolderID)"))
_BUYER_NAME = advised(msg("the name of the contracting authority"))
_TENDERER_NAME = advised(msg("the name of the tenderer"))
_CONTACT = lacking(msg("the contact details of the tenderer"))
_NO_ATTRIBUTES = Wording(
    msg("This element has an attribute, but may have none."),
    msg("Leave the attributes of this element out."),
    demands=msg("This element may have no attributes."),
)
_ONLY_ATTRIBUTE = Wording(
    msg("This element has an attribute other than {attribute}."),
    msg("Leave the other attributes out."),
    demands=msg("This element may have no attribute but {attribute}."),
)
_NO_TENDERER = Wording(
    msg(
        "The tenderer lacks an identifier (PartyIdentification) "
        "or an electronic address (EndpointID)."
    ),
    msg("Give both."),
    demands=msg(
        "The tenderer has an identifier (PartyIdentification) "
        "and an electronic address (EndpointID)."
    ),
)
_UUID = Wording(
    msg("{found} is not a UUID."),
    msg("Write a UUID, such as 3f2c8a10-5b7e-4d21-9c3a-7e1f0b6d4a58."),
    needs=_NEEDS_FOUND,
    demands=msg("A UUID must stand here, such as 3f2c8a10-5b7e-4d21-9c3a-7e1f0b6d4a58."),
)
_NO_ZONE = Wording(
    msg("The time {found} has no time zone."),
    msg("Write the time zone behind the time, as in 14:30:00+01:00 or 13:30:00Z."),
    needs=_NEEDS_FOUND,
    demands=msg("A time has a time zone."),
)
_NO_SECONDS = Wording(
    msg("The time {found} is not written in hours, minutes and whole seconds."),
    msg("Write it as 14:30:00+01:00."),
    needs=_NEEDS_FOUND,
    demands=msg("A time is written in hours, minutes and whole seconds."),
)
_DATE_FORM = Wording(
    msg("{found} is not a date written as 2026-11-21."),
    msg("Write year, month and day with hyphens, without time zone."),
    needs=_NEEDS_FOUND,
    demands=msg("A date is written as 2026-11-21."),
)
_EMPTY = Wording(
    msg("An element is empty."),
    msg("Leave elements without content out."),
    demands=msg("There are no empty elements."),
)
_ADDRESS_SCHEME = Wording(
    msg("The scheme of the electronic address (schemeID) is missing or not one of Peppol."),
    msg("Write the code of a scheme that Peppol lists, such as 0208."),
    demands=msg("The scheme of the electronic address (schemeID) is one of those Peppol lists."),
)
_PARTY_SCHEME = Wording(
    msg("The scheme of the identifier (schemeID) is missing or not one of Peppol."),
    msg("Write the code of a scheme that Peppol lists, such as 0208."),
    demands=msg("The scheme of the identifier (schemeID) is one of those Peppol lists."),
)
_HASH = Wording(
    msg("{found} is not a SHA-256 hash."),
    msg("Write the SHA-256 hash of the file as 64 hexadecimal digits."),
    needs=_NEEDS_FOUND,
    demands=msg("The hash of a file is a SHA-256 hash of 64 hexadecimal digits."),
)
_LANGUAGE = NO_CODE.with_facts({"what": Word(msg("languages, ISO 639-1"))})
_SAME_LOT = Wording(
    msg("Two lots have the same number."),
    msg("Give every lot a number of its own."),
    demands=msg("Every lot has a number of its own."),
)

# what stands in front of a text: what all warnings of a document say, and the rule's id once more
_FRONT = (
    r"(?:…|An? [\w ]+ SHOULD only (?:contain|consist of) elements and attributes "
    r"described in the syntax mapping\. -\s*)?(?:\[PEPPOL-[\w-]+\] ?)?"
)
_PREFIX = "(?:c[ab]c:)?"
_NAME = rf"{_PREFIX}[A-Z]\w+"
_PATH = rf"{_NAME}(?:[/ ]{_NAME})*"
_PHRASE = r"[\w/:=' -]+?"
_DOCUMENT = r"An? (?:[Tt]ender|Call [Ff]or|Expression|Unsubscribe|Qualification)[\w' ]*"
_CODE = r"'(?P<value>[^']+)'"
_BY = r"by its party (?:identifier )?and (?:its )?endpoint identifiers?"


def _form(text: str) -> re.Pattern[str]:
    return re.compile(rf"{_FRONT}{text}[.,]?")


BY_TEXT = (
    (_form(rf"(?P<element>{_PATH}) SHOULD NOT be used"), NOT_USED),
    (_form(rf"(?P<what>{_PATH}) SHOULD NOT be used more than once"), ONCE),
    (_form(rf"(?P<what>{_PATH}) SHOULD be used exactly once"), EXACTLY_ONCE),
    (_form(rf"(?P<element>{_PATH}) SHOULD be used(?: at least once)?"), MISSING),
    (
        _form(rf"{_PHRASE} SHOULD NOT (?:contain|have) any (?:further )?attributes"),
        _NO_ATTRIBUTES,
    ),
    (
        _form(
            rf"{_PHRASE} SHOULD NOT (?:contain|have) any (?:further )?attributes "
            r"but (?P<attribute>[a-z]\w+)"
        ),
        _ONLY_ATTRIBUTE,
    ),
    (
        _form(
            rf"{_PHRASE} (?:SHOULD|MUST) NOT contain any (?:other )?elements? but "
            rf"{_PREFIX}(?P<allowed>[A-Z]\w+(?:, [A-Z]\w+)*)"
        ),
        ONLY_ELEMENTS,
    ),
    (_form(rf"CustomizationID value MUST be {_CODE}"), CUSTOMIZATION),
    (_form(rf"ProfileID value MUST be {_CODE}"), PROFILE),
    (_form(rf"(?P<element>UBLVersionID) value MUST be {_CODE}"), VALUE),
    (_form(rf"(?P<element>HashAlgorithmMethod) MUST be {_CODE}"), VALUE),
    (
        _form(rf"(?P<attribute>schemeURI|listID) for {_PHRASE} (?:MUST|SHOULD) be {_CODE}"),
        ATTRIBUTE_VALUE,
    ),
    (_form(rf"{_PHRASE} MUST have a (?P<attribute>schemeURI) attribute"), ATTRIBUTE_MISSING),
    (
        _form(rf"{_PHRASE} MUST have a scheme identifier attribute"),
        ATTRIBUTE_MISSING.with_facts({"attribute": "schemeID"}),
    ),
    (
        _form(rf"{_PHRASE} MUST have a list [Ii]dentifier(?: attribute)?"),
        ATTRIBUTE_MISSING.with_facts({"attribute": "listID"}),
    ),
    # the messages of the registry hold their UUIDs in attributes
    (
        _form(
            rf"(?!QueryRequest|LCM|The Request|The xlink){_PHRASE} "
            r"MUST (?:be|reference the Tender ID) expressed in (?:a )?UUID "
            r"[Ss]yntax(?: \(RFC 4122\))?"
        ),
        _UUID,
    ),
    (_form(rf"{_PHRASE} MUST include timezone information"), _NO_ZONE),
    (_form(rf"{_PHRASE}(?: ?MUST have a granularity of seconds){{1,2}}"), _NO_SECONDS),
    (_form("A date must be formatted YYYY-MM-DD"), _DATE_FORM),
    (_form(r"(?:An? [\w ]+ d|D)ocument MUST (?:NOT|not) contain empty elements"), _EMPTY),
    (_form(rf"{_DOCUMENT} MUST have a syntax identifier"), _VERSION),
    (
        _form(
            rf"{_DOCUMENT} MUST have a (?:customization|specification \(c\w+\)) "
            "identifier"
        ),
        _SPECIFICATION,
    ),
    (
        _form(
            rf"{_DOCUMENT} MUST have a (?:profile|business process \(profile\)) "
            "identifier"
        ),
        _PROCESS,
    ),
    (
        _form(
            rf"{_DOCUMENT} MUST have an? (?:(?:Expression|Unsubscribe|Tender|tendering) "
            r"[\w ]+ )?[Ii]dentifier"
        ),
        _NUMBER,
    ),
    (_form(rf"{_DOCUMENT} MUST have a (?:ContractFolderID|reference number)"), _PROCEDURE),
    (_form(rf"{_DOCUMENT} MUST have an issue date"), DATE),
    (_form(rf"{_DOCUMENT} MUST have an issue time"), TIME),
    (_form(rf"{_DOCUMENT} MUST identify the [Cc]ontracting \w+ {_BY}"), NO_BUYER),
    (
        _form(
            rf"{_DOCUMENT} MUST identify the (?:[Ee]conomic [Oo]perator|Tenderer Party)"
            rf"(?: / Receiving Party)? {_BY}"
        ),
        _NO_TENDERER,
    ),
    (_form(rf"{_DOCUMENT} SHOULD include the name of the contracting body"), _BUYER_NAME),
    (
        _form(rf"{_DOCUMENT} (?:SHOULD|MUST) include the name of the Economic Operator"),
        _TENDERER_NAME,
    ),
    (_form(rf"{_DOCUMENT} MUST include Economic Operator Contact information"), _CONTACT),
    (
        _form(
            r"An Endpoint Identifier Scheme MUST be from the list of PEPPOL Party Identifiers "
            r'described in the "PEPPOL Policy for using Identifiers"'
        ),
        _ADDRESS_SCHEME,
    ),
    (
        _form(
            r"A Party Identifier Scheme MUST be from the list of PEPPOL Party Identifiers "
            r'described in the "PEPPOL Policy for using Identifiers"'
        ),
        _PARTY_SCHEME,
    ),
    (_form(r"DocumentHash MUST resemble a SHA-256 hash value \(32 byte HexString\)"), _HASH),
    (_form(r"(?:[A-Z]\w+)?Local(?:e)?Code MUST be a valid Language Code"), _LANGUAGE),
    (_form(r"Lot identifiers MUST be unique"), _SAME_LOT),
)

_ONLY_KNOWN = Wording(
    msg("{element} contains something that this rule, by a fault in it, does not know."),
    msg("Nothing needs correcting where the specification has a place for the element."),
    demands=msg("By a fault in this rule, {element} may contain only {allowed}."),
)
_ONLY_NOTHING = Wording(
    msg("{element} contains something, and this rule, by a fault in it, allows nothing there."),
    msg("Nothing needs correcting where the specification has a place for the element."),
    demands=msg("By a fault in this rule, {element} may contain no elements."),
)
_TWICE = TWICE.with_facts({"what": "TenderDocumentReference"})
_PERIOD_PARTS = ONLY_ELEMENTS.with_facts({"allowed": "EndDate, EndTime"})
_NO_URI = ATTRIBUTE_MISSING.with_facts({"attribute": "schemeURI"})
_NO_SCHEME = ATTRIBUTE_MISSING.with_facts({"attribute": "schemeID"})

# rules whose tests differ from their texts, and texts that name what is not an element's name
EXACT = {
    **dict.fromkeys(("PEPPOL-T013-S306", "PEPPOL-T013-S315", "PEPPOL-T013-S320"), _NO_URI),
    **dict.fromkeys(("PEPPOL-T014-S306", "PEPPOL-T014-S315"), _NO_URI),
    **dict.fromkeys(
        ("PEPPOL-T013-S321", "PEPPOL-T013-S325", "PEPPOL-T014-S321", "PEPPOL-T014-S325"),
        _NO_SCHEME,
    ),
    **dict.fromkeys(("PEPPOL-T006-S313", "PEPPOL-T014-S313", "PEPPOL-T020-S313"), _TWICE),
    **dict.fromkeys(("PEPPOL-T001-R011", "PEPPOL-T021-R011"), TIME),
    **dict.fromkeys(
        ("PEPPOL-T001-S323", "PEPPOL-T021-S323"),
        EXACTLY_ONCE.with_facts({"what": "PartyIdentification"}),
    ),
    **dict.fromkeys(("PEPPOL-T004-S374", "PEPPOL-T004-S376"), _PERIOD_PARTS),
    "PEPPOL-T002-S313": ONCE.with_facts({"what": "ExpressionOfInterestDocumentReference"}),
    "PEPPOL-T013-S328": _ONLY_KNOWN.with_facts(
        {"element": "PostalAddress", "allowed": "AdditionalStreetName, Country"}
    ),
    "PEPPOL-T013-S329": _ONLY_NOTHING.with_facts({"element": "Country"}),
    "PEPPOL-T013-S330": _ONLY_NOTHING.with_facts({"element": "Contact"}),
    "PEPPOL-T017-R072": COUNTRY,
    "PEPPOL-T020-R003": PROFILE.with_facts({"value": "urn:fdc:peppol.eu:prac:bis:p011:1.1"}),
    "PEPPOL-T020-S301": NOT_USED.with_facts({"element": "UBLExtensions"}),
    "PEPPOL-T022-S313": ONCE.with_facts({"what": "UnsubscribeFromProcedureResponse"}),
}
