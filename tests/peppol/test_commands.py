"""The command line, from keys to a delivered document."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from peppol.devpki import write_key
from peppol.sml_zone import ZoneServer
from shared.cli import quaestor
from tests.fakes import access_point as fake
from tests.fakes.access_point import FakeAccessPoint
from tests.peppol.conftest import ZONE
from tests.peppol.world import CITY, INVOICE_XML, SUPPLIER, network


@pytest.fixture
def home(
    tmp_path: Path, zone: ZoneServer, zone_file: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """The home of an installation with the keys of POP000001, at the moment the keys are for."""
    home = tmp_path / "home"
    network().pki.write_anchors(home / "peppol")
    write_key(network().sender, home / "peppol" / "access-point-key.pem")
    write_key(network().publisher, home / "peppol" / "publisher.pem")
    environment = {
        "CONTEXTS": "peppol",
        "BASE_URL": "http://ap.example",
        "PEPPOL_ZONE": ZONE,
        "PEPPOL_NAMESERVER": zone.address,
        "PEPPOL_ZONE_FILE": str(zone_file),
        "CLOCK_OFFSET_FILE": str(_offset(home)),
    }
    for name, value in environment.items():
        monkeypatch.setenv(f"QUAESTOR_{name}", value)
    run(home, "migrate")
    return home


def _offset(home: Path) -> Path:
    from shared.clock import SystemClock
    from tests.peppol.world import NOW

    file = home / "offset"
    file.write_text(str((NOW - SystemClock().now()).total_seconds()))
    return file


def run(home: Path, *arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(quaestor, ["--home", str(home), *arguments])
    assert result.exit_code == code, result.output + repr(result.exception)
    return result.output


def test_a_participant_is_published_listed_and_withdrawn(home: Path) -> None:
    run(home, "peppol", "register", SUPPLIER.value, "--documents", "invoice, order")
    assert "2 entries signed" in run(home, "peppol", "republish")
    run(home, "peppol", "unregister", SUPPLIER.value)
    assert "0 entries signed" in run(home, "peppol", "republish")


def test_an_unknown_document_is_refused(home: Path) -> None:
    run(home, "peppol", "register", SUPPLIER.value, "--documents", "poem", code=1)


def test_a_receiver_is_looked_up(home: Path, peer: FakeAccessPoint) -> None:
    found = run(home, "peppol", "lookup", CITY.value)
    assert f"{peer.url}/as4" in found
    assert "POP000002" in found


def test_a_file_is_sent_and_the_command_waits_until_it_is_delivered(
    home: Path, peer: FakeAccessPoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import datetime as dt

    from peppol import rules

    monkeypatch.setattr(rules, "RETRY_AFTER", (dt.timedelta(milliseconds=50),))
    file = tmp_path / "invoice.xml"
    file.write_bytes(INVOICE_XML)
    peer.behaviours = [fake.is_overloaded]
    sent = run(
        home, "peppol", "send", str(file), "--sender", SUPPLIER.value, "--receiver", CITY.value
    )
    assert "to be tried again" in sent
    assert "delivered: delivered" in sent
    listed = run(home, "peppol", "messages")
    assert sent.splitlines()[0] in listed
    assert "invoice" in listed


def test_development_keys_are_given_to_every_home(tmp_path: Path) -> None:
    homes = [str(tmp_path / name) for name in ("a", "b")]
    result = CliRunner().invoke(quaestor, ["peppol", "development-keys", *homes])
    assert [line.rpartition(" ")[2] for line in result.output.splitlines()] == [
        "PBE000001",
        "PBE000002",
    ]
    for home in homes:
        assert len(list((Path(home) / "peppol").glob("*.pem"))) == 4
