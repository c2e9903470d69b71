"""Signing in elsewhere: only the answer to our own question counts, only for registered people."""

from urllib.parse import parse_qs, urlsplit

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from shared.app import app_of
from shared.identity.provider import ExternalIdentity, ProviderRefused
from shared.installation import Installation
from tests.factories import People, seat_people


class PretendProvider:
    """Knows one person; remembers the nonce it was asked with, as an ID token would carry it."""

    name = "Pretend"

    def __init__(self, email: str = "") -> None:
        self.email = email
        self.nonce = ""

    def authorization_url(self, *, state: str, nonce: str, return_to: str) -> str:
        self.nonce = nonce
        return f"https://idp.example/authorize?state={state}&redirect_uri={return_to}"

    async def identify(self, *, code: str, nonce: str, return_to: str) -> ExternalIdentity:
        if code != "right" or nonce != self.nonce:
            raise ProviderRefused
        return ExternalIdentity("https://idp.example", "subject", self.email)


@pytest.fixture
def provider() -> PretendProvider:
    return PretendProvider()


@pytest.fixture
def app(installation: Installation, provider: PretendProvider) -> Litestar:
    return app_of(installation, provider)


async def _leave(client: AsyncTestClient[Litestar]) -> str:
    there = await client.get("/sign-in/provider", follow_redirects=False)
    assert there.status_code == 303
    return parse_qs(urlsplit(there.headers["location"]).query)["state"][0]


async def _return(client: AsyncTestClient[Litestar], state: str, code: str = "right") -> int:
    answer = await client.get(f"/sign-in/provider/return?code={code}&state={state}")
    return answer.status_code


async def test_a_registered_person_comes_back_signed_in(
    client: AsyncTestClient[Litestar], app: Litestar, provider: PretendProvider
) -> None:
    people: People = await seat_people(app.state.installation)
    provider.email = "buyer@kerkebeek.example"
    assert await _return(client, await _leave(client)) == 200
    assert people.buyer.name in (await client.get("/work")).text


async def test_an_answer_to_another_question_is_refused(
    client: AsyncTestClient[Litestar], provider: PretendProvider
) -> None:
    await _leave(client)
    assert await _return(client, "a-state-of-someone-else") == 401


async def test_a_wrong_code_is_refused(client: AsyncTestClient[Litestar]) -> None:
    assert await _return(client, await _leave(client), code="wrong") == 401


async def test_an_unknown_person_is_told_to_register(
    client: AsyncTestClient[Litestar], provider: PretendProvider
) -> None:
    provider.email = "stranger@example.com"
    assert await _return(client, await _leave(client)) == 403
