"""The port for signing in elsewhere (OpenID Connect: FAS, itsme, any provider).

A provider is asked twice: where to send the browser, and who came back with this code. State and
nonce are made and checked here (OpenID Connect Core 1.0, 3.1.2); the provider checks the tokens.
"""

from dataclasses import dataclass
from typing import Protocol

from shared.errors import QuaestorError, WhoActs
from shared.i18n import msg


@dataclass(frozen=True, slots=True)
class ExternalIdentity:
    """Who the provider says it is; `email` must belong to a person registered here."""

    issuer: str
    subject: str
    email: str


class IdentityProvider(Protocol):
    """One OpenID provider, with its client credentials and keys."""

    @property
    def name(self) -> str:
        """What the sign-in button says."""
        ...

    def authorization_url(self, *, state: str, nonce: str, return_to: str) -> str:
        """Where the browser is sent."""
        ...

    async def identify(self, *, code: str, nonce: str, return_to: str) -> ExternalIdentity:
        """Exchange the code; raises ProviderRefused unless the ID token carries the nonce."""
        ...


class ProviderRefused(QuaestorError):
    status = 401
    code = "provider-refused"
    says = msg("Signing in elsewhere did not work.")
    remedy = msg("Start signing in again from our own page.")
    who = WhoActs.YOU


class NotRegistered(QuaestorError):
    status = 403
    code = "not-registered"
    says = msg("{found} is not registered here.")
    remedy = msg("Ask an administrator of your organisation to register you.")
    who = WhoActs.YOU
