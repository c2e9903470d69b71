"""100,000 different documents in a row, 24 threads at once, forks: no crash, no growth of memory.

A tenth of the documents have a fault. Prints documents a second and resident memory as it goes.

    python tests/bench/bench_endurance.py [documents]        with QUAESTOR_DATA set
"""

import datetime as dt
import multiprocessing
import os
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from shared.packs import Packs  # noqa: E402  found there
from shared.validation.validator import Validator  # noqa: E402  as above
from tests.shared.validation.invoices import invoice  # noqa: E402  as above

DAY = dt.date(2026, 11, 21)
DOCUMENTS = 100_000
THREADS = 24
PARTS = 10
FAULTY = 10
_BASES = [invoice(lines) for lines in (1, 2, 3, 5)]


def document(number: int) -> tuple[bytes, str]:
    """A document unlike the others, and the verdict on it."""
    data = _BASES[number % len(_BASES)].replace(b"F-2026-7", b"F-%d" % number)
    data = data.replace(b"Chair", b"Chair %d" % (number * 7919))
    if number % FAULTY:
        return data, "valid"
    return data.replace(b">EUR<", b">XXZ<"), "invalid"


def check(validator: Validator, number: int) -> None:
    data, expected = document(number)
    found = validator.validate(data, DAY).verdict.value
    if found != expected:
        raise RuntimeError(f"document {number} is {found}, not {expected}")


def resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def tell(what: str, count: int, start: float) -> None:
    rate = count / (time.perf_counter() - start)
    print(f"{what:24} {rate:7.0f} documents/s   {resident_mb():6.1f} MB")  # noqa: T201  a bench tells its figures


def in_a_row(validator: Validator, documents: int) -> None:
    part = max(1, documents // PARTS)
    for first in range(0, documents, part):
        start = time.perf_counter()
        for number in range(first, first + part):
            check(validator, number)
        tell(f"{first + part} in a row", part, start)


def in_threads(validator: Validator, documents: int) -> None:
    start = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as pool:
        for _ in pool.map(lambda number: check(validator, number), range(documents)):
            pass
    tell(f"{documents} in {THREADS} threads", documents, start)


def in_forks(validator: Validator, documents: int) -> None:
    """Children of a process whose validator has been used already."""
    start = time.perf_counter()
    context = multiprocessing.get_context("fork")
    part = documents // 4
    children = [
        context.Process(target=in_threads, args=(validator, part), daemon=True) for _ in range(4)
    ]
    for child in children:
        child.start()
    for child in children:
        child.join()
    if any(child.exitcode for child in children):
        raise RuntimeError("a forked child failed")
    tell(f"{documents} in 4 forks", documents, start)


def main(arguments: list[str]) -> None:
    if "QUAESTOR_DATA" not in os.environ:
        print("NOT RUN: QUAESTOR_DATA does not name a folder with official packs")  # noqa: T201  as above
        return
    documents = int(arguments[0]) if arguments else DOCUMENTS
    with tempfile.TemporaryDirectory() as folder:
        packs = Packs([Path(os.environ["QUAESTOR_DATA"]) / "packs"])
        validator = Validator(packs, Path(folder))
        in_a_row(validator, documents)
        in_threads(validator, documents // PARTS)
        in_forks(validator, documents // PARTS)


if __name__ == "__main__":
    main(sys.argv[1:])
