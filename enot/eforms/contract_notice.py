"""The contract notice: eForms subtype 16, and its national form E3."""

from enot.eforms import codes
from enot.eforms.conceptual import NodeInstance, Scribe
from enot.eforms.content import NoticeContent
from enot.eforms.notice_scribe import NoticeScribe
from enot.eforms.table import FieldTable, own_table
from shared.tender import ProcedureKind

MINIMUM_CANDIDATES = {
    # law of 17 June 2016, art. 79: enough to ensure competition, never fewer
    ProcedureKind.RESTRICTED: 5,
    ProcedureKind.COMPETITIVE_NEGOTIATION: 3,
}


def contract_notice(content: NoticeContent, table: FieldTable | None = None) -> NodeInstance:
    """The conceptual contract notice that says this content."""
    scribe = NoticeScribe(table or own_table(), content)
    scribe.identity("competition", "cn-standard")
    scribe.buyer()
    scribe.purpose()
    _procedure(scribe)
    for lot in content.lots:
        node = scribe.lot(lot)
        _terms(scribe, node)
        _electronic_means(node)
        _process(scribe, node)
    return scribe.instance


def _procedure(scribe: NoticeScribe) -> None:
    content, root = scribe.content, scribe.root
    root.add("ND-ExclusionGroundsSource").put("BT-806-Procedure", "epo-procurement-document")
    if content.kind is not ProcedureKind.SIMPLIFIED_NEGOTIATED:
        root.put("BT-106-Procedure", codes.truth(bool(content.urgency)))
        if content.urgency:
            root.put_text("BT-1351-Procedure", scribe.texts(content.urgency))
    if content.is_divided:
        root.put("BT-763-Procedure", "all")


def _terms(scribe: NoticeScribe, lot: Scribe) -> None:
    content = scribe.content
    lot.put("BT-63-Lot", "not-allowed")
    lot.put("BT-769-Lot", "not-allowed")
    documents = lot.add("ND-LotProcurementDocument")
    documents.put("OPT-140-Lot", content.reference)
    documents.put("BT-14-Lot", "non-restricted-document")
    documents.put("BT-15-Lot", content.submission.documents_url)
    lot.add("ND-SelectionCriteriaSource").put("BT-821-Lot", "epo-procurement-document")
    lot.add("ND-LotReservedProcurement").put("BT-71-Lot", "none")
    lot.put("BT-736-Lot", "no")
    lot.put("BT-18-Lot", content.submission.bids_url)
    for language in content.submission.languages:
        lot.add("ND-LotSubmissionLanguage").put("BT-97-Lot", codes.LANGUAGES[language])
    if content.kind not in codes.TWO_STAGES:
        lot.put("BT-98-Lot", content.submission.validity_days, unitCode="DAY")


def _electronic_means(lot: Scribe) -> None:
    lot.put("BT-17-Lot", "required")
    lot.put("BT-743-Lot", "required")
    lot.put("BT-764-Lot", "allowed")
    lot.put("BT-92-Lot", "true")
    lot.put("BT-93-Lot", "true")


def _process(scribe: NoticeScribe, lot: Scribe) -> None:
    content, submission = scribe.content, scribe.content.submission
    if content.kind in codes.TWO_STAGES:
        lot.put("BT-1311(d)-Lot", codes.day(submission.deadline))
        lot.put("BT-1311(t)-Lot", codes.time(submission.deadline))
        _second_stage(content, lot)
        return
    lot.put("BT-131(d)-Lot", codes.day(submission.deadline))
    lot.put("BT-131(t)-Lot", codes.time(submission.deadline))
    if submission.opening is not None and content.kind is ProcedureKind.OPEN:
        lot.put("BT-132(d)-Lot", codes.day(submission.opening))
        lot.put("BT-132(t)-Lot", codes.time(submission.opening))


def _second_stage(content: NoticeContent, lot: Scribe) -> None:
    lot.put("BT-50-Lot", MINIMUM_CANDIDATES[content.kind])
    lot.put("BT-661-Lot", "false")
    if content.kind is ProcedureKind.COMPETITIVE_NEGOTIATION:
        lot.put("BT-52-Lot", "false")
        if content.identity.subtype.is_european:
            lot.put("BT-120-Lot", "true")
