"""Metadata at /smp: stored signed bytes, found by percent-encoded identifiers."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from litestar import Litestar
from litestar.testing import AsyncTestClient

from peppol import smp
from peppol.access_point import access_point_of
from peppol.devpki import write_key
from peppol.identifiers import CREDIT_NOTE, INVOICE, ORDER
from peppol.model import SmpEntry
from peppol.service import register_participant, republish, unregister_participant
from peppol.sml_zone import read_zone_file
from peppol.smp import ServiceMetadata
from shared.audit import Audit, AuditEntry
from shared.installation import Installation
from tests.peppol.world import NOW, SUPPLIER, network


@pytest.fixture
async def client(app: Litestar) -> AsyncIterator[AsyncTestClient[Litestar]]:
    async with AsyncTestClient(app) as client:
        yield client


async def publish(installation: Installation, *services: object) -> None:
    async with installation.begin() as db:
        await register_participant(db, installation, SUPPLIER, services)  # type: ignore[arg-type]  # services


async def test_published_metadata_is_served_and_verifies(
    installation: Installation, client: AsyncTestClient[Litestar]
) -> None:
    await publish(installation, INVOICE, CREDIT_NOTE)
    answer = await client.get(f"/smp/{smp.metadata_path(SUPPLIER, INVOICE.document_type)}")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/xml")
    found = smp.read_service_metadata(
        answer.content, trust=network().pki.publisher_anchors, now=NOW
    )
    assert isinstance(found, ServiceMetadata)
    endpoint = found.endpoint(INVOICE.process, NOW)
    assert endpoint.url == "http://testserver.local/as4"
    assert endpoint.certificate.common_name == "POP000001"


async def test_the_same_bytes_are_served_every_time(
    installation: Installation, client: AsyncTestClient[Litestar]
) -> None:
    await publish(installation, INVOICE)
    path = f"/smp/{smp.metadata_path(SUPPLIER, INVOICE.document_type)}"
    assert (await client.get(path)).content == (await client.get(path)).content


async def test_the_service_group_leads_to_the_metadata(
    installation: Installation, client: AsyncTestClient[Litestar]
) -> None:
    await publish(installation, INVOICE, ORDER)
    answer = await client.get(f"/smp/{smp.group_path(SUPPLIER)}")
    participant, hrefs = smp.read_service_group(answer.content)
    assert participant == SUPPLIER
    assert len(hrefs) == 2
    for href in hrefs:
        path = href.removeprefix("http://testserver.local")
        assert (await client.get(path)).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        smp.group_path(SUPPLIER),
        smp.metadata_path(SUPPLIER, INVOICE.document_type),
        f"{smp.group_path(SUPPLIER)}/other",
        "nobody",
        f"{smp.group_path(SUPPLIER)}/services/a%20b",
        "x/y/z/w",
    ],
)
async def test_what_is_not_published_is_not_found(
    installation: Installation, client: AsyncTestClient[Litestar], path: str
) -> None:
    assert (await client.get(f"/smp/{path}")).status_code == 404


async def test_publishing_again_replaces_and_withdrawing_removes(
    installation: Installation, client: AsyncTestClient[Litestar]
) -> None:
    await publish(installation, INVOICE, ORDER)
    await publish(installation, INVOICE)
    order = f"/smp/{smp.metadata_path(SUPPLIER, ORDER.document_type)}"
    assert (await client.get(order)).status_code == 404
    async with installation.begin() as db:
        await unregister_participant(db, installation, SUPPLIER)
    invoice = f"/smp/{smp.metadata_path(SUPPLIER, INVOICE.document_type)}"
    assert (await client.get(invoice)).status_code == 404


async def test_publishing_is_on_record_and_in_the_development_zone(
    installation: Installation, zone_file: Path
) -> None:
    await publish(installation, INVOICE)
    assert read_zone_file(zone_file) == {SUPPLIER.value: "http://testserver.local/smp"}
    async with installation.read() as db:
        entries = (await db.scalars(sa.select(AuditEntry))).all()
    assert [entry.action for entry in entries] == [Audit.PARTICIPANT_PUBLISHED]


async def test_after_a_change_of_keys_everything_is_signed_anew(
    installation: Installation,
) -> None:
    await publish(installation, INVOICE)
    folder = installation.settings.home / "peppol"
    write_key(network().pki.access_point("POP000001"), folder / "access-point-key.pem")
    async with installation.begin() as db:
        assert await republish(db, installation) == 1
        entry = await db.scalar(sa.select(SmpEntry))
    assert entry is not None
    found = smp.read_service_metadata(
        entry.signed, trust=network().pki.publisher_anchors, now=installation.clock.now()
    )
    assert isinstance(found, ServiceMetadata)
    published = found.endpoint(INVOICE.process, NOW).certificate
    keys = access_point_of(installation.settings).keys
    assert published == keys.signing(installation.clock.now()).peer
    assert published != network().sender.peer
