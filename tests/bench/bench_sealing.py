"""How long a large bid takes to sign, verify, seal and open, and how much memory each step needs.

    python -m tests.bench.bench_sealing [megabytes]

Never part of the timed suite. Every step runs in a process of its own, so that its peak memory is
its own; `start` is a process that only imports, the floor to subtract.
"""

import datetime as dt
import io
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from etender.sealing.beacon import LocalBeacon
from etender.sealing.envelope import open_bid, read_lock, seal_bid
from shared.clock import FrozenClock
from shared.signing.container import read_container
from shared.signing.credential import Credential
from shared.signing.devpki import DevelopmentAuthority, Usage
from shared.signing.signer import DataFile, sign_container, write_container
from shared.signing.validation import verify_container

NOW = dt.datetime(2026, 12, 1, 9, 0, tzinfo=dt.UTC)
DEADLINE = NOW + dt.timedelta(days=30)
MANY = 900


def start(_: Path) -> None:
    """Imports only."""


def sign(folder: Path) -> None:
    document = DataFile("plans.pdf", folder / "plans.pdf", "application/pdf")
    with (folder / "bid.asice").open("wb") as target:
        write_container(target, [document], _signer(folder), NOW)


def verify(folder: Path) -> None:
    with read_container(folder / "bid.asice") as container:
        (report,) = verify_container(container, [_signer(folder).anchor], NOW)
    if not report.passed:
        raise SystemExit(str(report))


def seal(folder: Path) -> None:
    beacon = _beacon(folder, NOW)
    with (folder / "bid.asice").open("rb") as source, (folder / "payload").open("wb") as target:
        sealed = seal_bid(source, target, beacon.info(), beacon.round_at(DEADLINE))
    (folder / "key").write_bytes(sealed.key_envelope)


def unseal(folder: Path) -> None:
    envelope = (folder / "key").read_bytes()
    signature = _beacon(folder, DEADLINE).signature(read_lock(envelope).round)
    with (folder / "payload").open("rb") as source, (folder / "opened").open("wb") as target:
        for piece in open_bid(source, envelope, signature):
            target.write(piece)


def verify_many(folder: Path) -> None:
    with read_container(folder / "many.asice") as container:
        (report,) = verify_container(container, [_signer(folder).anchor], NOW)
    if not report.passed:
        raise SystemExit(str(report))


STEPS: dict[str, Callable[[Path], None]] = {
    step.__name__: step for step in (start, sign, verify, seal, unseal, verify_many)
}


def _signer(folder: Path) -> Credential:
    return Credential.from_pem((folder / "signer.pem").read_bytes())


def _beacon(folder: Path, at: dt.datetime) -> LocalBeacon:
    return LocalBeacon.open(folder / "beacon.json", FrozenClock(at))


def _lay_out(folder: Path, megabytes: int) -> None:
    authority = DevelopmentAuthority.create("Root", NOW)
    signer = authority.issue("Jo", organisation="Jo", usage=Usage.SIGNATURE, now=NOW)
    (folder / "signer.pem").write_bytes(signer.pem())
    with (folder / "plans.pdf").open("wb") as file:
        for _ in range(megabytes):
            file.write(os.urandom(1_000_000))
    many = [DataFile(f"{n}.txt", b"%d" % n, "text/plain") for n in range(MANY)]
    (folder / "many.asice").write_bytes(sign_container(many, signer, NOW))
    _beacon(folder, NOW)


def _measure(step: str, folder: Path) -> None:
    STEPS[step](folder)  # warms the imports that a step does late
    began = time.perf_counter()
    STEPS[step](folder)
    seconds = time.perf_counter() - began
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    io.TextIOWrapper(sys.stdout.buffer).write(f"{step:<12} {seconds:8.3f} s {peak_mb:8.0f} MB\n")


def main(megabytes: int) -> None:
    """Prepare a folder, then run every step in a process of its own."""
    with tempfile.TemporaryDirectory() as name:
        _lay_out(Path(name), megabytes)
        for step in STEPS:
            command = [sys.executable, "-m", "tests.bench.bench_sealing", step, name]
            subprocess.run(command, check=True)


if __name__ == "__main__":
    if len(sys.argv) > 2:
        _measure(sys.argv[1], Path(sys.argv[2]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 50)
