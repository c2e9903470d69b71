"""Packing a user message: compress, sign, encrypt, wrap in MIME (Peppol AS4 2.0.3). No DOM."""

import datetime as dt
from dataclasses import dataclass
from uuid import uuid4

from peppol.as4 import canonical, compression, mime
from peppol.as4.canonical import attribute, b64, text, token, token_reference
from peppol.as4.mime import Part
from peppol.as4.names import (
    AGREEMENT,
    CIPHERTEXT,
    CONTENT_ONLY,
    CONTENT_SIGNATURE,
    DS,
    ENCRYPTED_KEY_TOKEN,
    FINAL_RECIPIENT,
    GZIP,
    INITIATOR,
    OCTETS,
    ORIGINAL_SENDER,
    PARTY_TYPE,
    RESPONDER,
    WSSE11,
    X509_V3,
    XENC,
    XENC11,
)
from peppol.as4.suite import PEPPOL, CryptoSuite
from peppol.identifiers import PARTICIPANT_SCHEME, ParticipantIdentifier
from peppol.pki import OwnKey, PeerCertificate
from peppol.sbdh import Addressing


@dataclass(frozen=True, slots=True)
class Parties:
    """Our key, the receiver's certificate from its service metadata, our host in message ids."""

    own: OwnKey
    peer: PeerCertificate
    host: str


@dataclass(frozen=True, slots=True)
class PackedMessage:
    """What is posted; to be kept and sent unchanged on every further attempt."""

    content_type: str
    body: bytes


def new_message_id(host: str) -> str:
    """`uuid@host`, as RFC 2822 and some access points insist."""
    return f"{uuid4()}@{host}"


def pack(
    message_id: str,
    document: bytes,
    addressing: Addressing,
    *,
    parties: Parties,
    now: dt.datetime,
    suite: CryptoSuite = PEPPOL,
) -> PackedMessage:
    """One user message with one attachment: the envelope given as `document`."""
    unique, content_id = uuid4().hex, f"{uuid4()}@{parties.host}"
    compressed = compression.compress(document)
    user_message = _user_message(message_id, content_id, addressing, parties, now)
    messaging = canonical.messaging(f"m-{unique}", user_message)
    body = canonical.empty_body(f"b-{unique}")
    c14n, cid = suite.canonicalization, f"cid:{content_id}"
    # signed over the compressed, not yet encrypted octets (WSS SwA 1.1, 5.4)
    references = (
        canonical.reference(f"#m-{unique}", c14n, suite, messaging.encode()),
        canonical.reference(f"#b-{unique}", c14n, suite, body.encode()),
        canonical.reference(cid, CONTENT_SIGNATURE, suite, compressed),
    )
    signature = canonical.signature(parties.own, suite, unique, references)
    content_key = suite.new_content_key()
    attachment = Part(content_id, OCTETS, suite.encrypt(content_key, compressed))
    # this order of children satisfies strict layout (WS-SecurityPolicy 1.3, 6.7)
    security = _encryption(unique, cid, content_key, parties.peer, suite) + signature
    soap = canonical.envelope(messaging, security, body)
    content_type, packed = mime.join(f"----=_Part_{unique}", soap, [attachment])
    return PackedMessage(content_type, packed)


def _user_message(
    message_id: str, content_id: str, addressing: Addressing, parties: Parties, now: dt.datetime
) -> str:
    document_type, process = addressing.document_type, addressing.process
    return (
        f"<eb:UserMessage><eb:MessageInfo><eb:Timestamp>{canonical.timestamp(now)}</eb:Timestamp>"
        f"<eb:MessageId>{text(message_id)}</eb:MessageId></eb:MessageInfo><eb:PartyInfo>"
        f"{_party('From', parties.own.common_name, INITIATOR)}"
        f"{_party('To', parties.peer.common_name, RESPONDER)}</eb:PartyInfo>"
        f"<eb:CollaborationInfo><eb:AgreementRef>{AGREEMENT}</eb:AgreementRef>"
        f'<eb:Service type="{attribute(process.scheme)}">{text(process.value)}</eb:Service>'
        f"<eb:Action>{text(document_type.uri)}</eb:Action>"
        f"<eb:ConversationId>{uuid4()}</eb:ConversationId></eb:CollaborationInfo>"
        f"<eb:MessageProperties>{_participant(ORIGINAL_SENDER, addressing.sender)}"
        f"{_participant(FINAL_RECIPIENT, addressing.receiver)}</eb:MessageProperties>"
        f'<eb:PayloadInfo><eb:PartInfo href="cid:{attribute(content_id)}"><eb:PartProperties>'
        f"{_part_property('MimeType', 'application/xml')}"
        f"{_part_property('CharacterSet', 'utf-8')}"
        f"{_part_property('CompressionType', GZIP)}"
        "</eb:PartProperties></eb:PartInfo></eb:PayloadInfo></eb:UserMessage>"
    )


def _party(tag: str, seat: str, role: str) -> str:
    return (
        f'<eb:{tag}><eb:PartyId type="{PARTY_TYPE}">{text(seat)}</eb:PartyId>'
        f"<eb:Role>{role}</eb:Role></eb:{tag}>"
    )


def _participant(name: str, participant: ParticipantIdentifier) -> str:
    value = text(participant.value)
    return f'<eb:Property name="{name}" type="{PARTICIPANT_SCHEME}">{value}</eb:Property>'


def _part_property(name: str, value: str) -> str:
    return f'<eb:Property name="{name}">{value}</eb:Property>'


def _encryption(
    unique: str, cid: str, content_key: bytes, peer: PeerCertificate, suite: CryptoSuite
) -> str:
    wrapped = b64(suite.wrap(peer.public_key, content_key))
    return (
        token(f"BE-{unique}", peer.base64)
        + f'<xenc:EncryptedKey xmlns:xenc="{XENC}" Id="EK-{unique}">'
        f'<xenc:EncryptionMethod Algorithm="{suite.key_transport}">'
        f'<ds:DigestMethod xmlns:ds="{DS}" Algorithm="{suite.key_digest}"/>'
        f'<xenc11:MGF xmlns:xenc11="{XENC11}" Algorithm="{suite.key_mask}"/>'
        f'</xenc:EncryptionMethod><ds:KeyInfo xmlns:ds="{DS}">'
        f"{token_reference(f'BE-{unique}', X509_V3)}</ds:KeyInfo><xenc:CipherData>"
        f"<xenc:CipherValue>{wrapped}</xenc:CipherValue></xenc:CipherData><xenc:ReferenceList>"
        f'<xenc:DataReference URI="#ED-{unique}"/></xenc:ReferenceList></xenc:EncryptedKey>'
        # with a text or XML type here WSS4J would normalise line ends before comparing digests
        f'<xenc:EncryptedData xmlns:xenc="{XENC}" Id="ED-{unique}" MimeType="{GZIP}"'
        f' Type="{CONTENT_ONLY}"><xenc:EncryptionMethod Algorithm="{suite.content}"/>'
        f'<ds:KeyInfo xmlns:ds="{DS}"><wsse:SecurityTokenReference xmlns:wsse11="{WSSE11}"'
        f' wsse11:TokenType="{ENCRYPTED_KEY_TOKEN}"><wsse:Reference URI="#EK-{unique}"/>'
        "</wsse:SecurityTokenReference></ds:KeyInfo><xenc:CipherData>"
        f'<xenc:CipherReference URI="{attribute(cid)}"><xenc:Transforms>'
        f'<ds:Transform xmlns:ds="{DS}" Algorithm="{CIPHERTEXT}"/></xenc:Transforms>'
        "</xenc:CipherReference></xenc:CipherData></xenc:EncryptedData>"
    )
