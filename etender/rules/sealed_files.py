"""What a sealed bid must look like from outside: two age files, the key under the right lock."""

from etender.sealing.envelope import LockedTo, read_lock
from etender.sealing.timelock import STANZA
from shared.errors import InvalidInput, TooLarge, WhoActs
from shared.i18n import msg

AGE_HEADER = b"age-encryption.org/v1\n"
KEY_ENVELOPE_LIMIT = 64 * 1024
HEAD_SIZE = 4096
_LOCK_LINE = f"\n-> {STANZA} ".encode()


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
    says = msg("The key file is larger than {expected}, which no key file is.")
    remedy = msg("Send the small file as the key and the large one as the sealed bid.")
    who = WhoActs.SUPPLIER


def check_payload(head: bytes) -> None:
    """`head` is the beginning of the file. Raises NotSealed or FilesSwapped."""
    _check_age(head, "payload")
    if _LOCK_LINE in head:
        raise FilesSwapped("payload")


def check_key_envelope(data: bytes, lock: LockedTo) -> None:
    """Raises NotSealed, FilesSwapped, WrongLock, KeyEnvelopeTooLarge or BrokenSeal."""
    if len(data) > KEY_ENVELOPE_LIMIT:
        raise KeyEnvelopeTooLarge(
            "key_envelope", found=f"{len(data)} bytes", expected=f"{KEY_ENVELOPE_LIMIT} bytes"
        )
    _check_age(data, "key_envelope")
    if _LOCK_LINE not in data[:HEAD_SIZE]:
        raise FilesSwapped("key_envelope")
    found = read_lock(data)
    if found != lock:
        raise WrongLock("key_envelope", found=_words(found), expected=_words(lock))


def _check_age(head: bytes, where: str) -> None:
    if not head.startswith(AGE_HEADER):
        raise NotSealed(where, found=repr(head[:16])[2:-1] or "-")


def _words(lock: LockedTo) -> str:
    return f"{lock.chain_hash[:8]}… / {lock.round}"
