"""The demonstration plays to its end, and what it leaves is official to the last document."""

import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from tests.oracles.schematron_saxon import failures

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
LEFT_BEHIND = {
    "notice-16.xml",
    "notice-29.xml",
    "bid-ardenne.asice.age",
    "bid-ardenne.key.age",
    "bid-potloden.asice.age",
    "bid-potloden.key.age",
    "receipt-ardenne.xml",
    "opening-report.xml",
    "opening-report.pdf",
    "catalogue.xml",
    "order.xml",
    "order-response.xml",
    "invoice.xml",
    "invoice-wrong.xml",
    "as4-user-message.mime",
    "as4-receipt.xml",
    "smp-response.xml",
    "validation-good.json",
    "validation-wrong.json",
    "invoice-response.xml",
    "index.html",
}


def _play(folder: Path, data: str) -> str:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("QUAESTOR_")}
    if data:
        environment["QUAESTOR_DATA"] = data
    places = ["--out", str(folder / "out"), "--work", str(folder / "work"), "--port", "0"]
    done = subprocess.run(
        [sys.executable, "-m", "shared", "demo", "--exit", *places],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


def test_without_official_packs_it_plays_and_says_what_is_absent(tmp_path: Path) -> None:
    told = _play(tmp_path, data="")
    assert {path.name for path in (tmp_path / "out").iterdir()} >= LEFT_BEHIND
    assert "official pack absent: peppol-2026.5" in told
    assert "peppol-2026.5" in (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert "BR-CO-16" in told


@pytest.mark.conformance
def test_its_documents_break_no_official_rule(tmp_path: Path) -> None:
    data = os.environ.get("QUAESTOR_DATA")
    if not data:
        pytest.skip("DOCUMENTS OF THE DEMONSTRATION NOT JUDGED: QUAESTOR_DATA is not set")
    _play(tmp_path, data)
    out, packs = tmp_path / "out", Path(data) / "packs"
    index = (out / "index.html").read_text(encoding="utf-8")
    assert "<td>not checked" not in index
    assert "; not checked" not in index
    rules = packs / "peppol-2026.5"
    judged = {
        "invoice.xml": ["CEN-EN16931-UBL.sch", "PEPPOL-EN16931-UBL.sch"],
        "order.xml": ["PEPPOLBIS-T01.sch"],
        "order-response.xml": ["PEPPOLBIS-T76.sch"],
        "catalogue.xml": ["PEPPOLBIS-T19.sch"],
        "invoice-response.xml": ["PEPPOLBIS-T111.sch"],
    }
    found = {
        f"{name} by {sch}": failures(rules / sch, (out / name).read_bytes())
        for name, schematrons in judged.items()
        for sch in schematrons
    }
    assert {k: v for k, v in found.items() if v} == {}
    with tarfile.open(packs / "eforms-sdk-1.15.1.tar.xz") as packed:
        packed.extractall(tmp_path, filter="data")
    static = tmp_path / "eforms-sdk-1.15.1" / "schematrons" / "static" / "complete-validation.sch"
    for subtype in ("16", "29"):
        notice = (out / f"notice-{subtype}.xml").read_bytes()
        assert failures(static, notice, phase=f"eforms-{subtype}") == []
