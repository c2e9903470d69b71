"""Findings of eForms rules in the words of their SDK."""

from pathlib import Path

from shared.i18n import msg
from shared.schematron import engine
from shared.schematron.severity import Severity
from shared.validation.explaining import Teller, Told, not_evaluated
from shared.validation.notices.names import names_of
from shared.validation.notices.wording import field_of, notice_wording
from shared.validation.report import Finding, Spot


def teller_of(folder: Path) -> Teller:
    """The words of the SDK in a folder."""
    names = names_of(folder)

    def tell(found: engine.Finding, spot: Spot) -> Told:
        assertion = found.assertion
        if found.error:
            wording = not_evaluated(assertion.id, found.error)
        else:
            wording = notice_wording(assertion, names, spot.path)
        official = names.text(assertion.id)
        text = official.in_language("en") if official else found.text
        return Told(wording, field_of(assertion, names), text)

    return tell


def unknown_subtype(layer: str, subtype: str) -> Finding:
    """A notice whose subtype its SDK has no rules for, or that names none."""
    return Finding(
        layer=layer,
        rule="notice-subtype",
        severity=Severity.FATAL,
        says=msg("This eForms SDK knows no notice subtype {found}."),
        remedy=msg("Name one of its subtypes (OPP-070), such as 16 or E3."),
        facts={"found": f"\u201c{subtype}\u201d"},
        official="",
        term="OPP-070-notice",
        spots=(Spot("", "", 0, subtype),),
        count=1,
    )
