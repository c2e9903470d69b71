"""Manifests read and checked: TOML in, frozen values out, or a refusal that names the entry."""

import datetime as dt
import re
import tomllib
from collections.abc import Mapping
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from shared.packs.manifest import BUILT_IN, DigestList, Family, Manifest, Pack, RuleFile, Source
from shared.packs.refusals import ManifestUnusable

FORMAT = 1
_LARGEST_MANIFEST = 1_000_000
_LARGEST_LIST = 10_000_000
_ID = re.compile(r"[a-z0-9][a-z0-9.-]{0,63}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_PATH_PART = re.compile(r"[^/\\:\x00-\x1f\x7f]{1,200}")
_DIGEST_LINE = re.compile(r"([0-9a-f]{64})  (.+)")


@cache
def built_in() -> Manifest:
    """The packs this product knows of itself."""
    return read_manifest(BUILT_IN, Manifest())


def read_manifest(path: Path, before: Manifest) -> Manifest:
    """`before` and the entries of one manifest file. Raises ManifestUnusable.

    An entry may not repeat a name, and its family must be in this file or in an earlier one.
    """
    try:
        table = _Table(tomllib.loads(_text(path, _LARGEST_MANIFEST)), "", path)
    except tomllib.TOMLDecodeError as error:
        raise ManifestUnusable(file=path.name, found=str(error)) from None
    if table.number("format") != FORMAT:
        raise table.wrong("format", f"is not {FORMAT}")
    families = [_family(each) for each in table.tables("family")]
    packs = [_pack(each) for each in table.tables("pack")]
    table.end()
    manifest = before.with_additions(packs, families)
    _check_names(manifest, path)
    return manifest


def is_safe_path(path: str) -> bool:
    """A relative path with `/` that stays inside and is a plain name on every system."""
    parts = path.split("/")
    return all(
        _PATH_PART.fullmatch(part) and part not in {".", ".."} and part == part.strip()
        for part in parts
    )


@cache
def digest_list(path: Path) -> Mapping[str, str]:
    """Path -> sha-256 of a list as `sha256sum` writes it. Raises ManifestUnusable."""
    found: dict[str, str] = {}
    for number, line in enumerate(_text(path, _LARGEST_LIST).splitlines(), 1):
        match = _DIGEST_LINE.fullmatch(line)
        if match is None or not is_safe_path(match[2]) or match[2] in found:
            raise ManifestUnusable(file=path.name, found=f"line {number} is no digest and path")
        found[match[2]] = match[1]
    return found


def _text(path: Path, most: int) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
        if len(data) > most:
            raise ManifestUnusable(file=path.name, found=f"it is larger than {most} bytes")
        return data.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ManifestUnusable(file=path.name, found=type(error).__name__) from error


# entries ------------------------------------------------------------------------------------------


def _family(table: "_Table") -> Family:
    family = Family(table.id("id"), tuple(_rule_file(each) for each in table.tables("rules")))
    table.end()
    return family


def _rule_file(table: "_Table") -> RuleFile:
    rules = RuleFile(
        id=table.text("id"),
        name=table.text("name"),
        file=table.path("file"),
        roots=table.texts("roots"),
        namespace=table.text("namespace", ""),
        customization=table.texts("customization"),
        profile=table.texts("profile"),
    )
    if not (rules.roots or rules.customization or rules.profile):
        raise table.wrong("file", "would be for every document")
    table.end()
    return rules


def _pack(table: "_Table") -> Pack:
    pack = Pack(
        name=table.id("id"),
        gives=table.text("gives"),
        licence=table.text("licence"),
        redistribution=table.flag("redistribution"),
        sources=tuple(_source(each) for each in table.tables("source")),
        published=table.day("published"),
        mandatory_from=table.day("mandatory_from"),
        superseded=table.day("superseded"),
        family=table.id("family", ""),
        sdk=table.text("sdk", ""),
        part_of=table.id("part_of", ""),
        facts=table.mapping("facts"),
        digest_list=_digests(table),
        take=_checked_paths(table, table.mapping("take")),
        optional=table.texts("optional"),
    )
    table.end()
    _check_pack(pack, table)
    return pack


def _source(table: "_Table") -> Source:
    source = Source(table.text("address"), table.flag("fetch"), table.sha256("sha256"))
    if source.fetch and not source.sha256:
        raise table.wrong("fetch", "needs a sha256: nothing is fetched that is not pinned")
    if not _is_fetchable(source.address):
        raise table.wrong("address", "does not begin with https://")
    table.end()
    return source


def _is_fetchable(address: str) -> bool:
    """TLS; in the clear only from this machine itself, where an operator may keep a mirror."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    if parts.scheme == "https":
        return bool(host)
    return parts.scheme == "http" and _is_this_machine(host)


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _digests(table: "_Table") -> DigestList | None:
    name, inline = table.text("digests", ""), _checked_paths(table, table.mapping("files"))
    if name and inline:
        raise table.wrong("digests", "and files cannot both be there")
    if not all(_SHA256.fullmatch(digest) for digest in inline.values()):
        raise table.wrong("files", "has a value that is no sha-256")
    if name:
        if not is_safe_path(name):
            raise table.wrong("digests", "is not a path below the manifest")
        return DigestList(file=table.file.parent / name)
    return DigestList(inline=inline) if inline else None


def _checked_paths(table: "_Table", mapping: Mapping[str, str]) -> Mapping[str, str]:
    for path in mapping:
        if not is_safe_path(path):
            raise table.wrong(path, "is not a path inside the pack")
    return mapping


def _check_pack(pack: Pack, table: "_Table") -> None:
    if (pack.digest_list is None) == (not pack.take):
        raise table.wrong("digests", "or files or take must say which files there are, one alone")
    if pack.take and not any(source.sha256 for source in pack.sources):
        raise table.wrong("take", "needs a source with a sha256")
    days = [d for d in (pack.published, pack.mandatory_from, pack.superseded) if d is not None]
    if days != sorted(days):
        raise table.wrong("published", "mandatory_from and superseded are not in this order")
    if pack.family and pack.begins is None:
        raise table.wrong("family", "needs a date: published or mandatory_from")


def _check_names(manifest: Manifest, path: Path) -> None:
    for kind, names in (
        ("pack", [pack.name for pack in manifest.packs]),
        ("family", [family.id for family in manifest.families]),
    ):
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ManifestUnusable(file=path.name, found=f"{kind} {twice[0]} is there already")
    families = {"", *(family.id for family in manifest.families)}
    packs = {"", *(pack.name for pack in manifest.packs)}
    for pack in manifest.packs:
        if pack.family not in families or pack.part_of not in packs:
            raise ManifestUnusable(file=path.name, found=f"{pack.name} names what is not there")
        _check_facts(manifest, pack, path)


def _check_facts(manifest: Manifest, pack: Pack, path: Path) -> None:
    """Every rule file of the family can be named with the facts of this release."""
    for family in manifest.families:
        if family.id != pack.family:
            continue
        for rules in family.rules:
            try:
                _, _, file = rules.of_release(pack.facts)
            except KeyError:
                found = f"{pack.name} lacks a fact for {rules.id}"
                raise ManifestUnusable(file=path.name, found=found) from None
            if not is_safe_path(file):
                raise ManifestUnusable(file=path.name, found=f"{file} is not a path inside")


class _Table:
    """One table of the file: every key is asked for by its kind, and none may be left over."""

    def __init__(self, values: Mapping[str, Any], where: str, file: Path) -> None:
        self._values = dict(values)
        self._where = where
        self.file = file

    def wrong(self, key: str, remark: str) -> ManifestUnusable:
        at = f"{self._where} {key}".strip()
        return ManifestUnusable(where=at, file=self.file.name, found=f"{at} {remark}")

    def end(self) -> None:
        for key in self._values:
            raise self.wrong(key, "is not known")

    def text(self, key: str, absent: str | None = None) -> str:
        found: str = self._take(key, str, absent)
        if not found and absent is None:
            raise self.wrong(key, "is empty")
        return found

    def id(self, key: str, absent: str | None = None) -> str:
        found = self.text(key, absent)
        if found and not _ID.fullmatch(found):
            raise self.wrong(key, "is no id: small letters, digits, dots and dashes")
        return found

    def path(self, key: str) -> str:
        found = self.text(key)
        if not is_safe_path(found):
            raise self.wrong(key, "is not a path inside the pack")
        return found

    def sha256(self, key: str) -> str:
        found = self.text(key, "")
        if found and not _SHA256.fullmatch(found):
            raise self.wrong(key, "is no sha-256 in small hexadecimal digits")
        return found

    def flag(self, key: str) -> bool:
        found: bool = self._take(key, bool, None)
        return found

    def number(self, key: str) -> int:
        found: int = self._take(key, int, None)
        return found

    def day(self, key: str) -> dt.date | None:
        found = self._values.pop(key, None)
        if found is None or type(found) is dt.date:
            return found
        raise self.wrong(key, "is no date such as 2026-08-17")

    def texts(self, key: str) -> tuple[str, ...]:
        found = self._take(key, list, [])
        if not all(isinstance(each, str) and each for each in found):
            raise self.wrong(key, "holds something that is no text")
        return tuple(found)

    def mapping(self, key: str) -> Mapping[str, str]:
        found: dict[str, Any] = self._take(key, dict, {})
        if not all(isinstance(each, str) and each for each in found.values()):
            raise self.wrong(key, "holds something that is no text")
        return found

    def tables(self, key: str) -> list["_Table"]:
        found = self._take(key, list, [])
        if not all(isinstance(each, dict) for each in found):
            raise self.wrong(key, "is no list of tables")
        return [
            _Table(each, f"{self._where} {key} {each.get('id', number)}".strip(), self.file)
            for number, each in enumerate(found, 1)
        ]

    def _take(self, key: str, kind: type, absent: Any) -> Any:
        found = self._values.pop(key, absent)
        if found is None:
            raise self.wrong(key, "is missing")
        if type(found) is not kind:
            raise self.wrong(key, f"is not of the kind {kind.__name__}")
        return found
