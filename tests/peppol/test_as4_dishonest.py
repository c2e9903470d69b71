"""What is refused although the signature of a trusted access point holds."""

import dataclasses
import re

import pytest

from peppol.as4 import compression
from peppol.as4.errors import Ebms, MessageRefused
from peppol.as4.send import PackedMessage
from tests.peppol.dishonest import resigned
from tests.peppol.world import envelope, network, receive, with_envelope

PROPERTY = re.compile(r'<eb:Property name="CompressionType">[^<]+</eb:Property>')


def refusal(packed: PackedMessage) -> Ebms:
    with pytest.raises(MessageRefused) as refused:
        receive(packed, network().terms)
    return refused.value.error


def test_signing_anew_by_itself_changes_nothing() -> None:
    harmless = resigned(network().pack(), lambda m: m.replace("utf-8", "UTF-8"))
    received, _ = receive(harmless, network().terms)
    assert received.document == envelope()


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("200704/initiator", "200704/defaultRole", Ebms.VALUE_NOT_RECOGNIZED),
        ("tia:ap_provider", "other", Ebms.PROCESSING_MODE_MISMATCH),
        ("</eb:MessageId>", "</eb:MessageId><eb:RefToMessageId>x</eb:RefToMessageId>",
         Ebms.PROCESSING_MODE_MISMATCH),
        ("application/xml", "text/plain", Ebms.VALUE_INCONSISTENT),
        ("application/gzip", "application/zstd", Ebms.FEATURE_NOT_SUPPORTED),
        ("originalSender", "originalsender", Ebms.VALUE_INCONSISTENT),
        ("0208:0403101811", "0208:0671516647", Ebms.VALUE_INCONSISTENT),
        ("cenbii-procid-ubl", "other", Ebms.VALUE_INCONSISTENT),
        ("busdox-docid-qns", "busdox%3A", Ebms.VALUE_INCONSISTENT),
        (">POP000001<", ">POP000002<", Ebms.FAILED_AUTHENTICATION),
        (">POP000002<", ">POP000001<", Ebms.VALUE_INCONSISTENT),
        ("identifiers:ap", "identifiers:other", Ebms.FAILED_AUTHENTICATION),
        ("eb:MessageId", "eb:MessageIdentity", Ebms.INVALID_HEADER),
        (">m@sender.example<", "> <", Ebms.INVALID_HEADER),
        (">m@sender.example<", ">" + "m" * 300 + "<", Ebms.INVALID_HEADER),
        ("</eb:UserMessage>", "</eb:UserMessage><eb:UserMessage></eb:UserMessage>",
         Ebms.INVALID_HEADER),
        ("eb:PayloadInfo", "eb:PayloadInformation", Ebms.POLICY_NONCOMPLIANCE),
        ("eb:MessageProperties", "eb:Properties", Ebms.VALUE_INCONSISTENT),
    ],
)  # fmt: skip
def test_a_header_that_breaks_the_profile_is_refused(old: str, new: str, error: Ebms) -> None:
    assert refusal(resigned(network().pack(), lambda m: m.replace(old, new))) is error


def test_a_pull_request_is_no_user_message() -> None:
    def pull(messaging: str) -> str:
        return messaging.replace("eb:UserMessage", "eb:SignalMessage")

    assert refusal(resigned(network().pack(), pull)) is Ebms.INVALID_HEADER


def test_an_uncompressed_part_is_accepted_and_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compression, "compress", lambda octets: octets)
    plain = resigned(network().pack(), lambda m: PROPERTY.sub("", m))
    received, _ = receive(plain, network().terms)
    assert received.document == envelope()
    strict = dataclasses.replace(network().terms, max_document=10)
    with pytest.raises(MessageRefused):
        receive(plain, strict)


def test_a_body_over_the_limit_is_refused_before_it_is_split() -> None:
    packed = network().pack()
    padded = PackedMessage(packed.content_type, packed.body + b" " * 3_000_000)
    strict = dataclasses.replace(network().terms, max_document=10)
    with pytest.raises(MessageRefused) as refused:
        receive(padded, strict)
    assert refused.value.detail == "message too large"


# the encryption block is not signed: anybody on the way can change it


def by_serial(soap: bytes) -> bytes:
    """Name our key as CXF may: by issuer and serial number instead of a token."""
    serial = network().receiver.certificate.serial_number
    named = (
        "<ds:X509Data><ds:X509IssuerSerial><ds:X509IssuerName>CN=X</ds:X509IssuerName>"
        f"<ds:X509SerialNumber>{serial}</ds:X509SerialNumber></ds:X509IssuerSerial></ds:X509Data>"
    ).encode()
    return re.sub(rb'<wsse:Reference URI="#BE-[^>]*/>', named, soap)


def test_our_key_may_be_named_by_its_serial_number() -> None:
    received, _ = receive(with_envelope(network().pack(), by_serial), network().terms)
    assert received.document == envelope()


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        (rb"#Attachment-Content-Only", b"#Attachment-Complete", Ebms.POLICY_NONCOMPLIANCE),
        (rb'DataReference URI="#ED-\w+"', b'DataReference URI="#x"', Ebms.POLICY_NONCOMPLIANCE),
        (rb'<wsse:Reference URI="#EK-\w+"', b'<wsse:Reference URI="#x"', Ebms.POLICY_NONCOMPLIANCE),
        (rb"<xenc:DataReference [^>]+/>", b"", Ebms.POLICY_NONCOMPLIANCE),
        (rb"<xenc:CipherValue>[^<]+", b"<xenc:CipherValue>AAAA", Ebms.FAILED_DECRYPTION),
        (rb"<xenc:CipherValue>[^<]+", b"<xenc:CipherValue>!", Ebms.INVALID_HEADER),
        (rb'CipherReference URI="cid:', b'CipherReference URI="cid:x', Ebms.EXTERNAL_PAYLOAD_ERROR),
        (rb'wsu:Id="BE-', b'wsu:Id="BX-', Ebms.POLICY_NONCOMPLIANCE),
        (rb"#X509v3", b"#X509PKIPathv1", Ebms.POLICY_NONCOMPLIANCE),
        (rb"(<ds:SignatureValue>)[^<]+", rb"\1AAAA", Ebms.FAILED_AUTHENTICATION),
        (rb'Id="BS-(\w+)">[^<]+', rb'Id="BS-\1">AAAA', Ebms.FAILED_AUTHENTICATION),
        (rb"(?s)<ds:Reference .*</ds:Reference>", b"", Ebms.FAILED_AUTHENTICATION),
    ],
)
def test_a_changed_security_block_is_refused(old: bytes, new: bytes, error: Ebms) -> None:
    changed = with_envelope(network().pack(), lambda soap: re.sub(old, new, soap))
    assert refusal(changed) is error


def test_encrypted_data_outside_the_security_header_is_refused() -> None:
    def move(soap: bytes) -> bytes:
        match = re.search(rb"<xenc:EncryptedData.*?</xenc:EncryptedData>", soap, re.DOTALL)
        assert match is not None
        wrapper = b'<w xmlns:wsse="urn:x">' + match.group() + b"</w>"
        return soap.replace(match.group(), b"").replace(
            b"</S12:Header>", wrapper + b"</S12:Header>"
        )

    moved = with_envelope(network().pack(), move)
    assert refusal(moved) is Ebms.POLICY_NONCOMPLIANCE


def test_a_key_of_the_wrong_length_is_refused() -> None:
    public = network().receiver.peer.public_key

    def swap(soap: bytes) -> bytes:
        from base64 import b64encode

        from peppol.as4.suite import PEPPOL

        short = b64encode(PEPPOL.wrap(public, b"x" * 8))
        return re.sub(rb"<xenc:CipherValue>[^<]+", b"<xenc:CipherValue>" + short, soap)

    assert refusal(with_envelope(network().pack(), swap)) is Ebms.FAILED_DECRYPTION


def test_a_ciphertext_shorter_than_iv_and_tag_is_refused() -> None:
    from peppol.as4 import mime

    packed = network().pack()
    package = mime.split(packed.content_type, packed.body, max_parts=2)
    short = dataclasses.replace(package.attachments[0], octets=b"x" * 20)
    assert (
        refusal(PackedMessage(*mime.join("b", package.envelope, [short]))) is Ebms.FAILED_DECRYPTION
    )
