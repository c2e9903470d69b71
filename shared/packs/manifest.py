"""What manifests say of packs: where they come from, what pins them, when they hold, for what."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from shared.packs.refusals import PackUnknown

NAME = "manifest.toml"
BUILT_IN = Path(__file__).with_name(NAME)
_FACT = re.compile(r"\{([a-z0-9_]+)\}")


class Source(msgspec.Struct, frozen=True):
    """An official address. Without `fetch` it is a page for people and nothing is downloaded.

    `sha256` pins the bytes of the download: a source that is fetched always has one.
    """

    address: str
    fetch: bool = False
    sha256: str = ""


class RuleFile(msgspec.Struct, frozen=True):
    """A rule file that every release of a family has, and the documents it is for.

    `id`, `name` and `file` may hold `{release}` and other facts of the release, `namespace` may
    hold `{root}`. A document matches when its root is among `roots` and its namespace is the one
    asked (empty: any), and when one pattern of `customization` or `profile` fits (none: any).
    A `*` in a pattern stands for anything.
    """

    id: str
    name: str
    file: str
    roots: tuple[str, ...] = ()
    namespace: str = ""
    customization: tuple[str, ...] = ()
    profile: tuple[str, ...] = ()

    def of_release(self, facts: Mapping[str, str]) -> tuple[str, str, str]:
        """Id, name and file of one release. Raises KeyError for a fact it does not have."""
        return _filled(self.id, facts), _filled(self.name, facts), _filled(self.file, facts)


class Family(msgspec.Struct, frozen=True):
    """Rule sets that replace each other in time, such as the half-yearly Peppol releases."""

    id: str
    rules: tuple[RuleFile, ...]


class Pack(msgspec.Struct, frozen=True):
    """One pack of a manifest; `name` is its id and the name of its folder.

    Exactly one of two things says which files it has. `digests` (path -> sha-256): files are found
    in any archive by their content. `take` (path -> end of a name in the archive): files are taken
    by name, from a download that is pinned as a whole. A file whose path begins with one of
    `optional` may be missing. `part_of` names a pack whose files this one may stand in for.
    """

    name: str
    gives: str
    licence: str
    redistribution: bool
    sources: tuple[Source, ...]
    published: dt.date | None = None
    mandatory_from: dt.date | None = None
    superseded: dt.date | None = None
    family: str = ""
    sdk: str = ""
    part_of: str = ""
    facts: Mapping[str, str] = msgspec.field(default_factory=dict)
    digest_list: "DigestList | None" = None
    take: Mapping[str, str] = msgspec.field(default_factory=dict)
    optional: tuple[str, ...] = ()

    @property
    def begins(self) -> dt.date | None:
        """The first day it is to be used: mandatory, or published where nothing is mandatory."""
        return self.mandatory_from or self.published

    @property
    def digests(self) -> Mapping[str, str]:
        """Path -> sha-256 of every file; empty when the files are taken by name."""
        return {} if self.digest_list is None else self.digest_list.read()

    def needs(self, path: str) -> bool:
        """Whether the pack is incomplete without this file."""
        return not any(path == each or path.startswith(each) for each in self.optional)


class DigestList(msgspec.Struct, frozen=True):
    """Digests beside the manifest, in a file as `sha256sum` writes it, or in the manifest."""

    file: Path | None = None
    inline: Mapping[str, str] = msgspec.field(default_factory=dict)

    def read(self) -> Mapping[str, str]:
        """Raises ManifestUnusable for a line that is no digest and safe path."""
        from shared.packs.manifest_reading import digest_list

        return self.inline if self.file is None else digest_list(self.file)


class Manifest(msgspec.Struct, frozen=True):
    """All that is known: what the product knows, and what the operator added."""

    packs: tuple[Pack, ...] = ()
    families: tuple[Family, ...] = ()

    def pack(self, name: str) -> Pack:
        """Raises PackUnknown."""
        found = next((pack for pack in self.packs if pack.name == name), None)
        if found is None:
            raise PackUnknown(name=name)
        return found

    def of_family(self, family: str) -> list[Pack]:
        """The releases of a family, the earliest first."""
        found = [pack for pack in self.packs if pack.family == family]
        return sorted(found, key=lambda pack: pack.begins or dt.date.min)

    def parts_of(self, name: str) -> list[Pack]:
        """Packs that may stand in for files of another."""
        return [pack for pack in self.packs if pack.part_of == name]

    def sdk(self, version: str) -> Pack | None:
        """The eForms SDK of a `major.minor`, as a notice's CustomizationID names it."""
        return next((pack for pack in self.packs if pack.sdk == version), None)

    def replaced_on(self, pack: Pack) -> dt.date | None:
        """The day another release takes over: as its entry says, or when the next one begins."""
        if pack.superseded is not None or not pack.family or pack.begins is None:
            return pack.superseded
        later = [p.begins for p in self.of_family(pack.family) if p.begins]
        return min((day for day in later if day > pack.begins), default=None)

    def is_in_force(self, pack: Pack, day: dt.date) -> bool:
        """Whether a pack is the one to use on a day; one without dates always is."""
        end = self.replaced_on(pack)
        return (pack.begins is None or pack.begins <= day) and (end is None or day < end)

    def with_additions(self, packs: Iterable[Pack], families: Iterable[Family]) -> "Manifest":
        """A manifest with more entries; names are not checked here."""
        return Manifest((*self.packs, *packs), (*self.families, *families))


def _filled(text: str, facts: Mapping[str, str]) -> str:
    # not str.format: its width and attribute syntax have no place in a manifest
    return _FACT.sub(lambda match: facts[match[1]], text)
