"""What machines send in with a document: who to whom, which kind, by name or in full."""

from typing import Self

from pydantic import BaseModel

from peppol.identifiers import (
    SERVICES,
    BusinessService,
    DocumentTypeIdentifier,
    ParticipantIdentifier,
    ProcessIdentifier,
)
from shared.errors import InvalidInput, WhoActs
from shared.i18n import msg


class UnknownService(InvalidInput):
    code = "peppol-service"
    says = msg("{found} is no kind of document known here. Known are: {expected}.")
    remedy = msg("Use one of the names, or give document type and process in full.")
    who = WhoActs.YOU


class Submission(BaseModel):
    """`service` is a short name such as `invoice`; otherwise document type and process."""

    sender: str
    receiver: str
    service: str = ""
    document_type: str = ""
    process: str = ""
    country: str = ""

    @classmethod
    def of(cls, values: dict[str, str]) -> Self:
        return cls(**{name: values.get(name, "") for name in cls.model_fields})

    def participants(self) -> tuple[ParticipantIdentifier, ParticipantIdentifier]:
        """Sender and receiver. Raises NotAnIdentifier or WrongCheckDigits."""
        return (
            ParticipantIdentifier.parse(self.sender, "sender"),
            ParticipantIdentifier.parse(self.receiver, "receiver"),
        )

    def kind(self) -> tuple[DocumentTypeIdentifier, ProcessIdentifier]:
        """Raises UnknownService or NotAnIdentifier."""
        if not self.document_type:
            service = service_named(self.service)
            return service.document_type, service.process
        return (
            DocumentTypeIdentifier.parse(self.document_type),
            ProcessIdentifier.parse(self.process),
        )


def service_named(name: str) -> BusinessService:
    """The document type and process of a short name. Raises UnknownService."""
    if name not in SERVICES:
        raise UnknownService("service", found=name or "–", expected=", ".join(SERVICES))
    return SERVICES[name]
