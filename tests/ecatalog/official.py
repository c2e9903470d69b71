"""The official schemas and Peppol rules, read from QUAESTOR_DATA; tests skip loudly without it."""

import os
from pathlib import Path

import pytest

from ecatalog.documents.kinds import DocumentKind
from shared.xml.parse import parse
from shared.xml.schema import schema
from tests.oracles.schematron_saxon import failures

RULES = "peppol-2026.5"


def official(path: str) -> Path:
    """A file or folder of QUAESTOR_DATA; skips the test when it is not there."""
    data = os.environ.get("QUAESTOR_DATA", "")
    place = Path(data) / path
    if not data or not place.exists():
        pytest.skip(f"NOT CHECKED AGAINST THE OFFICIAL ARTEFACT: {path} not found in QUAESTOR_DATA")
    return place


def schema_findings(kind: DocumentKind, document: bytes) -> list[str]:
    """What the UBL 2.1 schema says against the document."""
    path = official("packs/ubl-2.1") / kind.schema_file
    return [f"{f.line}: {f.message}" for f in schema(path).validate(parse(document))]


def rule_findings(kind: DocumentKind, document: bytes) -> list[str]:
    """What the Peppol rules say against the document, warnings included."""
    path = official(f"packs/{RULES}") / kind.rules_file
    return [f"{f.rule} {f.location}" for f in failures(path, document)]
