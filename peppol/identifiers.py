"""The identifiers of the Peppol network: participants, document types, processes (PFUOI 4.4.0)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Self

from shared.errors import InvalidInput, WhoActs
from shared.i18n import msg
from shared.party import EnterpriseNumber

PARTICIPANT_SCHEME = "iso6523-actorid-upis"
DOCUMENT_SCHEME = "busdox-docid-qns"
WILDCARD_SCHEME = "peppol-doctype-wildcard"
PROCESS_SCHEME = "cenbii-procid-ubl"
DOCUMENT_SCHEMES = (DOCUMENT_SCHEME, WILDCARD_SCHEME)

ENTERPRISE_ICD = "0208"
"""International code designator of the Belgian enterprise number."""

SERVICE_PROVIDER_ICD = "0242"
"""Of Peppol service providers themselves: where message level statuses go."""

# PFUOI 4.4.0: longest participant value after the designator, document type, process
_PARTICIPANT = re.compile(r"[0-9]{4}:[^\s:/?#<>&\"'\x00-\x1f][^\s<>&\"'\x00-\x1f]{0,129}")
_DOCUMENT_LENGTH = 500
_PROCESS_LENGTH = 200
_VALUE = re.compile(r"[^\s<>\"'\x00-\x20\x7f]+")
_DOCUMENT_PARTS = re.compile(r"(?P<ns>.+?)::(?P<name>[^:#]+)##(?P<rest>.+)::(?P<version>[^:]+)")


class NotAnIdentifier(InvalidInput):
    code = "peppol-identifier"
    says = msg("{found} is not a Peppol identifier of the kind expected: {expected}.")
    remedy = msg("Copy the identifier from the Peppol code list or directory, unchanged.")
    who = WhoActs.YOU


@dataclass(frozen=True, slots=True, order=True)
class ParticipantIdentifier:
    """Who sends or receives, as `0208:0203201340`; compared without regard to case."""

    value: str

    @classmethod
    def parse(cls, text: str, where: str = "participant") -> Self:
        """Read `0208:…` or `iso6523-actorid-upis::0208:…`; the value is kept in lower case.

        Raises NotAnIdentifier, and for Belgian numbers also WrongCheckDigits.
        """
        value = text.strip().removeprefix(PARTICIPANT_SCHEME + "::").lower()
        if not _PARTICIPANT.fullmatch(value):
            raise NotAnIdentifier(where, found=text.strip(), expected="0208:0203201340")
        icd, _, number = value.partition(":")
        if icd == ENTERPRISE_ICD:
            EnterpriseNumber.parse(number, where)
        return cls(value)

    @classmethod
    def of(cls, number: EnterpriseNumber) -> Self:
        """The participant that is a Belgian enterprise."""
        return cls(f"{ENTERPRISE_ICD}:{number.digits}")

    @property
    def icd(self) -> str:
        return self.value[:4]

    @property
    def enterprise_number(self) -> EnterpriseNumber | None:
        """The enterprise number, when this participant is identified by one."""
        if self.icd != ENTERPRISE_ICD:
            return None
        return EnterpriseNumber.parse(self.value.partition(":")[2])

    @property
    def uri(self) -> str:
        return f"{PARTICIPANT_SCHEME}::{self.value}"

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True)
class DocumentTypeParts:
    """What a document type identifier is composed of."""

    root_namespace: str
    local_name: str
    customization: str
    version: str


@dataclass(frozen=True, slots=True, order=True)
class DocumentTypeIdentifier:
    """Which document under which specification; case counts."""

    value: str
    scheme: str = DOCUMENT_SCHEME

    @classmethod
    def parse(cls, text: str, where: str = "document_type") -> Self:
        """Read `scheme::value`, or a value alone in the scheme busdox-docid-qns."""
        scheme, value = _split_scheme(text.strip(), DOCUMENT_SCHEMES, DOCUMENT_SCHEME)
        return cls.checked(value, scheme, where)

    @classmethod
    def checked(cls, value: str, scheme: str, where: str = "document_type") -> Self:
        """Raises NotAnIdentifier."""
        usable = scheme in DOCUMENT_SCHEMES and _VALUE.fullmatch(value)
        if not usable or len(value) > _DOCUMENT_LENGTH:
            raise NotAnIdentifier(
                where, found=f"{scheme}::{value}", expected="busdox-docid-qns::urn:…"
            )
        return cls(value, scheme)

    @property
    def parts(self) -> DocumentTypeParts | None:
        """`namespace::name##customisation::version`, or None for what is not XML."""
        match = _DOCUMENT_PARTS.fullmatch(self.value)
        if match is None:
            return None
        return DocumentTypeParts(match["ns"], match["name"], match["rest"], match["version"])

    @property
    def uri(self) -> str:
        return f"{self.scheme}::{self.value}"

    def __str__(self) -> str:
        return self.uri


@dataclass(frozen=True, slots=True, order=True)
class ProcessIdentifier:
    """In which business process a document is exchanged; case counts."""

    value: str
    scheme: str = PROCESS_SCHEME

    @classmethod
    def parse(cls, text: str, where: str = "process") -> Self:
        """Read `scheme::value` or a value alone. Raises NotAnIdentifier."""
        scheme, value = _split_scheme(text.strip(), (PROCESS_SCHEME,), PROCESS_SCHEME)
        return cls.checked(value, scheme, where)

    @classmethod
    def checked(cls, value: str, scheme: str, where: str = "process") -> Self:
        """Raises NotAnIdentifier."""
        usable = scheme == PROCESS_SCHEME and _VALUE.fullmatch(value)
        if not usable or len(value) > _PROCESS_LENGTH:
            raise NotAnIdentifier(
                where, found=f"{scheme}::{value}", expected="cenbii-procid-ubl::urn:…"
            )
        return cls(value, scheme)

    @property
    def uri(self) -> str:
        return f"{self.scheme}::{self.value}"

    def __str__(self) -> str:
        return self.uri


def _split_scheme(text: str, schemes: tuple[str, ...], default: str) -> tuple[str, str]:
    for scheme in schemes:
        if text.startswith(scheme + "::"):
            return scheme, text[len(scheme) + 2 :]
    return default, text


@dataclass(frozen=True, slots=True)
class BusinessService:
    """A document type in one of its processes, under the short name operators use."""

    name: str
    document_type: DocumentTypeIdentifier
    process: ProcessIdentifier


def _service(name: str, root: str, customization: str, process: str) -> BusinessService:
    namespace = f"urn:oasis:names:specification:ubl:schema:xsd:{root}-2"
    value = f"{namespace}::{root}##{customization}::2.1"
    return BusinessService(name, DocumentTypeIdentifier(value), ProcessIdentifier(process))


# Peppol code lists 9.7: BIS Billing 3.0 and post-award 3.0 in force
_BILLING = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
_TRANSACTION = "urn:fdc:peppol.eu:poacc:trns:"
_BIS = "urn:fdc:peppol.eu:poacc:bis:"

INVOICE = _service("invoice", "Invoice", _BILLING, "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0")
CREDIT_NOTE = _service(
    "credit-note", "CreditNote", _BILLING, "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
)
INVOICE_RESPONSE = _service(
    "invoice-response",
    "ApplicationResponse",
    _TRANSACTION + "invoice_response:3",
    _BIS + "invoice_response:3",
)
ORDER = _service("order", "Order", _TRANSACTION + "order:3", _BIS + "ordering:3")
ORDER_RESPONSE = _service(
    "order-response", "OrderResponse", _TRANSACTION + "order_response:3", _BIS + "ordering:3"
)
CATALOGUE = _service(
    "catalogue", "Catalogue", _TRANSACTION + "catalogue:3", _BIS + "catalogue_wo_response:3"
)
MESSAGE_LEVEL_STATUS = _service(
    "message-level-status", "ApplicationResponse", "urn:peppol:edec:mls:1.0", "urn:peppol:edec:mls"
)

SERVICES: Mapping[str, BusinessService] = MappingProxyType(
    {
        service.name: service
        for service in (
            INVOICE,
            CREDIT_NOTE,
            INVOICE_RESPONSE,
            ORDER,
            ORDER_RESPONSE,
            CATALOGUE,
            MESSAGE_LEVEL_STATUS,
        )
    }
)
"""Every document type an installation can offer by name; add a new one above and here."""
