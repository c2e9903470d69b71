"""Quaestor's own rule sets, run where the official pack they stand in for is not installed."""

from pathlib import Path

from shared.validation.releases import RuleSource

OWN = "quaestor"
_FOLDER = Path(__file__).with_name("rules")
OWN_BILLING = RuleSource(
    "quaestor:peppol-billing:3.0.21",
    "Peppol BIS Billing (Quaestor's own rules)",
    OWN,
    "peppol-billing.sch",
)
# the rules shared by billing and self-billing are in one file
_STANDS_IN_FOR = ("eu.peppol:billing:", "eu.peppol:selfbilling:")


def stand_in_for(source: RuleSource) -> RuleSource | None:
    """Our own rules of the same documents, or None where we have none."""
    return OWN_BILLING if source.id.startswith(_STANDS_IN_FOR) else None


def own_file(source: RuleSource) -> Path:
    """Where the rules of a source of ours lie in the installed package."""
    return _FOLDER / source.path
