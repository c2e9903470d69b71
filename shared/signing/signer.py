"""Sign files as an ASiC-E container: XAdES baseline B, detached, one reference per file.

EN 319 162-1 (ASiC-E with XAdES) and EN 319 132-1 (XAdES). Every file is read once, in pieces: it
is written into the container and digested on the way, so memory does not grow with the files.
"""

import base64
import datetime as dt
import hashlib
import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

from cryptography.hazmat.primitives.asymmetric import ec
from lxml import etree
from signxml.algorithms import (
    CanonicalizationMethod,
    DigestAlgorithm,
    SignatureConstructionMethod,
    SignatureMethod,
)
from signxml.xades.xades import XAdESSigner

from shared.errors import WhoActs
from shared.i18n import msg
from shared.signing.container import (
    ASIC_E,
    MANIFEST,
    META,
    MIMETYPE,
    AmbiguousNames,
    UnsafeName,
    UnusableContainer,
    likeness,
    unsafe_because,
)
from shared.signing.credential import Credential, PrivateKey
from shared.signing.names import ASIC, DS, XADES
from shared.xml.parse import Element

_STEP = 1024 * 1024
_DIGEST = DigestAlgorithm.SHA512
_C14N = CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0
_MANIFEST_NS = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
_SIGNATURE_FILE = f"{META}/signatures001.xml"


class NothingToSign(UnusableContainer):
    code = "nothing-to-sign"
    says = msg("There is no file to sign.")
    remedy = msg("Add the documents of the bid first.")
    who = WhoActs.YOU


@dataclass(frozen=True, slots=True)
class DataFile:
    """One file to sign: its name in the container, its bytes or where they lie, its media type."""

    name: str
    source: bytes | Path
    media_type: str

    def open(self) -> IO[bytes]:
        return io.BytesIO(self.source) if isinstance(self.source, bytes) else self.source.open("rb")

    @property
    def size(self) -> int:
        return len(self.source) if isinstance(self.source, bytes) else self.source.stat().st_size


Progress = Callable[[int], None]


def sign_container(files: Sequence[DataFile], credential: Credential, now: dt.datetime) -> bytes:
    """A small container in memory; for large files use `write_container`."""
    target = io.BytesIO()
    write_container(target, files, credential, now)
    return target.getvalue()


def write_container(
    target: IO[bytes],
    files: Sequence[DataFile],
    credential: Credential,
    now: dt.datetime,
    progress: Progress = lambda _: None,
) -> None:
    """Write the files and one signature over all of them; `progress` hears of bytes done.

    (1) `mimetype` first, stored, without extra field (EN 319 162-1, A.1).
    (2) Each file is stored and digested in one pass.
    (3) META-INF/manifest.xml lists them for readers that expect it.
    (4) META-INF/signatures001.xml holds one XAdES signature with a reference per file.

    Raises NothingToSign, UnsafeName or AmbiguousNames before anything is written.
    """
    _check_names(files)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        # (1) media type
        archive.writestr(_entry(MIMETYPE, now), ASIC_E)
        # (2) files
        digests = [_store(archive, file, now, progress) for file in files]
        # (3) manifest
        archive.writestr(_entry(MANIFEST, now), _manifest(files))
        # (4) signature
        signature = sign_detached(list(zip(files, digests, strict=True)), credential, now)
        archive.writestr(_entry(_SIGNATURE_FILE, now), signature)


def sign_detached(
    digested: Sequence[tuple[DataFile, bytes]], credential: Credential, now: dt.datetime
) -> bytes:
    """The signature file over files whose SHA-512 digests are known."""
    signer = _DetachedSigner(digested, _method(credential.key), now)
    signature = signer.sign(
        None,
        key=credential.key,
        cert=[credential.certificate, *credential.intermediates],
        always_add_key_value=False,
    )
    root = etree.Element(f"{{{ASIC}}}XAdESSignatures", nsmap={"asic": ASIC})
    root.append(signature)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def file_uri(name: str) -> str:
    """The reference of a container file: its name, percent-encoded once, slashes kept."""
    return quote(name, safe="/")


def _check_names(files: Sequence[DataFile]) -> None:
    if not files:
        raise NothingToSign
    seen: set[str] = {likeness(MIMETYPE), likeness(MANIFEST), likeness(_SIGNATURE_FILE)}
    for file in files:
        if reason := unsafe_because(file.name):
            raise UnsafeName(file.name, found=f"{file.name!r}: {reason}")
        if likeness(file.name) in seen:
            raise AmbiguousNames(file.name, found=repr(file.name))
        seen.add(likeness(file.name))


def _entry(name: str, now: dt.datetime) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(name, now.astimezone(dt.UTC).timetuple()[:6])


def _store(archive: zipfile.ZipFile, file: DataFile, now: dt.datetime, progress: Progress) -> bytes:
    entry = _entry(file.name, now)
    entry.file_size = file.size
    hasher = hashlib.sha512()
    with file.open() as source, archive.open(entry, "w") as target:
        while piece := source.read(_STEP):
            hasher.update(piece)
            target.write(piece)
            progress(len(piece))
    return hasher.digest()


def _manifest(files: Sequence[DataFile]) -> bytes:
    def named(local: str) -> str:
        return f"{{{_MANIFEST_NS}}}{local}"

    root = etree.Element(named("manifest"), nsmap={"manifest": _MANIFEST_NS})
    root.set(named("version"), "1.2")
    for path, media_type in [("/", ASIC_E), *((file.name, file.media_type) for file in files)]:
        entry = etree.SubElement(root, named("file-entry"))
        entry.set(named("full-path"), path)
        entry.set(named("media-type"), media_type)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _method(key: PrivateKey) -> SignatureMethod:
    """ETSI TS 119 312: the hash as strong as the curve; RSA with SHA-512."""
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        return SignatureMethod.RSA_SHA512
    by_size = {256: SignatureMethod.ECDSA_SHA256, 384: SignatureMethod.ECDSA_SHA384}
    return by_size.get(key.curve.key_size, SignatureMethod.ECDSA_SHA512)


class _DetachedSigner(XAdESSigner):
    """signxml's signer for files outside the document, whose digests are given.

    What differs from stock: a reference and a DataObjectFormat per file, no payload parsed, the
    time of the given clock, and an explicit transform on the references inside the signature
    (stock writes none, so that a verifier assumes another canonicalisation than was used).
    """

    def __init__(
        self,
        digested: Sequence[tuple[DataFile, bytes]],
        method: SignatureMethod,
        now: dt.datetime,
    ) -> None:
        super().__init__(
            method=SignatureConstructionMethod.detached,
            signature_algorithm=method,
            digest_algorithm=_DIGEST,
            c14n_algorithm=_C14N,
        )
        self.signed_signature_properties_annotators = [
            self._add_given_time,
            self.add_signing_certificate,
        ]
        self.signed_data_object_properties_annotators = [self._add_file_formats]
        self._digested = digested
        self._now = now

    def _unpack(self, *_: object) -> Any:
        root = etree.Element(f"{{{DS}}}Signature", nsmap=self.namespaces)
        root.set("Id", "signature-1")
        return root, root, [], []

    def _build_sig(self, sig_root: Element, *_: Any, **__: Any) -> Any:
        built = super()._build_sig(  # type: ignore[no-untyped-call]  # signxml's hook has no types
            sig_root, references=[], c14n_inputs=[], inclusive_ns_prefixes=None
        )
        for number, (file, digest) in enumerate(self._digested):
            reference = etree.SubElement(built[0], f"{{{DS}}}Reference")
            reference.set("Id", f"file-{number}")
            reference.set("URI", file_uri(file.name))
            method = etree.SubElement(reference, f"{{{DS}}}DigestMethod")
            method.set("Algorithm", _DIGEST.value)
            value = etree.SubElement(reference, f"{{{DS}}}DigestValue")
            value.text = base64.b64encode(digest).decode()
        return built

    def _add_key_info(self, sig_root: Element, signing_settings: Any) -> None:
        super()._add_key_info(sig_root, signing_settings)
        sig_root[-1].set("Id", "key-info-1")

    def _add_reference_to_signed_info(
        self, sig_root: Element, node_to_reference: Element, **attrs: str
    ) -> None:
        super()._add_reference_to_signed_info(  # type: ignore[no-untyped-call]  # as above
            sig_root, node_to_reference, **attrs
        )
        reference = sig_root[0][-1]
        transforms = etree.Element(f"{{{DS}}}Transforms")
        etree.SubElement(transforms, f"{{{DS}}}Transform").set("Algorithm", self.c14n_alg.value)
        reference.insert(0, transforms)

    def _add_given_time(self, signed_signature_properties: Element, *_: Any, **__: Any) -> None:
        moment = etree.SubElement(signed_signature_properties, f"{{{XADES}}}SigningTime")
        moment.text = self._now.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def _add_file_formats(self, signed_data_object_properties: Element, *_: Any, **__: Any) -> None:
        for number, (file, _digest) in enumerate(self._digested):
            about = etree.SubElement(signed_data_object_properties, f"{{{XADES}}}DataObjectFormat")
            about.set("ObjectReference", f"#file-{number}")
            etree.SubElement(about, f"{{{XADES}}}MimeType").text = file.media_type
