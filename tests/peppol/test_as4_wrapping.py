"""Signature wrapping and its relatives: each attack is made here and named after what it tries."""

import re

import pytest

from peppol.as4.errors import Ebms, MessageRefused
from peppol.as4.receipts import read_answer
from peppol.as4.send import PackedMessage
from tests.peppol.world import network, receive, with_envelope

MESSAGING = re.compile(rb"<eb:Messaging.*?</eb:Messaging>", re.DOTALL)
BODY = re.compile(rb"<S12:Body.*?</S12:Body>", re.DOTALL)
SIGNATURE = re.compile(rb"<ds:Signature .*?</ds:Signature>", re.DOTALL)


def found(pattern: re.Pattern[bytes], envelope: bytes) -> bytes:
    match = pattern.search(envelope)
    assert match is not None
    return match.group()


def forged_messaging(envelope: bytes) -> bytes:
    """The Messaging block with another receiver and another Id."""
    original = found(MESSAGING, envelope)
    return re.sub(rb'wsu:Id="m-', b'wsu:Id="x-', original).replace(b"0207451227", b"0403101811")


def wrapper_beside_the_header(e: bytes) -> bytes:
    """The signed block stands unread in a wrapper; a forged one takes its place."""
    signed, forged = found(MESSAGING, e), forged_messaging(e)
    return e.replace(signed, forged).replace(
        b"</S12:Header>", b"<w>" + signed + b"</w></S12:Header>"
    )


def signed_block_under_the_security_header(e: bytes) -> bytes:
    signed, forged = found(MESSAGING, e), forged_messaging(e)
    return e.replace(signed, forged).replace(b"</wsse:Security>", signed + b"</wsse:Security>")


def forged_block_first(e: bytes) -> bytes:
    signed = found(MESSAGING, e)
    return e.replace(signed, forged_messaging(e) + signed)


def signed_block_in_the_body(e: bytes) -> bytes:
    """The forged block is read; the signed one is in a second Body."""
    signed, forged = found(MESSAGING, e), forged_messaging(e)
    return e.replace(signed, forged).replace(b"</S12:Envelope>", signed + b"</S12:Envelope>")


def same_id_twice(e: bytes) -> bytes:
    """Which of the two the reference means depends on who looks it up."""
    signed = found(MESSAGING, e)
    identifier = re.search(rb'wsu:Id="(m-[^"]+)"', signed)
    assert identifier is not None
    return e.replace(b"<S12:Header>", b'<S12:Header><x Id="' + identifier[1] + b'"/>')


def renamed_signed_block(e: bytes) -> bytes:
    """The signed octets survive under the same Id, but in a place nobody reads."""
    forged = forged_messaging(e)
    signed = found(MESSAGING, e).replace(b"eb:Messaging", b"eb:Archive")
    return e.replace(found(MESSAGING, e), forged + signed)


def body_swapped(e: bytes) -> bytes:
    """A Body with contents of the attacker's, the signed empty one kept elsewhere."""
    signed = found(BODY, e)
    evil = signed.replace(b'wsu:Id="b-', b'wsu:Id="y-').replace(
        b"></S12:Body>", b"><x/></S12:Body>"
    )
    return e.replace(signed, evil).replace(b"</S12:Header>", signed + b"</S12:Header>")


def reference_to_the_body_dropped(e: bytes) -> bytes:
    reference = re.search(rb'<ds:Reference URI="#b-.*?</ds:Reference>', e)
    assert reference is not None
    return e.replace(reference.group(), b"")


def second_signature(e: bytes) -> bytes:
    return e.replace(b"</wsse:Security>", found(SIGNATURE, e) + b"</wsse:Security>")


def second_security_header(e: bytes) -> bytes:
    return e.replace(b"</S12:Header>", b"<wsse:Security xmlns:wsse="
                     b'"http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"/>'
                     b"</S12:Header>")  # fmt: skip


def comment_cuts_the_receiver(e: bytes) -> bytes:
    """Canonicalisation drops comments, so the signature still holds; the value must not shrink."""
    return e.replace(b"0208:0207451227</eb:Property>", b"0208:<!-- -->0207451227</eb:Property>")


def element_inside_a_value(e: bytes) -> bytes:
    return e.replace(b">POP000001</eb:PartyId>", b"><x/>POP000001</eb:PartyId>")


def part_renamed(e: bytes) -> bytes:
    """PartInfo points to another part than the one signed."""
    return re.sub(rb'href="cid:[^"]+"', b'href="cid:other@x"', e)


def xpath_transform(e: bytes) -> bytes:
    extra = (
        b'<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"></ds:Transform>'
    )
    return e.replace(b"</ds:Transforms>", extra + b"</ds:Transforms>", 1)


def token_replaced_by_a_publisher(e: bytes) -> bytes:
    """The right signature with another certificate beside it."""
    own, other = network().sender.peer.base64, network().publisher.peer.base64
    return e.replace(own.encode(), other.encode())


ATTACKS = [
    wrapper_beside_the_header,
    signed_block_under_the_security_header,
    forged_block_first,
    signed_block_in_the_body,
    same_id_twice,
    renamed_signed_block,
    body_swapped,
    reference_to_the_body_dropped,
    second_signature,
    second_security_header,
    element_inside_a_value,
    part_renamed,
    xpath_transform,
    token_replaced_by_a_publisher,
]


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_an_attack_on_the_signature_is_refused(attack: object) -> None:
    assert callable(attack)
    with pytest.raises(MessageRefused) as refused:
        receive(with_envelope(network().pack(), attack), network().terms)
    assert refused.value.error in {
        Ebms.POLICY_NONCOMPLIANCE,
        Ebms.FAILED_AUTHENTICATION,
        Ebms.INVALID_HEADER,
    }


def test_a_comment_that_the_signature_does_not_see_cannot_cut_a_value_short() -> None:
    attacked = with_envelope(network().pack(), comment_cuts_the_receiver)
    received, _ = receive(attacked, network().terms)
    final_recipient = received.user_message.property("finalRecipient")
    assert final_recipient is not None
    assert final_recipient.value == "0208:0207451227"


def test_a_receipt_whose_signed_block_was_moved_aside_is_refused() -> None:
    packed = network().pack()
    _, receipt = receive(packed, network().terms)
    with pytest.raises(MessageRefused):
        read_answer("application/soap+xml", wrapper_beside_the_header(receipt))


def test_every_single_bit_of_the_signed_header_counts() -> None:
    packed = network().pack()
    start = packed.body.index(b"<eb:PartyInfo>")
    end = packed.body.index(b"</eb:Messaging>")
    for position in range(start, end, 7):
        flipped = bytearray(packed.body)
        flipped[position] ^= 1
        with pytest.raises(MessageRefused):
            receive(PackedMessage(packed.content_type, bytes(flipped)), network().terms)
