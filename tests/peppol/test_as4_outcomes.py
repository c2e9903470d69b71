"""The retry policy: which ends of an attempt are tried again, and who must act otherwise."""

import pytest

from peppol.as4.errors import NOT_SERVICED, Ebms
from peppol.as4.outcomes import Outcome, outcome_of_error, outcome_of_status

TERMINAL = ["0001", "0002", "0003", "0004", "0007", "0008", "0009", "0010", "0011", "0103", "0303"]


@pytest.mark.parametrize("code", ["EBMS:0005", "EBMS:0202"])
def test_a_peer_that_is_busy_is_tried_again(code: str) -> None:
    assert outcome_of_error(code, "").is_retry_feasible


@pytest.mark.parametrize("number", TERMINAL)
def test_a_message_the_peer_found_wrong_is_not_sent_again(number: str) -> None:
    outcome = outcome_of_error(f"EBMS:{number}", "whatever")
    assert outcome is Outcome.PEER_REFUSED
    assert not outcome.is_retry_feasible
    assert not outcome.wants_fresh_metadata


@pytest.mark.parametrize(
    ("code", "detail"),
    [("EBMS:0004", NOT_SERVICED), ("EBMS:0101", "x"), ("EBMS:0102", "x")],
)
def test_what_may_come_from_old_metadata_is_looked_up_once_more(code: str, detail: str) -> None:
    outcome = outcome_of_error(code, detail)
    assert outcome.wants_fresh_metadata
    assert not outcome.is_retry_feasible


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, Outcome.RECEIPT_MISSING),
        (204, Outcome.RECEIPT_MISSING),
        (301, Outcome.HTTP_REFUSED),
        (404, Outcome.HTTP_REFUSED),
        (408, Outcome.SERVER_ERROR),
        (429, Outcome.SERVER_ERROR),
        (500, Outcome.SERVER_ERROR),
        (503, Outcome.SERVER_ERROR),
    ],
)
def test_an_answer_without_a_signal_is_judged_by_its_status(status: int, outcome: Outcome) -> None:
    assert outcome_of_status(status) is outcome


@pytest.mark.parametrize("outcome", [Outcome.RECEIPT_MISSING, Outcome.RECEIPT_INVALID])
def test_without_a_good_receipt_the_message_is_sent_again(outcome: Outcome) -> None:
    assert outcome.is_retry_feasible


def test_every_code_is_of_the_standard_form_and_unique() -> None:
    codes = [error.code for error in Ebms]
    assert len(set(codes)) == len(codes)
    assert all(code.startswith("EBMS:") and len(code) == 9 for code in codes)


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_end_names_who_must_act(outcome: Outcome) -> None:
    assert outcome.who
