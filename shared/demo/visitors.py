"""Those who visit the two installations: a person with a browser, a machine with a token."""

import re
from typing import Any

import httpx

from shared.identity.actor import Actor

_TIMEOUT_S = 60


class VisitFailedError(RuntimeError):
    """An answer the story did not expect; says which request and what came back."""


class Person:
    """Signed in by the development button, using the same pages and forms as everyone."""

    def __init__(self, base_url: str, actor: Actor) -> None:
        self.actor = actor
        self._http = httpx.Client(
            base_url=base_url,
            timeout=_TIMEOUT_S,
            follow_redirects=True,
            headers={"sec-fetch-site": "same-origin", "accept-language": "en"},
        )
        self.post("/sign-in/sample", {"person": str(actor.person_id)})

    def get(self, path: str) -> httpx.Response:
        return _checked(self._http.get(path))

    def is_there(self, path: str) -> bool:
        """Whether the page exists (yet)."""
        return self._http.get(path).is_success

    def post(self, path: str, fields: dict[str, Any], **files: Any) -> httpx.Response:
        """Send a form; returns the page one lands on."""
        return _checked(self._http.post(path, data=fields, files=files or None))


class Machine:
    """An ERP with client credentials and a bearer token."""

    def __init__(self, base_url: str, client_id: str, secret: str) -> None:
        self._http = httpx.Client(base_url=base_url, timeout=_TIMEOUT_S)
        form = {
            "grant_type": "client_credentials",
            "client_id": client_id,
            "client_secret": secret,
        }
        token = _checked(self._http.post("/oauth/token", data=form)).json()["access_token"]
        self._http.headers["authorization"] = f"Bearer {token}"

    def get(self, path: str, **query: Any) -> httpx.Response:
        return _checked(self._http.get(path, params=query))

    def post(self, path: str, **request: Any) -> httpx.Response:
        return _checked(self._http.post(path, **request))


def _checked(answer: httpx.Response) -> httpx.Response:
    if answer.status_code >= 400:  # noqa: PLR2004  HTTP's own border
        plain = re.sub(r"<[^>]+>|\s+", " ", answer.text)
        raise VisitFailedError(
            f"{answer.request.method} {answer.request.url} -> {answer.status_code}: {plain[:2000]}"
        )
    return answer
