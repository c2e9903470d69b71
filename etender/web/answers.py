"""How pages of tendering answer: refusals beside their fields, downloads, colours of outcomes."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from litestar import Response
from litestar.response import Stream
from sqlalchemy.ext.asyncio import AsyncSession

from etender.opening.values import Outcome
from shared.errors import QuaestorError
from shared.installation import Installation
from shared.web.forms import FormInvalid, one_error

OUTCOME_STATES: Mapping[Outcome, str] = {
    Outcome.OPENED: "valid",
    Outcome.SIGNATURE_DOUBTFUL: "review",
    Outcome.SIGNATURE_INVALID: "invalid",
    Outcome.TAMPERED: "tampered",
    Outcome.UNREADABLE: "broken",
    Outcome.LATE: "late",
}
_SERVER_ERRORS = 500


@asynccontextmanager
async def refused_in_place(
    db: AsyncSession, values: Mapping[str, Any], default: str
) -> AsyncIterator[None]:
    """Let a refusal be shown on the form's own page, with nothing of the attempt left behind.

    A page that is returned commits, so the attempt runs in a savepoint. Raises FormInvalid at the
    field that the refusal names, or at `default`; faults of ours pass as they are.
    """
    try:
        async with db.begin_nested():
            yield
    except FormInvalid:
        raise
    except QuaestorError as refusal:
        if refusal.status >= _SERVER_ERRORS:
            raise
        raise one_error(refusal.where or default, refusal, values) from refusal


async def download(
    installation: Installation, sha256: str, name: str, media_type: str
) -> Response[bytes]:
    """A stored document as a file to keep; `name` is plain ASCII without quotes."""
    data = await installation.blobs.get(sha256)
    return Response(data, media_type=media_type, headers=_attached(name))


async def stream(installation: Installation, sha256: str, name: str, media_type: str) -> Stream:
    """As `download`, for documents of any size. Raises BlobMissing before the answer begins."""
    await installation.blobs.path(sha256)
    pieces = installation.blobs.stream(sha256)
    return Stream(pieces, media_type=media_type, headers=_attached(name))


def _attached(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}
