"""The API: the same way for machines, with the same refusals."""

from typing import Any

from litestar import Litestar
from litestar.testing import AsyncTestClient

from shared.installation import Installation
from shared.xml.parse import parse
from tests.conftest import bearer
from tests.enot.world import SAMPLE, published
from tests.factories import People

Browser = AsyncTestClient[Litestar]


async def test_a_machine_drafts_and_a_person_of_another_role_approves(
    client: Browser, people: People, installation: Installation
) -> None:
    buyer = await bearer(installation, people.buyer)
    drafted = await client.post("/api/enot/drafts", json={"answers": SAMPLE}, headers=buyer)
    assert drafted.status_code == 201
    notice: dict[str, Any] = drafted.json()
    assert notice["missing"] == []
    path = f"/api/enot/drafts/{notice['id']}"
    check = (await client.get(f"{path}/check", headers=buyer)).json()
    assert check["is_lawful"]
    assert (check["subtype"], check["channels"]) == ("16", ["ted", "national"])
    assert (await client.post(f"{path}/review", headers=buyer)).status_code == 201
    approval = {"revision": notice["revision"]}
    refused = await client.post(f"{path}/approval", json=approval, headers=buyer)
    assert (refused.status_code, refused.json()["type"]) == (403, "urn:quaestor:role-missing")
    # the fixture names one machine per organisation: this one now acts in the approver's role
    approver = await bearer(installation, people.approver)
    same = await client.post(f"{path}/approval", json=approval, headers=approver)
    assert (same.status_code, same.json()["type"]) == (409, "urn:quaestor:approver-is-author")


async def test_answers_may_follow_one_by_one(
    client: Browser, people: People, installation: Installation
) -> None:
    buyer = await bearer(installation, people.buyer)
    notice = (await client.post("/api/enot/drafts", json={}, headers=buyer)).json()
    path = f"/api/enot/drafts/{notice['id']}/answers"
    for question, answer in SAMPLE.items():
        saved = await client.put(f"{path}/{question}", json=answer, headers=buyer)
        assert saved.status_code == 200
    assert saved.json()["missing"] == []
    wrong = await client.put(f"{path}/term", json={"months": 0}, headers=buyer)
    assert wrong.status_code == 422
    unknown = await client.put(f"{path}/colour", json={}, headers=buyer)
    assert unknown.status_code == 404


async def test_an_answer_with_an_unknown_name_is_refused(
    client: Browser, people: People, installation: Installation
) -> None:
    buyer = await bearer(installation, people.buyer)
    sent = {"answers": {"term": {"months": 3, "validity_days": 90, "status": "published"}}}
    answer = await client.post("/api/enot/drafts", json=sent, headers=buyer)
    assert answer.status_code == 422


async def test_without_a_token_nothing_is_drafted(client: Browser) -> None:
    answer = await client.post("/api/enot/drafts", json={"answers": SAMPLE})
    assert answer.status_code == 401
    assert answer.headers["content-type"].startswith("application/problem+json")


async def test_an_unlawful_notice_is_a_conflict_that_names_the_breach(
    client: Browser, people: People, installation: Installation
) -> None:
    buyer = await bearer(installation, people.buyer)
    answers = {**SAMPLE, "deadline": {"day": "2027-01-20"}}
    notice = (
        await client.post("/api/enot/drafts", json={"answers": answers}, headers=buyer)
    ).json()
    path = f"/api/enot/drafts/{notice['id']}"
    refused = await client.post(f"{path}/review", headers=buyer)
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:quaestor:notice-unlawful")
    check = (await client.get(f"{path}/check", headers=buyer | {"accept-language": "fr"})).json()
    (breach,) = [v for v in check["verdicts"] if v["standing"] == "breach"]
    assert breach["expected"] == "11 février 2027"


async def test_the_journal_is_open_to_every_machine(
    client: Browser, people: People, installation: Installation
) -> None:
    publication = await published(installation, people)
    found = (await client.get("/api/enot/notices?q=toners&cpv=30&from=2027-02-01")).json()
    assert (found["count"], found["pages"]) == (1, 1)
    assert found["notices"][0]["journal_number"] == publication.journal_number
    shown = (await client.get(f"/api/enot/notices/{publication.journal_number}")).json()
    assert shown == found["notices"][0]
    assert shown["deadline"] == "2027-02-22T10:00:00Z"
    xml = await client.get(f"/api/enot/notices/{publication.journal_number}/xml")
    assert xml.content == await installation.blobs.get(publication.xml_sha256)
    assert parse(xml.content).tag.endswith("ContractNotice")
    assert (await client.get("/api/enot/notices?cpv=x")).status_code == 422
    assert (await client.get("/api/enot/notices/1-1")).status_code == 404
