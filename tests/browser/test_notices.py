"""The pages of notices, in every view: form, check, review, receipt, journal, search."""

import pytest
import pytest_asyncio

from enot import service
from tests.browser.inspection import Inspector
from tests.browser.site import Site
from tests.enot.world import drafted, published

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def drafts(site: Site) -> dict[str, str]:
    """The paths of notices in each state."""
    installation, people = site.installation, site.people
    clock = installation.clock
    complete = await drafted(installation, people)
    unlawful = await drafted(installation, people, deadline={"day": "2027-01-16"})
    ready = await drafted(installation, people)
    public = await published(installation, people)
    async with installation.begin() as db:
        await service.ask_review(db, clock, people.buyer, ready.id)
        await service.approve_notice(db, clock, people.approver, ready.id, ready.revision)
        empty = await service.draft_notice(db, clock, people.buyer)
    return {
        "complete": f"/notice-drafts/{complete.id}",
        "unlawful": f"/notice-drafts/{unlawful.id}",
        "ready": f"/notice-drafts/{ready.id}",
        "empty": f"/notice-drafts/{empty.id}",
        "published": f"/notice-drafts/{public.notice_id}",
        "public": public.href,
    }


@pytest.mark.parametrize("question", ["languages", "lots", "procedure", "deadline"])
async def test_a_question_is_clean_in_every_view(
    inspector: Inspector, site: Site, drafts: dict[str, str], question: str
) -> None:
    path = f"{drafts['complete']}/{question}"
    assert await inspector.problems(path, f"notice-{question}", site.people.buyer) == []


@pytest.mark.parametrize(
    ("state", "page"),
    [
        ("empty", "check"),
        ("unlawful", "check"),
        ("ready", "check"),
        ("published", "published"),
    ],
)
async def test_a_notice_is_clean_in_every_state_and_view(
    inspector: Inspector, site: Site, drafts: dict[str, str], state: str, page: str
) -> None:
    actor = site.people.approver if state == "ready" else site.people.buyer
    assert await inspector.problems(f"{drafts[state]}/{page}", f"notice-{state}", actor) == []


async def test_the_list_of_an_authority_is_clean_in_every_view(
    inspector: Inspector, site: Site, drafts: dict[str, str]
) -> None:
    assert await inspector.problems("/notice-drafts", "notice-drafts", site.people.buyer) == []


@pytest.mark.parametrize("query", ["?q=kantoor&cpv=30&from=2027-01-01", "?q=zebra"])
async def test_the_search_is_clean_in_every_view(
    inspector: Inspector, drafts: dict[str, str], query: str
) -> None:
    assert await inspector.problems(f"/notices{query}", f"search-{len(query)}") == []


async def test_a_public_notice_is_clean_in_every_view(
    inspector: Inspector, drafts: dict[str, str]
) -> None:
    assert await inspector.problems(drafts["public"], "notice-public") == []
