"""Cross-site requests are refused by where they come from, not by a token in the form.

Browsers state it in Sec-Fetch-Site and Origin, which no page can forge; so a five-gigabyte upload
need not be parsed before it can be refused, and forms work without JavaScript and without expiry.
See docs/decisions/0004-csrf-by-origin.md.
"""

from urllib.parse import urlsplit

from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from shared.errors import NotAllowed, WhoActs
from shared.i18n import msg

_SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}
SESSION_COOKIE = "quaestor_session"


class ForeignOrigin(NotAllowed):
    code = "foreign-origin"
    says = msg("This request came from another site and was not carried out.")
    remedy = msg("Open the page here and send the form again.")
    who = WhoActs.YOU


class OriginMiddleware(ASGIMiddleware):
    """Refuses unsafe requests that carry the session cookie and do not come from our own pages."""

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        if scope["type"] == ScopeType.HTTP and scope["method"] not in _SAFE:
            headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
            if is_foreign(headers):
                raise ForeignOrigin
        await next_app(scope, receive, send)


def is_foreign(headers: dict[bytes, str]) -> bool:
    """Decide by RFC 6454 Origin and Fetch Metadata; machines without our cookie are not meant."""
    site = headers.get(b"sec-fetch-site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = headers.get(b"origin")
    if origin is not None:
        return urlsplit(origin).netloc != headers.get(b"host", "")
    return SESSION_COOKIE in headers.get(b"cookie", "")
