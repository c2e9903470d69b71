"""Act 2: two suppliers sign and seal their bids on their own side; nobody can open them."""

import json

from etender.bidder.call import PublicCall
from etender.bidder.folder import BidFolder
from etender.bidder.plan import read_plan
from etender.bidder.platform import Platform
from etender.bidder.preparation import prepare_bid
from etender.bidder.sealing import seal_container, sign_bid
from etender.bidder.submission import submit_bid
from etender.sealing.beacon import LocalBeacon
from etender.service.time_lock import BEACON_KEY
from samples.bid import plan_in
from shared.demo.scene import Scene
from shared.demo.visitors import VisitFailedError
from shared.demo.waiting import waited_for
from shared.demo.world import ERP_SECRET
from shared.errors import QuaestorError
from shared.identity.actor import Actor
from shared.packs import Packs
from shared.signing.credential import Credential
from shared.signing.devpki import Usage

ACT = "2. The bids"


def play(scene: Scene) -> None:
    """Sealed bids come in, one is replaced, and the operator fails to open them early."""
    scene.tell.act(ACT)
    people = scene.world.people
    ardenne, potloden = _certificate(scene, people.supplier), _certificate(scene, people.rival)
    name, rival = people.supplier.organisation_name, people.rival.organisation_name
    call = f"/calls/{scene.procedure_id}"
    with scene.tell.step(f"{name} prepares, signs, seals and submits a bid for both lots"):
        waited_for(lambda: scene.person(people.supplier).is_there(call))
        first = _bid(scene, "ardenne", "ardenne", ardenne)
    with scene.tell.step(f"{rival} does the same"):
        _bid(scene, "potloden", "potloden", potloden)
    with scene.tell.step(f"{rival} replaces its bid by a cheaper one"):
        second = _bid(scene, "potloden", "potloden-cheaper", potloden)
    with scene.tell.step("before the deadline neither officers nor the operator can open anything"):
        _try_to_open(scene)
    for bid, who in ((first, "ardenne"), (second, "potloden")):
        _keep(scene, bid, who)


def _certificate(scene: Scene, actor: Actor) -> Credential:
    return scene.world.signing_ca.issue(
        actor.name,
        organisation=actor.organisation_name,
        organisation_id=actor.enterprise_number,
        usage=Usage.SIGNATURE,
        now=scene.world.clock.now(),
    )


def _bid(scene: Scene, client: str, plan: str, credential: Credential) -> BidFolder:
    """As `quaestor bid` does it, step by step, on the supplier's machine."""
    world, clock = scene.world, scene.world.clock
    packs = Packs(world.packs)
    place = world.work / "suppliers" / plan
    with Platform(world.authority.url) as platform:
        platform.sign_in(client, ERP_SECRET)
        call, received = platform.call(str(scene.procedure_id))
        toml = plan_in(place, plan)
        wanted = read_plan(toml.read_text(encoding="utf-8"), call, toml.parent)
        bid = prepare_bid(wanted, received, place / "bid", clock.now())
        sign_bid(bid, credential, clock.now(), packs)
        seal_container(bid)
        receipt = submit_bid(bid, platform)
    scene.tell.remark(
        f"receipt: version {receipt.version}, received {receipt.received_at:%H:%M:%S}"
    )
    return bid


def _try_to_open(scene: Scene) -> None:
    """Officers by the page, the operator with the beacon's own key file in hand."""
    people = scene.world.people
    try:
        scene.person(people.officer).post(f"/openings/{scene.procedure_id}/approve", {})
    except VisitFailedError:
        scene.tell.remark("the opening room refuses the officers")
    else:
        raise RuntimeError("an opening was approved before the deadline")
    call = PublicCall.from_json(_call(scene))
    try:
        _beacon(scene).signature(call.round)
    except QuaestorError as refusal:
        scene.tell.remark(f"the beacon refuses round {call.round}: {refusal}")
    else:
        raise RuntimeError("the beacon gave out a round before its time")


def _call(scene: Scene) -> bytes:
    path = f"/api/etender/calls/{scene.procedure_id}"
    return scene.person(scene.world.people.officer).get(path).content


def _beacon(scene: Scene) -> LocalBeacon:
    """As the operator has it: the very key file of the installation."""
    return LocalBeacon.open(scene.world.authority.home / BEACON_KEY, scene.world.clock)


def _keep(scene: Scene, bid: BidFolder, who: str) -> None:
    """The sealed bid, its key envelope and its receipt."""
    keep = scene.artefacts.keep
    keep(ACT, f"bid-{who}.asice.age", bid.payload.read_bytes(), f"Sealed bid of {who}")
    keep(
        ACT, f"bid-{who}.key.age", bid.key_envelope.read_bytes(), "Its key, locked to the deadline"
    )
    xml = bid.receipt_xml.read_bytes()
    title = f"Receipt given to {who} (Peppol T006)"
    keep(ACT, f"receipt-{who}.xml", xml, title, scene.checked(xml))
    tender = (bid.files / "Tender.xml").read_bytes()
    title = f"Tender of {who} (Peppol T005), inside the seal"
    keep(ACT, f"tender-{who}.xml", tender, title, scene.checked(tender))
    facts = json.loads(bid.receipt.read_bytes())
    keep(ACT, f"receipt-{who}.json", json.dumps(facts, indent=2).encode(), "The same as JSON")
