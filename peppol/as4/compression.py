"""gzip, and gunzip that stops at a bomb (AS4 1.0, 3.1)."""

import zlib
from typing import Final

from peppol.as4.errors import Ebms, MessageRefused

_GZIP: Final = 31
_LEVEL: Final = 6
_HARMLESS: Final = 10 * 1024 * 1024
_RATIO: Final = 200


def compress(octets: bytes) -> bytes:
    compressor = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
    return compressor.compress(octets) + compressor.flush()


def decompress(octets: bytes, *, limit: int) -> bytes:
    """One gzip member of at most `limit` octets; above 10 MiB at most 200 times its own size.

    Raises MessageRefused(DecompressionFailure).
    """
    inflater = zlib.decompressobj(_GZIP)
    allowed = min(limit, max(_HARMLESS, _RATIO * len(octets)))
    try:
        plain = inflater.decompress(octets, allowed + 1)
    except zlib.error:
        raise MessageRefused(Ebms.DECOMPRESSION_FAILURE, "not gzip") from None
    if len(plain) > allowed:
        raise MessageRefused(Ebms.DECOMPRESSION_FAILURE, f"more than {allowed} octets")
    if not inflater.eof or inflater.unused_data:
        raise MessageRefused(Ebms.DECOMPRESSION_FAILURE, "truncated, or data after the end")
    return plain
