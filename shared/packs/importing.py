"""Imports packs: what `add` and `sync` do, pack by pack, into the operator's folder."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from shared.errors import QuaestorError
from shared.packs.downloading import Downloader, Tell
from shared.packs.folders import Packs
from shared.packs.manifest import Pack
from shared.packs.placing import PackStore
from shared.packs.recognising import recognised
from shared.packs.refusals import NothingToFetch
from shared.packs.verifying import verified


class Outcome(StrEnum):
    """What became of one pack."""

    PUT = "put in place"
    LEFT = "already here"
    REFUSED = "refused"
    BY_HAND = "fetch by hand"
    STANDS_IN = "not needed"


@dataclass(frozen=True, slots=True)
class Imported:
    """One pack and what became of it."""

    pack: Pack
    outcome: Outcome
    refusal: QuaestorError | None = None


def add_packs(packs: Packs, store: PackStore, source: Path, name: str = "") -> list[Imported]:
    """Import the packs that a folder or archive holds; with `name`, that one.

    Hold the store's lock. Raises the refusals of `recognised` and of `PackStore.put`.
    """
    return [
        Imported(pack, Outcome.PUT if store.put(pack, [source], source.name) else Outcome.LEFT)
        for pack in recognised(source, packs.manifest, name)
    ]


def sync_packs(
    packs: Packs,
    store: PackStore,
    downloader: Downloader,
    name: str = "",
    tell: Callable[[Pack], Tell] = lambda _: lambda _here, _all: None,
) -> Iterator[Imported]:
    """Fetch what may be fetched and is not here, one after the other; hold the store's lock.

    A pack that fails does not keep the others from coming. Raises PackUnknown for a name no
    manifest has.
    """
    wanted = [packs.manifest.pack(name)] if name else list(packs.manifest.packs)
    for pack in wanted:
        outcome = _without_fetching(packs, store, pack, is_asked=bool(name))
        if outcome is not None:
            yield outcome
            continue
        try:
            yield Imported(pack, _fetched(store, downloader, pack, tell(pack)))
        except QuaestorError as refusal:
            yield Imported(pack, Outcome.REFUSED, refusal)


def _without_fetching(
    packs: Packs, store: PackStore, pack: Pack, *, is_asked: bool
) -> Imported | None:
    folder = packs.find(pack.name)
    if folder is not None and verified(folder, pack, store.recorded(pack.name)).is_whole:
        return Imported(pack, Outcome.LEFT)
    if not any(source.fetch for source in pack.sources):
        if not is_asked:
            return Imported(pack, Outcome.BY_HAND)
        refusal = NothingToFetch(name=pack.name, address=pack.sources[0].address)
        return Imported(pack, Outcome.REFUSED, refusal)
    if pack.part_of and packs.find(pack.part_of) is not None and not is_asked:
        return Imported(pack, Outcome.STANDS_IN)
    return None


def _fetched(store: PackStore, downloader: Downloader, pack: Pack, tell: Tell) -> Outcome:
    """Nothing is unpacked before all digests are right; downloads go when the pack is in place."""
    sources = [source for source in pack.sources if source.fetch]
    files = [downloader.fetch(source, tell) for source in sources]
    was_put = store.put(pack, files, ", ".join(source.address for source in sources))
    for file in files:
        file.unlink(missing_ok=True)
    return Outcome.PUT if was_put else Outcome.LEFT
