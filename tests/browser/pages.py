"""Every page of the house, who looks at it, and in which states: the one table of all pages.

`{names}` are those of the town (tests/browser/town.py). A route of the app that shows a page and is
missing here fails `test_no_page_was_forgotten`.
"""

from dataclasses import dataclass

ANYONE = ""


@dataclass(frozen=True, slots=True)
class Look:
    """One page in one state, as one seat at the table sees it."""

    name: str
    path: str
    seat: str = ANYONE


KERNEL = (
    Look("start", "/"),
    Look("sign-in", "/sign-in"),
    Look("kit", "/kit"),
    Look("kit-with-errors", "/kit?errors=1"),
    Look("work-operator", "/work", "operator"),
    Look("work-buyer", "/work", "buyer"),
    Look("work-supplier", "/work", "supplier"),
    Look("dead-letters", "/operator/jobs", "operator"),
    Look("audit", "/operator/audit", "operator"),
    Look("procedure", "/procedures/{awarded_call}"),
    Look("check", "/check"),
)
NOTICES = (
    Look("drafts", "/notice-drafts", "buyer"),
    Look("question-languages", "/notice-drafts/{complete_draft}/languages", "buyer"),
    Look("question-lots", "/notice-drafts/{complete_draft}/lots", "buyer"),
    Look("question-procedure", "/notice-drafts/{complete_draft}/procedure", "buyer"),
    Look("question-deadline", "/notice-drafts/{complete_draft}/deadline", "buyer"),
    Look("question-statistics", "/notice-drafts/{award_draft}/statistics", "buyer"),
    Look("check-empty", "/notice-drafts/{empty_draft}/check", "buyer"),
    Look("check-unlawful", "/notice-drafts/{unlawful_draft}/check", "buyer"),
    Look("check-ready", "/notice-drafts/{ready_draft}/check", "approver"),
    Look("check-award", "/notice-drafts/{award_draft}/check", "buyer"),
    Look("published", "/notice-drafts/{published_draft}/published", "buyer"),
    Look("search", "/notices?q=kantoor&cpv=30&from=2027-01-01"),
    Look("search-nothing", "/notices?q=zebra"),
    Look("notice", "{public_notice}"),
    Look("award-notice", "{public_award}"),
)
TENDERING = (
    Look("call", "/calls/{running_call}"),
    Look("call-bidder", "/calls/{running_call}", "supplier"),
    Look("call-late", "/calls/{due_call}", "supplier"),
    Look("bids", "/bids", "rival"),
    Look("receipt", "/bids/receipts/{running_receipt}", "rival"),
    Look("withdraw", "/bids/{running_bid}/withdraw", "rival"),
    Look("opening-early", "/openings/{running_call}", "officer"),
    Look("opening-due", "/openings/{due_call}", "officer"),
    Look("opening-done", "/openings/{opened_call}", "officer"),
    Look("report", "/openings/{opened_call}/report", "officer"),
    Look("evaluation", "/evaluations/{opened_call}", "buyer"),
    Look("evaluation-done", "/evaluations/{awarded_call}", "buyer"),
    Look("score", "/evaluations/{opened_call}/scores/2/{opened_bid}/quality", "second_officer"),
    Look("regularity", "/evaluations/{opened_call}/regularity/{opened_bid}", "second_officer"),
    Look("award-open", "/awards/{opened_call}", "buyer"),
    Look("award-done", "/awards/{awarded_call}", "buyer"),
    Look("award-lot", "/awards/{opened_call}/lots/1", "buyer"),
    Look("contract", "/contracts/{awarded_call}/{rival}", "buyer"),
)
ORDERING = (
    Look("catalogues-buyer", "/catalogues", "buyer"),
    Look("catalogues-supplier", "/catalogues", "supplier"),
    Look("catalogue-buyer", "/catalogues/{contract}", "buyer"),
    Look("catalogue-supplier", "/catalogues/{contract}", "supplier"),
    Look("upload", "/catalogues/{contract}/upload", "supplier"),
    Look("catalogue-taken", "/catalogues/received/{catalogue_taken}", "supplier"),
    Look("catalogue-refused", "/catalogues/received/{catalogue_refused}", "supplier"),
    Look("items", "/catalogues/{contract}/items", "buyer"),
    Look("items-nothing", "/catalogues/{contract}/items?q=zebra", "buyer"),
    Look("basket", "/catalogues/{contract}/basket", "buyer"),
    Look("order-check", "/catalogues/{contract}/check", "buyer"),
    Look("orders-buyer", "/orders", "buyer"),
    Look("orders-supplier", "/orders", "supplier"),
    Look("order-answered", "{order_answered}", "buyer"),
    Look("order-waiting", "{order_waiting}", "supplier"),
    Look("order-receipt", "{order_waiting}/receipt", "buyer"),
    Look("order-answer", "{order_waiting}/answer", "supplier"),
)
INVOICING = (
    Look("inbox", "/invoices", "buyer"),
    Look("inbox-all", "/invoices?view=all", "buyer"),
    Look("invoice-matched", "/invoices/{invoice_matched}", "buyer"),
    Look("invoice-refused", "/invoices/{invoice_refused}", "buyer"),
    Look("invoice-approved", "/invoices/{invoice_approved}?done=approve", "buyer"),
    Look("sent", "/sent-invoices", "supplier"),
    Look("sent-refused", "/sent-invoices/{invoice_refused}", "supplier"),
    Look("sent-approved", "/sent-invoices/{invoice_approved}", "supplier"),
    Look("entry", "/sent-invoices/new", "supplier"),
    Look("entered", "/sent-invoices/{invoice_matched}/entered", "supplier"),
)
MESSAGES = (
    Look("messages", "/peppol/messages", "operator"),
    Look("message-in", "/peppol/messages/{message_in}", "operator"),
    Look("message-out", "/peppol/messages/{message_out}", "operator"),
)
LOOKS = (*KERNEL, *NOTICES, *TENDERING, *ORDERING, *INVOICING, *MESSAGES)
