"""The pages: the guided form, review by a colleague, publication, and what the public sees."""

import itertools
import re
from typing import Any
from uuid import UUID

from litestar import Litestar
from litestar.testing import AsyncTestClient

from enot.forms.reading import flat
from shared.i18n import LANGUAGES
from shared.installation import Installation
from shared.worker import Worker
from shared.xml.parse import parse
from tests.conftest import sign_in
from tests.enot.test_awards import tell
from tests.enot.test_search import CHAIRS
from tests.enot.world import SAMPLE, conclusion, decision, drafted, published
from tests.factories import People

Browser = AsyncTestClient[Litestar]
ATOM = "{http://www.w3.org/2005/Atom}"


def form_of(question: str) -> dict[str, Any]:
    """The sample answer as a browser posts it."""
    fields = flat(SAMPLE[question])
    if question == "deadline":
        return {"day-day": "22", "day-month": "2", "day-year": "2027", "day-time": "11:00"}
    return fields


async def answered(client: Browser) -> str:
    """Walk through the whole form; the path of the draft."""
    page = await client.post("/notice-drafts")
    for question in SAMPLE:
        assert page.url.path.endswith(f"/{question}"), page.url
        assert page.status_code == 200
        page = await client.post(page.url.path, data=form_of(question))
    assert page.url.path.endswith("/check")
    return page.url.path.removesuffix("/check")


async def test_a_notice_goes_from_the_first_question_to_the_journal(
    client: Browser, people: People, installation: Installation
) -> None:
    await sign_in(client, installation, people.buyer)
    draft = await answered(client)
    asked = await client.post(f"{draft}/ask-review")
    assert asked.url.path == f"{draft}/check"
    assert "Kantoorbenodigdheden" in (await client.get("/notice-drafts")).text
    assert "approve" not in re.findall(r'action="[^"]*/(\w+)"', asked.text)

    await sign_in(client, installation, people.approver)
    assert f"{draft}/check" in (await client.get("/work")).text
    shown = (await client.get(f"{draft}/check")).text
    assert "Kopieerpapier A4" in shown  # as the public will see it
    revision = re.search(r'name="revision" value="(\d+)"', shown)
    assert revision
    await client.post(f"{draft}/approve", data={"revision": revision[1]})
    receipt = await client.post(f"{draft}/publish")
    assert "2027-500001" in receipt.text

    client.cookies.clear()
    public = await client.get("/notices/2027-500001?l=fr")
    assert "Fournitures de bureau" in public.text
    assert "22 février 2027 à 11:00" in public.text
    xml = await client.get("/notices/2027-500001/notice.xml")
    assert xml.headers["content-type"].startswith("application/xml")
    assert parse(xml.content).findtext(".//{*}SubTypeCode") == "16"
    procedure = parse(xml.content).findtext("{*}ContractFolderID")
    timeline = await client.get(f"/procedures/{procedure}")
    assert "/notices/2027-500001" in timeline.text


async def test_a_wrong_answer_is_shown_again_with_its_error(
    client: Browser, people: People, installation: Installation
) -> None:
    await sign_in(client, installation, people.buyer)
    draft = (await client.post("/notice-drafts")).url.path.removesuffix("/buyer")
    wrong = form_of("buyer") | {"phone": "call me", "email": "town"}
    answer = await client.post(f"{draft}/buyer?l=en", data=wrong)
    assert answer.status_code == 422
    assert 'href="#phone"' in answer.text
    assert "call me is not a telephone number." in answer.text
    assert 'value="call me"' in answer.text
    assert "town is not an e-mail address." in answer.text


WRONG_ANSWERS: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("languages", {"notice": []}, "notice"),
    ("subject", {"title.nl": ""}, "title.nl"),
    ("purchase", {"cpv": "office"}, "cpv"),
    ("purchase", {"cpv": "30190009"}, "cpv"),
    ("purchase", {"nuts": "BE2"}, "nuts"),
    ("lots", {"lots.1.value": "-3"}, "lots.1.value"),
    ("lots", {"lots.0.title.nl": ""}, "lots.0.title.nl"),
    ("procedure", {"kind": "negotiated-without-publication"}, "kind"),
    ("criteria", {"price_weight": "50"}, "price_weight"),
    ("criteria", {"quality.0.name.nl": ""}, "quality.0.name.nl"),
    ("term", {"months": "0"}, "months"),
    ("deadline", {"day-month": "13"}, "day"),
    ("deadline", {"day-time": "late"}, "day"),
    ("review", {"number": "0931.814.267"}, "number"),
)


async def test_each_question_refuses_what_it_cannot_use_at_the_field(
    client: Browser, people: People, installation: Installation
) -> None:
    await sign_in(client, installation, people.buyer)
    draft = (await client.post("/notice-drafts")).url.path.removesuffix("/buyer")
    for question, change, field in WRONG_ANSWERS:
        if change.get("cpv") == "30190009" and not installation.settings.packs:
            continue  # only the official list knows that this code does not exist
        answer = await client.post(f"{draft}/{question}", data=form_of(question) | change)
        assert answer.status_code == 422, change
        assert f'href="#{field}"' in answer.text, change
        assert f'id="{field}"' in answer.text, change


async def test_lots_are_added_and_removed_without_saving(
    client: Browser, people: People, installation: Installation
) -> None:
    await sign_in(client, installation, people.buyer)
    draft = (await client.post("/notice-drafts")).url.path.removesuffix("/buyer")
    more = await client.post(f"{draft}/lots", data=form_of("lots") | {"act": "add"})
    assert 'name="lots.2.value"' in more.text
    fewer = await client.post(f"{draft}/lots", data=form_of("lots") | {"act": "remove.0"})
    assert 'name="lots.1.value"' not in fewer.text
    assert 'value="30125110"' in fewer.text
    assert 'value="30197643"' not in fewer.text


async def test_the_deadline_page_explains_the_legal_minimum(
    client: Browser, people: People, installation: Installation
) -> None:
    await sign_in(client, installation, people.buyer)
    draft = (await client.post("/notice-drafts")).url.path.removesuffix("/buyer")
    await client.post(f"{draft}/procedure", data={"kind": "open"})
    page = await client.get(f"{draft}/deadline?l=en")
    assert "11 February 2027" in page.text
    assert "Law of 17 June 2016 on public procurement, art. 36" in page.text
    assert "shortens the period of 35 days to 30 days" in page.text


async def test_an_unlawful_notice_shows_what_to_mend_and_stays_a_draft(
    client: Browser, people: People, installation: Installation
) -> None:
    notice = await drafted(installation, people, deadline={"day": "2027-01-20"})
    await sign_in(client, installation, people.buyer)
    answer = await client.post(f"/notice-drafts/{notice.id}/ask-review?l=en")
    assert answer.status_code == 409
    assert "too early: 11 February 2027 is the earliest lawful day" in answer.text
    assert f"/notice-drafts/{notice.id}/deadline" in answer.text


async def test_strangers_and_suppliers_see_no_drafts(
    client: Browser, people: People, installation: Installation
) -> None:
    notice = await drafted(installation, people)
    assert (await client.get(f"/notice-drafts/{notice.id}/check")).url.path == "/sign-in"
    await sign_in(client, installation, people.supplier)
    for path in ("", f"/{notice.id}/check", f"/{notice.id}/buyer", f"/{notice.id}/published"):
        assert (await client.get(f"/notice-drafts{path}")).status_code == 403
    assert (await client.post("/notice-drafts")).status_code == 403


async def test_what_does_not_exist_is_not_found(
    client: Browser, people: People, installation: Installation
) -> None:
    notice = await drafted(installation, people)
    await sign_in(client, installation, people.buyer)
    for path in (
        f"/notice-drafts/{notice.id}/nothing",
        f"/notice-drafts/{notice.id}/statistics",
        f"/notice-drafts/{UUID(int=1)}/check",
        f"/notice-drafts/{notice.id}/published",
        "/notices/2027-999999",
        "/notices/2027-999999/notice.xml",
    ):
        assert (await client.get(path)).status_code == 404, path


async def test_the_search_counts_pages_and_keeps_what_was_asked(
    client: Browser, people: People, installation: Installation
) -> None:
    for _ in range(21):
        await published(installation, people)
    await published(installation, people, **CHAIRS)
    first = await client.get("/notices?l=en&cpv=30")
    assert "21 notices found" in first.text
    assert "/notices?cpv=30&amp;page=2" in first.text
    second = await client.get("/notices?cpv=30&page=2")
    assert second.text.count("quaestor-list__title") == 1
    none = await client.get("/notices?l=en&q=zebra")
    assert "0 notices found" in none.text
    wrong = await client.get("/notices?l=en&cpv=paper")
    assert wrong.status_code == 422
    assert 'href="#cpv"' in wrong.text


async def test_the_feed_is_atom_and_follows_the_search(
    client: Browser, people: People, installation: Installation
) -> None:
    await published(installation, people)
    await published(installation, people, **CHAIRS)
    answer = await client.get("/notices/feed.atom?q=creche&l=en")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = parse(answer.content)
    base = installation.settings.base_url
    assert feed.tag == f"{ATOM}feed"
    assert feed.findtext(f"{ATOM}id") == f"{base}/notices/feed.atom?q=creche"
    # RFC 4287, 4.1.1 and 4.1.2: id, title and updated exactly once, an author somewhere above
    for element in (feed, *feed.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(ATOM + name)) == 1
        assert element.find(f"{ATOM}author/{ATOM}name") is not None
        assert re.fullmatch(
            r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?([+-]\d\d:\d\d|Z)",
            element.findtext(f"{ATOM}updated") or "",
        )
    assert [e.findtext(f"{ATOM}title") for e in feed.findall(f"{ATOM}entry")] == [
        "Stoelen voor crèches"
    ]
    links = {link.get("rel"): link.get("href") for link in feed.iter(f"{ATOM}link")}
    assert links["enclosure"] == f"{base}/notices/2027-500002/notice.xml"


async def test_an_empty_feed_is_still_a_feed(client: Browser) -> None:
    feed = parse((await client.get("/notices/feed.atom")).content)
    assert feed.findtext(f"{ATOM}updated")
    assert feed.findall(f"{ATOM}entry") == []


async def test_public_pages_speak_every_language(
    client: Browser, people: People, installation: Installation
) -> None:
    await published(installation, people)
    paths = ("/notices", "/notices/2027-500001", "/notices/feed.atom")
    for language, path in itertools.product(LANGUAGES, paths):
        answer = await client.get(f"{path}?l={language}")
        assert answer.status_code == 200
        assert f'lang="{language}"' in answer.text


async def test_the_award_notice_is_completed_approved_and_published_on_pages(
    client: Browser, people: People, installation: Installation, worker: Worker
) -> None:
    procedure_id = (await published(installation, people)).procedure_id
    now = installation.clock.now()
    events = [decision(procedure_id, lot, now) for lot in (1, 2)]
    await tell(installation, worker, *events, conclusion(procedure_id, (1, 2), now))
    await sign_in(client, installation, people.buyer)
    work = await client.get("/work?l=en")
    link = re.search(r'href="(/notice-drafts/[^"]+)/check"', work.text)
    assert link and "Complete award notice" in work.text
    counts = {
        f"lots.{row}.{name}": value
        for row in (0, 1)
        for name, value in {
            "lot": str(row + 1),
            "from_smes": "1",
            "from_other_eea": "0",
            "from_outside_eea": "0",
            "winner_size": "small",
        }.items()
    }
    checked = await client.post(f"{link[1]}/statistics", data=counts)
    assert "Papeterie d&#39;Ardenne SA" in checked.text
    await client.post(f"{link[1]}/ask-review")
    await sign_in(client, installation, people.approver)
    await client.post(f"{link[1]}/approve", data={"revision": "1"})
    receipt = await client.post(f"{link[1]}/publish")
    assert "2027-500002" in receipt.text
    public = await client.get("/notices/2027-500002?l=en")
    assert "KB-C-2027-9" in public.text
    assert "/notices/2027-500001" in public.text


async def test_a_text_that_looks_like_markup_is_shown_as_text(
    client: Browser, people: People, installation: Installation
) -> None:
    hostile = '<script>alert("x")</script>'
    await published(
        installation,
        people,
        subject={"title": {"nl": hostile, "fr": hostile}},
    )
    for path in ("/notices", "/notices/2027-500001", "/notices/feed.atom"):
        assert "<script>alert" not in (await client.get(path)).text
