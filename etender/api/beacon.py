"""The beacon over HTTP as drand speaks it; a round before its time is refused."""

from typing import Any

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from etender.sealing.beacon import LocalBeacon
from etender.sealing.chain import in_words
from etender.service.time_lock import beacon_of
from shared.errors import NotFound, QuaestorError, WhoActs
from shared.i18n import msg
from shared.installation import Installation

_LARGEST_ROUND = 2**63 - 1
# 9999-12-30 in Unix seconds
_END_OF_CALENDAR = 253_402_128_000


class RoundNotDue(QuaestorError):
    """RFC 8470's status, as drand answers rounds whose time has not come."""

    status = 425
    code = "round-not-due"
    says = msg("Round {found} is not due before {expected}.")
    remedy = msg("Ask again at that moment.")
    who = WhoActs.YOU


class BeaconApi(Controller):
    path = "/beacon"
    tags = ("beacon",)

    @get("/chains", operation_id="ListChains")
    async def chains(self, installation: NamedDependency[Installation]) -> list[str]:
        """The hashes of the chains served here."""
        return [beacon_of(installation).info().hash]

    @get("/{chain_hash:str}/info", operation_id="GetChain")
    async def info(
        self, installation: NamedDependency[Installation], chain_hash: FromPath[str]
    ) -> dict[str, Any]:
        """The public facts of the chain, with its trust label."""
        return _beacon(installation, chain_hash).info().as_dict()

    @get("/{chain_hash:str}/health", operation_id="GetChainHealth")
    async def health(
        self, installation: NamedDependency[Installation], chain_hash: FromPath[str]
    ) -> dict[str, int]:
        """The last round that is due; a local beacon is never behind."""
        number = _beacon(installation, chain_hash).latest().round
        return {"current": number, "expected": number}

    @get("/{chain_hash:str}/public/{number:str}", operation_id="GetRound")
    async def public(
        self,
        installation: NamedDependency[Installation],
        chain_hash: FromPath[str],
        number: FromPath[str],
    ) -> Response[dict[str, Any]]:
        """The signature of a round, or of the `latest` one."""
        beacon = _beacon(installation, chain_hash)
        if number == "latest":
            return Response(beacon.latest().as_dict(), headers={"Cache-Control": "no-cache"})
        if not (number.isascii() and number.isdecimal()) or not 0 < int(number) <= _LARGEST_ROUND:
            raise NotFound("round", found=number)
        due = beacon.info().time_of(min(int(number), _last_nameable(beacon)))
        if installation.clock.now() < due:
            raise RoundNotDue("round", found=number, expected=in_words(due))
        kept = {"Cache-Control": "public, max-age=604800, immutable"}
        return Response(beacon.signature(int(number)).as_dict(), headers=kept)


def _last_nameable(beacon: LocalBeacon) -> int:
    """The last round whose time a datetime can hold in every zone (the year 9999)."""
    return (_END_OF_CALENDAR - beacon.info().genesis_time) // beacon.info().period


def _beacon(installation: Installation, chain_hash: str) -> LocalBeacon:
    beacon = beacon_of(installation)
    if beacon.info().hash != chain_hash:
        raise NotFound("chain", found=chain_hash)
    return beacon
