"""A message and its receipt between two access points; what is refused, and with which error."""

import dataclasses
import datetime as dt
import gzip

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from peppol.as4 import compression, mime, receipts, send, signals
from peppol.as4.errors import NOT_SERVICED, Ebms, MessageRefused, NotServiced
from peppol.as4.mime import Part
from peppol.as4.names import TEST_ACTION, TEST_SERVICE
from peppol.as4.receipts import Expected
from peppol.as4.receive import Reception
from peppol.as4.send import PackedMessage, Parties
from peppol.as4.suite import PEPPOL, CryptoSuite
from peppol.devpki import DevelopmentPki
from peppol.identifiers import ORDER, DocumentTypeIdentifier, ProcessIdentifier
from peppol.pki import KeyRing, PeerCertificate, RevocationLists, TrustAnchors
from peppol.sbdh import Addressing
from tests.peppol.world import (
    ADDRESSING,
    CITY,
    NOW,
    SUPPLIER,
    envelope,
    network,
    receive,
    with_envelope,
)


def refusal(packed: PackedMessage, now: dt.datetime = NOW) -> MessageRefused:
    with pytest.raises(MessageRefused) as refused:
        receive(packed, network().terms, now)
    return refused.value


def test_a_document_arrives_as_it_was_sent_and_is_receipted() -> None:
    packed = network().pack()
    received, receipt = receive(packed, network().terms)
    assert received.document == envelope()
    assert received.sender_seat == "POP000001"
    assert received.message_id == "m@sender.example"
    check(packed, receipt)


def check(packed: PackedMessage, receipt: bytes, seat: str = "POP000002") -> None:
    receipts.check(
        receipts.read_answer("application/soap+xml", receipt),
        Expected(
            "m@sender.example", receipts.signed_references(packed.content_type, packed.body), seat
        ),
        trust=network().pki.access_point_anchors,
        now=NOW,
    )


def test_steps_cannot_be_taken_out_of_order() -> None:
    packed, reception = network().pack(), Reception(network().terms, NOW)
    with pytest.raises(RuntimeError):
        reception.decrypt()
    reception.open(packed.content_type, packed.body)
    with pytest.raises(RuntimeError):
        reception.acknowledge()
    reception.authenticate()
    with pytest.raises(RuntimeError):
        reception.authenticate()


def test_a_message_that_failed_a_step_cannot_go_on() -> None:
    reception = Reception(network().terms, NOW)
    with pytest.raises(MessageRefused):
        reception.open("text/plain", b"hello")
    with pytest.raises(RuntimeError):
        reception.authenticate()


class PingAction(DocumentTypeIdentifier):
    """The action of the test service, which has no scheme."""

    @property
    def uri(self) -> str:
        return TEST_ACTION


def test_a_test_message_is_receipted_but_has_no_document_to_deliver() -> None:
    ping = Addressing(SUPPLIER, CITY, PingAction("x"), ProcessIdentifier(TEST_SERVICE, ""), "BE")
    packed = send.pack("m@sender.example", b"ping", ping, parties=network().parties, now=NOW)
    received, receipt = receive(packed, network().terms)
    assert received.is_test
    check(packed, receipt)


def test_a_receiver_that_is_not_served_is_told_so_in_the_prescribed_words() -> None:
    packed, reception = network().pack(), Reception(network().terms, NOW)
    reception.open(packed.content_type, packed.body)
    reception.authenticate()
    reception.decrypt()
    reception.cover()
    reception.unpack()
    with pytest.raises(NotServiced) as refused:
        reception.address(lambda _: False)
    signing = signals.Signing(network().receiver, "receiver.example")
    error = signals.build_error(refused.value, ref_to="m@sender.example", signing=signing, now=NOW)
    answer = receipts.read_answer("application/soap+xml", error)
    assert answer.error is not None
    assert (answer.error.code, answer.error.detail) == ("EBMS:0004", NOT_SERVICED)
    assert answer.signal.ref_to_message_id == "m@sender.example"


def test_an_expired_certificate_is_refused() -> None:
    late = NOW + dt.timedelta(days=1000)
    assert refusal(network().pack(), late).error is Ebms.FAILED_AUTHENTICATION


def test_a_certificate_of_another_authority_is_refused() -> None:
    stranger = DevelopmentPki.make(NOW).access_point("POP000001")
    parties = Parties(stranger, network().receiver.peer, "x")
    packed = send.pack("m@x", envelope(), ADDRESSING, parties=parties, now=NOW)
    assert refusal(packed).error is Ebms.FAILED_AUTHENTICATION


def test_a_publishers_certificate_cannot_send_documents() -> None:
    parties = Parties(network().publisher, network().receiver.peer, "x")
    packed = send.pack("m@x", envelope(), ADDRESSING, parties=parties, now=NOW)
    assert refusal(packed).error is Ebms.FAILED_AUTHENTICATION


def test_a_revoked_certificate_is_refused() -> None:
    pki, sender = network().pki, network().sender
    entry = (
        x509.RevokedCertificateBuilder()
        .serial_number(sender.certificate.serial_number)
        .revocation_date(NOW)
        .build()
    )
    revoked = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(pki.access_point_ca.certificate.subject)
        .last_update(NOW)
        .next_update(NOW + dt.timedelta(days=7))
        .add_revoked_certificate(entry)
        .sign(pki.access_point_ca.private_key, hashes.SHA256())
    )
    anchors = TrustAnchors(pki.access_point_anchors.authorities, RevocationLists([revoked]))
    terms = dataclasses.replace(network().terms, trust=anchors)
    with pytest.raises(MessageRefused) as refused:
        receive(network().pack(), terms)
    assert refused.value.error is Ebms.FAILED_AUTHENTICATION


def test_a_message_encrypted_for_someone_else_cannot_be_read() -> None:
    other = network().pki.access_point("POP000009")
    parties = Parties(network().sender, other.peer, "x")
    packed = send.pack("m@x", envelope(), ADDRESSING, parties=parties, now=NOW)
    assert refusal(packed).error is Ebms.FAILED_DECRYPTION


def test_while_certificates_roll_over_messages_for_the_old_one_are_still_read() -> None:
    new = network().pki.access_point("POP000002", now=NOW + dt.timedelta(hours=1))
    keys = KeyRing((new, network().receiver))
    terms = dataclasses.replace(network().terms, keys=keys)
    received, _ = receive(network().pack(), terms, NOW + dt.timedelta(days=2))
    assert received.document == envelope()
    assert keys.signing(NOW + dt.timedelta(days=2)) is new


class Renamed(PeerCertificate):
    """Our certificate, but the sender calls us by another name."""

    @property
    def common_name(self) -> str:
        return "POP000009"


def test_a_message_addressed_to_another_access_point_is_refused() -> None:
    ours = network().receiver.peer
    parties = Parties(network().sender, Renamed(ours.certificate, ours.der), "x")
    packed = send.pack("m@x", envelope(), ADDRESSING, parties=parties, now=NOW)
    assert refusal(packed).error is Ebms.VALUE_INCONSISTENT


def test_header_and_envelope_must_name_the_same_document() -> None:
    other = Addressing(SUPPLIER, CITY, ORDER.document_type, ORDER.process, "BE")
    packed = send.pack("m@x", envelope(), other, parties=network().parties, now=NOW)
    assert refusal(packed).error is Ebms.VALUE_INCONSISTENT


def test_header_and_envelope_must_name_the_same_receiver() -> None:
    other = dataclasses.replace(ADDRESSING, receiver=SUPPLIER)
    packed = send.pack("m@x", envelope(), other, parties=network().parties, now=NOW)
    assert refusal(packed).error is Ebms.VALUE_INCONSISTENT


def test_an_envelope_that_breaks_its_rules_is_refused() -> None:
    broken = envelope().replace(b"<HeaderVersion>1.0", b"<HeaderVersion>9.0")
    assert refusal(network().pack(broken)).error is Ebms.OTHER


@pytest.mark.parametrize(
    ("algorithm", "value"),
    [
        ("signature", "http://www.w3.org/2000/09/xmldsig#rsa-sha1"),
        ("digest", "http://www.w3.org/2000/09/xmldsig#sha1"),
        ("canonicalization", "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"),
        ("key_transport", "http://www.w3.org/2001/04/xmlenc#rsa-1_5"),
        ("key_mask", "http://www.w3.org/2009/xmlenc11#mgf1sha1"),
        ("content", "http://www.w3.org/2001/04/xmlenc#aes128-cbc"),
    ],
)
def test_other_algorithms_are_not_negotiated(algorithm: str, value: str) -> None:
    weak: CryptoSuite = dataclasses.replace(PEPPOL, **{algorithm: value})
    packed = send.pack(
        "m@x", envelope(), ADDRESSING, parties=network().parties, now=NOW, suite=weak
    )
    assert refusal(packed).error is Ebms.POLICY_NONCOMPLIANCE


def test_a_changed_ciphertext_is_refused() -> None:
    packed = network().pack()
    body = bytearray(packed.body)
    body[-200] ^= 1
    changed = PackedMessage(packed.content_type, bytes(body))
    assert refusal(changed).error is Ebms.FAILED_DECRYPTION


def test_a_second_attachment_is_refused() -> None:
    packed = network().pack()
    package = mime.split(packed.content_type, packed.body, max_parts=2)
    smuggled = Part("more@x", "application/octet-stream", b"x" * 64)
    more = PackedMessage(*mime.join("b", package.envelope, [*package.attachments, smuggled]))
    assert refusal(more).error is Ebms.MIME_INCONSISTENCY


def test_a_missing_attachment_is_refused() -> None:
    packed = network().pack()
    package = mime.split(packed.content_type, packed.body, max_parts=2)
    bare = PackedMessage(*mime.join("b", package.envelope, []))
    assert refusal(bare).error is Ebms.EXTERNAL_PAYLOAD_ERROR


def test_a_gzip_bomb_stops_at_the_limit() -> None:
    bomb = gzip.compress(b"\0" * 30_000_000)
    with pytest.raises(MessageRefused) as refused:
        compression.decompress(bomb, limit=100 * 1024 * 1024)
    assert refused.value.error is Ebms.DECOMPRESSION_FAILURE


@pytest.mark.parametrize(
    "octets",
    [b"", b"plain", gzip.compress(b"x", mtime=0)[:-3], gzip.compress(b"x", mtime=0) + b"y"],
)
def test_what_is_not_one_whole_gzip_member_is_refused(octets: bytes) -> None:
    with pytest.raises(MessageRefused):
        compression.decompress(octets, limit=1000)


def test_a_document_over_the_limit_is_refused() -> None:
    terms = dataclasses.replace(network().terms, max_document=100)
    with pytest.raises(MessageRefused) as refused:
        receive(network().pack(), terms)
    assert refused.value.error is Ebms.DECOMPRESSION_FAILURE


def test_a_message_without_signature_or_encryption_is_refused() -> None:
    packed = network().pack()
    unsigned = with_envelope(packed, lambda e: e.replace(b"ds:Signature ", b"ds:Signatur "))
    assert refusal(unsigned).error is not None
    plain = with_envelope(packed, lambda e: e.replace(b"xenc:EncryptedKey", b"xenc:Key"))
    assert refusal(plain).error is Ebms.POLICY_NONCOMPLIANCE


def test_a_doctype_in_the_envelope_is_refused() -> None:
    evil = with_envelope(
        network().pack(), lambda e: e.replace(b"?><S12", b'?><!DOCTYPE x [<!ENTITY a "b">]><S12')
    )
    assert refusal(evil).error is Ebms.INVALID_HEADER


def test_a_reply_reference_is_no_one_way_push() -> None:
    answered = with_envelope(
        network().pack(),
        lambda e: e.replace(
            b"</eb:MessageId></eb:MessageInfo>",
            b"</eb:MessageId><eb:RefToMessageId>x</eb:RefToMessageId></eb:MessageInfo>",
        ),
    )
    assert refusal(answered).error is Ebms.FAILED_AUTHENTICATION


class TestReceipts:
    """What a sender accepts as evidence."""

    def test_a_receipt_for_another_message_is_refused(self) -> None:
        first, second = network().pack(), network().pack()
        _, receipt = receive(second, network().terms)
        with pytest.raises(MessageRefused) as refused:
            check(first, receipt)
        assert refused.value.error is Ebms.INVALID_RECEIPT

    def test_a_receipt_with_another_message_id_is_refused(self) -> None:
        packed = network().pack(message_id="other@sender.example")
        _, receipt = receive(packed, network().terms)
        with pytest.raises(MessageRefused):
            check(packed, receipt)

    def test_a_receipt_signed_by_a_third_access_point_is_refused(self) -> None:
        packed = network().pack()
        _, receipt = receive(packed, network().terms)
        with pytest.raises(MessageRefused) as refused:
            check(packed, receipt, seat="POP000007")
        assert refused.value.error is Ebms.INVALID_RECEIPT

    def test_a_changed_receipt_is_refused(self) -> None:
        packed = network().pack()
        _, receipt = receive(packed, network().terms)
        changed = receipt.replace(b"m@sender.example", b"n@sender.example")
        with pytest.raises(MessageRefused):
            check(packed, changed)

    def test_an_unsigned_receipt_is_refused(self) -> None:
        packed = network().pack()
        _, receipt = receive(packed, network().terms)
        start, end = receipt.index(b"<wsse:Security"), receipt.index(b"</S12:Header>")
        with pytest.raises(MessageRefused):
            check(packed, receipt[:start] + receipt[end:])

    def test_an_error_is_no_receipt(self) -> None:
        packed = network().pack()
        signing = signals.Signing(network().receiver, "receiver.example")
        error = signals.build_error(
            NotServiced(), ref_to="m@sender.example", signing=signing, now=NOW
        )
        with pytest.raises(MessageRefused):
            check(packed, error)
