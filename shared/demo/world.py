"""The world of the demonstration: two installations as real processes, a locator zone, a clock."""

import asyncio
import datetime as dt
import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx
from cryptography.hazmat.primitives.serialization import Encoding

from peppol.devpki import DevelopmentPki, write_key
from peppol.identifiers import (
    CREDIT_NOTE,
    INVOICE,
    INVOICE_RESPONSE,
    BusinessService,
    ParticipantIdentifier,
)
from peppol.service.publishing import register_participant
from peppol.sml_zone import ZoneServer, read_zone_file
from shared.boot import open_installation
from shared.clock import SteeredClock, SystemClock
from shared.demo.packs import unpacked
from shared.demo.people import ARDENNE, CITY, DE_POTLODEN, People, seat_people
from shared.identity import OrganisationKind, service
from shared.identity.actor import Role
from shared.installation import Installation
from shared.migrations import migrate_now
from shared.party import Party
from shared.settings import PREFIX, Settings
from shared.signing.devpki import DevelopmentAuthority

ZONE = "sml.demonstration.example"
_START_TIMEOUT_S = 60
SUPPLIER_ERP = "erp-ardenne"
ERP_SECRET = "demonstration only"  # noqa: S105  a sample client of a sample installation


@dataclass(frozen=True, slots=True)
class Place:
    """One installation: its folder, its address, its seat in the Peppol network."""

    name: str
    home: Path
    port: int
    contexts: str
    seat: str

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def environment(self, world: "World") -> dict[str, str]:
        """The settings of this installation as a child process reads them."""
        chosen = {
            "HOME": str(self.home),
            "PORT": str(self.port),
            "BASE_URL": self.url,
            "CONTEXTS": self.contexts,
            "CLOCK_OFFSET_FILE": str(world.clock_file),
            "PACKS": ":".join(str(folder) for folder in world.packs),
            "RATE_LIMIT_PER_MINUTE": "100000",
            "PEPPOL_ZONE": ZONE,
            "PEPPOL_ZONE_FILE": str(world.zone_file),
            "PEPPOL_NAMESERVER": world.nameserver,
        }
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(PREFIX)}
        return inherited | {PREFIX + name: value for name, value in chosen.items()}


class World:
    """A context manager: everything is there inside, every process is gone after."""

    def __init__(self, work: Path, packs: tuple[Path, ...], port: int = 0) -> None:
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
        self.work = work.resolve()
        self.packs = unpacked([folder.resolve() for folder in packs], self.work)
        self.clock_file = self.work / "clock-offset"
        self.zone_file = self.work / "zone.txt"
        self.clock = SteeredClock(self.clock_file)
        first = port if port and _is_free(port) else _free_port()
        every = "peppol,enot,etender,ecatalog,einvoice"
        self.authority = Place("authority", self.work / "authority", first, every, "POP000101")
        supplier_port = _free_port()
        self.supplier = Place(
            "supplier", self.work / "supplier", supplier_port, "peppol", "POP000102"
        )
        self.signing_ca = DevelopmentAuthority.create("Demonstration Citizen CA", self._real_now())
        self._stack = ExitStack()
        self.nameserver = ""
        self.people: People

    @property
    def places(self) -> tuple[Place, Place]:
        return self.authority, self.supplier

    def __enter__(self) -> Self:
        zone = ZoneServer(ZONE, lambda: read_zone_file(self.zone_file))
        self._stack.enter_context(zone)
        self.nameserver = zone.address
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def make_keys(self) -> None:
        """Certificates for both access points and publishers, and the anchor of bid signatures."""
        network = DevelopmentPki.make(self._real_now())
        for place in self.places:
            folder = place.home / "peppol"
            network.write_anchors(folder)
            write_key(network.access_point(place.seat), folder / "access-point-key.pem")
            write_key(network.publisher(place.seat), folder / "publisher.pem")
            anchors = place.home / "anchors"
            anchors.mkdir(parents=True)
            pem = self.signing_ca.anchor.public_bytes(Encoding.PEM)
            (anchors / "demonstration.pem").write_bytes(pem)

    def settle(self) -> None:
        """Make the tables of both installations and seat everybody."""
        for place in self.places:
            migrate_now(self.settings(place).effective_database_url)
        self.people = asyncio.run(self._seat())

    def settings(self, place: Place) -> Settings:
        return Settings.from_environment(place.environment(self))

    async def _seat(self) -> People:
        here = open_installation(self.settings(self.authority))
        there = open_installation(self.settings(self.supplier))
        try:
            people = await seat_people(here)
            await _register_machines(here, _CLIENTS_HERE)
            await _register_machines(there, _CLIENTS_THERE)
            await _register_participant(here, "authority", RECEIVED_BY_AUTHORITY)
            await _register_participant(there, "supplier", RECEIVED_BY_SUPPLIER)
        finally:
            await here.close()
            await there.close()
        return people

    def quaestor(self, place: Place, *arguments: str) -> str:
        """Run a command on one installation; returns what it printed."""
        done = subprocess.run(  # noqa: S603  our own command
            [sys.executable, "-m", "shared", "--home", str(place.home), *arguments],
            env=place.environment(self),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"quaestor {' '.join(arguments)}: {done.stdout}{done.stderr}")
        return done.stdout

    def serve(self) -> None:
        """Start both servers and wait until they are ready."""
        started = [(place, self._start(place)) for place in self.places]
        for place, server in started:
            _wait_until_ready(place.url, server, self.work / f"{place.name}.log")

    def _start(self, place: Place) -> subprocess.Popen[bytes]:
        log = self._stack.enter_context((self.work / f"{place.name}.log").open("wb"))
        server = subprocess.Popen(  # noqa: S603  our own command
            [sys.executable, "-m", "shared", "--home", str(place.home), "serve"],
            env=place.environment(self),
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        self._stack.callback(_stop, server)
        return server

    @staticmethod
    def _real_now() -> dt.datetime:
        return SystemClock().now()


async def _register_machines(
    installation: Installation, clients: dict[str, tuple[Party, OrganisationKind, list[Role]]]
) -> None:
    async with installation.begin() as db:
        for client_id, (party, kind, roles) in clients.items():
            organisation = await service.register_organisation(db, party, kind)
            await service.register_client(
                db, organisation, roles, client_id=client_id, name=client_id, secret=ERP_SECRET
            )


async def _register_participant(
    installation: Installation, who: str, services: tuple[BusinessService, ...]
) -> None:
    participant = ParticipantIdentifier.parse(PARTICIPANTS[who])
    async with installation.begin() as db:
        await register_participant(db, installation, participant, services)


_SUPPLIER = OrganisationKind.SUPPLIER
_CLIENTS_HERE = {
    "ardenne": (ARDENNE, _SUPPLIER, [Role.BIDDER, Role.SELLER]),
    "potloden": (DE_POTLODEN, _SUPPLIER, [Role.BIDDER, Role.SELLER]),
    "kerkebeek": (CITY, OrganisationKind.AUTHORITY, [Role.BUYER]),
}
_CLIENTS_THERE = {SUPPLIER_ERP: (ARDENNE, _SUPPLIER, [Role.SELLER])}
RECEIVED_BY_AUTHORITY = (INVOICE, CREDIT_NOTE)
RECEIVED_BY_SUPPLIER = (INVOICE_RESPONSE,)
PARTICIPANTS = {
    "authority": f"0208:{CITY.enterprise_number}",
    "supplier": f"0208:{ARDENNE.enterprise_number}",
}


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _START_TIMEOUT_S
    while time.monotonic() < until:
        if server.poll() is not None:
            break
        try:
            if httpx.get(f"{url}/health/ready", timeout=2).status_code == 200:  # noqa: PLR2004
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise RuntimeError(f"{url} did not start:\n{log.read_text(errors='replace')[-4000:]}")


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(timeout=10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
