"""The attack battery: what a signature library accepts, and a bid's signature must not be."""

import copy
from collections.abc import Callable

import pytest
from lxml import etree

from shared.signing.container import read_container
from shared.signing.names import ASIC, DS, XADES
from shared.signing.profile import StatedPolicy
from shared.signing.report import Flaw, SubIndication, Verdict
from shared.signing.signer import DataFile
from shared.signing.validation import Constraints, verify_container
from shared.xml.parse import Element
from tests.shared.signing import forgery
from tests.shared.signing.court import Court, rejected
from tests.shared.signing.forgery import (
    change_value,
    damaged,
    find,
    forge,
    packed,
    sign_again,
)

S = SubIndication


def test_the_honest_signature_of_this_battery_passes(court: Court) -> None:
    assert court.judge(court.good()).passed


@pytest.mark.parametrize(
    ("kind", "reason", "flaw"),
    [
        (forgery.NoSigningTime, S.SIG_CONSTRAINTS_FAILURE, Flaw.MISSING_PROPERTY),
        (forgery.NoSigningCertificate, S.SIG_CONSTRAINTS_FAILURE, Flaw.MISSING_PROPERTY),
        (forgery.NoFormats, S.SIG_CONSTRAINTS_FAILURE, Flaw.MISSING_PROPERTY),
        (forgery.WrongTarget, S.FORMAT_FAILURE, Flaw.WRAPPING),
        (forgery.NoReferenceType, S.FORMAT_FAILURE, Flaw.REFERENCE),
        (forgery.TypeOnTheWrongReference, S.FORMAT_FAILURE, Flaw.REFERENCE),
        (forgery.UnknownTransform, S.FORMAT_FAILURE, Flaw.TRANSFORM),
        (forgery.CommentsSigned, S.FORMAT_FAILURE, Flaw.TRANSFORM),
        (forgery.TransformOnFile, S.FORMAT_FAILURE, Flaw.TRANSFORM),
        (forgery.Sha1Digests, S.CRYPTO_CONSTRAINTS_FAILURE_NO_POE, Flaw.WEAK),
        (forgery.OneFileTwice, S.FORMAT_FAILURE, Flaw.REFERENCE),
        (forgery.WithKeyValue, S.FORMAT_FAILURE, Flaw.WRAPPING),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_what_only_the_signer_could_leave_out_is_missed(
    court: Court, kind: type[forgery.Forger], reason: SubIndication, flaw: Flaw
) -> None:
    report = court.judge(forge(court.files, court.signer, court.now, kind))
    assert rejected(report, reason, flaw)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "#signature-1",
        "../Tender.xml",
        "/etc/passwd",
        "./Tender.xml",
        "a//b",
        "%2e%2e/Tender.xml",
        "file:///etc/passwd",
        "http://attacker.example/Tender.xml",
        "Tender.xml?x",
        "%ff.xml",
        "Tender.xml#x",
        "a%00b",
    ],
)
def test_a_reference_goes_to_a_container_file_and_nowhere_else(court: Court, address: str) -> None:
    kind = type("Elsewhere", (forgery.Uri,), {"address": address})
    report = court.judge(forge(court.files, court.signer, court.now, kind))
    assert not report.passed
    assert report.sub_indication in {S.FORMAT_FAILURE, S.SIGNED_DATA_NOT_FOUND}


def test_a_name_is_decoded_once_only(court: Court) -> None:
    kind = type("Twice", (forgery.Uri,), {"address": "%2554ender.xml"})
    report = court.judge(forge(court.files, court.signer, court.now, kind))
    assert rejected(report, S.SIGNED_DATA_NOT_FOUND, Flaw.MISSING_FILE)
    assert report.findings[0].found == "%54ender.xml"


def test_a_file_changed_after_signing_is_named(court: Court) -> None:
    changed = [DataFile("Tender.xml", b"<Tender>cheaper</Tender>", ""), court.files[1]]
    report = court.judge(court.good(), changed)
    assert rejected(report, S.HASH_FAILURE, Flaw.CHANGED)
    assert report.findings[0].found == "Tender.xml"
    assert report.verdict is Verdict.FAILED


def test_two_files_that_changed_places_are_noticed(court: Court) -> None:
    first, second = court.files
    swapped = [DataFile(first.name, second.source, ""), DataFile(second.name, first.source, "")]
    assert rejected(court.judge(court.good(), swapped), S.HASH_FAILURE, Flaw.CHANGED)


def test_a_file_added_after_signing_is_named(court: Court) -> None:
    more = [*court.files, DataFile("Annex.pdf", b"%PDF", "")]
    report = court.judge(court.good(), more)
    assert rejected(report, S.FORMAT_FAILURE, Flaw.UNSIGNED_FILE)
    assert report.unsigned_files == ("Annex.pdf",)


def test_a_file_taken_away_after_signing_is_named(court: Court) -> None:
    report = court.judge(court.good(), court.files[:1])
    assert rejected(report, S.SIGNED_DATA_NOT_FOUND, Flaw.MISSING_FILE)
    assert report.findings[0].found == "plans/façade noord.pdf"


def test_a_container_without_a_signature_never_passes(court: Court) -> None:
    container = read_container(packed(court.files, []))
    (report,) = verify_container(container, [court.authority.anchor], court.now)
    assert rejected(report, S.FORMAT_FAILURE, Flaw.NO_SIGNATURE)
    assert report.unsigned_files == container.names


def test_every_signature_is_judged_alone(court: Court) -> None:
    partly = forge(court.files[:1], court.signer, court.now)
    container = read_container(packed(court.files, [court.good(), partly]))
    whole, half = verify_container(container, [court.authority.anchor], court.now)
    assert whole.passed
    assert rejected(half, S.FORMAT_FAILURE, Flaw.UNSIGNED_FILE)


def test_technical_files_beside_the_signature_are_told(court: Court) -> None:
    extra = {"META-INF/timestamp.tst": b"token"}
    container = read_container(packed(court.files, [court.good()], extra))
    (report,) = verify_container(container, [court.authority.anchor], court.now)
    assert report.passed
    assert Flaw.IGNORED_FILE in {finding.flaw for finding in report.findings}


def change_signed_digest(signature: Element) -> None:
    find(signature, "ds:SignedInfo/ds:Reference/ds:DigestValue").text = "AAAA"


def change_signing_time(signature: Element) -> None:
    next(signature.iter(f"{{{XADES}}}SigningTime")).text = "2020-01-01T00:00:00Z"


def drop_certificate_property(signature: Element) -> None:
    element = next(signature.iter(f"{{{XADES}}}SigningCertificateV2"))
    element.getparent().remove(element)  # type: ignore[union-attr]  # it has a parent


def drop_key_info(signature: Element) -> None:
    signature.remove(find(signature, "ds:KeyInfo"))


def second_object(signature: Element) -> None:
    signature.append(copy.deepcopy(find(signature, "ds:Object")))


def hidden_object(signature: Element) -> None:
    """XSW: the signed properties move below another object, a forgery takes their place."""
    signed = find(signature, "ds:Object")
    forged = copy.deepcopy(signed)
    next(forged.iter(f"{{{XADES}}}SigningTime")).text = "2020-01-01T00:00:00Z"
    next(forged.iter(f"{{{XADES}}}SignedProperties")).set("Id", "forged")
    signature.insert(list(signature).index(signed), forged)
    wrapper = etree.SubElement(signature, f"{{{DS}}}Object")
    wrapper.append(signed)


def fake_manifest(signature: Element) -> None:
    etree.SubElement(find(signature, "ds:Object"), f"{{{DS}}}Manifest")


def counter_signature(signature: Element) -> None:
    qualifying = find(signature, "ds:Object/xades:QualifyingProperties")
    unsigned = etree.SubElement(qualifying, f"{{{XADES}}}UnsignedProperties")
    holder = etree.SubElement(unsigned, f"{{{XADES}}}CounterSignature")
    inner = copy.deepcopy(signature)
    for element in inner.iter(etree.Element):
        for name in {"Id", "Target"} & set(element.attrib):
            del element.attrib[name]
    holder.append(inner)


def duplicate_id(signature: Element) -> None:
    find(signature, "ds:SignatureValue").set("Id", str(signature.get("Id")))


def duplicate_id_in_other_spelling(signature: Element) -> None:
    identifier = next(signature.iter(f"{{{XADES}}}SignedProperties")).get("Id")
    find(signature, "ds:SignatureValue").set(
        "{http://www.w3.org/XML/1998/namespace}id", str(identifier)
    )


def comment(signature: Element) -> None:
    find(signature, "ds:SignatureValue").insert(0, etree.Comment("x"))


@pytest.mark.parametrize(
    "damage",
    [
        change_value,
        change_signed_digest,
        change_signing_time,
        drop_certificate_property,
        drop_key_info,
        second_object,
        hidden_object,
        fake_manifest,
        counter_signature,
        duplicate_id,
        duplicate_id_in_other_spelling,
        comment,
    ],
    ids=lambda damage: damage.__name__,
)
def test_what_anybody_could_change_later_is_noticed(court: Court, damage: forgery.Damage) -> None:
    assert not court.judge(damaged(court.good(), damage)).passed


def test_unsigned_properties_change_nothing(court: Court) -> None:
    def add(signature: Element) -> None:
        qualifying = find(signature, "ds:Object/xades:QualifyingProperties")
        etree.SubElement(qualifying, f"{{{XADES}}}UnsignedProperties")

    assert court.judge(damaged(court.good(), add)).passed


@pytest.mark.parametrize("name", ["KeyName", "KeyValue", "MgmtData", "RetrievalMethod"])
def test_key_info_holds_certificates_and_nothing_else(court: Court, name: str) -> None:
    def add(signature: Element) -> None:
        etree.SubElement(find(signature, "ds:KeyInfo"), f"{{{DS}}}{name}")

    report = court.judge(damaged(court.good(), add))
    assert rejected(report, S.FORMAT_FAILURE, Flaw.WRAPPING)


@pytest.mark.parametrize(
    ("element", "algorithm"),
    [
        ("ds:SignedInfo/ds:SignatureMethod", "http://www.w3.org/2000/09/xmldsig#rsa-sha1"),
        ("ds:SignedInfo/ds:SignatureMethod", "http://www.w3.org/2000/09/xmldsig#hmac-sha1"),
        ("ds:SignedInfo/ds:SignatureMethod", "http://www.w3.org/2009/xmldsig11#dsa-sha256"),
        (
            "ds:SignedInfo/ds:Reference/ds:DigestMethod",
            "http://www.w3.org/2001/04/xmldsig-more#md5",
        ),
    ],
)
def test_weak_methods_are_refused_by_name(court: Court, element: str, algorithm: str) -> None:
    def weaken(signature: Element) -> None:
        find(signature, element).set("Algorithm", algorithm)

    report = court.judge(sign_again(court.good(), court.signer, weaken))
    assert rejected(report, S.CRYPTO_CONSTRAINTS_FAILURE_NO_POE, Flaw.WEAK)


def test_a_canonicalisation_of_the_attackers_choice_is_refused(court: Court) -> None:
    def choose(signature: Element) -> None:
        method = find(signature, "ds:SignedInfo/ds:CanonicalizationMethod")
        method.set("Algorithm", "http://www.w3.org/2010/10/xml-c14n2")

    report = court.judge(sign_again(court.good(), court.signer, choose))
    assert rejected(report, S.FORMAT_FAILURE, Flaw.TRANSFORM)


def test_the_reference_to_the_signed_properties_cannot_be_dropped(court: Court) -> None:
    def drop(signature: Element) -> None:
        info = find(signature, "ds:SignedInfo")
        typed = [r for r in info if r.get("Type")]
        info.remove(typed[0])

    report = court.judge(sign_again(court.good(), court.signer, drop))
    assert rejected(report, S.FORMAT_FAILURE, Flaw.STRUCTURE)


def test_a_signature_over_no_file_at_all_is_refused(court: Court) -> None:
    def drop(signature: Element) -> None:
        info = find(signature, "ds:SignedInfo")
        for reference in [r for r in info if str(r.get("Id")).startswith("file-")]:
            info.remove(reference)

    report = court.judge(sign_again(court.good(), court.signer, drop))
    assert rejected(report, S.FORMAT_FAILURE, Flaw.REFERENCE)


def test_a_reference_without_an_address_is_refused(court: Court) -> None:
    def drop(signature: Element) -> None:
        del find(signature, "ds:SignedInfo/ds:Reference").attrib["URI"]

    report = court.judge(sign_again(court.good(), court.signer, drop))
    assert rejected(report, S.FORMAT_FAILURE, Flaw.REFERENCE)


POLICY = StatedPolicy(forgery.WithPolicy.identifier, "sha256", forgery.WithPolicy.digest)


def test_a_policy_that_is_asked_for_must_be_stated(court: Court) -> None:
    asked = Constraints(policy=POLICY)
    assert court.judge(
        forge(court.files, court.signer, court.now, forgery.WithPolicy), constraints=asked
    ).passed
    without = court.judge(court.good(), constraints=asked)
    assert rejected(without, S.SIG_CONSTRAINTS_FAILURE, Flaw.POLICY)


@pytest.mark.parametrize("wrong", [{"identifier": "urn:oid:9.9"}, {"digest": b"another"}])
def test_another_policy_than_the_one_asked_for_is_refused(
    court: Court, wrong: dict[str, object]
) -> None:
    kind = type("Other", (forgery.WithPolicy,), wrong)
    signature = forge(court.files, court.signer, court.now, kind)
    report = court.judge(signature, constraints=Constraints(policy=POLICY))
    assert rejected(report, S.SIG_CONSTRAINTS_FAILURE, Flaw.POLICY)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda s: b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>' + s,
        lambda s: b"<w>" + s + b"</w>",
        lambda s: s[:-20],
        lambda _: b"",
        lambda _: b"\x00\xff",
        lambda _: f'<XAdESSignatures xmlns="{ASIC}"/>'.encode(),
        lambda s: s.replace(b"</asic:XAdESSignatures>", b"<extra/></asic:XAdESSignatures>"),
        lambda s: s.replace(b"<asic:XAdESSignatures", b"<asic:Signatures").replace(
            b"</asic:XAdESSignatures", b"</asic:Signatures"
        ),
    ],
)
def test_a_spoilt_signature_file_is_a_verdict_not_a_crash(
    court: Court, spoil: Callable[[bytes], bytes]
) -> None:
    report = court.judge(spoil(court.good()))
    assert report.verdict is Verdict.FAILED
    assert report.sub_indication is S.FORMAT_FAILURE


def test_the_same_signature_twice_in_one_file_is_refused(court: Court) -> None:
    good = court.good()
    start, end = good.index(b"<ds:Signature "), good.index(b"</asic:XAdESSignatures>")
    doubled = good[:end] + good[start:end] + good[end:]
    report = court.judge(doubled)
    assert rejected(report, S.FORMAT_FAILURE, Flaw.DUPLICATE_ID)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"2026-12-01T09:00:00Z", b"yesterday"),
        (b"<ds:X509Certificate>", b"<ds:X509Certificate>AAAA"),
        (b"<ds:DigestValue>", b"<ds:DigestValue>!"),
    ],
)
def test_a_value_that_cannot_be_read_is_a_format_failure(
    court: Court, old: bytes, new: bytes
) -> None:
    assert old in court.good()
    report = court.judge(court.good().replace(old, new, 1))
    assert report.sub_indication is S.FORMAT_FAILURE


def test_a_time_without_a_zone_is_read_as_utc(court: Court) -> None:
    report = court.judge(court.good().replace(b"09:00:00Z", b"09:00:00", 1))
    assert report.signed_at == court.now
    assert report.sub_indication is S.HASH_FAILURE
