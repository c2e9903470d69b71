"""What a sealed bid must look like from outside: two age files, the key under the right lock."""

import re
from dataclasses import dataclass

from shared.errors import InvalidInput, TooLarge, WhoActs
from shared.i18n import msg

AGE_HEADER = b"age-encryption.org/v1\n"
KEY_ENVELOPE_LIMIT = 64 * 1024
HEAD_SIZE = 4096
_TLOCK_STANZA = re.compile(rb"^-> tlock ([1-9][0-9]{0,18}) ([0-9a-f]{64})$", re.MULTILINE)


class NotSealed(InvalidInput):
    """The wrong kind of file: a PDF, a container that was not sealed, an empty upload."""

    code = "not-sealed"
    says = msg("This file is not a sealed bid file: it begins with {found}.")
    remedy = msg("Seal your signed bid first, then send the two files that come out of it.")
    who = WhoActs.SUPPLIER


class FilesSwapped(InvalidInput):
    code = "files-swapped"
    says = msg("The key file was sent where the bid file belongs, or the other way round.")
    remedy = msg("Send the larger file as the sealed bid and the small one as the key.")
    who = WhoActs.SUPPLIER


class WrongLock(InvalidInput):
    """The key is locked to another round or another beacon than this call's."""

    code = "wrong-lock"
    says = msg("The key file is locked to {found}; this call uses {expected}.")
    remedy = msg("Fetch the call again and seal the key once more; the bid file can stay as it is.")
    who = WhoActs.SUPPLIER


class KeyEnvelopeTooLarge(TooLarge):
    code = "key-too-large"
    who = WhoActs.SUPPLIER


@dataclass(frozen=True, slots=True)
class TimeLock:
    """The lock of a call: first round of its chain that is not before the deadline."""

    chain_hash: str
    round: int


def check_payload(head: bytes) -> None:
    """`head` is the beginning of the file. Raises NotSealed or FilesSwapped."""
    _check_age(head, "payload")
    if _TLOCK_STANZA.search(head):
        raise FilesSwapped("payload")


def check_key_envelope(data: bytes, lock: TimeLock) -> None:
    """Raises NotSealed, FilesSwapped, WrongLock or KeyEnvelopeTooLarge."""
    if len(data) > KEY_ENVELOPE_LIMIT:
        raise KeyEnvelopeTooLarge(
            "key_envelope", found=f"{len(data)} bytes", expected=f"{KEY_ENVELOPE_LIMIT} bytes"
        )
    _check_age(data, "key_envelope")
    stanza = _TLOCK_STANZA.search(data[:HEAD_SIZE])
    if stanza is None:
        raise FilesSwapped("key_envelope")
    found = TimeLock(stanza[2].decode(), int(stanza[1]))
    if found != lock:
        raise WrongLock("key_envelope", found=_words(found), expected=_words(lock))


def _check_age(head: bytes, where: str) -> None:
    if not head.startswith(AGE_HEADER):
        raise NotSealed(where, found=repr(head[:16])[2:-1] or "-")


def _words(lock: TimeLock) -> str:
    return f"{lock.chain_hash[:8]}… / {lock.round}"
