"""Taking the attachment out of its encryption: which of our keys, which algorithms, which part."""

from collections.abc import Mapping
from urllib.parse import unquote

from peppol.as4.errors import Ebms, MessageRefused
from peppol.as4.mime import Part
from peppol.as4.names import (
    CIPHERTEXT,
    CONTENT_ONLY,
    DS,
    WSSE,
    XENC,
    XENC11,
    q,
)
from peppol.as4.security import SoapMessage, decode, descendant, read_token, require_algorithm
from peppol.as4.suite import CryptoSuite
from peppol.pki import KeyRing, OwnKey
from shared.xml.parse import Element


def decrypt_attachments(
    message: SoapMessage, attachments: tuple[Part, ...], keys: KeyRing, suite: CryptoSuite
) -> dict[str, bytes]:
    """The plain octets of every attachment by its `cid:` URI; each must have been encrypted.

    Raises MessageRefused.
    """
    by_uri = {f"cid:{part.content_id}": part.octets for part in attachments}
    encrypted_key = _encrypted_key(message)
    content_key = _content_key(message, encrypted_key, keys, suite)
    data = _encrypted_data(message, encrypted_key)
    plain = {}
    for element in data:
        uri = _check_data(element, encrypted_key, by_uri, suite)
        plain[uri] = suite.decrypt(content_key, by_uri[uri])
    if plain.keys() != by_uri.keys() or len(plain) != len(data):
        raise MessageRefused(Ebms.POLICY_NONCOMPLIANCE, "an attachment is not encrypted")
    return plain


def _encrypted_key(message: SoapMessage) -> Element:
    found = None if message.security is None else message.security.find(q(XENC, "EncryptedKey"))
    if found is None:
        raise MessageRefused(Ebms.POLICY_NONCOMPLIANCE, "not encrypted")
    return found


def _content_key(
    message: SoapMessage, encrypted_key: Element, keys: KeyRing, suite: CryptoSuite
) -> bytes:
    method = descendant(encrypted_key, (XENC, "EncryptionMethod"))
    require_algorithm(method, suite.key_transport)
    require_algorithm(descendant(method, (DS, "DigestMethod")), suite.key_digest)
    require_algorithm(descendant(method, (XENC11, "MGF")), suite.key_mask)
    own = _own_key(message, encrypted_key, keys)
    cipher = descendant(encrypted_key, (XENC, "CipherData"), (XENC, "CipherValue"))
    return suite.unwrap(own.private_key, decode(cipher))


def _own_key(message: SoapMessage, encrypted_key: Element, keys: KeyRing) -> OwnKey:
    """Our key that the sender names: by a token with the certificate, or by its serial number."""
    reference = descendant(encrypted_key, (DS, "KeyInfo"), (WSSE, "SecurityTokenReference"))
    direct = reference.find(q(WSSE, "Reference"))
    if direct is not None:
        named = read_token(message, direct.get("URI") or "")
        own = keys.of_certificate(named.fingerprint)
    else:
        serial = reference.findtext(f".//{q(DS, 'X509SerialNumber')}") or ""
        own = keys.of_serial(int(serial)) if serial.strip().isdecimal() else None
    if own is None:
        raise MessageRefused(Ebms.FAILED_DECRYPTION, "encrypted for another certificate")
    return own


def _encrypted_data(message: SoapMessage, encrypted_key: Element) -> list[Element]:
    path = f"{q(XENC, 'ReferenceList')}/{q(XENC, 'DataReference')}"
    found = []
    for reference in encrypted_key.iterfind(path):
        element = message.ids.get((reference.get("URI") or "").removeprefix("#"))
        if element is None or element.tag != q(XENC, "EncryptedData"):
            raise MessageRefused(Ebms.POLICY_NONCOMPLIANCE, "data reference")
        if element.getparent() is not message.security:
            raise MessageRefused(Ebms.POLICY_NONCOMPLIANCE, "place of EncryptedData")
        found.append(element)
    return found


def _check_data(
    element: Element, encrypted_key: Element, by_uri: Mapping[str, bytes], suite: CryptoSuite
) -> str:
    require_algorithm(descendant(element, (XENC, "EncryptionMethod")), suite.content)
    if element.get("Type") != CONTENT_ONLY:
        raise MessageRefused(Ebms.POLICY_NONCOMPLIANCE, "type of EncryptedData")
    key = element.find(
        f"{q(DS, 'KeyInfo')}/{q(WSSE, 'SecurityTokenReference')}/{q(WSSE, 'Reference')}"
    )
    if key is not None and key.get("URI") != f"#{encrypted_key.get('Id')}":
        raise MessageRefused(Ebms.POLICY_NONCOMPLIANCE, "key of EncryptedData")
    cipher = descendant(element, (XENC, "CipherData"), (XENC, "CipherReference"))
    require_algorithm(descendant(cipher, (XENC, "Transforms"), (DS, "Transform")), CIPHERTEXT)
    uri = unquote(cipher.get("URI") or "")
    if uri not in by_uri:
        raise MessageRefused(Ebms.EXTERNAL_PAYLOAD_ERROR, uri or "no attachment")
    return uri
