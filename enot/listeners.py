"""What enot hears: decisions on lots and contracts, from which the award notice is drafted."""

from sqlalchemy.ext.asyncio import AsyncSession

from enot.service import record_contract, record_decision
from shared.events import ContractConcluded, LotAwarded
from shared.installation import Installation


async def lot_awarded(db: AsyncSession, installation: Installation, event: LotAwarded) -> None:
    await record_decision(db, installation.clock, event)


async def contract_concluded(
    db: AsyncSession, installation: Installation, event: ContractConcluded
) -> None:
    await record_contract(db, installation.clock, event)
