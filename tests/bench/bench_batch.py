"""The command `quaestor validate`: how long one small document takes from cold, and many at once.

Cold means a new process with compiled rules, schema copies and Python's byte code on disk. The
runs of 1, 2 and 4 processes take turns, so that a busy machine burdens all alike; times are wall
clock, the least and the median, and what the processor worked. Ratios say little while others use
the machine: its load is printed with them, and what commands of one process, side by side, reach.

    python tests/bench/bench_batch.py [documents]        with QUAESTOR_DATA set for official packs
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

COLD_RUNS = 15
TURNS = 3
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
    walls: dict[int, list[float]] = {jobs: [] for jobs in PROCESSES}
    apart: list[float] = []
    for _ in range(TURNS):
        for jobs in PROCESSES:
            walls[jobs].append(timed(command(work, str(folder), *output, "--jobs", str(jobs)))[0])
        apart.append(side_by_side(work, folder))
    for jobs, found in walls.items():
        least = min(found)
        say(
            f"batch {count} documents, {jobs} processes: least {least / 1000:6.2f} s"
            f"  {count / least * 1000:6.0f}/s  ratio {min(walls[1]) / least:4.2f}"
        )
    least = min(apart)
    say(
        f"{MOST} commands side by side, a share each: least {least / 1000:6.2f} s"
        f"  ratio {min(walls[1]) / least:4.2f}: what the machine allows"
    )


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
