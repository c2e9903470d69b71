"""Every expected refusal: what happened, where, found, expected, what to do and who must act.

A refusal is a class. Its `says` and `remedy` are English texts marked for translation, with
`{names}` filled from the facts given when it is raised; the text shown to people is made at the
edge, in their language. RuntimeError stays for programmers' faults.
"""

from enum import StrEnum
from typing import ClassVar

from shared.i18n import msg


class WhoActs(StrEnum):
    """Whose turn it is after a refusal."""

    YOU = "you"
    AUTHORITY = "authority"
    SUPPLIER = "supplier"
    SENDER = "sender"
    RECEIVER = "receiver"
    NETWORK = "network"
    OPERATOR = "operator"


class QuaestorError(Exception):
    """Base of all expected refusals.

    `where` names the field or element; `facts` fill the texts and travel in the API's answer.
    The facts `found` and `expected` are shown on a line of their own when given.
    """

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal"
    says: ClassVar[str] = msg("Something went wrong on our side.")
    remedy: ClassVar[str] = msg("Try again later. If it happens again, tell the operator.")
    who: ClassVar[WhoActs] = WhoActs.OPERATOR

    def __init__(self, where: str = "", **facts: object) -> None:
        self.where = where
        self.facts = facts
        super().__init__(where)

    def __str__(self) -> str:
        at = f" [{self.where}]" if self.where else ""
        return f"{fill(self.says, self.facts)}{at} ({self.code})"


def fill(text: str, facts: dict[str, object]) -> str:
    """Put the facts into a text; a text with a missing fact is shown as it is, never lost."""
    try:
        return text.format(**facts)
    except (KeyError, IndexError, ValueError):
        return text


class NotFound(QuaestorError):
    status = 404
    code = "not-found"
    says = msg("This page or document does not exist, or you may not see it.")
    remedy = msg("Check the address, or start again from the home page.")
    who = WhoActs.YOU


class Conflict(QuaestorError):
    status = 409
    code = "conflict"
    says = msg("This is not possible in the present state.")
    remedy = msg("Reload the page to see what has changed.")
    who = WhoActs.YOU


class NotAllowed(QuaestorError):
    status = 403
    code = "not-allowed"
    says = msg("Your role does not allow this.")
    remedy = msg("Ask an administrator of your organisation for the role that is needed.")
    who = WhoActs.YOU


class NotSignedIn(QuaestorError):
    status = 401
    code = "not-signed-in"
    says = msg("You are not signed in.")
    remedy = msg("Sign in and try again.")
    who = WhoActs.YOU


class InvalidInput(QuaestorError):
    status = 422
    code = "invalid-input"
    says = msg("What was sent cannot be used: {found}")
    remedy = msg("Correct it and send it again.")
    who = WhoActs.YOU


class TooLarge(QuaestorError):
    status = 413
    code = "too-large"
    says = msg("This is larger than {expected}.")
    remedy = msg("Send a smaller file, or split it.")
    who = WhoActs.YOU
