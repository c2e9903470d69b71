"""Act 3: two officers open the bids; evaluation, award, standstill, contracts, award notice."""

import datetime as dt
import re

from shared.clock import BRUSSELS
from shared.demo.acts.notice import hidden, keep_notice
from shared.demo.people import ARDENNE, DE_POTLODEN
from shared.demo.scene import Scene
from shared.demo.waiting import waited_for

ACT = "3. Opening and award"
STANDSTILL = dt.timedelta(days=17)
_SCORES = {
    ARDENNE.name: ("9", "Volledig gerecycleerd papier, levering met elektrische voertuigen.")
}
_OTHER = ("7", "Goede producten, maar de verpakking wordt niet teruggenomen.")


def play(scene: Scene) -> None:
    """From the deadline to two contracts and the award notice."""
    scene.tell.act(ACT)
    _open(scene)
    _evaluate(scene)
    _award(scene)
    _conclude(scene)
    _award_notice(scene)


def _open(scene: Scene) -> None:
    world, people = scene.world, scene.world.people
    room = f"/openings/{scene.procedure_id}"
    call = scene.person(people.officer).get(f"/api/etender/calls/{scene.procedure_id}").json()
    deadline = dt.datetime.fromisoformat(call["deadline"])
    with scene.tell.step("the clock moves to one minute after the deadline"):
        scene.travel(deadline + dt.timedelta(minutes=1) - world.clock.now())
    officer, second = scene.person(people.officer), scene.person(people.second_officer)
    with scene.tell.step(f"{people.officer.name} and {people.second_officer.name} open the bids"):
        officer.post(f"{room}/approve", {})
        second.post(f"{room}/approve", {})
        officer.post(f"{room}/begin", {})
        waited_for(lambda: second.is_there(f"{room}/report"))
    xml = officer.get(f"{room}/report/xml").content
    pdf = officer.get(f"{room}/report/pdf").content
    scene.artefacts.keep(ACT, "opening-report.xml", xml, "Opening report, signatures verified")
    scene.artefacts.keep(ACT, "opening-report.pdf", pdf, "The same to read, the XML attached")


def _evaluate(scene: Scene) -> None:
    evaluator = scene.person(scene.world.people.second_officer)
    place = f"/evaluations/{scene.procedure_id}"
    with scene.tell.step(f"{evaluator.actor.name} scores the quality of every bid, with reasons"):
        links = set(
            re.findall(rf"{place}/scores/\d+/[0-9a-f-]+/[\w.-]+", evaluator.get(place).text)
        )
        if not links:
            raise RuntimeError("the evaluation page offers nothing to score")
        for link in sorted(links):
            page = evaluator.get(link).text
            score, why = next((s for name, s in _SCORES.items() if _names(page, name)), _OTHER)
            evaluator.post(link, {"score": score, "motivation": why})


def _names(page: str, name: str) -> bool:
    return name in page or name.replace("'", "&#39;") in page


def _award(scene: Scene) -> None:
    buyer = scene.person(scene.world.people.buyer)
    with scene.tell.step(f"{buyer.actor.name} awards both lots"):
        for lot in (1, 2):
            place = f"/awards/{scene.procedure_id}/lots/{lot}"
            why = "De offerte behaalt de hoogste score op prijs en duurzaamheid samen."
            decision = {"motivation": why, "winner": hidden(buyer.get(place).text, "winner")}
            buyer.post(place, decision)
            buyer.post(place, decision | {"act": "decide"})


def _conclude(scene: Scene) -> None:
    with scene.tell.step("the standstill of 15 days passes"):
        scene.travel(STANDSTILL)
    buyer = scene.person(scene.world.people.buyer)
    start = scene.world.clock.now().astimezone(BRUSSELS).date() + dt.timedelta(days=1)
    period = _date("starts_on", start) | _date("ends_on", start + dt.timedelta(days=729))
    with scene.tell.step("a contract is concluded with each winner"):
        for party in (ARDENNE, DE_POTLODEN):
            buyer.post(f"/contracts/{scene.procedure_id}/{party.enterprise_number}", period)


def _date(name: str, day: dt.date) -> dict[str, str]:
    return {f"{name}-{part}": str(getattr(day, part)) for part in ("day", "month", "year")}


def _award_notice(scene: Scene) -> None:
    people = scene.world.people
    buyer, approver = scene.person(people.buyer), scene.person(people.approver)
    with scene.tell.step("the award notice is written from the award, approved and published"):
        draft = f"/notice-drafts/{waited_for(lambda: _award_draft(scene))}"
        buyer.post(f"{draft}/statistics", _statistics())
        buyer.post(f"{draft}/ask-review", {})
        revision = hidden(approver.get(f"{draft}/check").text, "revision")
        approver.post(f"{draft}/approve", {"revision": revision})
        buyer.post(f"{draft}/publish", {})
    keep_notice(scene, ACT, "29", "notice-29.xml", "Award notice, eForms subtype 29")


def _award_draft(scene: Scene) -> str | None:
    """The draft appears once the last contract has been told."""
    drafts = scene.machine("kerkebeek").get("/api/enot/drafts").json()
    return next((str(draft["id"]) for draft in drafts if draft["kind"] == "award"), None)


def _statistics() -> dict[str, str]:
    """What only the buyer knows: both bidders are small Belgian enterprises."""
    fields: dict[str, str] = {}
    for row, lot in enumerate((1, 2)):
        counts = {"lot": lot, "from_smes": 2, "from_other_eea": 0, "from_outside_eea": 0}
        fields |= {f"lots.{row}.{name}": str(count) for name, count in counts.items()}
        fields[f"lots.{row}.winner_size"] = "small"
    return fields
