"""Contracts and the catalogue in force under them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from ecatalog.documents.catalogue import CatalogueItem
from ecatalog.model import AwardedPosition, Catalogue, CatalogueLine, Contract, Received
from ecatalog.model.catalogue import folded
from ecatalog.rules.catalogue import ContractTerms, positions
from ecatalog.rules.order import CatalogueVersion, version_in_force
from shared.errors import NotFound
from shared.identity.actor import Actor, Role
from shared.party import EnterpriseNumber

PAGE_SIZE = 25


async def contracts_of(db: AsyncSession, number: str) -> Sequence[Contract]:
    """The contracts an organisation is a party to, newest first."""
    found = await db.scalars(
        sa.select(Contract)
        .where(
            sa.or_(col(Contract.buyer_number) == number, col(Contract.supplier_number) == number)
        )
        .order_by(col(Contract.concluded_at).desc(), col(Contract.number))
    )
    return found.all()


async def contract_of(db: AsyncSession, actor: Actor, contract_id: UUID) -> Contract:
    """A contract the actor's organisation is a party to; raises NotSignedIn, RoleMissing, NotFound.

    Others are told that it does not exist.
    """
    actor.require(Role.BUYER, Role.SELLER)
    contract = await db.get(Contract, contract_id)
    if contract is None or not contract.is_between(actor.enterprise_number):
        raise NotFound("contract")
    return contract


async def contract_by_number(
    db: AsyncSession, number: str, *, buyer: str = "", supplier: str = "", lock: bool = False
) -> Contract | None:
    """The contract of this number with this buyer or this supplier.

    `lock` makes other writers of this contract wait for the end of the transaction.
    """
    wanted = sa.select(Contract).where(col(Contract.number) == number)
    if buyer:
        wanted = wanted.where(col(Contract.buyer_number) == buyer)
    if supplier:
        wanted = wanted.where(col(Contract.supplier_number) == supplier)
    wanted = wanted.order_by(col(Contract.concluded_at)).limit(1)
    return await db.scalar(wanted.with_for_update() if lock else wanted)


async def positions_of(db: AsyncSession, contract_id: UUID) -> Sequence[AwardedPosition]:
    found = await db.scalars(
        sa.select(AwardedPosition)
        .where(col(AwardedPosition.contract_id) == contract_id)
        .order_by(col(AwardedPosition.place))
    )
    return found.all()


async def terms_of(db: AsyncSession, contract: Contract) -> ContractTerms:
    """What a catalogue of this contract must keep to."""
    awarded = await positions_of(db, contract.id)
    return ContractTerms(
        number=contract.number,
        buyer=EnterpriseNumber(contract.buyer_number),
        supplier=EnterpriseNumber(contract.supplier_number),
        currency=contract.currency,
        period=contract.period,
        prices=positions(position.as_price() for position in awarded),
    )


async def versions_of(db: AsyncSession, contract_id: UUID) -> Sequence[Catalogue]:
    """The accepted versions, newest first."""
    found = await db.scalars(
        sa.select(Catalogue)
        .where(col(Catalogue.contract_id) == contract_id)
        .order_by(col(Catalogue.version).desc())
    )
    return found.all()


async def catalogue_in_force(
    db: AsyncSession, contract: Contract, today: dt.date
) -> Catalogue | None:
    """The version that orders may use today; None outside the contract's period."""
    if today not in contract.period:
        return None
    return in_force(await versions_of(db, contract.id), today)


def in_force(versions: Sequence[Catalogue], today: dt.date) -> Catalogue | None:
    """The one of these versions that is in force on a day."""
    chosen = version_in_force(
        (CatalogueVersion(v.version, v.period, withdrawn=v.is_withdrawal) for v in versions), today
    )
    return next((v for v in versions if chosen and v.version == chosen.version), None)


@dataclass(frozen=True, slots=True)
class LinePage:
    """One page of catalogue lines; pages count from 1."""

    lines: Sequence[CatalogueLine]
    total: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE_SIZE))


async def search_lines(
    db: AsyncSession, catalogue_id: UUID, wanted: str = "", page: int = 1
) -> LinePage:
    """The lines that contain every word, in the catalogue's order."""
    lines = sa.select(CatalogueLine).where(col(CatalogueLine.catalogue_id) == catalogue_id)
    for word in folded(wanted).split()[:10]:
        lines = lines.where(col(CatalogueLine.search).contains(word, autoescape=True))
    total = await db.scalar(sa.select(sa.func.count()).select_from(lines.subquery())) or 0
    page = min(max(page, 1), max(1, -(-total // PAGE_SIZE)))
    shown = lines.order_by(col(CatalogueLine.place)).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    return LinePage((await db.scalars(shown)).all(), total, page)


async def lines_with_keys(
    db: AsyncSession, catalogue_id: UUID, keys: Sequence[str]
) -> Sequence[CatalogueLine]:
    """The lines of a version with these item keys, in its order; unknown keys are left out."""
    found = await db.scalars(
        sa.select(CatalogueLine)
        .where(
            col(CatalogueLine.catalogue_id) == catalogue_id,
            col(CatalogueLine.item_key).in_(keys),
        )
        .order_by(col(CatalogueLine.place))
    )
    return found.all()


async def lines_by_key(
    db: AsyncSession, catalogue_id: UUID, keys: Sequence[str]
) -> dict[str, CatalogueItem]:
    """The items of a version by what they are ordered by; unknown keys are left out."""
    lines = await lines_with_keys(db, catalogue_id, keys)
    return {line.item_key: line.as_item() for line in lines}


async def lines_by_id(
    db: AsyncSession, catalogue_id: UUID, ids: Sequence[UUID]
) -> dict[UUID, CatalogueLine]:
    found = await db.scalars(
        sa.select(CatalogueLine).where(
            col(CatalogueLine.catalogue_id) == catalogue_id, col(CatalogueLine.id).in_(ids)
        )
    )
    return {line.id: line for line in found.all()}


async def received_of(
    db: AsyncSession, sender: str, contract_id: UUID | None = None
) -> Sequence[Received]:
    """The documents an organisation handed in, newest first, refused ones included."""
    wanted = sa.select(Received).where(col(Received.sender) == sender)
    if contract_id is not None:
        wanted = wanted.where(col(Received.contract_id) == contract_id)
    found = await db.scalars(wanted.order_by(col(Received.received_at).desc()).limit(50))
    return found.all()


async def received_by_id(db: AsyncSession, actor: Actor, received_id: UUID) -> Received:
    """A document the actor's own organisation handed in; raises NotFound for others."""
    actor.require(Role.SELLER)
    received = await db.get(Received, received_id)
    if received is None or received.sender != actor.enterprise_number:
        raise NotFound("received")
    return received


async def catalogue_of(db: AsyncSession, actor: Actor, catalogue_id: UUID) -> Catalogue:
    """A version under a contract of the actor's organisation; raises NotFound for others."""
    catalogue = await db.get(Catalogue, catalogue_id)
    if catalogue is None:
        actor.require(Role.BUYER, Role.SELLER)
        raise NotFound("catalogue")
    await contract_of(db, actor, catalogue.contract_id)
    return catalogue
