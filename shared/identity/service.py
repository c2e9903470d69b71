"""Use cases of identity: register, sign in, sign out, API tokens."""

import asyncio
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from shared.errors import NotFound, QuaestorError, WhoActs
from shared.i18n import msg
from shared.identity.actor import Actor, Role
from shared.identity.model import (
    ApiClient,
    ApiToken,
    Membership,
    Organisation,
    OrganisationKind,
    Person,
    WebSession,
)
from shared.identity.passwords import hash_secret, is_secret, new_token, token_hash
from shared.party import Party

TOKEN_LIFE = dt.timedelta(hours=1)


class SignInRefused(QuaestorError):
    status = 401
    code = "sign-in-refused"
    says = msg("The e-mail address or the password is not right.")
    remedy = msg("Check both and try again.")
    who = WhoActs.YOU


class ClientRefused(QuaestorError):
    status = 401
    code = "invalid_client"
    says = msg("The client id or its secret is not right.")
    remedy = msg("Ask the operator for new client credentials.")
    who = WhoActs.YOU


async def register_organisation(
    db: AsyncSession, party: Party, kind: OrganisationKind
) -> Organisation:
    """The organisation with this enterprise number; made when it is not known yet."""
    known = await organisation_by_number(db, str(party.enterprise_number))
    if known is not None:
        return known
    organisation = Organisation(
        kind=kind,
        name=party.name,
        enterprise_number=str(party.enterprise_number),
        street=party.address.street,
        postcode=party.address.postcode,
        town=party.address.town,
        country=party.address.country,
        nuts=party.address.nuts,
        email=party.email,
    )
    db.add(organisation)
    await db.flush()
    return organisation


def complete_organisation(organisation: Organisation, party: Party) -> None:
    """Take over what is said of its address and e-mail; what is left empty stays as it was."""
    address = party.address
    said = {
        "street": address.street,
        "postcode": address.postcode,
        "town": address.town,
        "nuts": address.nuts,
        "email": party.email,
    }
    for name, value in said.items():
        if value:
            setattr(organisation, name, value)


@dataclass(frozen=True, slots=True)
class NewPerson:
    """What is known of a person on registration; an empty password allows no password sign-in."""

    name: str
    email: str
    password: str = ""
    language: str = "nl"
    is_sample: bool = False


async def register_person(
    db: AsyncSession, organisation: Organisation, roles: Iterable[Role], details: NewPerson
) -> Person:
    """The person with this address, with these roles there; a repeat changes nothing."""
    person = await person_by_email(db, details.email) or await _new_person(db, details)
    held = await roles_of(db, person.id, organisation.id)
    for role in sorted(set(roles) - held):
        db.add(Membership(person_id=person.id, organisation_id=organisation.id, role=role))
    await db.flush()
    return person


async def _new_person(db: AsyncSession, details: NewPerson) -> Person:
    password = details.password
    person = Person(
        name=details.name,
        email=details.email.lower(),
        password_hash=await asyncio.to_thread(hash_secret, password) if password else "",
        language=details.language,
        is_sample=details.is_sample,
    )
    db.add(person)
    await db.flush()
    return person


async def organisation_by_number(db: AsyncSession, number: str) -> Organisation | None:
    return await db.scalar(
        sa.select(Organisation).where(col(Organisation.enterprise_number) == number)
    )


async def organisation_by_id(db: AsyncSession, organisation_id: UUID) -> Organisation:
    """Raises NotFound."""
    organisation = await db.get(Organisation, organisation_id)
    if organisation is None:
        raise NotFound("organisation")
    return organisation


async def person_by_email(db: AsyncSession, email: str) -> Person | None:
    return await db.scalar(sa.select(Person).where(col(Person.email) == email.strip().lower()))


async def sample_people(db: AsyncSession) -> Sequence[tuple[Person, Organisation]]:
    """The demonstration's people with their organisations; empty in a real installation."""
    rows = await db.execute(
        sa.select(Person, Organisation)
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .join(Organisation, col(Organisation.id) == col(Membership.organisation_id))
        .where(col(Person.is_sample))
        .order_by(col(Organisation.kind), col(Organisation.name), col(Person.name))
        .distinct()
    )
    return [(person, organisation) for person, organisation in rows.all()]


async def roles_of(db: AsyncSession, person_id: UUID, organisation_id: UUID) -> frozenset[Role]:
    found = await db.scalars(
        sa.select(col(Membership.role)).where(
            col(Membership.person_id) == person_id,
            col(Membership.organisation_id) == organisation_id,
        )
    )
    return frozenset(found.all())


async def sign_in(
    db: AsyncSession, now: dt.datetime, *, email: str, password: str, life: dt.timedelta
) -> str:
    """A session token for the right password; raises SignInRefused in the same time otherwise."""
    person = await person_by_email(db, email)
    hashed = person.password_hash if person else ""
    if not await asyncio.to_thread(is_secret, hashed, password) or person is None:
        raise SignInRefused("password")
    return await open_session(db, now, person, life=life)


async def open_session(
    db: AsyncSession, now: dt.datetime, person: Person, *, life: dt.timedelta
) -> str:
    """A session for the person's first organisation; raises SignInRefused without one."""
    membership = await db.scalar(
        sa.select(Membership).where(col(Membership.person_id) == person.id).limit(1)
    )
    if membership is None:
        raise SignInRefused("email")
    await db.execute(sa.delete(WebSession).where(col(WebSession.expires_at) < now))
    token = new_token()
    db.add(
        WebSession(
            token_hash=token_hash(token),
            person_id=person.id,
            organisation_id=membership.organisation_id,
            created_at=now,
            expires_at=now + life,
        )
    )
    return token


async def sign_out(db: AsyncSession, token: str) -> None:
    await db.execute(sa.delete(WebSession).where(col(WebSession.token_hash) == token_hash(token)))


async def actor_of_session(db: AsyncSession, now: dt.datetime, token: str) -> Actor | None:
    """Who holds this session token; None when it is unknown or over."""
    row = (
        await db.execute(
            sa.select(WebSession, Person, Organisation)
            .join(Person, col(Person.id) == col(WebSession.person_id))
            .join(Organisation, col(Organisation.id) == col(WebSession.organisation_id))
            .where(
                col(WebSession.token_hash) == token_hash(token), col(WebSession.expires_at) > now
            )
        )
    ).first()
    if row is None:
        return None
    _, person, organisation = row
    return await actor_for(db, person, organisation)


async def actor_for(db: AsyncSession, person: Person, organisation: Organisation) -> Actor:
    """The person as an actor for the organisation, with the roles held there."""
    return Actor(
        name=person.name,
        person_id=person.id,
        organisation_id=organisation.id,
        organisation_name=organisation.name,
        enterprise_number=organisation.enterprise_number,
        roles=await roles_of(db, person.id, organisation.id),
        language=person.language,
    )


async def actor_by_email(db: AsyncSession, email: str) -> Actor:
    """The person with this address in their first organisation; raises NotFound (for commands)."""
    person = await person_by_email(db, email)
    if person is None:
        raise NotFound("email", found=email)
    organisation = await db.scalar(
        sa.select(Organisation)
        .join(Membership, col(Membership.organisation_id) == col(Organisation.id))
        .where(col(Membership.person_id) == person.id)
        .limit(1)
    )
    if organisation is None:
        raise NotFound("email", found=email)
    return await actor_for(db, person, organisation)


async def register_client(
    db: AsyncSession,
    organisation: Organisation,
    roles: Iterable[Role],
    *,
    client_id: str,
    name: str,
    secret: str = "",
) -> str:
    """Make (or renew) a machine's credentials; returns the secret, which is kept only as a hash."""
    fresh = secret or new_token()
    client = await db.get(ApiClient, client_id)
    hashed = await asyncio.to_thread(hash_secret, fresh)
    if client is None:
        client = ApiClient(
            client_id=client_id,
            secret_hash=hashed,
            organisation_id=organisation.id,
            roles="",
            name=name,
        )
        db.add(client)
    client.secret_hash = hashed
    client.roles = " ".join(sorted(roles))
    await db.flush()
    return fresh


async def issue_token(db: AsyncSession, now: dt.datetime, *, client_id: str, secret: str) -> str:
    """A bearer token for an hour (RFC 6749, 4.4); raises ClientRefused."""
    client = await db.get(ApiClient, client_id)
    hashed = client.secret_hash if client else ""
    if not await asyncio.to_thread(is_secret, hashed, secret) or client is None:
        raise ClientRefused
    await db.execute(sa.delete(ApiToken).where(col(ApiToken.expires_at) < now))
    token = new_token()
    db.add(ApiToken(token_hash=token_hash(token), client_id=client_id, expires_at=now + TOKEN_LIFE))
    return token


async def actor_of_token(db: AsyncSession, now: dt.datetime, token: str) -> Actor | None:
    """Which machine holds this bearer token; None when it is unknown or over."""
    row = (
        await db.execute(
            sa.select(ApiClient, Organisation)
            .join(ApiToken, col(ApiToken.client_id) == col(ApiClient.client_id))
            .join(Organisation, col(Organisation.id) == col(ApiClient.organisation_id))
            .where(col(ApiToken.token_hash) == token_hash(token), col(ApiToken.expires_at) > now)
        )
    ).first()
    if row is None:
        return None
    client, organisation = row
    return Actor(
        name=client.name,
        client_id=client.client_id,
        organisation_id=organisation.id,
        organisation_name=organisation.name,
        enterprise_number=organisation.enterprise_number,
        roles=frozenset(Role(role) for role in client.roles.split()),
    )
