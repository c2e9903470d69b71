"""The cryptographic part of a detached signature, on signxml: value, digests, nothing in memory.

The stock verifier resolves a file to bytes, tries to parse it as XML, and parses the signature
anew for every reference. Here files are digested in pieces and never parsed.
"""

import copy
import datetime as dt
from typing import Any

from cryptography import x509
from lxml import etree
from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm, SignatureMethod
from signxml.exceptions import InvalidDigest, InvalidInput, InvalidSignature
from signxml.verifier import VerifyResult
from signxml.xades.xades import XAdESSignatureConfiguration, XAdESVerifier

from shared.signing import names
from shared.signing.container import Container, UnusableContainer
from shared.signing.profile import Profile, read_file_reference
from shared.signing.report import Flaw, Rejected, SubIndication
from shared.xml.parse import Element


def verify_value_and_digests(
    profile: Profile, certificate: x509.Certificate, container: Container
) -> None:
    """EN 319 102-1, 5.2.7: the value verifies under the certificate's key, and all digests hold.

    Whether the certificate is in date is not judged here. Raises Rejected.
    """
    verifier = _DetachedVerifier(container)
    try:
        verifier.verify(
            _without_unsigned_properties(profile.signature),
            x509_cert=certificate,
            expect_config=_configuration(certificate.not_valid_after_utc),
        )
    except InvalidDigest as error:
        raise Rejected(SubIndication.HASH_FAILURE, Flaw.CHANGED, str(error)) from None
    except UnusableContainer as error:
        raise Rejected(SubIndication.HASH_FAILURE, Flaw.CHANGED, str(error)) from None
    except InvalidSignature:
        raise Rejected(SubIndication.SIG_CRYPTO_FAILURE, Flaw.BAD_VALUE) from None
    except (InvalidInput, etree.LxmlError, ValueError) as error:
        found = (str(error).splitlines() or [""])[0]
        raise Rejected(SubIndication.FORMAT_FAILURE, Flaw.STRUCTURE, found) from None
    # the library must have verified what the profile read; else one of the two is wrong
    if verifier.seen != {file.name for file in profile.files}:  # pragma: no cover
        raise Rejected(SubIndication.FORMAT_FAILURE, Flaw.REFERENCE, "references differ")


def _configuration(moment: dt.datetime) -> XAdESSignatureConfiguration:
    return XAdESSignatureConfiguration(
        expect_references=True,
        location="./",
        verification_time=moment,
        signature_methods=frozenset(SignatureMethod(method) for method in names.SIGNATURES),
        digest_algorithms=frozenset(DigestAlgorithm(method) for method in names.DIGESTS),
        # XML Signature 1.1, 4.4.3.2: without a transform, Canonical XML 1.0 applies
        default_reference_c14n_method=CanonicalizationMethod.CANONICAL_XML_1_0,
    )


def _without_unsigned_properties(signature: Element) -> Element:
    """Anybody may add unsigned properties later; nothing in them may change the verdict."""
    bare = copy.deepcopy(signature)
    for added in list(bare.iter(f"{{{names.XADES}}}UnsignedProperties")):
        holder = added.getparent()
        if holder is not None:
            holder.remove(added)
    return bare


class _DetachedVerifier(XAdESVerifier):
    """`seen` are the container files whose digest, as signed, was found right."""

    def __init__(self, container: Container) -> None:
        super().__init__()
        self._container = container
        self.seen: set[str] = set()

    def _verify_reference(self, reference: Element, index: int, *rest: Any) -> Any:
        if str(reference.get("URI")).startswith("#"):
            return super()._verify_reference(  # type: ignore[no-untyped-call]  # signxml: no types
                reference, index, *rest
            )
        # taken from the SignedInfo whose signature was just verified, not from the profile
        file = read_file_reference(reference)
        if self._container.digest(file.name, file.algorithm) != file.digest:
            raise InvalidDigest(file.name)
        self.seen.add(file.name)
        return VerifyResult(b"", None, rest[-2], b"")
