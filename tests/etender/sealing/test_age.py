"""Age files go both ways, in our hands and in those of another implementation."""

import io
import os

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etender.sealing.age import armor, base64, bech32
from etender.sealing.age.file import seal, unseal
from etender.sealing.age.header import Stanza, read_header
from etender.sealing.age.keys import HybridIdentity, Passphrase, X25519Identity, X25519Recipient
from etender.sealing.age.payload import CHUNK
from etender.sealing.refusals import (
    BrokenArmor,
    BrokenHeader,
    BrokenPayload,
    BrokenSeal,
    HeaderChanged,
    NoMatchingKey,
)

KEY = X25519Identity(bytes(range(32)))


def sealed(plain: bytes, *recipients: X25519Recipient | Passphrase | HybridIdentity) -> bytes:
    target = io.BytesIO()
    seal(io.BytesIO(plain), target, recipients or [KEY.recipient])
    return target.getvalue()


def opened(data: bytes, *identities: X25519Identity | Passphrase | HybridIdentity) -> bytes:
    return b"".join(unseal(io.BytesIO(data), identities or [KEY]))


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 7])
def test_every_length_comes_back(size: int) -> None:
    plain = os.urandom(size)
    assert opened(sealed(plain)) == plain


def test_another_implementation_opens_what_we_seal() -> None:
    identity = pyrage.x25519.Identity.generate()
    ours = sealed(b"bid" * 50_000, X25519Recipient.parse(str(identity.to_public())))
    assert pyrage.decrypt(ours, [identity]) == b"bid" * 50_000


def test_we_open_what_another_implementation_seals() -> None:
    identity = pyrage.x25519.Identity.generate()
    theirs = pyrage.encrypt(b"bid" * 50_000, [identity.to_public()])
    assert opened(theirs, X25519Identity.parse(str(identity))) == b"bid" * 50_000


def test_another_implementation_reads_our_keys() -> None:
    theirs = pyrage.x25519.Identity.from_str(str(KEY))
    assert str(theirs.to_public()) == str(KEY.recipient)
    assert X25519Identity.parse(str(KEY)) == KEY


def test_a_passphrase_opens_and_a_wrong_one_does_not() -> None:
    data = sealed(b"secret", Passphrase("juist", work_factor=4))
    assert opened(data, Passphrase("juist")) == b"secret"
    with pytest.raises(NoMatchingKey):
        opened(data, Passphrase("fout"))


def test_a_passphrase_stands_alone() -> None:
    with pytest.raises(BrokenHeader):
        opened(sealed(b"", Passphrase("a", 4), KEY.recipient), Passphrase("a"))


def test_a_post_quantum_key_opens_its_own() -> None:
    one, other = HybridIdentity.generate(), HybridIdentity.generate()
    data = sealed(b"later", one)
    assert opened(data, other, one) == b"later"
    with pytest.raises(NoMatchingKey):
        opened(data, other)


def test_each_recipient_opens_alone() -> None:
    other = X25519Identity.generate()
    data = sealed(b"both", KEY.recipient, other.recipient)
    assert opened(data, KEY) == opened(data, other) == b"both"


def test_a_stranger_does_not_open() -> None:
    with pytest.raises(NoMatchingKey):
        opened(sealed(b"x"), X25519Identity.generate())


def test_a_file_cut_at_a_chunk_border_is_noticed() -> None:
    data = sealed(bytes(2 * CHUNK))
    header = read_header(source := io.BytesIO(data))
    cut = data[: source.tell() + 16 + CHUNK + 16]
    assert header.stanzas[0].kind == "X25519"
    pieces = unseal(io.BytesIO(cut), [KEY])
    assert len(next(pieces)) == CHUNK
    with pytest.raises(BrokenPayload):
        next(pieces)


def test_bytes_behind_the_end_are_noticed() -> None:
    with pytest.raises(BrokenPayload):
        opened(sealed(bytes(CHUNK)) + b"x")


def test_an_added_stanza_is_noticed() -> None:
    data = sealed(b"x")
    version, rest = data.split(b"\n", 1)
    grease = Stanza("grease", (), b"").encode()
    with pytest.raises(HeaderChanged):
        opened(version + b"\n" + grease + rest)


@given(st.data())
def test_any_changed_byte_is_noticed(data: st.DataObject) -> None:
    whole = bytearray(sealed(b"the price is 12 345.67"))
    place = data.draw(st.integers(0, len(whole) - 1))
    whole[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(BrokenSeal):
        opened(bytes(whole))


@given(st.binary(max_size=300))
def test_no_bytes_make_the_reader_stumble(data: bytes) -> None:
    with pytest.raises(BrokenSeal):
        opened(b"age-encryption.org/v1\n-> X25519 " + data)


def test_an_endless_line_is_refused_early() -> None:
    class Endless(io.BytesIO):
        def readline(self, size: int | None = -1, /) -> bytes:
            return b"a" * (size or 0)

    with pytest.raises(BrokenHeader):
        read_header(Endless())


def test_an_endless_header_is_refused() -> None:
    text = b"age-encryption.org/v1\n" + b"-> x\n\n" * 5_000
    with pytest.raises(BrokenHeader):
        read_header(io.BytesIO(text))


def test_a_stream_that_gives_little_at_a_time_is_read_to_its_end() -> None:
    class Drip(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(min(size or 0, 7))

    plain = os.urandom(CHUNK + 100)
    assert b"".join(unseal(Drip(sealed(plain)), [KEY])) == plain


@given(st.binary(max_size=200))
def test_armor_comes_back(data: bytes) -> None:
    assert armor.dearmor(armor.armor(data)) == data
    assert armor.is_armored(armor.armor(data))


def test_armor_without_its_end_is_refused() -> None:
    with pytest.raises(BrokenArmor):
        armor.dearmor(armor.armor(b"abc")[:-10])


@given(st.binary(max_size=100))
def test_bech32_comes_back(data: bytes) -> None:
    assert bech32.decode(bech32.encode("age", data)) == ("age", data)


@pytest.mark.parametrize("text", ["", "age", "Age1qqqqqq", "age1qqqqqb", "age1qqqqqq", "1qqqqqq"])
def test_mistyped_keys_are_refused(text: str) -> None:
    with pytest.raises(bech32.NotBech32):
        bech32.decode(text)


def test_a_key_of_another_kind_is_refused() -> None:
    with pytest.raises(bech32.NotBech32):
        X25519Identity.parse(str(KEY.recipient))


@given(st.binary(max_size=100))
def test_base64_has_one_spelling(data: bytes) -> None:
    assert base64.decode(base64.encode(data)) == data


@pytest.mark.parametrize("text", [b"QQ==", b"QR", b"Q", b"Q Q", b"QQ\n"])
def test_other_spellings_of_base64_are_refused(text: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        base64.decode(text)
