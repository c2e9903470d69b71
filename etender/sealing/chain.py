"""A chain of beacon rounds: its public facts, the time of each round, and what it signed."""

import datetime as dt
import hashlib
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from etender.sealing.curve import SCHEMES, NotAPoint, Scheme, round_message
from etender.sealing.refusals import BrokenBeacon, ForeignChain, NoSuchRound, UnsupportedBeacon
from shared.clock import BRUSSELS

OPERATOR = "operator"
LEAGUE = "league"

_LARGEST_ROUND = 2**64 - 1
_MICROSECOND = dt.timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class ChainInfo:
    """The public facts of a beacon, in drand's words. Period in seconds, genesis in Unix seconds.

    `trust` says who could open early: `operator` for a beacon whose key lies with the operator of
    the platform, `league` for a public one. It is a label, not part of the chain's hash.
    """

    public_key: bytes
    period: int
    genesis_time: int
    genesis_seed: bytes
    scheme: str
    beacon_id: str = "default"
    trust: str = OPERATOR

    @property
    def hash(self) -> str:
        """The name of the chain: SHA-256 over everything that defines it, in hexadecimal."""
        facts = struct.pack(">Iq", self.period, self.genesis_time)
        named = b"" if self.beacon_id == "default" else self.beacon_id.encode()
        return hashlib.sha256(facts + self.public_key + self.genesis_seed + named).hexdigest()

    @property
    def rules(self) -> Scheme:
        """Raises UnsupportedBeacon."""
        scheme = SCHEMES.get(self.scheme)
        if scheme is None:
            raise UnsupportedBeacon(found=self.scheme, expected=", ".join(SCHEMES))
        return scheme

    def round_at(self, moment: dt.datetime) -> int:
        """The first round that is not before the moment: a lock to it opens then, never earlier."""
        elapsed = moment - dt.datetime.fromtimestamp(self.genesis_time, dt.UTC)
        periods = -(-(elapsed // _MICROSECOND) // (self.period * 1_000_000))
        return max(1, periods + 1)

    def time_of(self, number: int) -> dt.datetime:
        """When the round is due, in UTC. Raises NoSuchRound before the first and after 9999."""
        seconds = self.genesis_time + (number - 1) * self.period
        try:
            due = dt.datetime.fromtimestamp(seconds, dt.UTC)
        except (ValueError, OverflowError, OSError):
            raise NoSuchRound(found=number) from None
        if number < 1:
            raise NoSuchRound(found=number)
        return due

    def verify(self, number: int, signature: bytes, previous_signature: bytes = b"") -> bool:
        """Whether the signature is this chain's for that round."""
        if not 0 < number <= _LARGEST_ROUND:
            return False
        previous = previous_signature if self.rules.is_chained else b""
        return self.rules.verify(self.public_key, round_message(number, previous), signature)

    def expect(self, chain_hash: str) -> None:
        """Raises ForeignChain unless this is the chain of that name."""
        if self.hash != chain_hash:
            raise ForeignChain(found=self.hash, expected=chain_hash)

    def as_dict(self) -> dict[str, Any]:
        """The form of drand's HTTP API (`/{hash}/info`), with the trust label beside it."""
        return {
            "public_key": self.public_key.hex(),
            "period": self.period,
            "genesis_time": self.genesis_time,
            "hash": self.hash,
            "groupHash": self.genesis_seed.hex(),
            "schemeID": self.scheme,
            "metadata": {"beaconID": self.beacon_id},
            "trust": self.trust,
        }

    @classmethod
    def from_dict(cls, facts: Mapping[str, Any]) -> Self:
        """Read either form of drand's API; the stated hash must be the computed one.

        Raises BrokenBeacon or UnsupportedBeacon.
        """
        try:
            chain = cls._read(facts)
            stated = str(facts.get("hash", facts.get("chain_hash", "")))
            computed = chain.hash
            chain.rules.key_point(chain.public_key)
        except NotAPoint as error:
            raise BrokenBeacon(found=f"public key: {error}") from None
        except (KeyError, TypeError, ValueError, struct.error) as error:
            raise BrokenBeacon(found=f"chain information: {error!r}") from None
        if computed != stated:
            raise BrokenBeacon(found=f"chain hash {stated} instead of {computed}")
        return chain

    @classmethod
    def _read(cls, facts: Mapping[str, Any]) -> Self:
        return cls(
            public_key=bytes.fromhex(facts["public_key"]),
            period=_positive(facts["period"]),
            genesis_time=int(facts["genesis_time"]),
            genesis_seed=bytes.fromhex(facts.get("groupHash") or facts["genesis_seed"]),
            scheme=str(facts.get("schemeID") or facts["scheme"]),
            beacon_id=str(facts.get("beacon_id") or facts["metadata"]["beaconID"]),
            trust=str(facts.get("trust", LEAGUE)),
        )


@dataclass(frozen=True, slots=True)
class BeaconSignature:
    """What a beacon published for one round: the key of everything locked to it."""

    chain: ChainInfo
    round: int
    signature: bytes

    @property
    def randomness(self) -> str:
        return hashlib.sha256(self.signature).hexdigest()

    def check(self) -> None:
        """Raises BrokenBeacon unless the chain signed this round so."""
        if not self.chain.verify(self.round, self.signature):
            raise BrokenBeacon(found=f"signature of round {self.round}")

    def as_dict(self) -> dict[str, Any]:
        """The form of drand's HTTP API (`/{hash}/public/{round}`)."""
        return {
            "round": self.round,
            "randomness": self.randomness,
            "signature": self.signature.hex(),
        }

    @classmethod
    def from_dict(cls, chain: ChainInfo, facts: Mapping[str, Any]) -> Self:
        """Read and verify; raises BrokenBeacon."""
        try:
            found = cls(chain, int(facts["round"]), bytes.fromhex(facts["signature"]))
        except (KeyError, TypeError, ValueError) as error:
            raise BrokenBeacon(found=f"round: {error!r}") from None
        found.check()
        if facts.get("randomness", found.randomness) != found.randomness:
            raise BrokenBeacon(found=f"randomness of round {found.round}")
        return found


def in_words(moment: dt.datetime) -> str:
    """A moment as refusals show it: Brussels time, to the second."""
    return f"{moment.astimezone(BRUSSELS):%Y-%m-%d %H:%M:%S %Z}"


def _positive(value: Any) -> int:
    number = int(value)
    if number <= 0:
        raise ValueError(value)
    return number
