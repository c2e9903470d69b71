"""The Actor: who acts in this request, for which organisation, in which roles."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from shared.errors import NotAllowed, NotSignedIn
from shared.i18n import msg


class Role(StrEnum):
    """What a member of an organisation may do for it."""

    BUYER = "buyer"
    APPROVER = "approver"
    OPENING_OFFICER = "opening-officer"
    EVALUATOR = "evaluator"
    INVOICE_CLERK = "invoice-clerk"
    BIDDER = "bidder"
    SELLER = "seller"
    ADMINISTRATOR = "administrator"
    OPERATOR = "operator"


ROLE_NAMES = {
    Role.BUYER: msg("Buyer"),
    Role.APPROVER: msg("Approver"),
    Role.OPENING_OFFICER: msg("Opening officer"),
    Role.EVALUATOR: msg("Evaluator"),
    Role.INVOICE_CLERK: msg("Invoice clerk"),
    Role.BIDDER: msg("Bidder"),
    Role.SELLER: msg("Seller"),
    Role.ADMINISTRATOR: msg("Administrator"),
    Role.OPERATOR: msg("Operator"),
}


class RoleMissing(NotAllowed):
    code = "role-missing"
    says = msg("This needs the role “{expected}”.")


class NotYourOrganisation(NotAllowed):
    code = "other-organisation"
    says = msg("This belongs to another organisation.")


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, an API client or the system itself, acting for one organisation."""

    name: str
    person_id: UUID | None = None
    client_id: str = ""
    organisation_id: UUID | None = None
    organisation_name: str = ""
    enterprise_number: str = ""
    roles: frozenset[Role] = frozenset()
    language: str = ""

    @property
    def is_signed_in(self) -> bool:
        return self.person_id is not None or bool(self.client_id)

    def has(self, *roles: Role) -> bool:
        return not self.roles.isdisjoint(roles)

    def require(self, *roles: Role) -> UUID:
        """The actor's organisation, if one of the roles is held.

        Raises NotSignedIn or RoleMissing.
        """
        if not self.is_signed_in or self.organisation_id is None:
            raise NotSignedIn
        if not self.has(*roles):
            raise RoleMissing(expected=" / ".join(ROLE_NAMES[role] for role in roles))
        return self.organisation_id

    def require_for(self, organisation_id: UUID, *roles: Role) -> None:
        """As `require`, and for exactly this organisation; raises NotYourOrganisation."""
        if self.require(*roles) != organisation_id:
            raise NotYourOrganisation

    @property
    def reference(self) -> str:
        """How the audit log names the actor."""
        if self.person_id is not None:
            return f"person:{self.person_id}"
        return f"client:{self.client_id}" if self.client_id else self.name


ANONYMOUS = Actor(name="anonymous")
SYSTEM = Actor(name="system")
