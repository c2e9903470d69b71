"""Seal and open whole age files: header and payload, from stream to stream."""

import os
from collections.abc import Iterator, Sequence

from etender.sealing.age.header import FILE_KEY_SIZE, read_header, write_header
from etender.sealing.age.keys import Identity, Recipient
from etender.sealing.age.payload import read_payload, write_payload
from etender.sealing.age.streams import Progress, Sink, Source
from etender.sealing.refusals import NoMatchingKey


def seal(
    source: Source,
    target: Sink,
    recipients: Sequence[Recipient],
    progress: Progress = lambda _: None,
) -> None:
    """Encrypt the source to a fresh file key that every recipient can unwrap alone."""
    file_key = os.urandom(FILE_KEY_SIZE)
    write_header(target, [recipient.wrap(file_key) for recipient in recipients], file_key)
    write_payload(source, target, file_key, progress)


def unseal(source: Source, identities: Sequence[Identity]) -> Iterator[bytes]:
    """The plain bytes in pieces; the header is read and proven before this returns.

    Raises BrokenHeader, NoMatchingKey or HeaderChanged at once, BrokenPayload while reading.
    """
    header = read_header(source)
    unwrapped = (identity.unwrap(header.stanzas) for identity in identities)
    file_key = next((found for found in unwrapped if found is not None), None)
    if file_key is None:
        raise NoMatchingKey
    header.check(file_key)
    return read_payload(source, file_key)
