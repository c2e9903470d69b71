"""The algorithms of one profile, fixed: nothing is negotiated, nothing else is accepted."""

import hashlib
import os
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from peppol.as4.errors import Ebms, MessageRefused
from peppol.as4.names import EXC_C14N, XENC, XENC11

_KEY_OCTETS = 16
_IV_OCTETS = 12
_TAG_OCTETS = 16
_OAEP = padding.OAEP(mgf=padding.MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=None)


@dataclass(frozen=True, slots=True)
class CryptoSuite:
    """Algorithm identifiers and what they do (Peppol AS4 2.0.3 on WSS 1.1.1).

    A profile with other algorithms is another suite with the same methods.
    """

    canonicalization: str
    signature: str
    digest: str
    key_transport: str
    key_digest: str
    key_mask: str
    content: str

    def digest_of(self, octets: bytes) -> bytes:
        return hashlib.sha256(octets).digest()

    def sign(self, key: rsa.RSAPrivateKey, octets: bytes) -> bytes:
        return key.sign(octets, padding.PKCS1v15(), hashes.SHA256())

    def verify(self, key: rsa.RSAPublicKey, signature: bytes, octets: bytes) -> None:
        """Raises MessageRefused(FailedAuthentication)."""
        try:
            key.verify(signature, octets, padding.PKCS1v15(), hashes.SHA256())
        except InvalidSignature:
            raise MessageRefused(Ebms.FAILED_AUTHENTICATION, "signature value") from None

    def new_content_key(self) -> bytes:
        return os.urandom(_KEY_OCTETS)

    def wrap(self, key: rsa.RSAPublicKey, content_key: bytes) -> bytes:
        return key.encrypt(content_key, _OAEP)

    def unwrap(self, key: rsa.RSAPrivateKey, wrapped: bytes) -> bytes:
        """Raises MessageRefused(FailedDecryption), in one form for every cause."""
        try:
            content_key = key.decrypt(wrapped, _OAEP)
        except ValueError:
            content_key = b""
        if len(content_key) != _KEY_OCTETS:
            raise MessageRefused(Ebms.FAILED_DECRYPTION, "encrypted key")
        return content_key

    def encrypt(self, content_key: bytes, octets: bytes) -> bytes:
        """IV, ciphertext and tag, raw binary."""
        iv = os.urandom(_IV_OCTETS)
        return iv + AESGCM(content_key).encrypt(iv, octets, None)

    def decrypt(self, content_key: bytes, octets: bytes) -> bytes:
        """Raises MessageRefused(FailedDecryption)."""
        if len(octets) < _IV_OCTETS + _TAG_OCTETS:
            raise MessageRefused(Ebms.FAILED_DECRYPTION, "attachment")
        try:
            return AESGCM(content_key).decrypt(octets[:_IV_OCTETS], octets[_IV_OCTETS:], None)
        except InvalidTag:
            raise MessageRefused(Ebms.FAILED_DECRYPTION, "attachment") from None


PEPPOL: Final = CryptoSuite(
    canonicalization=EXC_C14N,
    signature="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
    digest=XENC + "sha256",
    key_transport=XENC11 + "rsa-oaep",
    key_digest=XENC + "sha256",
    key_mask=XENC11 + "mgf1sha256",
    content=XENC11 + "aes128-gcm",
)
