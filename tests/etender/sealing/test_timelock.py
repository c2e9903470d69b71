"""The time lock opens with the signature of its round, and with nothing else."""

import dataclasses
import os

import pytest

from etender.sealing import timelock
from etender.sealing.age.header import Stanza
from etender.sealing.chain import BeaconSignature, ChainInfo
from etender.sealing.curve import (
    ORDER,
    SCHEMES,
    NotAPoint,
    Scheme,
    _target_bytes,
    public_key,
    round_message,
    sign,
)
from etender.sealing.refusals import (
    BrokenBeacon,
    BrokenHeader,
    BrokenSeal,
    ForeignChain,
    UnsupportedBeacon,
    WrongRound,
)
from etender.sealing.timelock import TimelockIdentity, TimelockRecipient, find_lock

SECRET = 0x1234567890ABCDEF
LOCKABLE = [scheme for scheme in SCHEMES.values() if not scheme.is_chained]


def chain_of(scheme: Scheme = LOCKABLE[0], secret: int = SECRET) -> ChainInfo:
    return ChainInfo(public_key(scheme, secret), 3, 1_700_000_000, bytes(32), scheme.name, "test")


def signed(number: int, scheme: Scheme = LOCKABLE[0], secret: int = SECRET) -> BeaconSignature:
    return BeaconSignature(
        chain_of(scheme, secret), number, sign(scheme, secret, round_message(number))
    )


@pytest.mark.parametrize("scheme", LOCKABLE, ids=lambda scheme: scheme.name)
def test_the_signature_of_the_round_opens(scheme: Scheme) -> None:
    key = os.urandom(16)
    stanza = TimelockRecipient(chain_of(scheme), 77).wrap(key)
    assert stanza.kind == "tlock"
    assert stanza.arguments == ("77", chain_of(scheme).hash)
    assert TimelockIdentity(signed(77, scheme)).unwrap([stanza]) == key


def test_two_locks_of_the_same_key_differ() -> None:
    recipient = TimelockRecipient(chain_of(), 77)
    assert recipient.wrap(bytes(16)).body != recipient.wrap(bytes(16)).body


def test_the_signature_of_another_round_is_refused_by_name() -> None:
    stanza = TimelockRecipient(chain_of(), 77).wrap(bytes(16))
    with pytest.raises(WrongRound):
        TimelockIdentity(signed(76)).unwrap([stanza])


def test_a_lock_relabelled_to_a_past_round_stays_shut() -> None:
    stanza = TimelockRecipient(chain_of(), 77).wrap(bytes(16))
    relabelled = Stanza("tlock", ("5", stanza.arguments[1]), stanza.body)
    with pytest.raises(BrokenSeal):
        TimelockIdentity(signed(5)).unwrap([relabelled])


def test_a_lock_of_a_strangers_beacon_is_refused() -> None:
    stanza = TimelockRecipient(chain_of(secret=99), 77).wrap(bytes(16))
    with pytest.raises(ForeignChain):
        TimelockIdentity(signed(77)).unwrap([stanza])


def test_a_forged_signature_is_refused_before_it_is_used() -> None:
    stanza = TimelockRecipient(chain_of(), 77).wrap(bytes(16))
    forged = dataclasses.replace(signed(77), signature=signed(78).signature)
    with pytest.raises(BrokenBeacon):
        TimelockIdentity(forged).unwrap([stanza])


@pytest.mark.parametrize("place", [0, 50, 95, 96, 111, 112, 127])
def test_a_changed_bit_of_the_lock_is_noticed(place: int) -> None:
    stanza = TimelockRecipient(chain_of(), 77).wrap(bytes(16))
    body = bytearray(stanza.body)
    body[place] ^= 1
    with pytest.raises(BrokenSeal):
        TimelockIdentity(signed(77)).unwrap([dataclasses.replace(stanza, body=bytes(body))])


def test_a_lock_of_another_size_is_refused() -> None:
    with pytest.raises(BrokenHeader):
        TimelockIdentity(signed(7)).unwrap([Stanza("tlock", ("7", chain_of().hash), bytes(127))])


@pytest.mark.parametrize(
    "arguments", [(), ("7",), ("07", "aa"), ("-7", "aa"), ("٧", "aa"), ("7", "aa", "b"), ("x", "a")]
)
def test_a_lock_of_a_wrong_shape_is_refused(arguments: tuple[str, ...]) -> None:
    with pytest.raises(BrokenHeader):
        find_lock([Stanza("tlock", arguments, bytes(128))])


def test_two_locks_in_one_header_are_refused() -> None:
    lock = TimelockRecipient(chain_of(), 7).wrap(bytes(16))
    with pytest.raises(BrokenHeader):
        find_lock([lock, lock])


def test_without_a_lock_there_is_nothing_to_open() -> None:
    assert TimelockIdentity(signed(7)).unwrap([Stanza("X25519", (), b"")]) is None


def test_a_library_that_answers_differently_is_not_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timelock, "_KNOWN_ANSWER", "00")
    timelock.check_known_answer.cache_clear()
    with pytest.raises(RuntimeError):
        TimelockRecipient(chain_of(), 7).wrap(bytes(16))
    monkeypatch.undo()
    timelock.check_known_answer()


def test_a_target_group_in_another_form_is_not_guessed_at() -> None:
    with pytest.raises(RuntimeError):
        _target_bytes("00" * 575)


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=lambda scheme: scheme.name)
def test_the_point_at_infinity_is_no_key_and_no_signature(scheme: Scheme) -> None:
    infinity = b"\xc0" + bytes(95)
    with pytest.raises(NotAPoint):
        scheme.key_point(infinity[: scheme.key_size])
    with pytest.raises(NotAPoint):
        scheme.signature_point(infinity[: scheme.signature_size])
    assert not scheme.verify(infinity[: scheme.key_size], b"", infinity[: scheme.signature_size])


def test_a_chain_whose_key_is_the_point_at_infinity_is_refused() -> None:
    facts = chain_of().as_dict() | {"public_key": "c0" + "00" * 95}
    with pytest.raises(BrokenBeacon):
        ChainInfo.from_dict(facts)


def test_a_chain_that_states_another_hash_is_refused() -> None:
    with pytest.raises(BrokenBeacon):
        ChainInfo.from_dict(chain_of().as_dict() | {"hash": "00" * 32})


@pytest.mark.parametrize(
    "wrong",
    [
        {"public_key": "zz"},
        {"period": 0},
        {"period": 2**40},
        {"genesis_time": "soon"},
        {"metadata": None},
    ],
)
def test_a_chain_of_nonsense_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(BrokenBeacon):
        ChainInfo.from_dict(chain_of().as_dict() | wrong)


def test_a_chain_of_an_unknown_scheme_is_refused() -> None:
    with pytest.raises(UnsupportedBeacon):
        ChainInfo.from_dict(chain_of().as_dict() | {"schemeID": "rot13"})


def test_a_chain_comes_back_from_its_public_form() -> None:
    chain = chain_of()
    assert ChainInfo.from_dict(chain.as_dict()) == chain
    newer = {
        "public_key": chain.public_key.hex(),
        "period": 3,
        "genesis_time": chain.genesis_time,
        "genesis_seed": chain.genesis_seed.hex(),
        "chain_hash": chain.hash,
        "scheme": chain.scheme,
        "beacon_id": "test",
    }
    assert ChainInfo.from_dict(newer).hash == chain.hash


def test_a_signature_comes_back_from_its_public_form_verified() -> None:
    given = signed(9)
    assert BeaconSignature.from_dict(chain_of(), given.as_dict()) == given
    with pytest.raises(BrokenBeacon):
        BeaconSignature.from_dict(chain_of(), given.as_dict() | {"round": 10})
    with pytest.raises(BrokenBeacon):
        BeaconSignature.from_dict(chain_of(), given.as_dict() | {"randomness": "00"})
    with pytest.raises(BrokenBeacon):
        BeaconSignature.from_dict(chain_of(), {"round": 9})


@pytest.mark.parametrize("number", [0, -1, 2**64])
def test_a_round_that_cannot_be_is_never_valid(number: int) -> None:
    assert not chain_of().verify(number, signed(1).signature)


def test_numbers_drawn_for_a_lock_lie_below_the_order() -> None:
    drawn = [timelock._h3(os.urandom(16), os.urandom(16)) for _ in range(200)]
    assert all(0 < number < ORDER for number in drawn)
