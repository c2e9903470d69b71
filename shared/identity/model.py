"""Tables of identity: organisations, people, memberships, mandates, sessions, API clients."""

import datetime as dt
from enum import StrEnum
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from shared.columns import enum_column
from shared.identity.actor import Role
from shared.party import Address, EnterpriseNumber, Party


class OrganisationKind(StrEnum):
    AUTHORITY = "authority"
    SUPPLIER = "supplier"
    OPERATOR = "operator"


class Organisation(SQLModel, table=True):
    """A legal person that takes part, known by its enterprise number."""

    __tablename__ = "shared_organisation"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    kind: OrganisationKind = Field(sa_type=enum_column(OrganisationKind))
    name: str = Field(max_length=300)
    enterprise_number: str = Field(max_length=10, unique=True, index=True)
    street: str = Field(default="", max_length=200)
    postcode: str = Field(default="", max_length=20)
    town: str = Field(default="", max_length=100)
    country: str = Field(default="BE", max_length=2)
    nuts: str = Field(default="", max_length=5)
    email: str = Field(default="", max_length=200)

    def as_party(self) -> Party:
        return Party(
            name=self.name,
            enterprise_number=EnterpriseNumber(self.enterprise_number),
            address=Address(self.street, self.postcode, self.town, self.country, self.nuts),
            email=self.email,
        )


class Person(SQLModel, table=True):
    __tablename__ = "shared_person"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    email: str = Field(max_length=200, unique=True, index=True)
    name: str = Field(max_length=200)
    password_hash: str = Field(default="", max_length=200)
    language: str = Field(default="nl", max_length=2)
    is_sample: bool = False
    """Made by the demonstration: development sign-in offers it by one button."""


class Membership(SQLModel, table=True):
    """One role of one person in one organisation."""

    __tablename__ = "shared_membership"
    __table_args__ = (sa.UniqueConstraint("person_id", "organisation_id", "role"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    person_id: UUID = Field(foreign_key="shared_person.id", index=True)
    organisation_id: UUID = Field(foreign_key="shared_organisation.id", index=True)
    role: Role = Field(sa_type=enum_column(Role))


class Mandate(SQLModel, table=True):
    """On which ground a person acts for an organisation, within which days."""

    __tablename__ = "shared_mandate"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    person_id: UUID = Field(foreign_key="shared_person.id", index=True)
    organisation_id: UUID = Field(foreign_key="shared_organisation.id", index=True)
    ground: str = Field(max_length=400)
    valid_from: dt.date
    valid_to: dt.date | None = None


class WebSession(SQLModel, table=True):
    """A server-side session, found by the hash of the cookie's token."""

    __tablename__ = "shared_session"

    token_hash: str = Field(primary_key=True, max_length=64)
    person_id: UUID = Field(foreign_key="shared_person.id", index=True)
    organisation_id: UUID = Field(foreign_key="shared_organisation.id")
    created_at: dt.datetime
    expires_at: dt.datetime


class ApiClient(SQLModel, table=True):
    """A machine that acts for an organisation (OAuth2 client credentials, RFC 6749, 4.4)."""

    __tablename__ = "shared_api_client"

    client_id: str = Field(primary_key=True, max_length=100)
    secret_hash: str = Field(max_length=200)
    organisation_id: UUID = Field(foreign_key="shared_organisation.id", index=True)
    roles: str = Field(max_length=300)
    """Roles separated by blanks."""
    name: str = Field(max_length=200)


class ApiToken(SQLModel, table=True):
    """A bearer token, kept as a hash."""

    __tablename__ = "shared_api_token"

    token_hash: str = Field(primary_key=True, max_length=64)
    client_id: str = Field(foreign_key="shared_api_client.client_id", index=True)
    expires_at: dt.datetime
