"""The locator: names by hash, NAPTR answers over real DNS packets on loopback."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from peppol.identifiers import ParticipantIdentifier
from peppol.sml import DiscoveryUnreachable, DnsResolver, NaptrRecord, locator_name, publisher_url
from peppol.sml_zone import ZoneServer, read_zone_file, register_in_zone_file
from peppol.smp import MetadataRefused, NotRegistered
from tests.peppol.world import CITY, SUPPLIER

ZONE = "participant.sml.test"


@pytest.mark.parametrize(
    ("value", "label"),
    [
        ("0088:123abc", "Y7DZFXAF3D4CJZ4KCGRXTEC6TWVCGA4KY7ZWA5BOIF6MSWD4TDRQ"),
        ("0088:123ABC", "Y7DZFXAF3D4CJZ4KCGRXTEC6TWVCGA4KY7ZWA5BOIF6MSWD4TDRQ"),
        ("0010:5798000000001", "XUKHFQABQZIKI3YKVR2FHR4SNFA3PF5VPQ6K4TONV3LMVSY5ARVQ"),
    ],
)
def test_the_name_is_the_hash_that_the_specification_gives(value: str, label: str) -> None:
    participant = ParticipantIdentifier.parse(value)
    assert locator_name(participant, ZONE) == f"{label}.iso6523-actorid-upis.{ZONE}"


class Records:
    """A resolver that answers what it was made with."""

    def __init__(self, *records: NaptrRecord) -> None:
        self._records = records

    def lookup(self, name: str) -> tuple[NaptrRecord, ...]:
        return self._records


def record(
    regexp: str, service: str = "Meta:SMP", flags: str = "U", order: int = 100
) -> NaptrRecord:
    return NaptrRecord(order, 10, flags, service, regexp)


@pytest.mark.parametrize(
    "regexp",
    ["!.*!https://smp.example/!", "!^.*$!https://smp.example!", "|.*|https://smp.example|i"],
)
def test_the_address_is_what_the_expression_puts_in(regexp: str) -> None:
    assert publisher_url(CITY, Records(record(regexp)), ZONE) == "https://smp.example"


@pytest.mark.parametrize(
    "address",
    [
        "http://smp.example/",
        "https://user@smp.example/",
        "https://smp.example/?a=b",
        "https://smp.example/#x",
        "https://",
        "ftp://smp.example/",
    ],
)
def test_an_address_that_is_no_plain_https_one_is_refused(address: str) -> None:
    with pytest.raises(MetadataRefused):
        publisher_url(CITY, Records(record(f"!.*!{address}!")), ZONE)


def test_records_of_other_services_do_not_count_and_the_lowest_order_wins() -> None:
    records = Records(
        record("!.*!https://other.example/!", service="E2U+sip", order=1),
        record("!.*!https://second.example/!", order=20),
        record("!.*!https://first.example/!", service="meta:smp", flags="u", order=10),
    )
    assert publisher_url(CITY, records, ZONE) == "https://first.example"


def test_an_expression_that_computes_is_refused() -> None:
    with pytest.raises(MetadataRefused):
        publisher_url(CITY, Records(record("!^0208:(.*)$!https://\\1.example/!")), ZONE)


@pytest.fixture
def zone(tmp_path: Path) -> Iterator[ZoneServer]:
    path = tmp_path / "zone.txt"
    register_in_zone_file(path, CITY, "http://127.0.0.1:1/smp")
    with ZoneServer(ZONE, lambda: read_zone_file(path)) as server:
        yield server


def test_a_registered_participant_is_found_over_dns(zone: ZoneServer) -> None:
    found = publisher_url(CITY, DnsResolver(zone.address), ZONE, plain_http_allowed=True)
    assert found == "http://127.0.0.1:1/smp"


def test_who_is_not_registered_is_said_to_be_so(zone: ZoneServer) -> None:
    with pytest.raises(NotRegistered):
        publisher_url(SUPPLIER, DnsResolver(zone.address), ZONE, plain_http_allowed=True)


def test_a_locator_that_does_not_answer_is_tried_again_later(zone: ZoneServer) -> None:
    zone.__exit__(None, None, None)
    with pytest.raises(DiscoveryUnreachable):
        publisher_url(CITY, DnsResolver(zone.address, timeout_s=0.3), ZONE)
    zone.__init__(ZONE, dict)  # type: ignore[misc]  # so that the fixture can leave it again
    zone.__enter__()


def test_octets_that_are_no_query_get_no_answer(zone: ZoneServer) -> None:
    assert zone.respond(b"") is None
    assert zone.respond(b"\0" * 11) is None


def test_registering_again_replaces_the_address(tmp_path: Path) -> None:
    path = tmp_path / "zone.txt"
    register_in_zone_file(path, CITY, "https://old.example")
    register_in_zone_file(path, CITY, "https://new.example")
    assert read_zone_file(path) == {CITY.value: "https://new.example"}
