"""Rule sets that somebody names: one by its id, or those of a pack that are for the document."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from shared.errors import NotFound, WhoActs
from shared.i18n import msg
from shared.packs import Manifest
from shared.validation.releases import (
    RuleSource,
    en16931_installed,
    every_rule_set,
    releases_of,
    rules_for,
)
from shared.validation.report import DocumentId


class RuleSetUnknown(NotFound):
    code: ClassVar[str] = "rule-set-unknown"
    says: ClassVar[str] = msg("No rule set and no pack of rules is called {found}.")
    remedy: ClassVar[str] = msg("`quaestor rules list` shows the names of all rule sets.")
    who: ClassVar[WhoActs] = WhoActs.YOU


def refuse_unknown(names: Sequence[str], manifest: Manifest) -> None:
    """Raises RuleSetUnknown for the first name that is neither of a rule set nor of a pack."""
    known = {*_by_id(manifest), *(release.pack.name for release, _ in every_rule_set(manifest))}
    for name in names:
        if name not in known:
            raise RuleSetUnknown(found=name)


def named_rule_sets(
    names: Sequence[str], document: DocumentId, manifest: Manifest
) -> list[RuleSource]:
    """The rule sets with these names, in the order of the names, each once.

    One named by its id is taken whatever the document says it is; of a pack those that its release
    has for the document.
    """
    by_id = _by_id(manifest)
    found: dict[str, RuleSource] = {}
    for name in names:
        sources = [by_id[name]] if name in by_id else _of_pack(name, document, manifest)
        found.update((source.id, source) for source in sources)
    return list(found.values())


def _by_id(manifest: Manifest) -> dict[str, RuleSource]:
    installed = en16931_installed()
    return {installed.id: installed} | {
        source.id: source for _, source in reversed(list(every_rule_set(manifest)))
    }


def _of_pack(name: str, document: DocumentId, manifest: Manifest) -> Iterator[RuleSource]:
    for family in manifest.families:
        for release in releases_of(family.id, manifest):
            if release.pack.name == name:
                yield from rules_for(document, release, family)
