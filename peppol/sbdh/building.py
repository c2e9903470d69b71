"""Building an envelope: the payload's octets are put in unchanged, never written anew."""

import datetime as dt
import re
from dataclasses import dataclass
from uuid import uuid4
from xml.sax.saxutils import escape

from lxml import etree

from peppol.identifiers import PARTICIPANT_SCHEME, ParticipantIdentifier
from peppol.moments import write_moment
from peppol.sbdh.values import SBDH, Addressing, PayloadRefused
from shared.xml.parse import parse

_BOM = b"\xef\xbb\xbf"
_DECLARATION = re.compile(rb"\s*<\?xml\s(?P<rest>.*?)\?>", re.DOTALL)
_ENCODING = re.compile(rb"encoding\s*=\s*[\"'](?P<name>[^\"']+)[\"']")
_COUNTRY = re.compile(r"[A-Z0-9]{2}")


@dataclass(frozen=True, slots=True)
class Payload:
    """A business document ready to be enveloped: UTF-8 octets without declaration, root name."""

    octets: bytes
    namespace: str
    local_name: str


def accept_payload(data: bytes) -> Payload:
    """Check that the bytes are one XML document in UTF-8 and no envelope themselves.

    Raises PayloadRefused, or what shared.xml.parse raises.
    """
    octets = _without_declaration(data)
    root = etree.QName(parse(octets))
    if root.namespace in (SBDH, None):
        raise PayloadRefused("payload", found=root.text, expected="a document with a namespace")
    return Payload(octets, root.namespace or "", root.localname)


def _without_declaration(data: bytes) -> bytes:
    bare = data.removeprefix(_BOM)
    declaration = _DECLARATION.match(bare)
    if declaration is None:
        return bare
    encoding = _ENCODING.search(declaration["rest"])
    name = encoding["name"].decode("ascii", "replace") if encoding else "UTF-8"
    if name.upper() not in ("UTF-8", "US-ASCII"):
        raise PayloadRefused("payload", found=name, expected="UTF-8")
    return bare[declaration.end() :].lstrip()


def new_instance_identifier() -> str:
    return str(uuid4())


def build(
    payload: Payload, addressing: Addressing, *, instance_identifier: str, now: dt.datetime
) -> bytes:
    """The standard business document around a payload, whose octets stay as they are.

    Raises PayloadRefused when the payload is not of the document type it is addressed as.
    """
    parts = addressing.document_type.parts
    if parts is None or (parts.root_namespace, parts.local_name) != (
        payload.namespace,
        payload.local_name,
    ):
        raise PayloadRefused(
            "payload",
            found=f"{payload.namespace}::{payload.local_name}",
            expected=addressing.document_type.value.partition("##")[0],
        )
    if not _COUNTRY.fullmatch(addressing.country_c1):
        raise PayloadRefused("country_c1", found=addressing.country_c1, expected="BE")
    head = _header(addressing, instance_identifier, now, parts.version)
    return head.encode() + payload.octets + b"</StandardBusinessDocument>"


def _header(addressing: Addressing, instance: str, now: dt.datetime, version: str) -> str:
    parts = addressing.document_type.parts
    namespace, name = (parts.root_namespace, parts.local_name) if parts else ("", "")
    document, process = addressing.document_type, addressing.process
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<StandardBusinessDocument xmlns="{SBDH}">'
        "<StandardBusinessDocumentHeader><HeaderVersion>1.0</HeaderVersion>"
        f"{_partner('Sender', addressing.sender)}{_partner('Receiver', addressing.receiver)}"
        f"<DocumentIdentification><Standard>{escape(namespace)}</Standard>"
        f"<TypeVersion>{escape(version)}</TypeVersion>"
        f"<InstanceIdentifier>{escape(instance)}</InstanceIdentifier><Type>{escape(name)}</Type>"
        f"<CreationDateAndTime>{write_moment(now)}</CreationDateAndTime></DocumentIdentification>"
        f"<BusinessScope>{_scope('DOCUMENTID', document.value, document.scheme)}"
        f"{_scope('PROCESSID', process.value, process.scheme)}"
        f"{_scope('COUNTRY_C1', addressing.country_c1)}</BusinessScope>"
        "</StandardBusinessDocumentHeader>"
    )


def _partner(tag: str, participant: ParticipantIdentifier) -> str:
    value = escape(participant.value)
    return f'<{tag}><Identifier Authority="{PARTICIPANT_SCHEME}">{value}</Identifier></{tag}>'


def _scope(kind: str, value: str, identifier: str = "") -> str:
    tail = f"<Identifier>{escape(identifier)}</Identifier>" if identifier else ""
    return (
        f"<Scope><Type>{kind}</Type><InstanceIdentifier>{escape(value)}</InstanceIdentifier>"
        f"{tail}</Scope>"
    )
