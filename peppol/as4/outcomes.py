"""How an attempt to send ended, and what follows from it: the whole retry policy in one table."""

from enum import StrEnum

from peppol.as4.errors import NOT_SERVICED, Ebms
from shared.errors import WhoActs


class Outcome(StrEnum):
    """The end of one attempt (reference: Peppol AS4 2.0.3, reliability; ebMS 3.0, 6.7)."""

    DELIVERED = "delivered"
    NOT_REGISTERED = "not-registered"
    NOT_OFFERED = "not-offered"
    DISCOVERY_UNREACHABLE = "discovery-unreachable"
    DISCOVERY_REFUSED = "discovery-refused"
    CONNECTION_FAILED = "connection-failed"
    SERVER_ERROR = "server-error"
    HTTP_REFUSED = "http-refused"
    RECEIPT_MISSING = "receipt-missing"
    RECEIPT_INVALID = "receipt-invalid"
    PEER_BUSY = "peer-busy"
    PEER_DOES_NOT_SERVE = "peer-does-not-serve"
    PEER_REFUSED_SECURITY = "peer-refused-security"
    PEER_REFUSED = "peer-refused"

    @property
    def is_retry_feasible(self) -> bool:
        """The same message, with the same ids, may be accepted later."""
        return self in _RETRIED

    @property
    def wants_fresh_metadata(self) -> bool:
        """What was published may have changed: look it up once more before giving up."""
        return self in _LOOKED_UP_AGAIN

    @property
    def who(self) -> WhoActs:
        """Who must act when this was the last attempt."""
        return _WHO.get(self, WhoActs.RECEIVER)


_RETRIED = frozenset(
    {
        Outcome.DISCOVERY_UNREACHABLE,
        Outcome.CONNECTION_FAILED,
        Outcome.SERVER_ERROR,
        Outcome.RECEIPT_MISSING,
        Outcome.RECEIPT_INVALID,
        Outcome.PEER_BUSY,
    }
)
_LOOKED_UP_AGAIN = frozenset({Outcome.PEER_DOES_NOT_SERVE, Outcome.PEER_REFUSED_SECURITY})
_WHO = {
    Outcome.NOT_REGISTERED: WhoActs.SENDER,
    Outcome.NOT_OFFERED: WhoActs.SENDER,
    Outcome.DISCOVERY_UNREACHABLE: WhoActs.NETWORK,
    Outcome.CONNECTION_FAILED: WhoActs.NETWORK,
    Outcome.PEER_REFUSED: WhoActs.OPERATOR,
    Outcome.PEER_REFUSED_SECURITY: WhoActs.OPERATOR,
}
_BUSY = frozenset({Ebms.CONNECTION_FAILURE.code, Ebms.DELIVERY_FAILURE.code})
_SECURITY = frozenset({Ebms.FAILED_AUTHENTICATION.code, Ebms.FAILED_DECRYPTION.code})


def outcome_of_error(code: str, detail: str) -> Outcome:
    """What an error signal from the peer means for the message."""
    if code in _BUSY:
        return Outcome.PEER_BUSY
    if code == Ebms.OTHER.code and detail.strip() == NOT_SERVICED:
        return Outcome.PEER_DOES_NOT_SERVE
    if code in _SECURITY:
        return Outcome.PEER_REFUSED_SECURITY
    return Outcome.PEER_REFUSED


def outcome_of_status(status: int) -> Outcome:
    """What an HTTP answer without a signal means; 2xx answers must carry a receipt."""
    server_error, too_many, timeout = 500, 429, 408
    if status >= server_error or status in (too_many, timeout):
        return Outcome.SERVER_ERROR
    return Outcome.RECEIPT_MISSING if status < 300 else Outcome.HTTP_REFUSED  # noqa: PLR2004  HTTP's classes
