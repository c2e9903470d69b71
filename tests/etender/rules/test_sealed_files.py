"""Files that are not sealed bids are recognised from outside."""

import pytest

from etender.rules.sealed_files import (
    AGE_HEADER,
    KEY_ENVELOPE_LIMIT,
    FilesSwapped,
    KeyEnvelopeTooLarge,
    NotSealed,
    check_key_envelope,
    check_payload,
)
from etender.sealing.envelope import LockedTo

LOCK = LockedTo("ab" * 32, 7)


@pytest.mark.parametrize("head", [b"", b"%PDF-1.7", b"PK\x03\x04", AGE_HEADER[:-1], b"\xff\xfe"])
def test_what_is_no_age_file_is_refused_and_shown(head: bytes) -> None:
    with pytest.raises(NotSealed) as refusal:
        check_payload(head)
    with pytest.raises(NotSealed):
        check_key_envelope(head, LOCK)
    assert str(refusal.value.facts["found"]).isascii()


def test_an_age_file_is_taken_for_a_payload_and_a_locked_one_is_not() -> None:
    check_payload(AGE_HEADER + b"-> X25519 abc\n")
    with pytest.raises(FilesSwapped):
        check_payload(AGE_HEADER + b"-> tlock 7 abc\n")


def test_a_payload_in_place_of_the_key_is_told() -> None:
    with pytest.raises(FilesSwapped):
        check_key_envelope(AGE_HEADER + b"-> X25519 abc\n", LOCK)


def test_a_key_of_many_kilobytes_is_no_key() -> None:
    with pytest.raises(KeyEnvelopeTooLarge):
        check_key_envelope(AGE_HEADER + b"x" * KEY_ENVELOPE_LIMIT, LOCK)
