"""The end of a command: quick, but nothing that was to happen is left out."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
CALL = "from shared.cli import main; main()"
LATE = """
import threading
threading.Thread(target=lambda: (threading.main_thread().join(), print('late'))).start()
"""
FREED = """
import os, sys
class Kept:
    def __del__(self, write=os.write):
        write(1, b"freed")
sys.kept = Kept()
"""
WATCHING = """
import threading
threading.Thread(target=threading.Event().wait, daemon=True).start()
"""


def run(before: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", f"{before}\n{CALL}", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_what_was_registered_for_the_end_happens() -> None:
    done = run("import atexit; atexit.register(print, 'bye')", "--version")
    assert (done.returncode, done.stdout.split("\n")[1:]) == (0, ["bye", ""])


def test_a_thread_that_still_works_is_waited_for() -> None:
    done = run(LATE, "--version")
    assert done.returncode == 0
    assert done.stdout.endswith("late\n")


def test_a_thread_that_only_watches_keeps_nobody_waiting() -> None:
    assert "freed" not in run(FREED + WATCHING, "--version").stdout
    assert "freed" in run(FREED + LATE, "--version").stdout  # the usual way, object by object


def test_a_refusal_keeps_its_code_and_its_words() -> None:
    done = run("", "rules", "explain", "XX-9")
    assert done.returncode == 1
    assert "what to do" in done.stderr


def test_a_misused_command_keeps_its_code() -> None:
    assert run("", "nosuch").returncode == 2


def test_all_that_was_written_arrives_at_the_end_of_a_pipe() -> None:
    done = run("", "packs", "list", "--format", "json")
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)) > 3
