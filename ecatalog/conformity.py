"""Checks a document against what is official: the UBL schema and the Peppol rules, when here."""

from dataclasses import dataclass

from ecatalog.documents.kinds import DocumentKind
from ecatalog.rules.finding import Finding, Weight
from shared.i18n import msg
from shared.packs import Packs
from shared.xml.parse import Element
from shared.xml.schema import schema

SCHEMA_PACK = "ubl-2.1"
MOST_FINDINGS = 200


@dataclass(frozen=True, slots=True)
class Conformity:
    """What was found, and the names of the packs it was checked against."""

    findings: tuple[Finding, ...]
    checked_against: tuple[str, ...]


def check_conformity(kind: DocumentKind, root: Element, packs: Packs) -> Conformity:
    """Schema first; an absent pack is told as advice, it never passes for a check."""
    folder = packs.find(SCHEMA_PACK)
    if folder is None:
        says = msg("Not checked against the official schema: the pack is not installed.")
        advice = Finding("schema-absent", says, found=SCHEMA_PACK, weight=Weight.ADVICE)
        return Conformity((advice,), ())
    violations = schema(folder / kind.schema_file).validate(root)
    says = msg("Line {line} of the file does not follow the UBL schema: {found}")
    found = [
        Finding("schema", says, found=v.message, where=v.path, xml_line=str(v.line))
        for v in violations[:MOST_FINDINGS]
    ]
    return Conformity(tuple(found), (SCHEMA_PACK,))
