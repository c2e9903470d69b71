"""Validation against phive with the same official rules, in a JVM that is warm.

Both parse the document, check it against UBL 2.1 and run the rules of EN 16931 and Peppol; phive is
taken as its users take it, from Maven Central (see phive/pom.xml). phive's time grows with the
square of the lines, so documents are small by default.

    python tests/bench/bench_phive.py [lines ...]     with QUAESTOR_DATA set, and mvn at hand
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench.bench_validation import Child, measure, python_child, queue_of, told  # noqa: E402  found there

POM = Path(__file__).with_name("phive") / "pom.xml"
# a JVM compiles what it has run often enough
WARMING = 200


def built(work: Path) -> list[str] | None:
    """The command that runs the peer, or None with the reason told."""
    maven = shutil.which("mvn")
    if maven is None or shutil.which("java") is None:
        print("NOT RUN: phive needs mvn and java")  # noqa: T201  a bench tells its figures
        return None
    goals = ["compile", "dependency:build-classpath", f"-Dmdep.outputFile={work / 'classpath'}"]
    options = ["-B", "-q", "-f", str(POM), f"-Dtarget={work}"]
    done = subprocess.run([maven, *options, *goals], capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"NOT RUN: phive cannot be built: {done.stdout[-300:]}")  # noqa: T201  as above
        return None
    classes = f"{work / 'classes'}{os.pathsep}{(work / 'classpath').read_text()}"
    return ["java", "-cp", classes, "Peer"]


def compare(lines: int, command: list[str], work: Path) -> None:
    folder = queue_of(lines, work)
    small = folder if lines == 1 else work / "queue-1"
    if not small.exists():
        queue_of(1, work)
    ours, theirs = python_child("product", work), Child(command)
    for _ in range(WARMING):
        theirs.ask(small)
    turns = measure(lines, ours, theirs, folder)
    ours.close()
    theirs.close()
    print(f"{lines:6} lines   {told(turns, 'phive')}")  # noqa: T201  as above


def main(arguments: list[str]) -> None:
    if "QUAESTOR_DATA" not in os.environ:
        print("NOT RUN: QUAESTOR_DATA does not name a folder with official packs")  # noqa: T201  as above
        return
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        command = built(work)
        print(f"load of the machine: {os.getloadavg()[0]:.1f}")  # noqa: T201  as above
        for lines in map(int, arguments or ["1", "100"]) if command else ():
            compare(lines, command or [], work)


if __name__ == "__main__":
    main(sys.argv[1:])
