"""A sample of the long comparison: no public document and no mutant is judged otherwise.

`python -m tests.differential --mutants 20000` compares all rule files.
"""

import os
from pathlib import Path

import pytest

from tests.differential.campaign import Campaign
from tests.differential.targets import Target, pool, targets

DATA = Path(os.environ.get("QUAESTOR_DATA", "/nonexistent"))
SEED = 7
# rule files of every kind: (part of the name, mutants, share of assertions expected to fail)
SAMPLE = [
    ("en16931-1.3.16/ubl", 350, 0.25),
    ("peppol-2026.5/PEPPOL-EN16931-UBL", 400, 0.9),
    ("peppol-2026.5/PEPPOLBIS-T01", 250, 0.6),
    ("peppol-2026.5/PEPPOLBIS-T111", 120, 0.9),
    ("mls-1.0.1", 120, 0.9),
    ("tsr/peppol-transaction-statistics-reporting-1.0.5", 120, 0.9),
    ("PEPPOL-T001", 120, 0.8),
    ("ubl-be-1.31", 200, 0.25),
]

pytestmark = [
    pytest.mark.conformance,
    pytest.mark.slow,
    pytest.mark.skipif(
        not (DATA / "packs").exists(), reason=f"NOT RUN: no packs found at QUAESTOR_DATA={DATA}"
    ),
]


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    return pool(DATA / "suites", tmp_path_factory.mktemp("unpacked"))


def _target(name: str) -> Target:
    """The shortest name wins: PEPPOL-EN16931-UBL is the beginning of another one."""
    return min((t for t in targets(DATA / "packs") if name in t.name), key=lambda t: len(t.name))


@pytest.mark.parametrize(("name", "mutants", "share"), SAMPLE)
def test_mutants_fail_where_saxon_says(
    documents: list[bytes], name: str, mutants: int, share: float
) -> None:
    pytest.importorskip("saxonche")
    outcome = Campaign(_target(name), documents, SEED).run(mutants, public=60)
    assert [difference for _, difference in outcome.different] == []
    assert outcome.mutants == mutants
    assert outcome.seen >= share * outcome.assertions, outcome.never
