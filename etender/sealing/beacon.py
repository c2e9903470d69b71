"""Where the keys of rounds come from: a beacon of our own, or one reached over HTTP.

A local beacon holds its own secret, so its operator could open early: its chain carries the trust
label `operator`, which notice, receipt and opening report print. The HTTP forms are drand's, so
that a public beacon can take its place without a change.
"""

import contextlib
import datetime as dt
import json
import os
import secrets
import stat
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, Self

import httpx

from etender.sealing.chain import OPERATOR, BeaconSignature, ChainInfo, in_words
from etender.sealing.curve import ORDER, QUICKNET_SCHEME, public_key, round_message, sign
from etender.sealing.refusals import BeaconUnreachable, BrokenBeacon, TooEarly
from shared.clock import Clock
from shared.errors import QuaestorError, WhoActs
from shared.i18n import msg

# one second: a deadline on a whole second is the time of a round, not up to three seconds before
_PERIOD_S = 1
_LOCAL_ID = "quaestor-local"
_TIMEOUT_S = 10.0
_NOT_YET = {404, 425}


class UnsafeKeyFile(QuaestorError):
    code = "beacon-key-file"
    says = msg("The key file of the time beacon cannot be used: {found}")
    remedy = msg("Restore the file from backup, or make it readable for its owner only.")
    who = WhoActs.OPERATOR


class Beacon(Protocol):
    """Signs rounds when their time has come, never before."""

    def info(self) -> ChainInfo:
        """The public facts of the chain; raises BeaconUnreachable or BrokenBeacon."""
        ...

    def round_at(self, moment: dt.datetime) -> int:
        """The first round that is not before the moment."""
        ...

    def signature(self, number: int) -> BeaconSignature:
        """The signature of a round. Raises TooEarly before its time."""
        ...


@dataclass(frozen=True, slots=True)
class LocalBeacon:
    """A beacon whose key lies in this installation: trust the operator, and its clock."""

    chain: ChainInfo
    clock: Clock
    _secret: int = field(repr=False)

    @classmethod
    def open(cls, key_file: Path, clock: Clock) -> Self:
        """The beacon of a key file; the file is made at the first use, readable by its owner only.

        Two processes that start at once end up with the same key. Raises UnsafeKeyFile.
        """
        if not key_file.exists():
            _make_key_file(key_file, clock.now())
        facts = _read_key_file(key_file)
        try:
            secret = int(facts["secret"], 16)
            chain = ChainInfo(
                public_key=public_key(QUICKNET_SCHEME, secret),
                period=int(facts["period"]),
                genesis_time=int(facts["genesis_time"]),
                genesis_seed=bytes.fromhex(facts["genesis_seed"]),
                scheme=QUICKNET_SCHEME.name,
                beacon_id=_LOCAL_ID,
                trust=OPERATOR,
            )
        except (KeyError, ValueError, OverflowError):
            raise UnsafeKeyFile(found="damaged") from None
        return cls(chain, clock, secret)

    def info(self) -> ChainInfo:
        return self.chain

    def round_at(self, moment: dt.datetime) -> int:
        return self.chain.round_at(moment)

    def signature(self, number: int) -> BeaconSignature:
        """Raises TooEarly before the time of the round: this is the whole time lock here."""
        due = self.chain.time_of(number)
        if self.clock.now() < due:
            raise TooEarly(expected=in_words(due), round=number)
        return BeaconSignature(
            self.chain, number, sign(QUICKNET_SCHEME, self._secret, round_message(number))
        )

    def latest(self) -> BeaconSignature:
        """The signature of the last round that is due. Raises TooEarly before the first."""
        elapsed = self.clock.now() - self.chain.time_of(1)
        return self.signature(max(1, elapsed // dt.timedelta(seconds=self.chain.period) + 1))


class HttpBeacon:
    """A beacon behind drand's HTTP API; everything it says is verified before it is used."""

    def __init__(self, url: str, chain: ChainInfo, client: httpx.Client | None = None) -> None:
        """`chain` are the facts published with the call; another chain is never accepted."""
        self._url = url.rstrip("/")
        self._chain = chain
        self._client = client or httpx.Client(timeout=_TIMEOUT_S)

    def info(self) -> ChainInfo:
        """Raises ForeignChain when the beacon at that address is another than expected."""
        answer = self._get(f"{self._url}/{self._chain.hash}/info")
        if answer.is_error:
            raise BeaconUnreachable(found=f"HTTP {answer.status_code}")
        found = ChainInfo.from_dict(_json(answer))
        found.expect(self._chain.hash)
        return self._chain

    def round_at(self, moment: dt.datetime) -> int:
        return self._chain.round_at(moment)

    def signature(self, number: int) -> BeaconSignature:
        """Raises TooEarly, BeaconUnreachable or BrokenBeacon."""
        answer = self._get(f"{self._url}/{self._chain.hash}/public/{number}")
        if answer.status_code in _NOT_YET:
            raise TooEarly(expected=in_words(self._chain.time_of(number)), round=number)
        if answer.is_error:
            raise BeaconUnreachable(found=f"HTTP {answer.status_code}")
        found = BeaconSignature.from_dict(self._chain, _json(answer))
        if found.round != number:
            raise BrokenBeacon(found=f"round {found.round} instead of {number}")
        return found

    def _get(self, url: str) -> httpx.Response:
        try:
            return self._client.get(url)
        except httpx.HTTPError as error:
            raise BeaconUnreachable(found=type(error).__name__) from None


def _json(answer: httpx.Response) -> dict[str, object]:
    try:
        facts = answer.json()
    except ValueError:
        facts = None
    if not isinstance(facts, dict):
        raise BrokenBeacon(found="an answer that is not JSON")
    return facts


def _make_key_file(key_file: Path, now: dt.datetime) -> None:
    """Write beside, then link into place: nobody reads half a key, and the first one wins."""
    key_file.parent.mkdir(parents=True, exist_ok=True)
    facts = {
        "secret": f"{secrets.randbelow(ORDER - 1) + 1:064x}",
        "period": _PERIOD_S,
        "genesis_time": int(now.timestamp()),
        "genesis_seed": secrets.token_hex(32),
    }
    # mkstemp opens for the owner only
    handle, name = tempfile.mkstemp(dir=key_file.parent, prefix=f".{key_file.name}.")
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            json.dump(facts, file)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(name, key_file)
        _fsync_folder(key_file.parent)
    finally:
        Path(name).unlink()


def _fsync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _read_key_file(key_file: Path) -> dict[str, str]:
    if key_file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise UnsafeKeyFile(found="others than its owner may read it")
    try:
        facts = json.loads(key_file.read_text(encoding="ascii"))
    except ValueError:
        raise UnsafeKeyFile(found="damaged") from None
    if not isinstance(facts, dict):
        raise UnsafeKeyFile(found="damaged")
    return facts
