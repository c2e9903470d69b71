"""The strict profile in front of every signature: what is not exactly a bid signature stops here.

A library for XML signatures accepts much that a signer never meant: wrapped elements, references
elsewhere, transforms, keys beside the certificate. The profile is the narrow form of EN 319 132-1
(XAdES baseline B) and EN 319 162-1 (ASiC-E) that a bid needs, and names the first departure.
"""

import base64
import binascii
import datetime as dt
from collections import Counter
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from cryptography import x509
from lxml import etree

from shared.errors import QuaestorError
from shared.signing import names
from shared.signing.container import unsafe_because
from shared.signing.names import DS, PREFIXES, XADES
from shared.signing.report import Flaw, Rejected, SubIndication
from shared.xml.parse import Element, XmlLimits, parse

_MOST_CERTIFICATES = 12
_FORMAT = SubIndication.FORMAT_FAILURE
_CONSTRAINTS = SubIndication.SIG_CONSTRAINTS_FAILURE


@dataclass(frozen=True, slots=True)
class FileReference:
    """The digest the signer gave for one container file; `algorithm` is a `hashlib` name."""

    name: str
    algorithm: str
    digest: bytes


@dataclass(frozen=True, slots=True)
class CertificateReference:
    """The first Cert of SigningCertificate(V2): which certificate the signer meant."""

    algorithm: str
    digest: bytes
    issuer_serial: bytes | None = None
    serial_number: int | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """What a well-formed bid signature says, before anything of it is believed."""

    signature: Element
    files: tuple[FileReference, ...]
    certificates: tuple[x509.Certificate, ...]
    signing_certificate: CertificateReference
    signed_at: dt.datetime
    policy: "StatedPolicy | None"


@dataclass(frozen=True, slots=True)
class StatedPolicy:
    """The signature policy a signature names, with the digest it gives for the policy's text."""

    identifier: str
    algorithm: str
    digest: bytes


LIMITS = XmlLimits(size=8 * 1024**2, depth=60, elements=100_000, attributes=20)


def read_signatures(data: bytes) -> list[Element]:
    """The signatures of one signature file, each cut loose so that it can refer to itself only.

    EN 319 162-1, 4.4.3.2: the root is asic:XAdESSignatures with ds:Signature children.
    Raises Rejected.
    """
    try:
        root = parse(data, LIMITS)
    except QuaestorError as error:
        raise Rejected(_FORMAT, Flaw.NOT_XML, str(error)) from None
    if root.tag != f"{{{names.ASIC}}}XAdESSignatures":
        raise Rejected(_FORMAT, Flaw.STRUCTURE, f"<{etree.QName(root).localname}>")
    strangers = [child for child in root if child.tag != f"{{{DS}}}Signature"]
    if strangers or not len(root):
        raise Rejected(_FORMAT, Flaw.STRUCTURE, "<XAdESSignatures> with other content")
    # a comment is not signed, and splits a text that one reader joins and another does not
    if next(root.iter(etree.Comment, etree.ProcessingInstruction), None) is not None:
        raise Rejected(_FORMAT, Flaw.STRUCTURE, "comments or processing instructions")
    _check_ids(root)
    # serialised apart, a signature takes along the namespaces in scope, as inclusive C14N needs
    return [parse(etree.tostring(signature, with_tail=False), LIMITS) for signature in root]


def read_profile(signature: Element) -> Profile:
    """Check one signature against the profile and take out what it says.

    (1) Structure: one ds:Object at its place, holding one QualifyingProperties of this signature.
    (2) Algorithms: canonicalisation without comments, signature method on the list.
    (3) References: to files, to the SignedProperties (once, with its Type), to the KeyInfo.
    (4) KeyInfo: certificates and nothing else.
    (5) Signed properties: time, certificate, format of every file, policy.

    Raises Rejected with the first departure.
    """
    # (1) structure
    signed_properties = _signed_properties(signature)
    # (2) algorithms
    _check_methods(signature)
    # (3) references
    files = _file_references(signature, signed_properties)
    # (4) certificates
    certificates = _certificates(signature)
    # (5) signed properties
    own = _one(signed_properties, f"{{{XADES}}}SignedSignatureProperties")
    _check_formats(signed_properties, files)
    return Profile(
        signature=signature,
        files=tuple(file for _, file in files),
        certificates=certificates,
        signing_certificate=_certificate_reference(own),
        signed_at=_signing_time(own),
        policy=_policy(own),
    )


def _check_ids(root: Element) -> None:
    """No two attributes called Id, ID, id or xml:id share a value: resolvers differ in which."""
    seen: set[str] = set()
    for element in root.iter(etree.Element):
        for name, value in element.attrib.items():
            if str(name).rpartition("}")[2].lower() != "id":
                continue
            if value in seen:
                raise Rejected(_FORMAT, Flaw.DUPLICATE_ID, str(value))
            seen.add(str(value))


def _signed_properties(signature: Element) -> Element:
    for misplaced in ("Signature", "Manifest", "SignatureProperties"):
        if signature.find(f".//{{{DS}}}{misplaced}") is not None:
            raise Rejected(_CONSTRAINTS, Flaw.WRAPPING, f"<{misplaced}> inside the signature")
    # signature wrapping hides signed elements below other objects: there is one, at its place
    if len(list(signature.iter(f"{{{DS}}}Object"))) != 1:
        raise Rejected(_FORMAT, Flaw.WRAPPING, "more or less than one <Object>")
    holder = _one(signature, f"{{{DS}}}Object")
    if len(holder) != 1 or len(list(signature.iter(f"{{{XADES}}}QualifyingProperties"))) != 1:
        raise Rejected(_FORMAT, Flaw.WRAPPING, "<Object> with other content")
    qualifying = _one(holder, f"{{{XADES}}}QualifyingProperties")
    # EN 319 132-1, 4.3: Target refers to the Id of this very signature
    if not signature.get("Id") or qualifying.get("Target") != f"#{signature.get('Id')}":
        raise Rejected(_FORMAT, Flaw.WRAPPING, "QualifyingProperties/@Target")
    if len(list(signature.iter(f"{{{XADES}}}SignedProperties"))) != 1:
        raise Rejected(_FORMAT, Flaw.WRAPPING, "more or less than one <SignedProperties>")
    return _one(qualifying, f"{{{XADES}}}SignedProperties")


def _check_methods(signature: Element) -> None:
    info = _one(signature, f"{{{DS}}}SignedInfo")
    form = _algorithm(_one(info, f"{{{DS}}}CanonicalizationMethod"))
    if form not in names.CANONICALISATIONS:
        raise Rejected(_FORMAT, Flaw.TRANSFORM, form)
    method = _algorithm(_one(info, f"{{{DS}}}SignatureMethod"))
    if method not in names.SIGNATURES:
        raise Rejected(SubIndication.CRYPTO_CONSTRAINTS_FAILURE_NO_POE, Flaw.WEAK, method)


def _file_references(
    signature: Element, signed_properties: Element
) -> list[tuple[Element, FileReference]]:
    internal = {f"#{signed_properties.get('Id')}": True}
    key_info = signature.find("ds:KeyInfo", PREFIXES)
    if key_info is not None and key_info.get("Id"):
        internal[f"#{key_info.get('Id')}"] = False
    files: list[tuple[Element, FileReference]] = []
    for reference in signature.iterfind("ds:SignedInfo/ds:Reference", PREFIXES):
        uri = reference.get("URI")
        if uri is None:
            raise Rejected(_FORMAT, Flaw.REFERENCE, "a reference without URI")
        if uri in internal:
            _check_internal(reference, is_properties=internal.pop(uri))
        else:
            files.append((reference, read_file_reference(reference)))
    if any(internal.values()):
        raise Rejected(_FORMAT, Flaw.STRUCTURE, "SignedProperties are not signed")
    _check_once([file.name for _, file in files])
    return files


def _check_internal(reference: Element, *, is_properties: bool) -> None:
    kind = reference.get("Type")
    # EN 319 132-1, 4.3.2: the reference to SignedProperties carries this Type, no other does
    if (kind == names.SIGNED_PROPERTIES_TYPE) is not is_properties:
        raise Rejected(_FORMAT, Flaw.REFERENCE, f"Type {kind} on {reference.get('URI')}")
    transforms = list(reference.iterfind("ds:Transforms/ds:Transform", PREFIXES))
    found = [_algorithm(transform) for transform in transforms]
    if len(found) > 1 or not set(found) <= names.CANONICALISATIONS:
        raise Rejected(_FORMAT, Flaw.TRANSFORM, ", ".join(found))
    _digest_of(reference)


def read_file_reference(reference: Element) -> FileReference:
    """The file and digest that one ds:Reference gives; raises Rejected."""
    uri = str(reference.get("URI") or "")
    if reference.get("Type"):
        raise Rejected(_FORMAT, Flaw.REFERENCE, f"Type {reference.get('Type')}")
    if any(part.tag == f"{{{DS}}}Transforms" for part in reference):
        raise Rejected(_FORMAT, Flaw.TRANSFORM, f"transforms on {uri}")
    algorithm, digest = _digest_of(reference)
    return FileReference(_file_name(uri), algorithm, digest)


def _file_name(uri: str) -> str:
    """The container file a URI means: decoded once, never a way out of the container."""
    try:
        name = unquote_to_bytes(uri).decode()
    except UnicodeDecodeError:
        raise Rejected(_FORMAT, Flaw.REFERENCE, uri) from None
    if not uri or uri.startswith("#") or "?" in uri or unsafe_because(name):
        raise Rejected(_FORMAT, Flaw.REFERENCE, uri or "the empty reference")
    return name


def _check_once(found: list[str]) -> None:
    name, times = Counter(found).most_common(1)[0] if found else ("", 0)
    if times > 1:
        raise Rejected(_FORMAT, Flaw.REFERENCE, f"{name} twice")
    if not found:
        raise Rejected(_FORMAT, Flaw.REFERENCE, "no file at all")


def _certificates(signature: Element) -> tuple[x509.Certificate, ...]:
    key_info = signature.find("ds:KeyInfo", PREFIXES)
    if key_info is None:
        raise Rejected(SubIndication.NO_SIGNING_CERTIFICATE_FOUND, Flaw.CERTIFICATE, "none")
    holders = [*key_info, *(part for data in key_info for part in data)]
    allowed = {f"{{{DS}}}X509Data", f"{{{DS}}}X509Certificate"}
    # a key beside the certificate is a key that a library may use instead of it
    for stranger in (part for part in holders if part.tag not in allowed):
        raise Rejected(_FORMAT, Flaw.WRAPPING, f"<{etree.QName(stranger).localname}> in KeyInfo")
    texts = [part.text or "" for part in key_info.iter(f"{{{DS}}}X509Certificate")]
    if not 0 < len(texts) <= _MOST_CERTIFICATES:
        raise Rejected(_FORMAT, Flaw.CERTIFICATE, f"{len(texts)} certificates")
    return tuple(_certificate(text) for text in texts)


def _certificate(text: str) -> x509.Certificate:
    try:
        return x509.load_der_x509_certificate(_base64(text))
    except ValueError as error:
        raise Rejected(_FORMAT, Flaw.CERTIFICATE, str(error)) from None


def _certificate_reference(own: Element) -> CertificateReference:
    """EN 319 132-1, 5.2.2: exactly one of SigningCertificateV2 and its elder form.

    The elder form (TS 103 171) is read because Decision (EU) 2015/1506 obliges authorities to.
    """
    holders = [
        *own.iterfind("xades:SigningCertificateV2", PREFIXES),
        *own.iterfind("xades:SigningCertificate", PREFIXES),
    ]
    if len(holders) != 1:
        raise Rejected(_CONSTRAINTS, Flaw.MISSING_PROPERTY, "SigningCertificateV2")
    first = holders[0].find("xades:Cert", PREFIXES)
    digest_of = first.find("xades:CertDigest", PREFIXES) if first is not None else None
    if first is None or digest_of is None:
        raise Rejected(_FORMAT, Flaw.STRUCTURE, "SigningCertificate without digest")
    algorithm, digest = _digest_of(digest_of)
    issuer_serial = first.findtext("xades:IssuerSerialV2", None, PREFIXES)
    number = first.findtext("xades:IssuerSerial/ds:X509SerialNumber", None, PREFIXES)
    return CertificateReference(
        algorithm,
        digest,
        _base64(issuer_serial) if issuer_serial is not None else None,
        int(number) if number is not None and number.strip().isdecimal() else None,
    )


def _signing_time(own: Element) -> dt.datetime:
    # EN 319 132-1, 5.2.1: SigningTime is mandatory from baseline B on
    text = own.findtext("xades:SigningTime", None, PREFIXES)
    if text is None:
        raise Rejected(_CONSTRAINTS, Flaw.MISSING_PROPERTY, "SigningTime")
    try:
        moment = dt.datetime.fromisoformat(text.strip())
    except ValueError:
        raise Rejected(_FORMAT, Flaw.STRUCTURE, f"SigningTime {text}") from None
    # a time without zone is read as UTC; it is the signer's claim and decides nothing
    return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)


def _check_formats(signed_properties: Element, files: list[tuple[Element, FileReference]]) -> None:
    # EN 319 132-1, 6.3: DataObjectFormat with MimeType for every signed file
    described = {
        about.get("ObjectReference")
        for about in signed_properties.iterfind(
            "xades:SignedDataObjectProperties/xades:DataObjectFormat", PREFIXES
        )
        if about.findtext("xades:MimeType", "", PREFIXES).strip()
    }
    for reference, file in files:
        if f"#{reference.get('Id')}" not in described:
            found = f"DataObjectFormat of {file.name}"
            raise Rejected(_CONSTRAINTS, Flaw.MISSING_PROPERTY, found)


def _policy(own: Element) -> StatedPolicy | None:
    stated = own.find("xades:SignaturePolicyIdentifier/xades:SignaturePolicyId", PREFIXES)
    if stated is None:
        return None
    identifier = stated.findtext("xades:SigPolicyId/xades:Identifier", "", PREFIXES)
    hashed = stated.find("xades:SigPolicyHash", PREFIXES)
    if hashed is None:
        return StatedPolicy(identifier.strip(), "", b"")
    return StatedPolicy(identifier.strip(), *_digest_of(hashed))


def _digest_of(holder: Element) -> tuple[str, bytes]:
    method = _algorithm(_one(holder, f"{{{DS}}}DigestMethod"))
    if method not in names.DIGESTS:
        raise Rejected(SubIndication.CRYPTO_CONSTRAINTS_FAILURE_NO_POE, Flaw.WEAK, method)
    value = _one(holder, f"{{{DS}}}DigestValue")
    return names.DIGESTS[method], _base64(value.text or "")


def _base64(text: str) -> bytes:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        raise Rejected(_FORMAT, Flaw.STRUCTURE, "a value that is not base64") from None


def _one(parent: Element, tag: str) -> Element:
    """The only child with that tag; walking the children is ten times faster than a path."""
    elements = [child for child in parent if child.tag == tag]
    if len(elements) != 1:
        what = etree.QName(tag).localname
        raise Rejected(_FORMAT, Flaw.STRUCTURE, f"{len(elements)} x <{what}>")
    return elements[0]


def _algorithm(element: Element) -> str:
    return str(element.get("Algorithm") or "")
