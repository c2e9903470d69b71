"""The payload of an age file: ChaCha20-Poly1305 in chunks of 64 KiB, the last marked as last."""

import itertools
import os
from collections.abc import Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from etender.sealing.age.header import derive
from etender.sealing.age.streams import Progress, Sink, Source
from etender.sealing.refusals import BrokenHeader, BrokenPayload

CHUNK = 64 * 1024

_TAG = 16
_NONCE = 16


def write_payload(
    source: Source, target: Sink, file_key: bytes, progress: Progress = lambda _: None
) -> None:
    """Encrypt the source to its end; `progress` hears of the plain bytes done."""
    nonce = os.urandom(_NONCE)
    target.write(nonce)
    cipher = ChaCha20Poly1305(derive(file_key, b"payload", nonce))
    for number, (chunk, is_last) in enumerate(_chunks(source, CHUNK)):
        target.write(cipher.encrypt(_chunk_nonce(number, is_last=is_last), chunk, None))
        progress(len(chunk))


def read_payload(source: Source, file_key: bytes) -> Iterator[bytes]:
    """Decrypt chunk by chunk; each piece given out is authentic, the whole only at the end.

    Raises BrokenHeader at once when there is no payload, and BrokenPayload later, possibly after
    pieces were given out: a file cut off at a chunk border shows only there. Whoever stores the
    pieces must throw them away then.
    """
    nonce = _read_fully(source, _NONCE)
    if len(nonce) != _NONCE:
        raise BrokenHeader(found="cut off before its first chunk")
    return _read_chunks(source, ChaCha20Poly1305(derive(file_key, b"payload", nonce)))


def _read_chunks(source: Source, cipher: ChaCha20Poly1305) -> Iterator[bytes]:
    for number in itertools.count():
        chunk = _read_fully(source, CHUNK + _TAG)
        plain = None
        if len(chunk) == CHUNK + _TAG:
            plain = _open_chunk(cipher, _chunk_nonce(number, is_last=False), chunk)
        if plain is not None:
            yield plain
            continue
        plain = _open_chunk(cipher, _chunk_nonce(number, is_last=True), chunk)
        if plain is None or (number and not plain):
            raise BrokenPayload(found=f"chunk {number} is changed, empty or cut off")
        yield plain
        if source.read(1):
            raise BrokenPayload(found="bytes behind the last chunk")
        return


def _open_chunk(cipher: ChaCha20Poly1305, nonce: bytes, chunk: bytes) -> bytes | None:
    try:
        return cipher.decrypt(nonce, chunk, None)
    except InvalidTag:
        return None


def _chunk_nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\1" if is_last else b"\0")


def _chunks(source: Source, size: int) -> Iterator[tuple[bytes, bool]]:
    """Pieces of one size, the last shorter or not, each with whether it is the last; never none."""
    chunk = _read_fully(source, size)
    while True:
        following = _read_fully(source, size) if len(chunk) == size else b""
        yield chunk, not following
        if not following:
            return
        chunk = following


def _read_fully(source: Source, size: int) -> bytes:
    """A raw or network stream may give less than was asked although more is to come."""
    parts: list[bytes] = []
    while size and (part := source.read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
