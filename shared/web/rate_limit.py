"""A ceiling on requests per address and minute; sign-in and token routes have a lower one.

Counted in this process: it slows guessing down, a proxy in front stops floods.
"""

import time
from collections import OrderedDict

from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from shared.errors import QuaestorError, WhoActs
from shared.i18n import msg

_GUESSABLE = ("/sign-in", "/oauth/token")
_UNCOUNTED = ("/static/", "/as4", "/smp/", "/beacon/")
_REMEMBERED = 10_000


class TooManyRequests(QuaestorError):
    status = 429
    code = "too-many-requests"
    says = msg("Too many requests came from your address in one minute.")
    remedy = msg("Wait a minute and try again.")
    who = WhoActs.YOU


class RateLimitMiddleware(ASGIMiddleware):
    """Token buckets: each address may burst a minute's worth and then goes at the rate."""

    def __init__(self, per_minute: int) -> None:
        self._rates = {False: per_minute, True: max(1, per_minute // 10)}
        self._buckets: OrderedDict[tuple[str, bool], tuple[float, float]] = OrderedDict()

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        if scope["type"] == ScopeType.HTTP and not scope["path"].startswith(_UNCOUNTED):
            guessable = scope["method"] == "POST" and scope["path"].startswith(_GUESSABLE)
            client = scope.get("client")
            self._take((client[0] if client else "", guessable))
        await next_app(scope, receive, send)

    def _take(self, key: tuple[str, bool]) -> None:
        rate = self._rates[key[1]]
        now = time.monotonic()
        left, since = self._buckets.pop(key, (float(rate), now))
        left = min(float(rate), left + (now - since) * rate / 60)
        self._buckets[key] = (max(left - 1, 0.0), now)
        if len(self._buckets) > _REMEMBERED:
            self._buckets.popitem(last=False)
        if left < 1:
            raise TooManyRequests
