"""Which of the four languages this request speaks: asked, remembered, or preferred."""

from typing import Any
from urllib.parse import parse_qsl, urlencode

from litestar import Request
from litestar.datastructures import Cookie

from shared.i18n import DEFAULT_LANGUAGE, LANGUAGES
from shared.identity.actor import Actor

COOKIE = "lang"
PARAMETER = "l"


def language_of(request: Request[Any, Any, Any], actor: Actor | None = None) -> str:
    """`?l=fr`, then the cookie, then the person's choice, then Accept-Language, then Dutch."""
    wishes = (
        request.query_params.get(PARAMETER, ""),
        request.cookies.get(COOKIE, ""),
        actor.language if actor else "",
        *_accepted(request.headers.get("accept-language", "")),
    )
    return next((wish for wish in wishes if wish in LANGUAGES), DEFAULT_LANGUAGE)


def language_href(request: Request[Any, Any, Any], language: str) -> str:
    """The address of this page in another language."""
    query = [(k, v) for k, v in parse_qsl(request.url.query) if k != PARAMETER]
    return f"{request.url.path}?{urlencode([*query, (PARAMETER, language)])}"


def chosen_language(request: Request[Any, Any, Any]) -> list[Cookie]:
    """The cookie that remembers a choice just made by the language bar."""
    wish = request.query_params.get(PARAMETER, "")
    if wish not in LANGUAGES:
        return []
    life = 365 * 24 * 3600
    return [Cookie(key=COOKIE, value=wish, max_age=life, samesite="lax", httponly=True, path="/")]


def _accepted(header: str) -> list[str]:
    return [part.split(";")[0].strip()[:2].lower() for part in header.split(",")]
