"""Foreign suites of envelopes, service metadata and AS4 messages, read from QUAESTOR_DATA."""

import csv
import os
from pathlib import Path

import pytest

from peppol import sbdh, smp
from peppol.as4 import mime, receipts, signals
from peppol.as4.canonical import canonicalize, prefix_list
from peppol.as4.errors import Ebms, MessageRefused, NotServiced
from peppol.as4.header import read_signals, read_user_message
from peppol.as4.names import DS, q
from peppol.as4.security import (
    SoapMessage,
    decode,
    descendant,
    open_envelope,
    read_references,
    read_token,
    signature_of,
    verify_signature,
)
from peppol.as4.send import PackedMessage
from peppol.as4.suite import PEPPOL
from peppol.identifiers import DocumentTypeIdentifier, NotAnIdentifier
from peppol.smp import MetadataRefused
from peppol.smp.reading import take_apart
from shared.errors import QuaestorError
from shared.xml.parse import parse
from shared.xml.schema import schema
from tests.peppol.world import NOW, network, receive

pytestmark = [
    pytest.mark.conformance,
    # a test certificate of another product names its country "Unknown"
    pytest.mark.filterwarnings("ignore:Attribute's length:UserWarning"),
]

DATA = Path(os.environ.get("QUAESTOR_DATA", "/nonexistent"))
ABSENT = f"NOT RUN: no public suites found at QUAESTOR_DATA={DATA}"


def cases(suite: str) -> list[dict[str, str]]:
    table = DATA / "suites" / suite / "expected.csv"
    if not table.exists():
        return []
    with table.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def content(suite: str, case: dict[str, str]) -> bytes:
    return (DATA / "suites" / suite / case["file"]).read_bytes()


def each(suite: str, signature: str = "") -> pytest.MarkDecorator:
    found = [case for case in cases(suite) if case.get("signature", "").startswith(signature)]
    absent = pytest.param({}, marks=pytest.mark.skip(reason=ABSENT), id=f"{suite}-absent")
    params = [pytest.param(case, id=case["file"]) for case in found] or [absent]
    return pytest.mark.parametrize("case", params)


# ------------------------------------------------------------------------------- envelopes


@each("peppol-sbdh")
def test_an_envelope_is_accepted_or_refused_as_expected(case: dict[str, str]) -> None:
    data = content("peppol-sbdh", case)
    try:
        message = sbdh.read(data)
    except QuaestorError:
        # a bare header is an example of the specification, but no document
        assert case["expected"] == "REFUSED" or case["root"] == "StandardBusinessDocumentHeader"
        return
    assert case["expected"] != "REFUSED"
    assert parse(message.payload).tag is not None


# ------------------------------------------------------------------------------- metadata


@each("peppol-smp")
def test_metadata_of_the_sha1_years_is_refused_but_understood(case: dict[str, str]) -> None:
    data = content("peppol-smp", case)
    if case["kind"] == "ServiceGroup":
        participant, _ = smp.read_service_group(data)
        assert participant.value
    elif case["kind"].startswith("SignedServiceMetadata"):
        with pytest.raises(MetadataRefused):
            smp.read_service_metadata(data, trust=network().pki.publisher_anchors, now=NOW)
        if case["xsd_valid"] == "yes":
            redirected = isinstance(take_apart(parse(data)), smp.Redirect)
            assert redirected == case["kind"].endswith("(redirect)")
    else:
        with pytest.raises(MetadataRefused):
            smp.read_service_group(data)


# ------------------------------------------------------------------------------- AS4 messages


def soap_of(data: bytes) -> bytes:
    """The envelope in a recorded HTTP or MIME dump, or in a file with a comment before it."""
    if b"<?xml" in data:
        start = data.index(b"<?xml")
    else:
        start = data.rindex(b"<", 0, data.index(b"Envelope"))
    return data[start : data.rindex(b"Envelope>") + len(b"Envelope>")]


def signature_result(soap: SoapMessage) -> str:
    """Value and digests inside the envelope, as the suite's table words them."""
    signature = signature_of(soap)
    reference = signature.find(".//{*}SecurityTokenReference/{*}Reference")
    assert reference is not None
    key = read_token(soap, reference.get("URI") or "").public_key
    signed_info = descendant(signature, (DS, "SignedInfo"))
    prefixes = prefix_list(descendant(signed_info, (DS, "CanonicalizationMethod")))
    value = decode(descendant(signature, (DS, "SignatureValue")))
    PEPPOL.verify(key, value, canonicalize(signed_info, prefixes))
    for signed in read_references(tuple(signed_info.iterfind(q(DS, "Reference")))):
        element = soap.ids.get(signed.uri[1:])
        if element is not None:
            assert PEPPOL.digest_of(canonicalize(element, signed.prefixes)) == signed.digest
    return "value ok; digests hold"


@each("as4-messages", signature="value ok")
def test_a_recorded_signature_holds_as_the_table_says(case: dict[str, str]) -> None:
    soap = open_envelope(soap_of(content("as4-messages", case)))
    assert signature_result(soap) == "value ok; digests hold"


@each("as4-messages")
def test_a_recorded_message_is_read_or_refused_as_the_table_says(case: dict[str, str]) -> None:
    data = soap_of(content("as4-messages", case))
    if case["soap"] == "1.1":
        with pytest.raises(MessageRefused) as refused:
            open_envelope(data)
        assert refused.value.error is Ebms.INVALID_HEADER  # outside the profile
        return
    if case["outcome"] == "REFUSE":
        with pytest.raises(MessageRefused) as refused:
            refuse_somewhere(data)
        assert case["code"] in ("", "schema", refused.value.error.code)
        return
    soap = open_envelope(data)
    if case["messaging_xsd_valid"] != "yes":
        return  # templates with holes and the like: that they open is all that can be asked
    if case["message"] == "UserMessage":
        assert read_user_message(soap.messaging).message_id
    else:
        signal = read_signals(soap.messaging)[0]
        assert (signal.receipt is not None) == case["message"].startswith("Receipt")
        assert bool(signal.errors) == case["message"].startswith("Error")


def refuse_somewhere(data: bytes) -> None:
    soap = open_envelope(data)
    read_user_message(soap.messaging)
    verify_signature(soap, trust=network().pki.access_point_anchors, now=NOW, suite=PEPPOL)


@each("as4-messages")
def test_no_foreign_message_passes_as_one_for_us(case: dict[str, str]) -> None:
    with pytest.raises(MessageRefused):
        receive(
            PackedMessage("application/soap+xml", content("as4-messages", case)),
            network().terms,
        )


# ------------------------------------------------------------------------------- our own output


def pack_file(path: str) -> Path:
    file = DATA / "packs" / path
    if not file.exists():
        pytest.skip(ABSENT)
    return file


def test_what_we_send_is_valid_against_the_as4_schemas() -> None:
    as4 = schema(pack_file("ebms/xsd/as4-bundle.xsd"))
    packed = network().pack()
    package = mime.split(packed.content_type, packed.body, max_parts=2)
    _, receipt = receive(packed, network().terms)
    signing = signals.Signing(network().receiver, "receiver.example")
    error = signals.build_error(NotServiced(), ref_to="m@x", signing=signing, now=NOW)
    for octets in (package.envelope, receipt, error):
        assert as4.validate(parse(octets)) == []
    assert receipts.read_answer("application/soap+xml", error).error is not None


def test_our_envelopes_and_metadata_are_valid_against_their_schemas() -> None:
    from tests.peppol.test_smp import published
    from tests.peppol.world import envelope

    assert schema(pack_file("sbdh/xsd/StandardBusinessDocumentHeader.xsd")).validate(
        parse(envelope())
    ) == []  # fmt: skip
    types = schema(pack_file("smp/xsd/peppol-smp-types-v1.xsd"))
    assert types.validate(parse(published())) == []


def test_every_active_document_type_of_the_code_list_is_an_identifier() -> None:
    import json

    listed = json.loads(
        pack_file(
            "peppol-codelists-9.7/Peppol Code Lists - Document types v9.7.json"
        ).read_text("utf-8")
    )["values"]  # fmt: skip
    unusable = []
    for entry in listed:
        try:
            DocumentTypeIdentifier.checked(entry["value"], entry["scheme"])
        except NotAnIdentifier:
            unusable.append(entry["value"])
    assert unusable == []
    assert len(listed) > 300
