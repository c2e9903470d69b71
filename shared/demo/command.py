"""`quaestor demo`: play the story, keep its documents, leave the server running."""

import os
import time
from pathlib import Path

import click

from shared.demo.artefacts import Artefacts
from shared.demo.checks import Checks
from shared.demo.narrator import Narrator
from shared.demo.scene import Scene
from shared.demo.world import PARTICIPANTS, World


@click.command()
@click.option("--exit", "exits", is_flag=True, help="End when the story ends.")
@click.option("--port", default=8080, show_default=True, help="Port of the authority's server.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("demo-out"),
    show_default=True,
    help="Folder for the documents; emptied first.",
)
@click.option(
    "--work",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(".data/demo"),
    show_default=True,
    help="Folder of the two installations; emptied first.",
)
def demo(exits: bool, port: int, out: Path, work: Path) -> None:
    """Play one whole procurement, from notice to invoice."""
    tell = Narrator()
    packs = official_packs()
    with World(work, packs, port) as world:
        checks = Checks(world.packs, world.work / "cache")
        scene = Scene(world, tell, Artefacts.in_empty(out), checks)
        play(scene)
        index = scene.artefacts.write_index()
        tell.end()
        _say_where(scene, index)
        if not exits:
            _stay(scene)


def play(scene: Scene) -> None:
    """The stage and the acts, one after the other."""
    from shared.demo.acts import award, bids, invoicing, notice, ordering

    _set_stage(scene)
    for act in (notice, bids, award, ordering, invoicing):
        act.play(scene)


def official_packs() -> tuple[Path, ...]:
    """Folders with official packs: QUAESTOR_PACKS, and those of QUAESTOR_DATA."""
    named = [Path(p) for p in os.environ.get("QUAESTOR_PACKS", "").split(":") if p]
    data = os.environ.get("QUAESTOR_DATA")
    return (*named, *([Path(data) / "packs"] if data else []))


def _set_stage(scene: Scene) -> None:
    world, tell = scene.world, scene.tell
    tell.act("The stage")
    with tell.step("certificates are made for two access points, their publishers and the bidders"):
        world.make_keys()
    with tell.step("two installations get their tables, people and machines"):
        world.settle()
    with tell.step("both servers start"):
        world.serve()
    for place in world.places:
        tell.remark(f"{place.name}: {place.url}  ({PARTICIPANTS[place.name]}, {place.seat})")
    for sentence in scene.checks.absent:
        scene.artefacts.note(f"official pack absent, not checked: {sentence}")
        tell.warn(f"official pack absent: {sentence}")


def _say_where(scene: Scene, index: Path) -> None:
    tell = scene.tell
    count = len(scene.artefacts.kept)
    tell.console.print(f"{count} documents in {index.parent}/  (open {index})")


def _stay(scene: Scene) -> None:
    """Tell who can sign in and keep everything running until interrupted."""
    world, console = scene.world, scene.tell.console
    console.print(f"\nThe server stays up: [bold]{world.authority.url}[/bold]")
    console.print("Sign in at /sign-in with one button as:")
    people = world.people
    for seat in ("buyer", "approver", "officer", "second_officer", "supplier", "rival", "operator"):
        actor = getattr(people, seat)
        roles = ", ".join(sorted(actor.roles))
        console.print(f"  {actor.name:16} {actor.organisation_name:24} [dim]{roles}[/dim]")
    console.print("\nThe story ends with Ctrl-C.")
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        console.print("The servers stop.")
