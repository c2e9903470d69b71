"""Takes a submission off the wire: the two files into the store first, then the fields."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from litestar.connection import ASGIConnection
from litestar.datastructures import UploadFile
from litestar.handlers import BaseRouteHandler

from etender.forms import SealedFiles
from etender.model.bid import SEALED
from etender.rules.sealed_files import KEY_ENVELOPE_LIMIT, KeyEnvelopeTooLarge
from shared.blobs import CHUNK
from shared.errors import InvalidInput, QuaestorError, TooLarge, WhoActs
from shared.i18n import msg
from shared.identity.actor import Actor, Role
from shared.installation import Installation

_FORM_ROOM = 1024 * 1024


class FileMissing(InvalidInput):
    code = "file-missing"
    says = msg("The file is missing.")
    remedy = msg("Choose the file and send the form again.")
    who = WhoActs.SUPPLIER


class LengthMissing(QuaestorError):
    """A body of unknown length could fill the disk before it can be refused (RFC 9110, 15.5.12)."""

    status = 411
    code = "length-missing"
    says = msg("The request does not say how long it is.")
    remedy = msg("Send a Content-Length header.")
    who = WhoActs.YOU


class BidTooLarge(TooLarge):
    code = "bid-too-large"
    says = msg("The sealed bid is larger than {expected}.")
    remedy = msg("Leave out what was not asked for, or ask the authority for another way.")
    who = WhoActs.SUPPLIER


def may_upload(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Before a byte of the body is read: a bidder, and a length within the limit.

    Raises NotSignedIn, RoleMissing, LengthMissing or BidTooLarge.
    """
    actor: Actor = connection.state.actor
    actor.require(Role.BIDDER)
    installation: Installation = connection.app.state.installation
    length = connection.headers.get("content-length", "")
    if not length.isdecimal():
        raise LengthMissing
    if int(length) > upload_limit(installation) + KEY_ENVELOPE_LIMIT + _FORM_ROOM:
        raise BidTooLarge("payload", expected=limit_in_words(installation), found=f"{length} bytes")


def upload_limit(installation: Installation) -> int:
    """The largest sealed bid, in bytes."""
    return installation.settings.upload_limit_mb * 1_000_000


def limit_in_words(installation: Installation) -> str:
    """The limit as people read it: `5 GB`, `250 MB`."""
    megabytes = installation.settings.upload_limit_mb
    return f"{megabytes} MB" if megabytes % 1000 else f"{megabytes // 1000} GB"


async def store_files(installation: Installation, fields: Mapping[str, Any]) -> SealedFiles:
    """Keep both files; durable when this returns. Raises FileMissing, or what is too large."""
    payload = _file(fields, "payload")
    key_envelope = _file(fields, "key_envelope")
    too_large = BidTooLarge("payload", expected=limit_in_words(installation))
    key_too_large = KeyEnvelopeTooLarge("key_envelope", expected=f"{KEY_ENVELOPE_LIMIT} bytes")
    bid = _pieces(payload, upload_limit(installation), too_large)
    key = _pieces(key_envelope, KEY_ENVELOPE_LIMIT, key_too_large)
    return SealedFiles(
        await installation.blobs.put(bid, SEALED), await installation.blobs.put(key, SEALED)
    )


def _file(fields: Mapping[str, Any], name: str) -> UploadFile:
    found = fields.get(name)
    if not isinstance(found, UploadFile):
        raise FileMissing(name)
    return found


async def _pieces(upload: UploadFile, limit: int, refusal: TooLarge) -> AsyncIterator[bytes]:
    size = 0
    while piece := await upload.read(CHUNK):
        size += len(piece)
        if size > limit:
            raise refusal
        yield piece


def text_fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that are not files."""
    return {name: value for name, value in fields.items() if not isinstance(value, UploadFile)}
