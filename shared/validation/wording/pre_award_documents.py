"""Rules of single Peppol documents before the award: calls, tenders, questions and notices."""

from shared.i18n import msg
from shared.validation.wording.codes import NO_CODE
from shared.validation.wording.forms import EXACTLY_ONCE, MISSING, VALUE
from shared.validation.wording.model import Word, Wording
from shared.validation.wording.ordering import lacking
from shared.validation.wording.pre_award import ATTRIBUTE_VALUE, COUNTRY, NO_BUYER

_NEEDS_FOUND = ("found",)


def _code(what: str) -> Wording:
    """A code of a list that is named, or given in full, by `what`."""
    return NO_CODE.with_facts({"what": what})


def _list(value: str) -> Wording:
    return ATTRIBUTE_VALUE.with_facts({"attribute": "listID", "value": value})


def _different(field: str) -> Wording:
    return Wording(
        msg("{field} occurs more than once with the same value."),
        msg("Give each one a value of its own."),
        {"field": field},
        demands=msg("{field} has a different value each time."),
    )


def _together(what: str) -> Wording:
    return Wording(
        msg("Only one of these two is given: {what}."),
        msg("Give both, or neither."),
        {"what": what},
        demands=msg("These two are given together or not at all: {what}."),
    )


def _pointer(example: str) -> Wording:
    return Wording(
        msg("{found} does not point to an attachment of this document."),
        msg("Write it like {example}."),
        {"example": example},
        _NEEDS_FOUND,
        msg("Only attachments of this document are pointed to, like {example}."),
    )


_COUNTRY_LIST = _list("ISO3166-1:Alpha2")
_ENQUIRY_POINTER = _pointer("/Enquiry/cac:Attachment[1]")
_NO_REFERENCE = MISSING.with_facts({"element": "AdditionalDocumentReference"})
_NO_POINTER = MISSING.with_facts({"element": "XPath"})
_NO_QUESTION = lacking(msg("a question (Description in an attachment)"))
_NO_ANSWER = lacking(msg("an answer (Description in an attachment)"))
_ROLE = _code("MT, SC, CL, CM, JV, SME, OTH")
_CONTACT = Wording(
    msg("A contact has no name, or neither a telephone or fax number nor an e-mail address."),
    msg("Give a name, and a number or an e-mail address."),
    demands=msg("A contact has a name, and a telephone or fax number or an e-mail address."),
)
_ITSELF = Wording(
    msg("{found} is the number of this document itself, not of the one it answers."),
    msg("Write the number of the document that is answered."),
    needs=_NEEDS_FOUND,
    demands=msg("The document refers to the one it answers, not to itself."),
)
_PROCEDURE_FIRST = Wording(
    msg(
        "The first AdditionalDocumentReference does not hold the reference of the procedure "
        "(schemeName ContractFolderID)."
    ),
    msg("Put the reference of the procedure first, with schemeName ContractFolderID."),
    demands=msg(
        "The first AdditionalDocumentReference holds the reference of the procedure "
        "(schemeName ContractFolderID)."
    ),
)
_PROCEDURE_ONCE = EXACTLY_ONCE.with_facts(
    {"what": Word(msg("the reference of the procedure (schemeName ContractFolderID)"))}
)
_WHOLE_NUMBER = Wording(
    msg("{found} is not a whole number."),
    msg("Write digits only."),
    needs=_NEEDS_FOUND,
    demands=msg("A whole number must stand here, in digits only."),
)

_CALLS = {
    "PEPPOL-T004-R019": _code("PRO, REQ, 916"),
    "PEPPOL-T004-R022": _code("NR, RWOS, RWAS, RWQS"),
    "PEPPOL-T004-R023": Wording(
        msg("A requested document (type REQ) has the status NR."),
        msg("Choose another status: RWOS, RWAS or RWQS."),
        demands=msg("A requested document (type REQ) does not have the status NR."),
    ),
    "PEPPOL-T004-R024": _different("AdditionalDocumentReference/ID"),
    "PEPPOL-T004-R030": Wording(
        msg("{found} is not the number of a lot of this call for tenders."),
        msg("Write the number of a lot that the document contains."),
        needs=_NEEDS_FOUND,
        demands=msg("The description of a provided document (type PRO) is the number of a lot."),
    ),
    "PEPPOL-T004-R031": Wording(
        msg("The terms contain a Note, but tenders are not sent in by post (POSTAL)."),
        msg("Leave the Note out, or write POSTAL as SubmissionMethodCode."),
        demands=msg("The terms contain a Note only where tenders are sent in by post (POSTAL)."),
    ),
    "PEPPOL-T004-R032": Wording(
        msg(
            "VariantConstraintIndicator is true, but MaximumVariantQuantity is missing "
            "or not above zero."
        ),
        msg("State how many variants are allowed at most."),
        demands=msg(
            "MaximumVariantQuantity is above zero where VariantConstraintIndicator is true."
        ),
    ),
    "PEPPOL-T004-R033": _code("WOS, WAS, WQS"),
    "PEPPOL-T004-R035": Wording(
        msg("A reference to a file has neither an address (URI) nor a file name (FileName)."),
        msg("Give one of the two."),
        demands=msg("A reference to a file has an address (URI) or a file name (FileName)."),
    ),
    "PEPPOL-T004-R036": Wording(
        msg("A provided document (type PRO) has no reference to its file (Attachment)."),
        msg("Add the reference."),
        demands=msg("A provided document (type PRO) has a reference to its file (Attachment)."),
    ),
    "PEPPOL-T004-R037": Wording(
        msg(
            "The procedure has no type (ProcedureCode), or type 1 together with a period for "
            "requests to participate (ParticipationRequestReceptionPeriod)."
        ),
        msg("State the type of the procedure, and with type 1 leave the period out."),
        demands=msg(
            "The procedure has a type (ProcedureCode), and with type 1 no period for "
            "requests to participate (ParticipationRequestReceptionPeriod)."
        ),
    ),
    "PEPPOL-T004-R038": lacking(msg("the version of the document (VersionID)")),
    "PEPPOL-T004-S326": Wording(
        msg("A requested document (type REQ) has more than one description."),
        msg("Keep one and leave the others out."),
        demands=msg("A requested document (type REQ) has at most one description."),
    ),
    **dict.fromkeys(("PEPPOL-T004-S349", "PEPPOL-T004-S355"), _WHOLE_NUMBER),
    "PEPPOL-T004-S351": Wording(
        msg("VariantConstraintIndicator is false, but MaximumVariantQuantity is not 0."),
        msg("Leave MaximumVariantQuantity out, or write 0."),
        demands=msg(
            "MaximumVariantQuantity is left out or 0 where VariantConstraintIndicator is false."
        ),
    ),
    "CL-T83-R001": _code(
        "comp-dial, comp-tend, innovation, neg-w-call, neg-wo-call, open, oth-mult, "
        "oth-single, restricted"
    ),
    "CL-T83-R002": _code("1, 2, 4, 5, 6, 9, Z"),
    "CL-T83-R005": COUNTRY,
}
_TENDERS = {
    "PEPPOL-T005-R013": _different("DocumentReference/ID"),
    "PEPPOL-T005-R014": _different("FileName"),
    "PEPPOL-T005-S314": Wording(
        msg("The tender refers to fewer than two documents (DocumentReference)."),
        msg("Add the references that are missing."),
        demands=msg("A tender refers to at least two documents (DocumentReference)."),
    ),
    "PEPPOL-T006-R014": _code("310, 13"),
    "PEPPOL-T014-R017": _code("310, 13"),
    "PEPPOL-T019-R051": NO_BUYER,
    "PEPPOL-T020-R014": _code("916, 13"),
    "CL-T45-R001": _code(Word(msg("types of documents, UNTDID 1001"))),
    "CL-T90-R001": COUNTRY,
    "CL-T90-R003": _code("9, 13, 310, 311, 916"),
}
_SUBSCRIPTIONS = {
    **dict.fromkeys(("PEPPOL-T001-R018", "PEPPOL-T021-R018"), COUNTRY),
    **dict.fromkeys(("PEPPOL-T001-R020", "PEPPOL-T021-R020"), _COUNTRY_LIST),
    **dict.fromkeys(("PEPPOL-T001-R026", "PEPPOL-T021-R026"), _ROLE),
    **dict.fromkeys(("PEPPOL-T001-R032", "PEPPOL-T021-R032"), _CONTACT),
    **dict.fromkeys(("PEPPOL-T002-R028", "PEPPOL-T022-R028"), _ITSELF),
}
_QUESTIONS = {
    **dict.fromkeys(("PEPPOL-T007-R006", "PEPPOL-T009-R006"), _PROCEDURE_FIRST),
    **dict.fromkeys(("PEPPOL-T007-R007", "PEPPOL-T009-R007"), _PROCEDURE_ONCE),
    **dict.fromkeys(
        ("PEPPOL-T007-R008", "PEPPOL-T008-R006", "PEPPOL-T009-R008", "PEPPOL-T010-R006"),
        _NO_REFERENCE,
    ),
    **dict.fromkeys(("PEPPOL-T007-R009", "PEPPOL-T009-R010"), _NO_QUESTION),
    **dict.fromkeys(("PEPPOL-T008-R007", "PEPPOL-T010-R007"), _NO_ANSWER),
    **dict.fromkeys(("PEPPOL-T007-R029", "PEPPOL-T008-R027", "PEPPOL-T009-R009"), _NO_POINTER),
    **dict.fromkeys(("PEPPOL-T007-R030", "PEPPOL-T009-R030"), _ENQUIRY_POINTER),
    "PEPPOL-T007-R031": Wording(
        msg("An attachment holds no question (Description), or more than one."),
        msg("Give one question in each attachment."),
        demands=msg("Each attachment holds exactly one question (Description)."),
    ),
    "PEPPOL-T008-R028": _pointer("/EnquiryResponse/cac:Attachment[1]"),
    "PEPPOL-T008-R029": Wording(
        msg("An attachment holds no answer (Description), or more than one."),
        msg("Give one answer in each attachment."),
        demands=msg("Each attachment holds exactly one answer (Description)."),
    ),
    "PEPPOL-T009-R031": Wording(
        msg("An attachment holds neither a question (Description) nor a file name (FileName)."),
        msg("Give one of the two."),
        demands=msg("Each attachment holds a question (Description) or a file name (FileName)."),
    ),
    "PEPPOL-T009-R032": Wording(
        msg("An attachment holds both a question (Description) and a file name (FileName)."),
        msg("Keep one of the two."),
        demands=msg(
            "No attachment holds both a question (Description) and a file name (FileName)."
        ),
    ),
    "PEPPOL-T010-R027": Wording(
        msg("An attachment holds neither an answer (Description) nor a file name (FileName)."),
        msg("Give one of the two."),
        demands=msg("Each attachment holds an answer (Description) or a file name (FileName)."),
    ),
    "PEPPOL-T010-R028": Wording(
        msg("An attachment holds both an answer (Description) and a file name (FileName)."),
        msg("Keep one of the two."),
        demands=msg("No attachment holds both an answer (Description) and a file name (FileName)."),
    ),
}
_RESPONSES = {
    "PEPPOL-T016-R034": _together("UUID, VersionID"),
    "PEPPOL-T016-R035": _together("UUID, DocumentTypeCode"),
    **dict.fromkeys(("PEPPOL-T016-R037", "PEPPOL-T018-R033"), _different("DocumentReference/ID")),
    "PEPPOL-T016-R038": _different("DocumentReference/UUID"),
    "PEPPOL-T016-R040": Wording(
        msg("{found} is not a version number of one or two digits."),
        msg("Write it as 01, 02 and so on."),
        needs=_NEEDS_FOUND,
        demands=msg("A version number has one or two digits."),
    ),
    "PEPPOL-T016-R050": _code("RE, AP, CA"),
    "PEPPOL-T018-R034": Wording(
        msg("{found} is not the identifier of a Peppol document before the award."),
        msg("Write it like {example}."),
        {"example": "urn:fdc:peppol.eu:prac:trns:t005:1.1"},
        _NEEDS_FOUND,
        msg("The type of the document is written like {example}."),
    ),
}
_AWARDS = {
    "PEPPOL-T017-R016": VALUE.with_facts({"element": "UBLVersionID", "value": "2.2"}),
    "PEPPOL-T017-R019": ATTRIBUTE_VALUE.with_facts({"attribute": "schemeURI", "value": "urn:uuid"}),
    "PEPPOL-T017-R050": _list("awardCode"),
    "PEPPOL-T017-R051": _code("award, unaward"),
    "PEPPOL-T017-R055": _list(
        "http://publications.europa.eu/resource/authority/winner-selection-status"
    ),
    "PEPPOL-T017-R056": _code(
        Word(
            msg(
                "selec-w (a winner is chosen), clos-nw (closed without a winner), "
                "open-nw (no winner yet)"
            )
        )
    ),
    "PEPPOL-T017-R071": _COUNTRY_LIST,
}
EXACT = {**_CALLS, **_TENDERS, **_SUBSCRIPTIONS, **_QUESTIONS, **_RESPONSES, **_AWARDS}
