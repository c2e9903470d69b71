"""The import contracts hold, and each of them is shown to catch a violation."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("shared", "peppol", "enot", "etender", "ecatalog", "einvoice")
LINT = Path(sys.executable).parent / "lint-imports"


def _lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(LINT), "--no-cache", "--config", "pyproject.toml"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packages alone, to be spoiled."""
    folder = tmp_path_factory.mktemp("house")
    only_python = shutil.ignore_patterns("__pycache__", "static", "templates", "locale", "*.typ")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package, ignore=only_python)
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_the_house_keeps_its_contracts(copy: Path) -> None:
    result = _lint(copy)
    assert result.returncode == 0, result.stdout[-3000:]


VIOLATIONS = [
    ("enot/rules/__init__.py", "import etender.model", "roof over contexts"),
    ("peppol/sml.py", "import einvoice.model", "roof over contexts"),
    ("shared/errors.py", "import enot.model", "roof over contexts"),
    ("shared/money.py", "import shared.tender", "every kernel module has a place"),
    ("enot/model.py", "import enot.service", "rooms of a context"),
    ("etender/service/__init__.py", "import etender.web", "rooms of a context"),
    ("einvoice/rules/__init__.py", "import litestar", "models and rules know no web"),
    ("shared/tender.py", "import httpx", "models and rules know no web"),
    ("enot/web.py", "import enot.context", "only the roof opens a front door"),
]


@pytest.mark.parametrize(("path", "statement", "contract"), VIOLATIONS)
def test_a_violation_is_caught(copy: Path, path: str, statement: str, contract: str) -> None:
    spoiled = _existing(copy, path)
    kept = spoiled.read_text()
    try:
        spoiled.write_text(kept + f"\n{statement}\n")
        result = _lint(copy)
    finally:
        spoiled.write_text(kept)
    assert result.returncode != 0, f"{statement} in {path} went unnoticed"
    broken = [line for line in result.stdout.splitlines() if line.endswith("BROKEN")]
    assert any(contract in line for line in broken), broken


def test_a_kernel_module_without_a_place_is_caught(copy: Path) -> None:
    homeless = copy / "shared" / "newcomer.py"
    homeless.write_text('"""A module nobody gave a place."""\n')
    try:
        result = _lint(copy)
    finally:
        homeless.unlink()
    assert result.returncode != 0
    assert "newcomer" in result.stdout


def _existing(copy: Path, path: str) -> Path:
    """A room is a file or, once grown, a folder."""
    file = copy / path
    if file.exists():
        return file
    other = file.parent.with_suffix(".py") if file.name == "__init__.py" else None
    grown = file.with_suffix("") / "__init__.py"
    return other if other and other.exists() else grown
