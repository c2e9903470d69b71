"""Steps that several tests of notices share: sample answers and the way to publication."""

import copy
import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from enot import service
from enot.forms.answers import QUESTIONS, Answer
from enot.forms.reading import read_answer
from enot.model import Notice, Publication
from shared.events import ContractConcluded, LotAwarded
from shared.installation import Installation
from shared.money import Money
from shared.tender import Period
from tests.factories import ARDENNE, CITY, People

SAMPLE: Mapping[str, Mapping[str, Any]] = {
    "buyer": {
        "legal_type": "la",
        "activity": "gen-pub",
        "email": "aankoop@kerkebeek.example",
        "phone": "+32 16 12 34 56",
    },
    "languages": {"notice": ["nl", "fr"], "bids": ["nl", "fr"]},
    "subject": {
        "reference": "KB-2027-003",
        "title": {"nl": "Kantoorbenodigdheden", "fr": "Fournitures de bureau"},
        "description": {
            "nl": "Papier en toners voor alle diensten",
            "fr": "Papier et toners pour tous les services",
        },
    },
    "purchase": {"nature": "supplies", "cpv": "30190000", "nuts": "BE242"},
    "lots": {
        "lots": [
            {
                "title": {"nl": "Papier", "fr": "Papier"},
                "description": {"nl": "Kopieerpapier A4", "fr": "Papier à copier A4"},
                "cpv": "30197643",
                "value": "150000.00",
            },
            {
                "title": {"nl": "Toners", "fr": "Toners"},
                "description": {"nl": "Voor laserprinters", "fr": "Pour imprimantes laser"},
                "cpv": "30125110",
                "value": "120000",
            },
        ]
    },
    "procedure": {"kind": "open"},
    "criteria": {
        "price_weight": 60,
        "quality": [{"name": {"nl": "Duurzaamheid", "fr": "Durabilité"}, "weight": 40}],
    },
    "term": {"months": 24, "validity_days": 180},
    "deadline": {"day": "2027-02-22", "time": "11:00"},
    "review": {
        "name": "Raad van State",
        "number": "0931.814.266",
        "street": "Wetenschapsstraat 33",
        "postcode": "1040",
        "town": "Brussel",
        "nuts": "BE100",
        "terms": {"nl": "Binnen 60 dagen", "fr": "Dans les 60 jours"},
    },
}


def sample(**changes: Mapping[str, Any]) -> dict[str, Answer]:
    """The sample answers; a question named in `changes` has those values replaced."""
    answers = copy.deepcopy({question: dict(answer) for question, answer in SAMPLE.items()})
    for question, values in changes.items():
        answers[question] |= values
    languages = answers["languages"]["notice"]
    return {
        question: read_answer(QUESTIONS[question], given, languages)
        for question, given in answers.items()
    }


async def drafted(
    installation: Installation, people: People, **changes: Mapping[str, Any]
) -> Notice:
    """A draft with all answers."""
    async with installation.begin() as db:
        return await service.draft_notice(db, installation.clock, people.buyer, sample(**changes))


async def published(
    installation: Installation, people: People, **changes: Mapping[str, Any]
) -> Publication:
    """A published contract notice."""
    notice = await drafted(installation, people, **changes)
    return await published_from(installation, people, notice.id)


async def published_from(
    installation: Installation, people: People, notice_id: UUID
) -> Publication:
    """Bring a complete draft through review into the journal."""
    async with installation.begin() as db:
        notice = await service.ask_review(db, installation.clock, people.buyer, notice_id)
    async with installation.begin() as db:
        await service.approve_notice(
            db, installation.clock, people.approver, notice_id, notice.revision
        )
    async with installation.begin() as db:
        return await service.publish_notice(db, installation, people.buyer, notice_id)


def decision(procedure_id: UUID, lot: int, now: dt.datetime, *, winner: bool = True) -> LotAwarded:
    """Two bids for a lot; Papeterie d'Ardenne wins, or nobody does."""
    return LotAwarded(
        procedure_id=procedure_id,
        lot_id=UUID(int=lot),
        lot=lot,
        bids_received=2,
        bids_received_electronically=2,
        decided_at=now,
        standstill_ends_at=now + dt.timedelta(days=15),
        winner=ARDENNE if winner else None,
        value=Money.of(100_000 * lot) if winner else None,
        tender_reference=f"BID-{lot}" if winner else "",
        lowest=Money.of(100_000 * lot),
        highest=Money.of(140_000 * lot),
        not_awarded="" if winner else "all-rej",
    )


def conclusion(procedure_id: UUID, lots: tuple[int, ...], now: dt.datetime) -> ContractConcluded:
    """The contract of these lots."""
    return ContractConcluded(
        procedure_id=procedure_id,
        contract_number="KB-C-2027-9",
        title="Kantoorbenodigdheden",
        authority=CITY,
        supplier=ARDENNE,
        lots=lots,
        value=Money.of(300_000),
        period=Period(now.date(), now.date() + dt.timedelta(days=730)),
        concluded_at=now,
    )


STATISTICS = {
    "lots": [
        {
            "lot": lot,
            "from_smes": 1,
            "from_other_eea": 0,
            "from_outside_eea": 0,
            "winner_size": "small",
        }
        for lot in (1, 2)
    ]
}
