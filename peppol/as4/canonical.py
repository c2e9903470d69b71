"""Writing XML that already is exclusive C14N, and canonicalising what others wrote.

What is signed is written once as text: end tags explicit, declarations on the apex element sorted
by prefix, attributes sorted by namespace and name. The octets hashed are the octets sent.
"""

import base64
import datetime as dt
from collections.abc import Sequence

from lxml import etree

from peppol.as4.names import (
    BASE64_BINARY,
    DS,
    EB,
    EXC_C14N,
    S12,
    WSSE,
    WSU,
    X509_V3,
    q,
)
from peppol.as4.suite import CryptoSuite
from peppol.pki import OwnKey
from shared.xml.parse import Element


def text(value: str) -> str:
    """Character data as C14N 1.0 writes it (2.3)."""
    escaped = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return escaped.replace("\r", "&#xD;")


def attribute(value: str) -> str:
    """An attribute value as C14N 1.0 writes it (2.3)."""
    escaped = value.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    return escaped.replace("\t", "&#x9;").replace("\n", "&#xA;").replace("\r", "&#xD;")


def b64(octets: bytes) -> str:
    return base64.b64encode(octets).decode()


def timestamp(now: dt.datetime) -> str:
    return now.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def messaging(identifier: str, content: str) -> str:
    # the wsu attribute stands first: its namespace sorts before that of S12
    return (
        f'<eb:Messaging xmlns:S12="{S12}" xmlns:eb="{EB}" xmlns:wsu="{WSU}"'
        f' wsu:Id="{identifier}" S12:mustUnderstand="true">{content}</eb:Messaging>'
    )


def empty_body(identifier: str) -> str:
    return f'<S12:Body xmlns:S12="{S12}" xmlns:wsu="{WSU}" wsu:Id="{identifier}"></S12:Body>'


def envelope(header: str, security: str, body: str) -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><S12:Envelope xmlns:S12="{S12}"><S12:Header>'
        f'{header}<wsse:Security xmlns:wsse="{WSSE}" xmlns:wsu="{WSU}" S12:mustUnderstand="true">'
        f"{security}</wsse:Security></S12:Header>{body}</S12:Envelope>"
    ).encode()


def token(identifier: str, certificate: str) -> str:
    return (
        f'<wsse:BinarySecurityToken EncodingType="{BASE64_BINARY}" ValueType="{X509_V3}"'
        f' wsu:Id="{identifier}">{certificate}</wsse:BinarySecurityToken>'
    )


def token_reference(identifier: str, value_type: str = "") -> str:
    kind = f' ValueType="{value_type}"' if value_type else ""
    return (
        f'<wsse:SecurityTokenReference><wsse:Reference URI="#{identifier}"{kind}/>'
        "</wsse:SecurityTokenReference>"
    )


def reference(uri: str, transform: str, suite: CryptoSuite, octets: bytes) -> str:
    return (
        f'<ds:Reference URI="{attribute(uri)}"><ds:Transforms><ds:Transform'
        f' Algorithm="{transform}"></ds:Transform></ds:Transforms><ds:DigestMethod'
        f' Algorithm="{suite.digest}"></ds:DigestMethod><ds:DigestValue>'
        f"{b64(suite.digest_of(octets))}</ds:DigestValue></ds:Reference>"
    )


def signature(own: OwnKey, suite: CryptoSuite, unique: str, references: Sequence[str]) -> str:
    """The signing token and the signature over the references, for a wsse:Security header."""
    signed_info = (
        f'<ds:SignedInfo xmlns:ds="{DS}"><ds:CanonicalizationMethod'
        f' Algorithm="{suite.canonicalization}"></ds:CanonicalizationMethod><ds:SignatureMethod'
        f' Algorithm="{suite.signature}"></ds:SignatureMethod>{"".join(references)}'
        "</ds:SignedInfo>"
    )
    value = b64(suite.sign(own.private_key, signed_info.encode()))
    return (
        token(f"BS-{unique}", own.peer.base64)
        + f'<ds:Signature xmlns:ds="{DS}" Id="SIG-{unique}">{signed_info}<ds:SignatureValue>'
        f"{value}</ds:SignatureValue><ds:KeyInfo>{token_reference(f'BS-{unique}', X509_V3)}"
        "</ds:KeyInfo></ds:Signature>"
    )


def canonicalize(element: Element, prefixes: Sequence[str] = ()) -> bytes:
    """Exclusive C14N without comments; `prefixes` as other stacks list them to be inclusive."""
    return etree.tostring(
        element,
        method="c14n",
        exclusive=True,
        with_comments=False,
        inclusive_ns_prefixes=list(prefixes) or None,
    )


def prefix_list(method: Element) -> tuple[str, ...]:
    """InclusiveNamespaces/@PrefixList of a transform or canonicalisation method."""
    inclusive = method.find(q(EXC_C14N, "InclusiveNamespaces"))
    return () if inclusive is None else tuple((inclusive.get("PrefixList") or "").split())
