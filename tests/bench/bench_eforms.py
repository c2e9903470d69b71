"""eForms rules: how soon all subtypes are ready, and notices against SaxonC-HE, in one run.

The engines take turns, each in a process of its own. Saxon runs the lean stylesheet of
tests/oracles, made for the one subtype; the product reads the notice, checks its schema and runs
the rules. Award notices are the product's own, grown to thousands of tenders; the maximal contract
notice is the SDK's example. Prints medians of wall time and the peak memory of each process.

    python tests/bench/bench_eforms.py [tenders ...]        with QUAESTOR_DATA set
"""

import copy
import datetime as dt
import json
import os
import resource
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from shared.xml.parse import Element  # noqa: E402  found by the line above

DAY = dt.date(2026, 11, 21)
SDK = "eforms-sdk-1.15.1"
STATIC = f"{SDK}/schematrons/static/complete-validation.sch"
MAXIMAL = "eforms-examples-1.15.1/notices/cn_24_maximal.xml"
# (turns, documents in a row) by bytes: small ones come in a row, as from a queue
TURNS = ((200_000, 15, 10), (2_000_000, 7, 1), (10**9, 3, 1))
SAXON_TURNS = {15: 15, 7: 3, 3: 1}  # it takes minutes for large ones


def product(work: Path) -> Callable[[bytes], Any]:
    from shared.packs import Packs
    from shared.validation.validator import Validator

    validator = Validator(Packs([work]), work / "cache")

    def validate(data: bytes) -> int:
        report = validator.validate(data, DAY)
        if report.absent_packs:
            raise RuntimeError("the SDK is not there")
        return len(report.findings)

    return validate


def rules_alone(work: Path) -> Callable[[bytes], Any]:
    from shared.schematron.cache import rule_set
    from shared.schematron.tree import document_of
    from shared.xml.parse import parse

    rules = rule_set(work / STATIC, work / "cache" / "rules")

    def run(data: bytes) -> int:
        root = parse(data)
        found = rules.run(document_of(root), DAY, f"eforms-{_subtype(root)}")
        return len({finding.assertion.id for finding in found})

    return run


def saxon(work: Path) -> Callable[[bytes], Any]:
    from shared.xml.parse import parse
    from tests.oracles.schematron_saxon import failures

    def run(data: bytes) -> int:
        found = failures(work / STATIC, data, f"eforms-{_subtype(parse(data))}")
        return len({failure.rule for failure in found})

    return run


def _subtype(root: Any) -> str:
    return str(root.findtext(".//{*}NoticeSubType/{*}SubTypeCode"))


ENGINES = {"product": product, "rules": rules_alone, "saxon": saxon}


def serve(engine: str, work: Path) -> None:
    """A child: for each `times file` on a line one answer with findings, time and peak memory."""
    act = ENGINES[engine](work)
    for line in sys.stdin:
        times, _, file = line.strip().partition(" ")
        data = Path(file).read_bytes()
        start = time.perf_counter()
        for _ in range(int(times)):
            found = act(data)
        taken = (time.perf_counter() - start) * 1000 / int(times)
        peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        sys.stdout.write(json.dumps({"found": found, "ms": taken, "peak_mb": peak_mb}) + "\n")
        sys.stdout.flush()


def ready(work: Path) -> None:
    """A child: read the compiled rules and make the plans of every subtype."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start = time.perf_counter()
    from shared.schematron.cache import rule_set

    rules = rule_set(work / STATIC, work / "cache" / "rules")
    for phase in rules.rules.phases:
        rules.prepare(phase)
    taken = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    told = {"subtypes": len(rules.rules.phases), "s": taken, "peak_mb": peak, "python_mb": before}
    sys.stdout.write(json.dumps(told))


class Child:
    """One engine in its own process."""

    def __init__(self, engine: str, work: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__, "--serve", engine, str(work)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, file: Path, times: int) -> dict[str, Any]:
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise RuntimeError("the child has no pipes")
        stdin.write(f"{times} {file}\n")
        stdin.flush()
        answer: dict[str, Any] = json.loads(stdout.readline())
        return answer

    def close(self) -> None:
        self._process.communicate()


def measure(name: str, file: Path, work: Path) -> None:
    size = file.stat().st_size
    turns, in_a_row = next((t, r) for most, t, r in TURNS if size < most)
    children = {engine: Child(engine, work) for engine in ENGINES}
    times: dict[str, list[float]] = {engine: [] for engine in ENGINES}
    last: dict[str, dict[str, Any]] = {}
    for turn in range(1 + turns):
        for engine, child in children.items():
            if engine == "saxon" and turn > SAXON_TURNS[turns]:
                continue
            last[engine] = child.ask(file, in_a_row)
            if turn:  # the first one compiles and warms
                times[engine].append(last[engine]["ms"])
    for child in children.values():
        child.close()
    if len({answer["found"] for answer in last.values()}) > 1:
        raise RuntimeError(f"the engines disagree on {name}")
    median = {engine: statistics.median(found) for engine, found in times.items()}
    print(  # noqa: T201  a bench tells its figures
        f"{name:24} {size / 1e6:5.2f} MB  product {median['product']:8.1f} ms "
        f"(rules {median['rules']:8.1f})  saxon {median['saxon']:9.1f} ms  "
        f"ratio {median['saxon'] / median['product']:6.1f}   "
        f"peak {last['product']['peak_mb']:4.0f} MB (saxon {last['saxon']['peak_mb']:5.0f} MB)"
    )


# documents ---------------------------------------------------------------------------------------


def award_notice_with(tenders: int) -> bytes:
    """The product's own award notice, its first tender and tendering party repeated."""
    from enot.eforms.award_notice import award_notice
    from enot.eforms.builder import CONTRACT_AWARD_NOTICE, build_notice, to_bytes
    from enot.eforms.table import own_table
    from enot.subtypes import Subtype
    from tests.enot.samples import awarded

    notice = award_notice(awarded(Subtype.AWARD_NOTICE))
    root = build_notice(own_table(), CONTRACT_AWARD_NOTICE, notice)
    result = next(root.iter("{*}NoticeResult"))
    for number in range(1001, 1001 + tenders):
        for path in ("LotTender", "TenderingParty", "LotResult/{*}LotTender"):
            repeat(next(result.iterfind("{*}" + path)), number)
    return to_bytes(root)


def repeat(element: Element, number: int) -> None:
    """A copy with other numbers behind it."""
    clone = copy.deepcopy(element)
    for identifier in [*clone.iterfind("{*}ID"), *clone.iterfind("{*}TenderingParty/{*}ID")]:
        prefix = (identifier.text or "").partition("-")[0]
        identifier.text = f"{prefix}-{number:04}"
    element.addnext(clone)


def unpack(work: Path) -> None:
    data = Path(os.environ["QUAESTOR_DATA"])
    for archive in (f"packs/{SDK}.tar.xz", "suites/eforms-examples-1.15.1.tar.xz"):
        with tarfile.open(data / archive) as file:
            file.extractall(work, filter="data")


def main(arguments: list[str]) -> None:
    if arguments[:1] == ["--serve"]:
        serve(arguments[1], Path(arguments[2]))
        return
    if arguments[:1] == ["--ready"]:
        ready(Path(arguments[1]))
        return
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        unpack(work)
        command = [sys.executable, __file__, "--ready", str(work)]
        told = [json.loads(subprocess.check_output(command)) for _ in range(6)]
        warm = sorted(told[1:], key=lambda each: float(each["s"]))[2]
        print(  # noqa: T201  a bench tells its figures
            f"{warm['subtypes']} subtypes ready in {warm['s'] * 1000:.0f} ms from the cache "
            f"({told[0]['s']:.1f} s when compiled), {warm['peak_mb']:.0f} MB"
        )
        measure("maximal contract notice", work / MAXIMAL, work)
        for tenders in [int(text) for text in arguments] or [100, 1_000, 4_000]:
            file = work / f"award-{tenders}.xml"
            file.write_bytes(award_notice_with(tenders))
            measure(f"award, {tenders} tenders", file, work)


if __name__ == "__main__":
    main(sys.argv[1:])
