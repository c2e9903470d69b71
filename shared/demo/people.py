"""The cast of the demonstration, which tests use too: one city, two suppliers, one operator."""

from dataclasses import dataclass

from shared.identity import Actor, OrganisationKind, Role, service
from shared.identity.service import NewPerson
from shared.installation import Installation
from shared.party import Address, EnterpriseNumber, Party

CITY = Party(
    name="Stad Kerkebeek",
    enterprise_number=EnterpriseNumber.parse("0207.451.227"),
    address=Address("Markt 1", "3000", "Kerkebeek", "BE", "BE242"),
    email="aankoop@kerkebeek.example",
)
ARDENNE = Party(
    name="Papeterie d'Ardenne SA",
    enterprise_number=EnterpriseNumber.parse("0403.101.811"),
    address=Address("Rue du Moulin 12", "6600", "Bastogne", "BE", "BE342"),
    email="offres@ardenne.example",
)
DE_POTLODEN = Party(
    name="De Potloden BV",
    enterprise_number=EnterpriseNumber.parse("0671.516.647"),
    address=Address("Slijperstraat 7", "9000", "Gent", "BE", "BE234"),
    email="verkoop@potloden.example",
)
OPERATOR = Party(
    name="Quaestor Beheer VZW",
    enterprise_number=EnterpriseNumber.parse("0203.201.340"),
    address=Address("Wetstraat 16", "1000", "Brussel", "BE", "BE100"),
)

BUYING = frozenset({Role.BUYER, Role.EVALUATOR, Role.INVOICE_CLERK})
SUPPLYING = frozenset({Role.BIDDER, Role.SELLER})


@dataclass(frozen=True, slots=True)
class People:
    """One actor per seat at the table."""

    buyer: Actor
    approver: Actor
    officer: Actor
    second_officer: Actor
    supplier: Actor
    rival: Actor
    operator: Actor


_SEATS = (
    ("buyer", CITY, OrganisationKind.AUTHORITY, BUYING, "An Peeters"),
    ("approver", CITY, OrganisationKind.AUTHORITY, frozenset({Role.APPROVER}), "Bart Claes"),
    (
        "officer",
        CITY,
        OrganisationKind.AUTHORITY,
        frozenset({Role.OPENING_OFFICER}),
        "Carine Dubois",
    ),
    (
        "second_officer",
        CITY,
        OrganisationKind.AUTHORITY,
        frozenset({Role.OPENING_OFFICER, Role.EVALUATOR}),
        "Dirk Maes",
    ),
    ("supplier", ARDENNE, OrganisationKind.SUPPLIER, SUPPLYING, "Élise Lambert"),
    ("rival", DE_POTLODEN, OrganisationKind.SUPPLIER, SUPPLYING, "Frank Willems"),
    (
        "operator",
        OPERATOR,
        OrganisationKind.OPERATOR,
        frozenset({Role.OPERATOR, Role.ADMINISTRATOR}),
        "Greet Janssens",
    ),
)


async def seat_people(installation: Installation) -> People:
    """Register everybody, as samples that development sign-in offers."""
    async with installation.begin() as db:
        actors = {}
        for seat, party, kind, roles, name in _SEATS:
            organisation = await service.register_organisation(db, party, kind)
            email = f"{seat}@{party.email.partition('@')[2] or 'quaestor.example'}"
            person = await service.register_person(
                db, organisation, roles, NewPerson(name, email, is_sample=True)
            )
            actors[seat] = await service.actor_for(db, person, organisation)
    return People(**actors)
