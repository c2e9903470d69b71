"""All rule sets that releases know, with the day from which each is to be used."""

import datetime as dt
from typing import NamedTuple

from shared.packs import Manifest
from shared.validation.releases import RuleSource, every_rule_set


class KnownRuleSet(NamedTuple):
    """`begins` is the day from which a release is mandatory; None where nothing is mandatory."""

    source: RuleSource
    begins: dt.date | None


def known_rule_sets(manifest: Manifest | None = None) -> list[KnownRuleSet]:
    """Each once, the newest release first; without manifest those the product itself knows."""
    found: dict[str, KnownRuleSet] = {}
    for release, source in every_rule_set(manifest):
        found.setdefault(source.id, KnownRuleSet(source, release.pack.mandatory_from))
    return list(found.values())
