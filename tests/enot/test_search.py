"""The public search: words, CPV, NUTS, deadline; the same on both databases."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enot.forms.search import NoticeSearch
from enot.queries import search_notices
from enot.search_index import folded_words
from shared.installation import Installation
from shared.tender import extend_deadline, procedure_by_id
from shared.web.forms import FormInvalid, read_form
from tests.enot.world import published
from tests.factories import People

CHAIRS: dict[str, Any] = {
    "subject": {
        "title": {"nl": "Stoelen voor crèches", "fr": "Chaises pour crèches"},
        "description": {"nl": "Straßenmöbel en œuvres", "fr": "Mobilier d'Élèves"},
    },
    "purchase": {"cpv": "39112000", "nuts": "BE332"},
    "lots": {
        "lots": [
            {
                "title": {"nl": "Stoelen", "fr": "Chaises"},
                "description": {"nl": "Stapelbaar", "fr": "Empilables"},
                "cpv": "39112000",
                "value": "250000",
            }
        ]
    },
    "deadline": {"day": "2027-03-15"},
}


async def titles(installation: Installation, **asked: Any) -> list[str]:
    async with installation.read() as db:
        result = await search_notices(db, NoticeSearch.model_validate(asked))
    assert result.count == len(result.found)
    return [notice.title for notice in result.found]


async def test_what_is_asked_is_what_is_found(installation: Installation, people: People) -> None:
    await published(installation, people)
    await published(installation, people, **CHAIRS)
    office, chairs = "Kantoorbenodigdheden", "Stoelen voor crèches"
    expected: list[tuple[dict[str, Any], list[str]]] = [
        ({}, [chairs, office]),
        ({"q": "creche"}, [chairs]),
        ({"q": "CRÈCHES chais"}, [chairs]),
        ({"q": "eleves"}, [chairs]),
        ({"q": "strassenmobel"}, [chairs]),
        ({"q": "oeuvre"}, [chairs]),
        ({"q": "kerkebeek"}, [chairs, office]),
        ({"q": "toner creche"}, []),
        ({"q": "laserpr"}, [office]),
        ({"q": "2027-500001"}, [office]),
        ({"q": '"; drop table'}, []),
        ({"q": "& | ! ()"}, [chairs, office]),
        ({"cpv": "30"}, [office]),
        ({"cpv": "30197643"}, [office]),
        ({"cpv": "30100000-0"}, [office]),
        ({"cpv": "3911"}, [chairs]),
        ({"nuts": "be2"}, [office]),
        ({"nuts": "BE"}, [chairs, office]),
        ({"nuts": "BE332"}, [chairs]),
        ({"from": "2027-02-22", "to": "2027-02-22"}, [office]),
        ({"from": "2027-02-23"}, [chairs]),
        ({"to": "2027-03-14"}, [office]),
        ({"q": "creche", "cpv": "30"}, []),
    ]
    for asked, found in expected:
        assert await titles(installation, **asked) == found, asked


async def test_a_deadline_that_was_moved_is_found_where_it_is_now(
    installation: Installation, people: People
) -> None:
    publication = await published(installation, people)
    async with installation.begin() as db:
        procedure = await procedure_by_id(db, publication.procedure_id)
        moved = dt.datetime(2027, 4, 1, 9, tzinfo=dt.UTC)
        await extend_deadline(db, installation.clock.now(), procedure, to=moved, reason="vraag")
    assert await titles(installation, **{"from": "2027-04-01"}) == ["Kantoorbenodigdheden"]
    assert await titles(installation, to="2027-03-01") == []


async def test_pages_hold_what_they_should_and_end_where_they_should(
    installation: Installation, people: People
) -> None:
    for _ in range(3):
        await published(installation, people)
    async with installation.read() as db:
        pages = [
            await search_notices(db, NoticeSearch(page=number), page_size=2) for number in (1, 2, 9)
        ]
    assert [(p.page, p.pages, p.count, len(p.found)) for p in pages] == [
        (1, 2, 3, 2),
        (2, 2, 3, 1),
        (2, 2, 3, 1),
    ]
    assert pages[0].found[0].journal_number == "2027-500003"


@pytest.mark.parametrize("wrong", [{"cpv": "abc"}, {"nuts": "1"}, {"from": "x"}, {"page": 0}])
def test_a_search_that_makes_no_sense_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(FormInvalid) as refusal:
        read_form(NoticeSearch, wrong)
    assert [error.field for error in refusal.value.errors] == list(wrong)


@given(st.text())
def test_folded_words_hold_nothing_a_query_language_could_read(text: str) -> None:
    for word in folded_words(text):
        assert word
        assert not set(word) & set("\"'&|!():*<> \t\n")
        assert word == "".join(folded_words(word))


def test_an_address_repeats_the_search() -> None:
    search = NoticeSearch.model_validate({"q": "stoel & tafel", "from": "2027-01-01"})
    assert search.address(page=2) == "?q=stoel+%26+tafel&from=2027-01-01&page=2"
    assert NoticeSearch().address() == ""
