"""Act 1: a notice is drafted, checked against the law, approved by a colleague and published."""

import datetime as dt
from typing import Any
from uuid import UUID

from enot.forms.reading import flat
from samples.notice import answers
from shared.clock import BRUSSELS
from shared.demo.scene import Scene
from shared.demo.visitors import Person

ACT = "1. The notice"
DAYS_FOR_BIDS = 36


def play(scene: Scene) -> None:
    """From an empty form to the national journal."""
    scene.tell.act(ACT)
    people = scene.world.people
    buyer, approver = scene.person(people.buyer), scene.person(people.approver)
    now = scene.world.clock.now()
    too_early = now.astimezone(BRUSSELS).date() + dt.timedelta(days=20)
    lawful = now.astimezone(BRUSSELS).date() + dt.timedelta(days=DAYS_FOR_BIDS)
    with scene.tell.step(f"{people.buyer.name} answers the ten questions of a contract notice"):
        draft = _draft(buyer, too_early)
    with scene.tell.step("the law is asked: 20 days are too short, a later deadline is chosen"):
        page = buyer.get(f"{draft}/check").text
        if "36" not in page:
            raise RuntimeError("the check of the deadline cites no article")
        buyer.post(f"{draft}/deadline", _deadline(lawful))
    with scene.tell.step(f"{people.approver.name} reads it and approves"):
        buyer.post(f"{draft}/ask-review", {})
        shown = approver.get(f"{draft}/check").text
        approver.post(f"{draft}/approve", {"revision": hidden(shown, "revision")})
    with scene.tell.step("it is published in the national journal"):
        buyer.post(f"{draft}/publish", {})
        _find(scene)
    keep_notice(scene, ACT, "16", "notice-16.xml", "Contract notice, eForms subtype 16")


def _draft(buyer: Person, deadline: dt.date) -> str:
    """Answer question after question; returns the address of the draft."""
    first = str(buyer.post("/notice-drafts", {}).url.path)
    draft = first.rpartition("/")[0]
    for question, given in answers(deadline).items():
        fields = _deadline(deadline) if question == "deadline" else flat(given)
        landed = buyer.post(f"{draft}/{question}", fields)
        if landed.url.path.endswith(f"/{question}"):
            raise RuntimeError(f"the question {question} was not answered")
    return draft


def _deadline(day: dt.date) -> dict[str, Any]:
    """As the three boxes of a date and the one of a time send it."""
    return {
        "day-day": str(day.day),
        "day-month": str(day.month),
        "day-year": str(day.year),
        "day-time": "11:00",
    }


def hidden(page: str, name: str) -> str:
    """The value of a hidden field of a page; empty when it is not there."""
    return page.partition(f'name="{name}"')[2].partition('value="')[2].partition('"')[0]


def _find(scene: Scene) -> None:
    """Find the notice as anybody would: by searching the journal."""
    found = scene.person(scene.world.people.rival).get("/api/enot/notices?q=schrijfgerei&cpv=3019")
    notice = found.json()["notices"][0]
    scene.learned.procedure_id = UUID(notice["procedure_id"])
    scene.learned.journal_number = notice["journal_number"]
    scene.tell.remark(f"journal number {notice['journal_number']}, {notice['page']}")


def keep_notice(scene: Scene, act: str, subtype: str, name: str, title: str) -> None:
    """Keep the newest published notice of this subtype."""
    reader = scene.person(scene.world.people.rival)
    found = reader.get("/api/enot/notices").json()["notices"]
    notice = next(n for n in found if n["subtype"] == subtype)
    xml = reader.get(str(notice["xml"]).removeprefix(scene.world.authority.url)).content
    scene.artefacts.keep(act, name, xml, title, scene.checks.notice(xml))
