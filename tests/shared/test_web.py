"""The edge: sign-in, foreign origins, tokens, errors in four languages, headers, health."""

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from shared.identity import service
from shared.installation import Installation
from shared.web.sign_in import local_path
from tests.conftest import bearer, sign_in
from tests.factories import People

Browser = AsyncTestClient[Litestar]


async def test_a_sample_person_signs_in_by_one_button(
    client: Browser, people: People, installation: Installation
) -> None:
    shown = await client.get("/sign-in")
    assert people.buyer.name in shown.text
    answer = await client.post("/sign-in/sample", data={"person": str(people.buyer.person_id)})
    assert answer.status_code == 200 and answer.url.path == "/work"
    assert people.buyer.organisation_name in answer.text


async def test_a_wrong_password_says_so_and_keeps_the_address(client: Browser) -> None:
    data = {"email": "nobody@example.com", "password": "guess"}
    answer = await client.post("/sign-in?l=fr", data=data)
    assert answer.status_code == 422
    assert "nobody@example.com" in answer.text


async def test_the_right_password_signs_in_and_out(
    client: Browser, people: People, installation: Installation
) -> None:
    async with installation.begin() as db:
        city = await service.organisation_by_id(db, people.buyer.organisation_id)  # type: ignore[arg-type]  # seated at a table
        await service.register_person(
            db, city, people.buyer.roles, service.NewPerson("P", "p@x.example", "goed geheim")
        )
    data = {"email": "P@x.example", "password": "goed geheim", "next": "/work"}
    assert (await client.post("/sign-in", data=data)).url.path == "/work"
    await client.post("/sign-out")
    assert (await client.get("/work")).url.path == "/sign-in"


async def test_a_form_of_another_site_is_not_carried_out(
    client: Browser, people: People, installation: Installation
) -> None:
    await sign_in(client, installation, people.buyer)
    for headers in (
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "", "origin": "https://evil.example"},
    ):
        answer = await client.post("/sign-out", headers=headers)
        assert answer.status_code == 403
    assert (await client.get("/work")).status_code == 200


@pytest.mark.parametrize(
    "wanted", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:x", ""]
)
def test_sign_in_leads_nowhere_else(wanted: str) -> None:
    assert local_path(wanted) == "/work"


async def test_a_browser_cookie_is_no_machine(
    client: Browser, people: People, installation: Installation
) -> None:
    await sign_in(client, installation, people.operator)
    headers = await bearer(installation, people.supplier)
    assert headers["authorization"].startswith("Bearer ")
    answer = await client.get("/api/nowhere")
    assert answer.headers["content-type"] == "application/problem+json"


async def test_client_credentials_give_a_token_and_wrong_ones_none(
    client: Browser, people: People, installation: Installation
) -> None:
    async with installation.begin() as db:
        city = await service.organisation_by_id(db, people.buyer.organisation_id)  # type: ignore[arg-type]  # seated at a table
        secret = await service.register_client(
            db, city, people.buyer.roles, client_id="erp", name="ERP"
        )
    form = {"grant_type": "client_credentials", "client_id": "erp", "client_secret": secret}
    answer = await client.post("/oauth/token", data=form)
    assert answer.status_code == 200 and answer.json()["token_type"] == "Bearer"
    wrong = await client.post("/oauth/token", data=form | {"client_secret": "x"})
    assert (wrong.status_code, wrong.json()) == (401, {"error": "invalid_client"})


@pytest.mark.parametrize("language", ["nl", "fr", "de", "en"])
async def test_a_missing_page_explains_itself(client: Browser, language: str) -> None:
    answer = await client.get(f"/procedures/00000000-0000-0000-0000-000000000000?l={language}")
    assert answer.status_code == 404
    assert f'lang="{language}"' in answer.text


async def test_every_answer_carries_the_security_headers(client: Browser) -> None:
    for path in ("/", "/sign-in", "/health/live", "/nowhere"):
        headers = (await client.get(path)).headers
        assert headers["content-security-policy"].startswith("default-src 'self'"), path
        assert headers["x-content-type-options"] == "nosniff"


async def test_health_and_metrics_answer(client: Browser) -> None:
    assert (await client.get("/health/live")).json() == {"status": "live"}
    assert (await client.get("/health/ready")).json()["status"] == "ready"
    assert "quaestor_jobs" in (await client.get("/metrics")).text


async def test_operator_pages_are_for_operators(
    client: Browser, people: People, installation: Installation
) -> None:
    await sign_in(client, installation, people.supplier)
    assert (await client.get("/operator/audit")).status_code == 403
    await sign_in(client, installation, people.operator)
    assert (await client.get("/operator/audit")).status_code == 200
    assert (await client.get("/operator/jobs")).status_code == 200
