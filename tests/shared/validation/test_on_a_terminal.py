"""What `quaestor validate` shows on a terminal while it compiles rules."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.shared.validation.invoices import invoice

HIDDEN, SHOWN = "\x1b[?25l", "\x1b[?25h"


@pytest.fixture
def called(tmp_path: Path) -> list[str]:
    (tmp_path / "invoice.xml").write_bytes(invoice())
    home = ["--home", str(tmp_path / "home")]
    file = ["--language", "fr", str(tmp_path / "invoice.xml")]
    return [sys.executable, "-m", "shared", *home, "validate", *file]


def on_a_terminal(called: list[str]) -> tuple[int, str]:
    """The exit code, and what is written to a standard error that is a terminal."""
    terminal, its_end = pty.openpty()
    with subprocess.Popen(called, stderr=its_end, stdout=subprocess.DEVNULL) as process:
        os.close(its_end)
        written = b"".join(iter(lambda: _read(terminal), b""))
    os.close(terminal)
    return process.returncode, written.decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 10_000)
    except OSError:  # the other end was closed
        return b""


def test_rules_that_are_compiled_first_have_a_bar_each(called: list[str]) -> None:
    code, written = on_a_terminal(called)
    assert code == 0
    assert "Compilation, une seule fois : EN 16931 1.3.16 (UBL)" in written
    assert written.count("100%") == 2
    assert written.rfind(SHOWN) > written.rfind(HIDDEN)
    assert on_a_terminal(called) == (0, "")


def test_the_cursor_comes_back_when_rules_cannot_be_compiled(
    called: list[str], tmp_path: Path
) -> None:
    broken = tmp_path / "packs" / "peppol-2026.5"
    broken.mkdir(parents=True)
    (broken / "PEPPOL-EN16931-UBL.sch").write_text("<schema")
    code, written = on_a_terminal([*called, "--packs", str(tmp_path / "packs")])
    assert code == 2
    assert "Peppol BIS Billing 2026.5" in written
    assert written.rfind(SHOWN) > written.rfind(HIDDEN)


def test_a_file_that_takes_the_errors_gets_no_bar(called: list[str]) -> None:
    done = subprocess.run(called, capture_output=True, check=True)
    assert done.stderr == b""
