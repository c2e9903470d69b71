"""All rule sets that releases know, with the day from which each is to be used."""

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from shared.validation.releases import (
    PEPPOL_RELEASES,
    TRANSACTIONS,
    UBL,
    RuleSource,
    rules_for,
)
from shared.validation.report import DocumentId

_INVOICE = {"root": "Invoice", "namespace": f"{UBL}Invoice-2"}
# one document of each kind that has rules of its own
_KINDS = (
    DocumentId(**_INVOICE, customization="urn:fdc:peppol.eu:2017:poacc:billing:3.0"),
    DocumentId(**_INVOICE, customization="urn:fdc:peppol.eu:2017:poacc:selfbilling:3.0"),
    DocumentId(**_INVOICE, customization="urn:UBL.BE:"),
    DocumentId(customization="urn:peppol:edec:mls"),
    *(DocumentId(customization=f"urn:fdc:peppol.eu:poacc:trns:{name}") for name in TRANSACTIONS),
)


class KnownRuleSet(NamedTuple):
    """`begins` is the day from which a release is mandatory; None for rules without releases."""

    source: RuleSource
    begins: dt.date | None


def known_rule_sets() -> list[KnownRuleSet]:
    """Each once, the newest release first."""
    return list({known.source.id: known for known in _all()}.values())


def _all() -> Iterator[KnownRuleSet]:
    for release in PEPPOL_RELEASES:
        for kind in _KINDS:
            for source in rules_for(kind, release):
                is_dated = source.pack == release.pack or source.id.endswith(release.en16931)
                yield KnownRuleSet(source, release.mandatory_from if is_dated else None)
