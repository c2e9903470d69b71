"""Which packs a folder or an archive holds: by the digests of its files, or as a whole download."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from shared.packs.containers import Container, open_container
from shared.packs.containers.limits import CHUNK
from shared.packs.manifest import Manifest, Pack
from shared.packs.refusals import NotRecognised, OnlyWholeDownload, PackIncomplete

# below this share of its files a pack is not what somebody meant to give
_MEANT = 0.1


def recognised(source: Path, manifest: Manifest, name: str = "") -> list[Pack]:
    """The packs that are wholly in a folder or archive; with `name`, that one.

    Raises PackUnknown, NotRecognised, PackIncomplete, OnlyWholeDownload and archive refusals.
    """
    meant = [manifest.pack(name)] if name else list(manifest.packs)
    by_content = [pack for pack in meant if not pack.take]
    downloads = [pack for pack in meant if pack.take and is_download_of(source, pack)]
    found = digests_in(open_container(source), by_content)
    shares = [_Share.of(pack, found) for pack in by_content]
    whole = [share.pack for share in shares if not share.absent]
    if whole or downloads:
        return [*whole, *downloads]
    if name and meant[0].take:
        raise OnlyWholeDownload(name=source.name, pack=name, address=meant[0].sources[0].address)
    raise _refusal(source, shares, is_asked=bool(name))


def is_download_of(source: Path, pack: Pack) -> bool:
    """Whether a file is, byte for byte, a download that the manifest pins for this pack."""
    pinned = {each.sha256 for each in pack.sources if each.sha256}
    return bool(pinned) and source.is_file() and sha256_of(source) in pinned


def digests_in(container: Container, packs: Iterable[Pack]) -> set[str]:
    """The digests of all files whose last name is one of a file of the packs."""
    names = {PurePosixPath(path).name for pack in packs for path in pack.digests}
    return {
        sha256_of_chunks(member.chunks())
        for member in container.members(lambda name: PurePosixPath(name).name in names)
    }


def sha256_of(path: Path) -> str:
    """Raises OSError."""
    with path.open("rb") as file:
        return sha256_of_chunks(iter(lambda: file.read(CHUNK), b""))


def sha256_of_chunks(chunks: Iterator[bytes]) -> str:
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class _Share:
    """How much of a pack was found."""

    pack: Pack
    needed: int
    absent: tuple[str, ...]

    @classmethod
    def of(cls, pack: Pack, found: set[str]) -> "_Share":
        needed = {path: each for path, each in pack.digests.items() if pack.needs(path)}
        return cls(pack, len(needed), tuple(p for p, each in needed.items() if each not in found))

    @property
    def part(self) -> float:
        return 1 - len(self.absent) / max(self.needed, 1)


def _refusal(
    source: Path, shares: list[_Share], *, is_asked: bool
) -> PackIncomplete | NotRecognised:
    best = max(shares, key=lambda share: share.part, default=None)
    if best is None or (best.part < _MEANT and not is_asked):
        return NotRecognised(name=source.name)
    return PackIncomplete(
        name=source.name,
        pack=best.pack.name,
        absent=len(best.absent),
        all=best.needed,
        found=best.absent[0],
    )
