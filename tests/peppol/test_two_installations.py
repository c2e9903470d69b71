"""Two installations, two homes, two servers: one document through zone, publisher and AS4."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from peppol.devpki import equip
from peppol.rules import RETRY_AFTER
from peppol.sml_zone import ZoneServer, read_zone_file
from shared.clock import SystemClock
from tests.peppol.world import CITY, INVOICE_XML, SUPPLIER

pytestmark = pytest.mark.slow

ZONE = "sml.two.test"
ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True)
class Site:
    """One installation with a server of its own."""

    home: Path
    port: int
    zone: str
    zone_file: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        return {
            **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
            "PYTHONPATH": str(ROOT),
            "QUAESTOR_HOME": str(self.home),
            "QUAESTOR_PORT": str(self.port),
            "QUAESTOR_BASE_URL": self.url,
            "QUAESTOR_CONTEXTS": "peppol",
            "QUAESTOR_PEPPOL_ZONE": ZONE,
            "QUAESTOR_PEPPOL_NAMESERVER": self.zone,
            "QUAESTOR_PEPPOL_ZONE_FILE": str(self.zone_file),
        }

    def run(self, *arguments: str) -> str:
        """The command line of this installation; fails when the command does."""
        done = subprocess.run(
            [sys.executable, "-m", "shared", "--home", str(self.home), *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @contextlib.contextmanager
    def serving(self) -> Iterator[None]:
        command = [sys.executable, "-m", "shared", "--home", str(self.home), "serve"]
        log = (self.home / "server.log").open("wb")
        with log, subprocess.Popen(command, env=self.environment, stdout=log, stderr=log) as server:
            try:
                self._wait_until_ready(server)
                yield
            finally:
                server.terminate()
                server.wait(PATIENCE_S)

    def _wait_until_ready(self, server: subprocess.Popen[bytes]) -> None:
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            assert server.poll() is None, (self.home / "server.log").read_text()
            with contextlib.suppress(httpx.TransportError):
                if httpx.get(f"{self.url}/health/live").status_code == 200:
                    return
            time.sleep(0.1)
        raise AssertionError("the server does not start")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def sites(tmp_path: Path) -> Iterator[tuple[Site, Site]]:
    zone_file = tmp_path / "zone.txt"
    homes = (tmp_path / "supplier", tmp_path / "city")
    equip(homes, SystemClock().now())
    with ZoneServer(ZONE, lambda: read_zone_file(zone_file)) as zone:
        supplier, city = (Site(home, free_port(), zone.address, zone_file) for home in homes)
        for site, who in ((supplier, SUPPLIER), (city, CITY)):
            site.run("migrate")
            site.run("peppol", "register", who.value, "--documents", "invoice,invoice-response")
        yield supplier, city


def wait_for(site: Site, status: str, patience_s: float = PATIENCE_S) -> str:
    end = time.monotonic() + patience_s
    while time.monotonic() < end:
        listed = site.run("peppol", "messages")
        if status in listed:
            return listed
        time.sleep(0.3)
    raise AssertionError(f"{status} not in {listed}")


def test_a_document_travels_between_two_installations_and_an_answer_back(
    sites: tuple[Site, Site], tmp_path: Path
) -> None:
    supplier, city = sites
    invoice = tmp_path / "invoice.xml"
    invoice.write_bytes(INVOICE_XML)
    addresses = ("--sender", SUPPLIER.value, "--receiver", CITY.value)
    with supplier.serving(), city.serving():
        found = supplier.run("peppol", "lookup", CITY.value)
        assert f"endpoint:    {city.url}/as4" in found
        assert "certificate: PBE000002" in found
        # the server's own worker sends it
        queued = supplier.run("peppol", "send", str(invoice), *addresses, "--no-wait").strip()
        assert queued in wait_for(supplier, "delivered")
        assert queued in wait_for(city, "received")
        # the command itself sends it, the other way
        back = ("--sender", CITY.value, "--receiver", SUPPLIER.value)
        sent = city.run("peppol", "send", str(invoice), *back)
        assert "delivered" in sent


def test_a_document_waits_for_a_receiver_that_is_switched_off(
    sites: tuple[Site, Site], tmp_path: Path
) -> None:
    supplier, city = sites
    invoice = tmp_path / "invoice.xml"
    invoice.write_bytes(INVOICE_XML)
    addresses = ("--sender", SUPPLIER.value, "--receiver", CITY.value)
    until_third_attempt = sum(pause.total_seconds() for pause in RETRY_AFTER[:2])
    with supplier.serving():
        supplier.run("peppol", "send", str(invoice), *addresses, "--no-wait")
        wait_for(supplier, "retry")
        with city.serving():
            # on a busy machine the city starts after the second attempt: the third comes later
            wait_for(supplier, "delivered", PATIENCE_S + until_third_attempt)
