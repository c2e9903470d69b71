"""Headers every answer carries: no foreign content, no framing, no sniffing, no referrer leaks."""

from litestar.datastructures import MutableScopeHeaders
from litestar.types import BeforeMessageSendHookHandler, Message, Scope

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'; object-src 'none'"
)


def add_security_headers(*, production: bool) -> BeforeMessageSendHookHandler:
    """A hook that adds them at the last moment, so that no answer leaves without."""
    headers = {
        "Content-Security-Policy": CONTENT_SECURITY_POLICY,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    if production:
        headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"

    async def add(message: Message, scope: Scope) -> None:  # noqa: ARG001  the hook's signature
        if message["type"] == "http.response.start":
            kept = MutableScopeHeaders.from_message(message)
            for name, value in headers.items():
                kept[name] = value

    return add
