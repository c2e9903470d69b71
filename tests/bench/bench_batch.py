"""The command `quaestor validate`: how long one small document takes from cold, and many at once.

Cold means a new process with compiled rules, schema copies and Python's byte code on disk. The
runs of 2 and 4 processes are held against those of one process just before and after, because the
speed of a machine with neighbours swings; times are wall clock. Ratios say little while others use
the machine: its load is printed with them, and what commands of one process, side by side, reach.

    python tests/bench/bench_batch.py [documents]        with QUAESTOR_DATA set for official packs
"""

import itertools
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

COLD_RUNS = 15
TURNS = 5
PROCESSES = (1, 2, 4)
MOST = max(PROCESSES)


def environment() -> dict[str, str]:
    """Without the setting that keeps byte code from being written."""
    kept = {key: text for key, text in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPATH": str(ROOT)}


def command(work: Path, *arguments: str) -> list[str]:
    data = os.environ.get("QUAESTOR_DATA")
    packs = ["--packs", f"{data}/packs"] if data else []
    home = ["--home", str(work / "home")]
    return [sys.executable, "-m", "shared", *home, "validate", *packs, *arguments]


def timed(called: list[str]) -> tuple[float, float]:
    """Wall clock and processor time in milliseconds; the command must say that all is valid."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    done = subprocess.run(called, env=environment(), capture_output=True, check=False)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise RuntimeError((done.stdout + done.stderr).decode()[-2000:])
    worked = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall * 1000, worked * 1000


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201  a bench tells its figures


def cold(work: Path) -> None:
    from tests.shared.validation.invoices import invoice

    file = work / "small.xml"
    file.write_bytes(invoice(1))
    called = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "quaestor validate small.xml": command(work, str(file)),
    }
    for _ in range(2):  # writes caches and byte code
        timed(called["quaestor validate small.xml"])
    for name, words in called.items():
        runs = [timed(words) for _ in range(COLD_RUNS)]
        walls, worked = [wall for wall, _ in runs], [cpu for _, cpu in runs]
        say(
            f"cold  {name:28} least {min(walls):6.0f} ms  median {statistics.median(walls):6.0f} ms"
            f"  processor {min(worked):6.0f} ms"
        )


def batch(work: Path, count: int) -> None:
    from tests.shared.validation.invoices import invoice

    folder = work / "many"
    folder.mkdir()
    for number in range(count):
        text = invoice(1 + number % 5).replace(b"F-2026-7", b"F-%d" % number)
        (folder / f"{number}.xml").write_bytes(text)
    output = ["--format", "json", "--output", str(work / "answers.json")]

    def seconds(jobs: int) -> float:
        return timed(command(work, str(folder), *output, "--jobs", str(jobs)))[0] / 1000

    seconds(MOST)  # reads the files into memory
    turns = Turns(seconds(1))
    for _ in range(TURNS):
        for jobs in PROCESSES[1:]:
            turns.took[f"{jobs} processes"].append(seconds(jobs))
        turns.took[f"{MOST} commands side by side"].append(side_by_side(work, folder) / 1000)
        turns.alone.append(seconds(1))
    say(f"batch {count} documents, 1 process: {count / statistics.median(turns.alone):5.0f}/s")
    for name, ratios in turns.ratios().items():
        said = " ".join(f"{ratio:4.2f}" for ratio in ratios)
        say(f"batch {name:24} median ratio {statistics.median(ratios):4.2f}  ({said})")


class Turns:
    """Seconds of one process before and after each turn, and those of the others in between."""

    def __init__(self, first: float) -> None:
        self.alone = [first]
        self.took: dict[str, list[float]] = defaultdict(list)

    def ratios(self) -> dict[str, list[float]]:
        """How often faster than one process around the same moment."""
        around = [(before + after) / 2 for before, after in itertools.pairwise(self.alone)]
        return {
            name: [alone / took for alone, took in zip(around, walls, strict=True)]
            for name, walls in self.took.items()
        }


def side_by_side(work: Path, folder: Path) -> float:
    """Milliseconds that as many commands of one process take, each with its share."""
    files = sorted(folder.iterdir())
    start = time.perf_counter()
    running = [
        subprocess.Popen(
            command(work, *map(str, files[number::MOST]), "--jobs", "1", "--format", "json"),
            env=environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for number in range(MOST)
    ]
    if any(process.wait() for process in running):
        raise RuntimeError("a command did not say that all is valid")
    return (time.perf_counter() - start) * 1000


def main(arguments: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        say(f"load  {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        cold(Path(folder))
        batch(Path(folder), int(arguments[0]) if arguments else 2_000)
        say(f"load  {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


if __name__ == "__main__":
    main(sys.argv[1:])
