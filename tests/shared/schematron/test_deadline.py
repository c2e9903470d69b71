"""Rules that would run for ever, or fill the memory, are ended; what runs beside them is not."""

import datetime as dt
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from shared.packs import Packs
from shared.schematron import deadline
from shared.schematron.deadline import rest, within
from shared.schematron.engine import RuleSet
from shared.schematron.errors import RulesWithoutEnd
from shared.schematron.generator.module import compile_schema
from shared.schematron.tree import document_of
from shared.validation.report import LayerStatus, Verdict
from shared.validation.validator import Validator
from shared.xml.parse import parse
from tests.shared.schematron.evaluating import pattern, rule, schema_of
from tests.shared.validation.small_sdk import notice, small_sdk

ROOT = Path(__file__).resolve().parents[3]
TODAY = dt.date(2026, 11, 22)
MANY = b"<r>" + b"<a>1</a>" * 400 + b"</r>"
LOOPS = {
    "loops in loops": "every $a in a, $b in a, $c in a, $d in a satisfies $a + $b + $c + $d > 0",
    "predicates in predicates": "a[../a[../a[../a[../a = 1] = 1] = 1] = 1]",
    "brothers of brothers": "count(a[count(../a[count(../a[. = '1']) > 9]) > 9]) > 9",
    "sequences of sequences": "count(for $a in a, $b in a, $c in a, $d in a return $a) = 1",
}


def rules(*tests: str) -> RuleSet:
    return RuleSet(compile_schema(schema_of(pattern(rule("/*", *tests)))))


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadline, "LIMIT_S", 0.1)
    monkeypatch.setattr(deadline, "_GLANCE_S", 0.05)
    rest()


@pytest.mark.usefixtures("short")
@pytest.mark.parametrize("test", LOOPS.values(), ids=LOOPS.keys())
def test_loops_without_end_are_ended(test: str) -> None:
    hostile = rules(test)
    with pytest.raises(RulesWithoutEnd):
        hostile.run(document_of(parse(MANY)), TODAY)
    # and the same rules answer as ever for what they can
    assert len(hostile.run(document_of(parse(b"<r><a>1</a></r>")), TODAY)) <= 1


def test_what_fills_the_memory_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadline, "MOST_BYTES", 30_000_000)
    monkeypatch.setattr(deadline, "_GLANCE_S", 0.02)
    rest()
    filling = rules(LOOPS["sequences of sequences"])
    with pytest.raises(RulesWithoutEnd):
        filling.run(document_of(parse(MANY)), TODAY)


@pytest.mark.usefixtures("short")
def test_a_run_beside_it_comes_to_its_own_end() -> None:
    hostile, honest = rules(LOOPS["loops in loops"]), rules("count(a) = 1")
    with ThreadPoolExecutor(2) as threads:
        ended = threads.submit(hostile.run, document_of(parse(MANY)), TODAY)
        while not ended.done():
            found = threads.submit(honest.run, document_of(parse(MANY)), TODAY)
            assert [finding.number for finding in found.result(30)] == [0]
    assert isinstance(ended.exception(), RulesWithoutEnd)


@pytest.mark.usefixtures("short")
def test_the_end_may_come_while_a_run_ends_by_itself() -> None:
    """Whenever it comes, it is told as a refusal or not at all."""
    for milliseconds in range(90, 170, 4):
        try:
            assert within(0.1, partial(_busy, milliseconds / 1000), "x") == "done"
        except RulesWithoutEnd:
            continue
    time.sleep(0.3)  # what comes too late would come here


def _busy(seconds: float) -> str:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        pass
    return "done"


def test_nobody_watches_where_nothing_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadline, "_IDLE_S", 0.0)
    monkeypatch.setattr(deadline, "_GLANCE_S", 0.01)
    rest()
    assert within(60, lambda: 1, "x") == 1
    watching = deadline._watch._thread
    if watching is not None:
        watching.join(30)
    assert deadline._watch._thread is None


FORKING = """
import os, threading, time
from shared.schematron import deadline
deadline.within(60, lambda: 1, "x")
deadline.rest()
assert threading.active_count() == 1
child = os.fork()
if child == 0:
    deadline._GLANCE_S = 0.05
    try:
        deadline.within(0.1, lambda: [1 for _ in iter(int, 1)], "x")
    except deadline.RulesWithoutEnd:
        os._exit(7)
    os._exit(1)
raise SystemExit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no processes are forked here")
def test_a_forked_process_has_a_watch_of_its_own() -> None:
    done = subprocess.run([sys.executable, "-c", FORKING], cwd=ROOT, timeout=60, check=False)
    assert done.returncode == 7


@pytest.mark.usefixtures("short")
def test_a_document_whose_rules_have_no_end_stays_undetermined(tmp_path: Path) -> None:
    small_sdk(tmp_path)
    path = next(tmp_path.rglob("static/complete-validation.sch"))
    endless = "every $a in 1 to 900, $b in 1 to 900, $c in 1 to 900 satisfies $a + $b + $c &gt; 0"
    for part in path.parent.glob("*.sch"):
        text = part.read_text()
        part.write_text(text.replace('test="', f'test="({endless}) and '))
    report = Validator(Packs([tmp_path])).validate(notice("<cbc:Name>x</cbc:Name>"), TODAY)
    assert report.verdict is Verdict.UNDETERMINED
    assert [layer.status for layer in report.layers][-1] is LayerStatus.UNDETERMINED
    assert "ended after" in report.findings[-1].says
