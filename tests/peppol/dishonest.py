"""A trusted sender that signs what it should not: every signature holds, the content does not."""

import base64
import hashlib
import re
from collections.abc import Callable

from peppol.as4 import mime
from peppol.as4.send import PackedMessage
from peppol.as4.suite import PEPPOL
from tests.peppol.world import network

_MESSAGING = re.compile(r"<eb:Messaging.*?</eb:Messaging>", re.DOTALL)
_SIGNED_INFO = re.compile(r"<ds:SignedInfo.*?</ds:SignedInfo>", re.DOTALL)
_VALUE = re.compile(r"(?<=<ds:SignatureValue>)[^<]+")
_DIGEST = re.compile(r"(?<=<ds:DigestValue>)[^<]+")


def resigned(packed: PackedMessage, change: Callable[[str], str]) -> PackedMessage:
    """The message with a changed header block, digested and signed anew by its sender.

    The change must keep the text canonical.
    """
    package = mime.split(packed.content_type, packed.body, max_parts=2)
    soap = package.envelope.decode()
    honest = _found(_MESSAGING, soap)
    changed = change(honest)
    if changed == honest:
        raise AssertionError("nothing was changed")
    soap = soap.replace(honest, changed)
    digest = base64.b64encode(hashlib.sha256(changed.encode()).digest()).decode()
    signed_info = _DIGEST.sub(digest, _found(_SIGNED_INFO, soap), count=1)
    value = PEPPOL.sign(network().sender.private_key, signed_info.encode())
    soap = soap.replace(_found(_SIGNED_INFO, soap), signed_info)
    soap = _VALUE.sub(base64.b64encode(value).decode(), soap)
    return PackedMessage(*mime.join("again", soap.encode(), package.attachments))


def _found(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    assert match is not None
    return match.group()
