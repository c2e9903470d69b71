"""Contracts come in, and catalogues are submitted under them."""

from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from ecatalog.documents.catalogue import CatalogueAction, CatalogueDocument, read_catalogue
from ecatalog.model import (
    AwardedPosition,
    Catalogue,
    CatalogueLine,
    Contract,
    DocumentType,
    Received,
)
from ecatalog.queries.contracts import contract_by_number, terms_of, versions_of
from ecatalog.rules.catalogue import check_catalogue
from ecatalog.rules.finding import Finding
from ecatalog.rules.size import oversized
from ecatalog.service.intake import Sender, judge, keep, open_document
from shared import audit
from shared.audit import Audit
from shared.clock import BRUSSELS
from shared.events import ContractConcluded
from shared.i18n import msg
from shared.identity.actor import SYSTEM
from shared.installation import Installation


async def record_contract(
    db: AsyncSession, installation: Installation, event: ContractConcluded
) -> Contract:
    """The contract an event tells of, with its awarded prices; the same one is recorded once."""
    buyer = str(event.authority.enterprise_number)
    known = await contract_by_number(db, event.contract_number, buyer=buyer)
    if known is not None:
        return known
    contract = Contract.of(event)
    db.add(contract)
    await db.flush()
    for place, awarded in enumerate(event.prices, start=1):
        db.add(AwardedPosition.of(contract.id, place, awarded))
    await db.flush()
    subject = f"contract:{contract.id}"
    await audit.record(
        db, installation.clock, SYSTEM, Audit.CONTRACT_RECORDED, subject, number=contract.number
    )
    return contract


async def submit_catalogue(
    db: AsyncSession,
    installation: Installation,
    sender: Sender,
    data: bytes,
    contract: Contract | None = None,
) -> Received:
    """Take a catalogue into force, or say why not; either way it is on record.

    (1) Keep the bytes. (2) Read them. (3) Find the contract, unless it is given, and queue with
    others who change it. (4) The same document again gets the receipt it got before. (5) Judge
    it by the contract. (6) Accept it as the next version.
    """
    # (1) the bytes first
    received = await keep(installation, sender, DocumentType.CATALOGUE, data)
    # (2) read
    opened = await open_document(installation, data, read_catalogue)
    received.checked_against = list(opened.conformity.checked_against)
    received.contract_id = contract.id if contract else None
    document = opened.document
    if document is None:
        return await _refused(db, installation, sender, received, opened.conformity.findings)
    received.document_id = document.number[:200]
    # (3) the contract
    named = contract.number if contract else document.contract_number
    owner = sender.enterprise_number
    contract = await contract_by_number(db, named, supplier=owner, lock=True)
    if contract is None:
        findings = (*opened.conformity.findings, _unknown_contract(document))
        return await _refused(db, installation, sender, received, findings)
    received.contract_id = contract.id
    # (4) the same again
    known = await _same_number(db, owner, document.number)
    if known is not None and known.sha256 == received.sha256:
        return await _first_receipt(db, known)
    # (5) judge
    own = await _judge(db, installation, contract, document, known)
    told = [*opened.conformity.besides(own), *own]
    if not judge(received, told):
        return await _refused(db, installation, sender, received, told)
    # (6) accept
    return await _accept(db, installation, sender, received, contract, document)


def _unknown_contract(document: CatalogueDocument) -> Finding:
    says = msg("Your organisation is not the supplier of a contract with this number.")
    return Finding("contract-unknown", says, found=document.contract_number or "—")


async def _same_number(db: AsyncSession, supplier: str, number: str) -> Catalogue | None:
    return await db.scalar(
        sa.select(Catalogue).where(
            col(Catalogue.supplier_number) == supplier, col(Catalogue.document_id) == number
        )
    )


async def _first_receipt(db: AsyncSession, catalogue: Catalogue) -> Received:
    receipts = await db.scalars(
        sa.select(Received)
        .where(col(Received.catalogue_id) == catalogue.id)
        .order_by(col(Received.received_at))
        .limit(1)
    )
    return receipts.one()


async def _judge(
    db: AsyncSession,
    installation: Installation,
    contract: Contract,
    document: CatalogueDocument,
    known: Catalogue | None,
) -> list[Finding]:
    findings = []
    if known is not None:
        says = msg("Another catalogue with this number was taken before: give it a new number.")
        findings.append(Finding("document-id-used", says, found=document.number))
    today = installation.clock.now().astimezone(BRUSSELS).date()
    versions = await versions_of(db, contract.id)
    is_first = not versions or versions[0].is_withdrawal
    terms = await terms_of(db, contract)
    return [*findings, *check_catalogue(document, terms, today, is_first=is_first)]


async def _accept(
    db: AsyncSession,
    installation: Installation,
    sender: Sender,
    received: Received,
    contract: Contract,
    document: CatalogueDocument,
) -> Received:
    catalogue = await _next_version(db, received, contract, document)
    places = enumerate(document.items, start=1)
    lines = [CatalogueLine.of(catalogue.id, place, item) for place, item in places]
    too_long = [*oversized(catalogue), *(f for line in lines for f in oversized(line, line.number))]
    if too_long:
        judge(received, too_long)
        return await _refused(db, installation, sender, received, too_long)
    db.add(catalogue)
    await db.flush()
    db.add_all([] if catalogue.is_withdrawal else lines)
    received.catalogue_id = catalogue.id
    db.add(received)
    await db.flush()
    await audit.record(
        db,
        installation.clock,
        sender.actor,
        Audit.CATALOGUE_ACCEPTED,
        f"catalogue:{catalogue.id}",
        contract=contract.number,
        document=document.number,
        sha256=received.sha256,
    )
    return received


async def _next_version(
    db: AsyncSession, received: Received, contract: Contract, document: CatalogueDocument
) -> Catalogue:
    versions = await versions_of(db, contract.id)
    period = document.validity.within(contract.period)
    return Catalogue(
        id=uuid4(),
        contract_id=contract.id,
        supplier_number=contract.supplier_number,
        document_id=document.number,
        version=versions[0].version + 1 if versions else 1,
        label=document.version,
        name=document.name,
        issued_on=document.issued_on,
        starts_on=period.start,
        ends_on=period.end,
        is_withdrawal=document.action is CatalogueAction.DELETE,
        lines=len(document.items),
        sha256=received.sha256,
        size=received.size,
        accepted_at=received.received_at,
    )


async def _refused(
    db: AsyncSession,
    installation: Installation,
    sender: Sender,
    received: Received,
    findings: tuple[Finding, ...] | list[Finding],
) -> Received:
    judge(received, findings)
    db.add(received)
    await db.flush()
    await audit.record(
        db,
        installation.clock,
        sender.actor,
        Audit.CATALOGUE_REFUSED,
        f"received:{received.id}",
        sha256=received.sha256,
        findings=len(findings),
    )
    return received
