"""What sealing and opening refuse, each with its own name."""

from shared.errors import Conflict, InvalidInput, NotFound, QuaestorError, WhoActs
from shared.i18n import msg


class TooEarly(Conflict):
    """A beacon gives no signature before the time of its round, whoever asks."""

    code = "beacon-too-early"
    says = msg("The time lock opens at {expected}, not before.")
    remedy = msg("Wait until that moment has passed.")
    who = WhoActs.AUTHORITY


class BrokenSeal(InvalidInput):
    """The sealed file is not what was sealed: cut off, changed, or never a sealed bid."""

    code = "seal-broken"
    says = msg("The sealed file is damaged or was changed: {found}")
    remedy = msg("Compare its SHA-256 with the one on the receipt.")
    who = WhoActs.SUPPLIER


class BrokenHeader(BrokenSeal):
    code = "seal-header"


class HeaderChanged(BrokenSeal):
    code = "seal-header-changed"


class BrokenPayload(BrokenSeal):
    code = "seal-payload"


class BrokenArmor(BrokenSeal):
    code = "seal-armor"


class NoMatchingKey(BrokenSeal):
    code = "seal-no-matching-key"
    says = msg("None of the keys at hand opens the sealed file.")
    remedy = msg("Use the key that belongs to this bid.")


class WrongRound(BrokenSeal):
    """The signature given belongs to another round than the one the seal was made for."""

    code = "seal-wrong-round"
    says = msg("The sealed file is locked to round {found}; the key at hand is for {expected}.")
    remedy = msg("Fetch the signature of the round that the sealed file names.")
    who = WhoActs.AUTHORITY


class ForeignChain(BrokenSeal):
    """The seal names another beacon than the call: opening by it would be opening by a stranger."""

    code = "seal-foreign-chain"
    says = msg("The bid is locked to another time beacon ({found}) than the call ({expected}).")
    remedy = msg("Seal the bid again with the data of this call.")


class BrokenBeacon(QuaestorError):
    """What a beacon says does not verify under its own public key."""

    status = 502
    code = "beacon-broken"
    says = msg("The time beacon gave something that does not verify: {found}")
    remedy = msg("Try again; if it persists, ask the operator of the beacon.")
    who = WhoActs.OPERATOR


class BeaconUnreachable(QuaestorError):
    status = 502
    code = "beacon-unreachable"
    says = msg("The time beacon does not answer: {found}")
    remedy = msg("Try again in a minute.")
    who = WhoActs.NETWORK


class NoSuchRound(NotFound):
    code = "beacon-no-such-round"
    says = msg("There is no round {found}.")
    remedy = msg("Ask for a round from 1 on.")
    who = WhoActs.YOU


class UnsupportedBeacon(InvalidInput):
    code = "beacon-unsupported"
    says = msg("This kind of time beacon is not supported: {found}")
    remedy = msg("Use a beacon of the scheme {expected}.")
    who = WhoActs.OPERATOR
