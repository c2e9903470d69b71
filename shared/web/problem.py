"""How refusals leave: an error page for people, problem+json (RFC 9457) for machines."""

from typing import Any
from uuid import uuid4

import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.response import Redirect, Template

from shared.errors import (
    InvalidInput,
    NotAllowed,
    NotFound,
    NotSignedIn,
    QuaestorError,
    TooLarge,
    WhoActs,
    fill,
)
from shared.i18n import Catalogue, msg
from shared.web.forms import FormInvalid
from shared.web.language import language_of
from shared.web.pages import page

log = structlog.get_logger()

Answer = Response[Any] | Template | Redirect

WHO_ACTS = {
    WhoActs.YOU: msg("You can solve this yourself."),
    WhoActs.AUTHORITY: msg("The contracting authority must act."),
    WhoActs.SUPPLIER: msg("The supplier must act."),
    WhoActs.SENDER: msg("The sender must act."),
    WhoActs.RECEIVER: msg("The receiver must act."),
    WhoActs.NETWORK: msg("The network between sender and receiver must recover; we try again."),
    WhoActs.OPERATOR: msg("The operator of this installation must act."),
}


class MethodRefused(QuaestorError):
    status = 405
    code = "method"
    says = msg("This address does not accept that kind of request.")
    remedy = msg("Start again from the home page.")
    who = WhoActs.YOU


class UnknownError(QuaestorError):
    """Anything not foreseen: the person sees a number to tell, the log has the rest."""


def refused(request: Request[Any, Any, Any], error: QuaestorError) -> Answer:
    """Answer an expected refusal."""
    if error.status >= 500:  # noqa: PLR2004  server errors
        log.error("web.refused", code=error.code, path=request.url.path)
    if not wants_page(request):
        return _problem(request, error)
    if isinstance(error, NotSignedIn) and request.method == "GET":
        return Redirect(f"/sign-in?next={request.url.path}", status_code=303)
    return _error_page(request, error)


def http_refused(request: Request[Any, Any, Any], error: HTTPException) -> Answer:
    """Answer what the framework refused, in our own words."""
    return refused(request, _translated(error))


def crashed(request: Request[Any, Any, Any], error: Exception) -> Answer:
    """Answer a fault of ours: nothing was stored, the transaction was rolled back."""
    log.error("web.crashed", path=request.url.path, exc_info=error)
    return refused(request, UnknownError())


def wants_page(request: Request[Any, Any, Any]) -> bool:
    path = request.url.path
    if path.startswith(("/api/", "/oauth/", "/as4", "/smp/", "/beacon/", "/health/", "/metrics")):
        return False
    return "json" not in request.headers.get("accept", "")


def _translated(error: HTTPException) -> QuaestorError:
    found = error.detail
    if isinstance(error, ValidationException):
        extra: Any = error.extra or []
        found = "; ".join(f"{e.get('key', '')}: {e.get('message', '')}" for e in extra) or found
    known: dict[int, QuaestorError] = {
        401: NotSignedIn(),
        403: NotAllowed(),
        404: NotFound(),
        405: MethodRefused(),
        413: TooLarge(expected="the limit of this address"),
    }
    return known.get(error.status_code) or (
        UnknownError() if error.status_code >= 500 else InvalidInput(found=found)  # noqa: PLR2004
    )


def _problem(request: Request[Any, Any, Any], error: QuaestorError) -> Response[Any]:
    catalogue = request.app.state.installation.catalogues[language_of(request)]
    body: dict[str, Any] = {
        "type": f"urn:quaestor:{error.code}",
        "title": fill(catalogue.gettext(error.says), error.facts),
        "status": error.status,
        "remedy": fill(catalogue.gettext(error.remedy), error.facts),
        "who_acts": str(error.who),
        "instance": f"urn:request:{request_id(request)}",
    }
    if error.where:
        body["where"] = error.where
    for name in ("found", "expected"):
        if name in error.facts:
            body[name] = str(error.facts[name])
    if isinstance(error, FormInvalid):
        body["errors"] = error.texts(catalogue)
    return Response(
        body,
        status_code=error.status,
        media_type="application/problem+json",
        headers={"WWW-Authenticate": "Bearer"} if error.status == 401 else {},  # noqa: PLR2004
    )


def _error_page(request: Request[Any, Any, Any], error: QuaestorError) -> Template:
    lang: Catalogue = request.app.state.installation.catalogues[language_of(request)]
    return page(
        request,
        "errors/error.html",
        status=error.status,
        code=error.code,
        where=error.where,
        says=fill(lang.gettext(error.says), error.facts),
        remedy=fill(lang.gettext(error.remedy), error.facts),
        who_acts=lang.gettext(WHO_ACTS[error.who]),
        found=str(error.facts.get("found", "")),
        expected=str(error.facts.get("expected", "")),
        request_id=request_id(request),
    )


def request_id(request: Request[Any, Any, Any]) -> str:
    """The id given by a proxy, or our own; the same for the whole request."""
    known = getattr(request.state, "request_id", None)
    if known is None:
        known = request.headers.get("x-request-id", "")[:64] or uuid4().hex
        request.state.request_id = known
    return str(known)
