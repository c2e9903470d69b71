"""Rules of Peppol on messages that search for notices, answer such a search or publish a notice."""

import re

from shared.i18n import msg
from shared.validation.wording.forms import EXACTLY_ONCE, ONCE, TWICE
from shared.validation.wording.model import Word, Wording
from shared.validation.wording.ordering import lacking

_COPY = msg("Copy the identifier exactly as Peppol prescribes it.")
_WRITE_VALUE = msg("Write this value.")
_FILL_VALUE = msg("Fill in the value.")

_EMPTY = Wording(
    msg("Nothing is stated inside this: {what}."),
    msg("Fill it in, or leave it out as a whole."),
    demands=msg("Something must be stated inside this: {what}."),
)
_TOO_MANY = Wording(
    msg("There are more than {most} fields (rim:Slot) inside this: {what}."),
    msg("Keep the fields that belong there and leave the others out."),
    demands=msg("There may be at most {most} fields (rim:Slot) inside this: {what}."),
)
_NAME = Wording(
    msg("The name of a field (rim:Slot) is not one of these: {allowed}."),
    msg("Use one of these names."),
    demands=msg("The name of the field (rim:Slot) must be one of these: {allowed}."),
)
_ATTRIBUTE = Wording(
    msg("The attribute {attribute} is missing or has another value than {value}."),
    _WRITE_VALUE,
    demands=msg("The attribute {attribute} must be {value}."),
)
_ATTRIBUTE_OF = Wording(
    msg("There is no {element} with the attribute {attribute} and the value {value} in it."),
    msg("Write this value in the attribute."),
    demands=msg("There must be a {element} whose attribute {attribute} is {value}."),
)
_NO_UUID = Wording(
    msg("The attribute {attribute} is missing or is not a UUID."),
    msg("Write a UUID with nothing before it, such as 8a3f5c1e-2b4d-4f6a-9c8e-0d1b2a3f4e5c."),
    {"attribute": "id"},
    demands=msg("The attribute {attribute} must be a UUID."),
)
_VALUE_TYPE = Wording(
    msg("The value (rim:SlotValue) is missing or not of the type {value}."),
    msg("Give the value, with this type in the attribute xsi:type."),
    demands=msg("There must be a value (rim:SlotValue) of the type {value}."),
)
_CODE_LIST = Wording(
    msg("The attribute type does not name the code list {value}."),
    msg("Write this address in the attribute."),
    demands=msg("The attribute type must name the code list {value}."),
)
_CODE_LISTS = Wording(
    msg("The attribute type names neither the code list {value} nor {other}."),
    msg("Write one of these two addresses in the attribute."),
    demands=msg("The attribute type must name the code list {value} or {other}."),
)
_ADDRESS = Wording(
    msg("The electronic address does not begin with a scheme of Peppol's list (EAS) and a colon."),
    msg("Write the scheme and a colon before the number, as in 0208:0123456789."),
    demands=msg("An electronic address begins with a scheme of Peppol's list (EAS) and a colon."),
)
_PARTY = Wording(
    msg("The buyer's number does not begin with a scheme from 0003 to 0213 and a colon."),
    msg("Write the scheme and a colon before the number, as in 0208:0123456789."),
    demands=msg("The buyer's number begins with a scheme from 0003 to 0213 and a colon."),
)
_MOMENT = Wording(
    msg("A date is not written with the time, to the second, and the time zone."),
    msg("Write it as 2026-11-21T14:30:00+01:00 or as 2026-11-21T13:30:00Z."),
    demands=msg("A date is written with the time, to the second, and the time zone."),
)
_SPECIFICATION = Wording(
    msg("The specification identifier (SpecificationIdentification) must be {value}."), _COPY
)
_PROCESS = Wording(
    msg("The business process (BusinessProcessTypeIdentifier) must be {value}."), _COPY
)
_NO_TEXT = Wording(
    msg("A value (rim:Value) is empty."),
    _FILL_VALUE,
    demands=msg("A value (rim:Value) is not empty."),
)
_NO_VALUE = Wording(
    msg("A field has no value (rim:Value)."),
    _FILL_VALUE,
    demands=msg("Every field has a value (rim:Value)."),
)
_NO_VALUE_IN_LIST = Wording(
    msg("An entry of a list (rim:Element) has no value (rim:Value)."),
    _FILL_VALUE,
    demands=msg("Every entry of a list (rim:Element) has a value (rim:Value)."),
)
_NOTICES = lacking(msg("the list of notices (RegistryObjectList)"))

_BUYER = msg("the buyer (BuyerInformation)")
_ESTIMATE = msg("the estimated value (EstimatedValue)")
_PERIOD = msg("a period, with its StartDate or EndDate")
_BUYER_ADDRESS = msg("the electronic address of the buyer (BuyerElectronicAddress)")
_BUYER_NUMBER = msg("the number of the buyer (BuyerPartyIdentification)")
_SPECIFICATION_FIELD = msg("the specification identifier (SpecificationIdentification)")

_OF_MESSAGES = {
    "SpecificationIdentification": _SPECIFICATION_FIELD,
    "BusinessProcessTypeIdentifier": msg("the business process (BusinessProcessTypeIdentifier)"),
    "IssueDateTime": msg("the date and time of issue (IssueDateTime)"),
    "SenderElectronicAddress": msg(
        "the electronic address of the sender (SenderElectronicAddress)"
    ),
    "ReceiverElectronicAddress": msg(
        "the electronic address of the receiver (ReceiverElectronicAddress)"
    ),
    "PublicationRequested": msg("the request to publish (PublicationRequested)"),
}
_OF_SEARCHES = {
    "Keywords": msg("the keywords (Keywords)"),
    "FormType": msg("the type of form (FormType)"),
    "NoticeType": msg("the type of notice (NoticeType)"),
    "ContractNature": msg("the nature of the contract (ContractNature)"),
    "PlaceOfPerformance": msg("the place of performance (PlaceOfPerformance)"),
    "EstimatedValue": _ESTIMATE,
    "ProcedureType": msg("the type of procedure (ProcedureType)"),
    "SubmissionLanguage": msg("the language of tenders (SubmissionLanguage)"),
    "PublicationDate": msg("the date of publication (PublicationDate)"),
    "DeadlineReceiptTenders": msg("the deadline for tenders (DeadlineReceiptTenders)"),
    "AdditionalInformationDeadline": msg(
        "the deadline for additional information (AdditionalInformationDeadline)"
    ),
    "DeadlineReceiptRequests": msg(
        "the deadline for requests to participate (DeadlineReceiptRequests)"
    ),
    "NoticeIdentifier": msg("the number of the notice (NoticeIdentifier)"),
    "ProcedureIdentifier": msg("the number of the procedure (ProcedureIdentifier)"),
    "ProcedureLegalBasis": msg("the legal basis of the procedure (ProcedureLegalBasis)"),
    "ReservedParticipation": msg("the reserved participation (ReservedParticipation)"),
    "SuitableForSMEs": msg("the suitability for small enterprises (SuitableForSMEs)"),
    "WinnerEconomicOperatorName": msg("the name of the winner (WinnerEconomicOperatorName)"),
    "AwardCriterionType": msg("the type of award criterion (AwardCriterionType)"),
}
_INSIDE = {
    "BuyerPartyIdentification": _BUYER_NUMBER,
    "BuyerElectronicAddress": _BUYER_ADDRESS,
    "Minimum": msg("the lowest value (Minimum)"),
    "Maximum": msg("the highest value (Maximum)"),
    "Currency": msg("the currency (Currency)"),
    "StartDate": msg("the start of the period (StartDate)"),
    "EndDate": msg("the end of the period (EndDate)"),
    "Name": msg("the name of the buyer (Name)"),
    "OrganizationCountrySubdivision": msg(
        "the region of the buyer (OrganizationCountrySubdivision)"
    ),
    "LegalType": msg("the legal type of the buyer (LegalType)"),
    "MainActivity": msg("the main activity of the buyer (MainActivity)"),
}
_GROUPS = {"Buyer Information": _BUYER, "Estimated Value": _ESTIMATE, "Date": _PERIOD}


def _of(wording: Wording, what: str) -> Wording:
    return wording.with_facts({"what": Word(what)})


def _named(*allowed: str) -> Wording:
    return _NAME.with_facts({"allowed": ", ".join(allowed)})


def _holding(element: str, attribute: str, value: str) -> Wording:
    return _ATTRIBUTE_OF.with_facts({"element": element, "attribute": attribute, "value": value})


def _typed(value: str, attribute: str = "type") -> Wording:
    return _ATTRIBUTE.with_facts({"attribute": attribute, "value": value})


_TYPE = _ATTRIBUTE.with_facts({"attribute": "type"})
_ENTRY = _typed("rim:StringValueType", "xsi:type")
_AUTHORITY = r"http://publications\.europa\.eu/resource/authority/[a-z/-]+"

BY_TEXT = (
    *(
        (re.compile(rf"There MUST be exactly 1 {name}\."), _of(EXACTLY_ONCE, what))
        for name, what in _OF_MESSAGES.items()
    ),
    *(
        (re.compile(rf"A rim:Slot {name} can only be used once\."), _of(ONCE, what))
        for name, what in _OF_SEARCHES.items()
    ),
    *(
        (re.compile(rf'The rim:Slot name "{name}" can only be used once\.'), _of(ONCE, what))
        for name, what in _INSIDE.items()
    ),
    *(
        (
            re.compile(
                rf"(?:At least one element for {name} MUST be given"
                rf"|An? {name} MUST have at least one slot)\."
            ),
            _of(_EMPTY, what),
        )
        for name, what in _GROUPS.items()
    ),
    *(
        (
            re.compile(rf"There MUST NOT be more than (?P<most>\d) elements for {name}\."),
            _of(_TOO_MANY, what),
        )
        for name, what in _GROUPS.items()
    ),
    (
        re.compile(
            rf'(?:An?|The) [A-Z][\w ]+ MUST have a type of the value of "(?P<value>{_AUTHORITY})"\.'
        ),
        _CODE_LIST,
    ),
    (
        re.compile(
            rf'The Type for Classification MUST be "(?P<value>{_AUTHORITY})"'
            rf' or "(?P<other>{_AUTHORITY})"\.'
        ),
        _CODE_LISTS,
    ),
    (re.compile(r'The schemeID type attribute has to be "(?P<value>EAS|ICD)"\.'), _TYPE),
    (re.compile(r'Buyer[A-Z]\w+ MUST have a type of "(?P<value>EAS|ICD)"\.'), _TYPE),
    (
        re.compile(r"A Date MUST have an element SlotValue with xsi:type of rim:DateTimeValue\."),
        _typed("rim:DateTimeValueType", "xsi:type"),
    ),
    (
        re.compile(
            r"(?:This SlotValue MUST have a xsi:type"
            r"|[A-Z][\w ]+ MUST have an element SlotValue with xsi:type of"
            r"|rim:SlotValue MUST be of type) (?P<value>rim:[A-Z][a-zA-Z]+ValueType)\."
        ),
        _VALUE_TYPE,
    ),
    (re.compile(r"rim:Element be of type rim:StringValueType\."), _ENTRY),
    (
        re.compile(
            r"SpecificationIdentification value MUST be '(?P<value>urn:fdc:peppol\.eu:[\w:.]+)'\."
        ),
        _SPECIFICATION,
    ),
    (
        re.compile(
            r"BusinessProcessTypeIdentifier value MUST be '(?P<value>urn:fdc:peppol\.eu:[\w:.]+)'\."
        ),
        _PROCESS,
    ),
    (re.compile(r"A Date MUST have timezone and a granularity of seconds\."), _MOMENT),
    (re.compile(r"Value MUST have a text\."), _NO_TEXT),
    (re.compile(r"A Value for each SlotValue MUST be given\."), _NO_VALUE),
    (
        re.compile(r"At least one element MUST be given in a CollectionValueType\."),
        _NO_VALUE_IN_LIST,
    ),
)

_COPY_VERSION = msg("Copy it from the CustomizationID of the notice.")
_REQUEST_ID = msg("Copy the identifier of the request exactly as it stands there (id).")

EXACT = {
    "PEPPOL-T011-R001": _NO_UUID,
    "PEPPOL-T015-R001": _NO_UUID,
    "PEPPOL-T012-R001": Wording(
        msg("The answer does not say to which request it belongs (requestId)."),
        _REQUEST_ID,
        demands=msg("The answer says to which request it belongs (requestId)."),
    ),
    "PEPPOL-T012-R002": Wording(
        msg("The attribute {attribute} is missing or is not a UUID."),
        _REQUEST_ID,
        {"attribute": "requestId"},
        demands=msg("The attribute {attribute} must be a UUID."),
    ),
    # its own text speaks of an identifier, its test of this field
    "PEPPOL-T015-R002": _of(EXACTLY_ONCE, _SPECIFICATION_FIELD),
    "PEPPOL-T015-R012": _typed("CreateOrVersion", "mode"),
    **dict.fromkeys(("PEPPOL-T012-R008", "PEPPOL-T015-R007"), _NOTICES),
    **dict.fromkeys(
        (
            *("PEPPOL-T011-R013", "PEPPOL-T012-R014", "PEPPOL-T012-R030"),
            *("PEPPOL-T015-R011", "PEPPOL-T015-R041"),
        ),
        _ADDRESS,
    ),
    **dict.fromkeys(("PEPPOL-T012-R031", "PEPPOL-T015-R042"), _PARTY),
    # the tests of these two want this value, whatever their own texts say
    **dict.fromkeys(("PEPPOL-T012-R021", "PEPPOL-T015-R016"), _typed("ublDocumentSchema")),
    "PEPPOL-T015-R013": Wording(
        msg("The version of the notice is not a number of one or two digits."),
        msg("Write the number of the version, such as 1."),
        demands=msg("The version of the notice is a number of one or two digits."),
    ),
    "PEPPOL-T015-R015": Wording(
        msg("The reference to the file of the notice is not made of ./, a UUID and .eform.xml."),
        msg("Write it as ./8a3f5c1e-2b4d-4f6a-9c8e-0d1b2a3f4e5c.eform.xml, and name the file so."),
        demands=msg(
            "The reference to the file of the notice is made of ./, a UUID and .eform.xml."
        ),
    ),
    "PEPPOL-T012-R022": Wording(
        msg("The reference to the file of a notice (xlink:href) contains no UUID."),
        msg("Name the file by a UUID and refer to it by that name."),
        demands=msg("The reference to the file of a notice (xlink:href) contains a UUID."),
    ),
    "PEPPOL-T015-R022": Wording(
        msg(
            "The eForms version is not written as eforms-sdk-1.13, or nationally as eforms-de-1.1."
        ),
        _COPY_VERSION,
        demands=msg(
            "The eForms version is written as eforms-sdk-1.13, or nationally as eforms-de-1.1."
        ),
    ),
    "PEPPOL-T012-R025": Wording(
        msg("The eForms version is not written as eforms-sdk-1.13."),
        _COPY_VERSION,
        demands=msg("The eForms version is written as eforms-sdk-1.13."),
    ),
    "PEPPOL-T012-R015": Wording(
        msg("The attribute {attribute} is missing or empty."),
        msg("Fill in the attribute."),
        {"attribute": "lid"},
        demands=msg("The attribute {attribute} must be filled in."),
    ),
    # its own text is that of another rule
    "PEPPOL-T012-R016": _typed("rim:ExtrinsicObjectType", "xsi:type"),
    "PEPPOL-T012-R017": lacking(_BUYER_ADDRESS),
    "PEPPOL-T012-R026": lacking(_BUYER_NUMBER),
    "PEPPOL-T012-R018": lacking(msg("the document schema of a notice (ublDocumentSchema)")),
    "PEPPOL-T012-R019": lacking(msg("the reference to the file of a notice (RepositoryItemRef)")),
    "PEPPOL-T011-R007": lacking(msg("what the answer is to contain (ResponseOption)")),
    "PEPPOL-T011-R008": _holding("ResponseOption", "returnType", "LeafClassWithRepositoryItem"),
    "PEPPOL-T011-R009": _holding("Query", "queryDefinition", "SearchNotice"),
    "PEPPOL-T011-R017": _of(TWICE, msg("the classification (Classification)")),
    "PEPPOL-T011-R045": _named("Minimum", "Maximum", "Currency"),
    "PEPPOL-T011-R046": _typed("rim:IntegerValueType", "xsi:type"),
    "PEPPOL-T011-R048": _ENTRY,
    "PEPPOL-T011-R055": Wording(
        msg("{element} is missing."),
        msg("Add the element."),
        {"element": "rim:SlotValue"},
        demands=msg("{element} must be there."),
    ),
    "PEPPOL-T011-R056": _named("StartDate", "EndDate"),
    # three of these four speak of another field in their own texts than in their tests
    "PEPPOL-T011-R065": _of(ONCE, msg("the number of the buyer (OrganisationNumber)")),
    "PEPPOL-T011-R066": _of(ONCE, msg("the city of the buyer (City)")),
    "PEPPOL-T011-R067": _of(ONCE, msg("the post code of the buyer (PostCode)")),
    "PEPPOL-T011-R069": _of(ONCE, msg("the country of the buyer (CountryCode)")),
    "PEPPOL-T011-R072": _named(
        *("Name", "OrganisationNumber", "City", "PostCode", "OrganizationCountrySubdivision"),
        *("CountryCode", "LegalType", "MainActivity"),
    ),
    "PEPPOL-T011-R082": Wording(
        msg("A list of values (rim:CollectionValueType) has no entry (rim:Element)."),
        msg("Add at least one entry."),
        demands=msg("A list of values (rim:CollectionValueType) has an entry (rim:Element)."),
    ),
    "PEPPOL-T015-R025": _named("BuyerPartyIdentification", "BuyerElectronicAddress"),
}
