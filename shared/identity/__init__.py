"""Who may do what: organisations, people, roles, mandates, sign-in and API clients."""

from shared.identity.actor import ANONYMOUS, SYSTEM, Actor, Role
from shared.identity.model import (
    ApiClient,
    Mandate,
    Membership,
    Organisation,
    OrganisationKind,
    Person,
)

__all__ = [
    "ANONYMOUS",
    "SYSTEM",
    "Actor",
    "ApiClient",
    "Mandate",
    "Membership",
    "Organisation",
    "OrganisationKind",
    "Person",
    "Role",
]
