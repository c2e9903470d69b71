"""Signers that misbehave: they hold the right key and make what no honest signer would."""

import base64
import datetime as dt
import hashlib
import io
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from lxml import etree
from signxml.algorithms import DigestAlgorithm, SignatureMethod

from shared.signing import signer as honest
from shared.signing.container import ASIC_E
from shared.signing.credential import Credential
from shared.signing.names import ASIC, DS, PREFIXES, XADES
from shared.signing.signer import DataFile
from shared.xml.parse import Element, parse

Damage = Callable[[Element], None]

SIGNATURES = "META-INF/signatures001.xml"


class Forger(honest._DetachedSigner):
    """An honest signer; subclasses leave something out before the signature is made."""

    def __init__(self, files: Sequence[DataFile], now: dt.datetime) -> None:
        digested = [(file, hashlib.sha512(_bytes(file)).digest()) for file in files]
        super().__init__(digested, SignatureMethod.ECDSA_SHA384, now)


class NoSigningTime(Forger):
    def _add_given_time(self, *_: Any, **__: Any) -> None:
        return


class NoSigningCertificate(Forger):
    def __init__(self, files: Sequence[DataFile], now: dt.datetime) -> None:
        super().__init__(files, now)
        self.signed_signature_properties_annotators = [self._add_given_time]


class NoFormats(Forger):
    def _add_file_formats(self, *_: Any, **__: Any) -> None:
        return


class WrongTarget(Forger):
    def _build_xades_ds_object(self, sig_root: Element, signing_settings: Any) -> None:
        super()._build_xades_ds_object(sig_root, signing_settings)
        next(sig_root.iter(f"{{{XADES}}}QualifyingProperties")).set("Target", "#other")


class NoReferenceType(Forger):
    def _add_reference_to_signed_info(
        self, sig_root: Element, node_to_reference: Element, **attrs: str
    ) -> None:
        super()._add_reference_to_signed_info(sig_root, node_to_reference)


class TypeOnTheWrongReference(Forger):
    def _add_reference_to_signed_info(
        self, sig_root: Element, node_to_reference: Element, **attrs: str
    ) -> None:
        kind = "http://uri.etsi.org/01903#SignedProperties"
        super()._add_reference_to_signed_info(sig_root, node_to_reference, Type=kind)


class UnknownTransform(Forger):
    """Signxml ignores what it does not know."""

    algorithm = "http://www.w3.org/TR/1999/REC-xslt-19991116"

    def _add_reference_to_signed_info(
        self, sig_root: Element, node_to_reference: Element, **attrs: str
    ) -> None:
        super()._add_reference_to_signed_info(sig_root, node_to_reference, **attrs)
        transforms = list(sig_root.iter(f"{{{DS}}}Transforms"))[-1]
        transforms.insert(0, etree.Element(f"{{{DS}}}Transform", Algorithm=self.algorithm))


class CommentsSigned(UnknownTransform):
    algorithm = "http://www.w3.org/2001/10/xml-exc-c14n#WithComments"


class TransformOnFile(Forger):
    def _build_sig(self, sig_root: Element, *args: Any, **options: Any) -> Any:
        built = super()._build_sig(sig_root, *args, **options)
        transforms = etree.Element(f"{{{DS}}}Transforms")
        base = "http://www.w3.org/2000/09/xmldsig#base64"
        etree.SubElement(transforms, f"{{{DS}}}Transform", Algorithm=base)
        sig_root.find("ds:SignedInfo/ds:Reference", PREFIXES).insert(0, transforms)  # type: ignore[union-attr]  # it was just built
        return built


class Sha1Digests(Forger):
    def __init__(self, files: Sequence[DataFile], now: dt.datetime) -> None:
        super().__init__(files, now)
        self.digest_alg = DigestAlgorithm.SHA1


class OneFileTwice(Forger):
    def __init__(self, files: Sequence[DataFile], now: dt.datetime) -> None:
        super().__init__([files[0], *files], now)


class Uri(Forger):
    """Names the first file by an address of the attacker's choice."""

    address = ""

    def _build_sig(self, sig_root: Element, *args: Any, **options: Any) -> Any:
        built = super()._build_sig(sig_root, *args, **options)
        sig_root.find("ds:SignedInfo/ds:Reference", PREFIXES).set("URI", self.address)  # type: ignore[union-attr]  # as above
        return built


class WithKeyValue(Forger):
    """Puts the bare key beside the certificate, signed like the rest of KeyInfo."""

    def _add_key_info(self, sig_root: Element, signing_settings: Any) -> None:
        signing_settings.always_add_key_value = True
        super()._add_key_info(sig_root, signing_settings)


class WithPolicy(Forger):
    """States a signature policy."""

    identifier = "urn:oid:1.2.3"
    digest = hashlib.sha256(b"the policy").digest()

    def __init__(self, files: Sequence[DataFile], now: dt.datetime) -> None:
        super().__init__(files, now)
        self.signed_signature_properties_annotators = [
            self._add_given_time,
            self.add_signing_certificate,
            self._add_policy,
        ]

    def _add_policy(self, signed_signature_properties: Element, *_: Any, **__: Any) -> None:
        def add(parent: Element, name: str, text: str = "") -> Element:
            child = etree.SubElement(parent, name)
            child.text = text or None
            return child

        holder = add(signed_signature_properties, f"{{{XADES}}}SignaturePolicyIdentifier")
        stated = add(holder, f"{{{XADES}}}SignaturePolicyId")
        named = add(stated, f"{{{XADES}}}SigPolicyId")
        add(named, f"{{{XADES}}}Identifier", self.identifier)
        hashed = add(stated, f"{{{XADES}}}SigPolicyHash")
        add(hashed, f"{{{DS}}}DigestMethod").set("Algorithm", DigestAlgorithm.SHA256.value)
        add(hashed, f"{{{DS}}}DigestValue", base64.b64encode(self.digest).decode())


class WithIssuerSerial(Forger):
    """States issuer and serial number of the certificate, or somebody else's."""

    issuer_serial = b""

    def add_signing_certificate(
        self, signed_signature_properties: Element, sig_root: Element, signing_settings: Any
    ) -> None:
        super().add_signing_certificate(signed_signature_properties, sig_root, signing_settings)
        cert = next(signed_signature_properties.iter(f"{{{XADES}}}Cert"))
        stated = etree.SubElement(cert, f"{{{XADES}}}IssuerSerialV2")
        stated.text = base64.b64encode(self.issuer_serial).decode()


class ElderCertificateProperty(Forger):
    """SigningCertificate as TS 103 171 has it: before SigningCertificateV2 there was this."""

    serial_number: int | None = None

    def add_signing_certificate(
        self, signed_signature_properties: Element, sig_root: Element, signing_settings: Any
    ) -> None:
        certificate = signing_settings.cert_chain[0]
        holder = etree.SubElement(signed_signature_properties, f"{{{XADES}}}SigningCertificate")
        cert = etree.SubElement(holder, f"{{{XADES}}}Cert")
        digest = etree.SubElement(cert, f"{{{XADES}}}CertDigest")
        method = etree.SubElement(digest, f"{{{DS}}}DigestMethod")
        method.set("Algorithm", DigestAlgorithm.SHA256.value)
        value = etree.SubElement(digest, f"{{{DS}}}DigestValue")
        value.text = base64.b64encode(certificate.fingerprint(hashes.SHA256())).decode()
        issuer = etree.SubElement(cert, f"{{{XADES}}}IssuerSerial")
        name = etree.SubElement(issuer, f"{{{DS}}}X509IssuerName")
        name.text = certificate.issuer.rfc4514_string()
        number = etree.SubElement(issuer, f"{{{DS}}}X509SerialNumber")
        number.text = str(self.serial_number or certificate.serial_number)


def forge(
    files: Sequence[DataFile],
    credential: Credential,
    now: dt.datetime,
    kind: type[Forger] = Forger,
) -> bytes:
    """A signature file over the files by one of the signers above."""
    # signxml itself refuses to sign with SHA-1
    signature = kind(files, now).sign(
        None,
        key=credential.key,
        cert=[credential.certificate, *credential.intermediates],
        always_add_key_value=False,
    )
    root = etree.Element(f"{{{ASIC}}}XAdESSignatures", nsmap={"asic": ASIC})
    root.append(signature)
    return etree.tostring(root)


def sign_again(signature_file: bytes, credential: Credential, damage: Damage) -> bytes:
    """Change the signed info after the digests were computed, and sign the result anew."""
    root = parse(signature_file)
    signature = root[0]
    damage(signature)
    info = signature.find("ds:SignedInfo", PREFIXES)
    value = signature.find("ds:SignatureValue", PREFIXES)
    assert info is not None
    assert value is not None
    assert isinstance(credential.key, ec.EllipticCurvePrivateKey)
    canonical = etree.tostring(info, method="c14n", exclusive=True, with_comments=False)
    der = credential.key.sign(canonical, ec.ECDSA(hashes.SHA384()))
    r, s = ec_numbers(der)
    value.text = base64.b64encode(r.to_bytes(48, "big") + s.to_bytes(48, "big")).decode()
    return etree.tostring(root)


def ec_numbers(der: bytes) -> tuple[int, int]:
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

    return decode_dss_signature(der)


def damaged(signature_file: bytes, damage: Damage) -> bytes:
    """Change the signature file without signing anew."""
    root = parse(signature_file)
    damage(root[0])
    return etree.tostring(root)


def packed(
    files: Sequence[DataFile], signatures: Sequence[bytes], extra: dict[str, bytes] | None = None
) -> bytes:
    """A container of these files and signature files, in good order."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", ASIC_E)
        for file in files:
            archive.writestr(file.name, _bytes(file))
        for number, signature in enumerate(signatures, 1):
            archive.writestr(f"META-INF/signatures{number:03}.xml", signature)
        for name, content in (extra or {}).items():
            archive.writestr(name, content)
    return target.getvalue()


def change_value(signature: Element) -> None:
    """Flip a bit of the signature value."""
    value = find(signature, "ds:SignatureValue")
    raw = bytearray(base64.b64decode(value.text or ""))
    raw[0] ^= 1
    value.text = base64.b64encode(raw).decode()


def find(signature: Element, path: str) -> Element:
    found = signature.find(path, PREFIXES)
    assert found is not None
    return found


def _bytes(file: DataFile) -> bytes:
    return file.open().read()
