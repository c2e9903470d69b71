"""POST /oauth/token: bearer tokens for machines by client credentials (RFC 6749, 4.4)."""

import base64
import binascii
from typing import Any

from litestar import Request, Response, post
from litestar.di import NamedDependency
from litestar.params import URLEncodedBody
from sqlalchemy.ext.asyncio import AsyncSession

from shared.identity import service
from shared.identity.service import ClientRefused
from shared.installation import Installation


@post("/oauth/token", status_code=200, operation_id="IssueToken", tags=["identity"])
async def issue_token(
    request: Request[Any, Any, Any],
    db: NamedDependency[AsyncSession],
    installation: NamedDependency[Installation],
    data: URLEncodedBody[dict[str, str]],
) -> Response[dict[str, Any]]:
    """`grant_type=client_credentials`, credentials by HTTP Basic or in the form."""
    if data.get("grant_type") != "client_credentials":
        return _oauth_error("unsupported_grant_type", 400)
    client_id, secret = _credentials(request, data)
    try:
        token = await service.issue_token(
            db, installation.clock.now(), client_id=client_id, secret=secret
        )
    except ClientRefused:
        return _oauth_error("invalid_client", 401)
    seconds = int(service.TOKEN_LIFE.total_seconds())
    body = {"access_token": token, "token_type": "Bearer", "expires_in": seconds}
    return Response(body, headers={"Cache-Control": "no-store"})


def _oauth_error(code: str, status: int) -> Response[dict[str, Any]]:
    # the wire format of RFC 6749, 5.2, which OAuth clients read; not problem+json
    return Response({"error": code}, status_code=status, headers={"Cache-Control": "no-store"})


def _credentials(request: Request[Any, Any, Any], data: dict[str, str]) -> tuple[str, str]:
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return data.get("client_id", ""), data.get("client_secret", "")
    try:
        name, _, secret = base64.b64decode(encoded).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return name, secret
