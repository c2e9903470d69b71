"""EBMS error codes (ebMS 3.0 core, 6.7; AS4 1.0) and the refusal that carries one."""

from enum import Enum
from typing import Final

from shared.errors import QuaestorError, WhoActs
from shared.i18n import msg

NOT_SERVICED: Final = "PEPPOL:NOT_SERVICED"
"""ErrorDetail for a receiver this access point does not serve (Peppol AS4 2.0.3)."""


class Ebms(Enum):
    """Code, short description, category, as they stand in the error signal."""

    VALUE_NOT_RECOGNIZED = ("EBMS:0001", "ValueNotRecognized", "Content")
    FEATURE_NOT_SUPPORTED = ("EBMS:0002", "FeatureNotSupported", "Content")
    VALUE_INCONSISTENT = ("EBMS:0003", "ValueInconsistent", "Content")
    OTHER = ("EBMS:0004", "Other", "Content")
    CONNECTION_FAILURE = ("EBMS:0005", "ConnectionFailure", "Communication")
    MIME_INCONSISTENCY = ("EBMS:0007", "MimeInconsistency", "Unpackaging")
    FEATURE_INCONSISTENT = ("EBMS:0008", "FeatureNotSupportedInconsistency", "Unpackaging")
    INVALID_HEADER = ("EBMS:0009", "InvalidHeader", "Unpackaging")
    PROCESSING_MODE_MISMATCH = ("EBMS:0010", "ProcessingModeMismatch", "Processing")
    EXTERNAL_PAYLOAD_ERROR = ("EBMS:0011", "ExternalPayloadError", "Content")
    FAILED_AUTHENTICATION = ("EBMS:0101", "FailedAuthentication", "Processing")
    FAILED_DECRYPTION = ("EBMS:0102", "FailedDecryption", "Processing")
    POLICY_NONCOMPLIANCE = ("EBMS:0103", "PolicyNoncompliance", "Processing")
    DELIVERY_FAILURE = ("EBMS:0202", "DeliveryFailure", "Communication")
    MISSING_RECEIPT = ("EBMS:0301", "MissingReceipt", "Communication")
    INVALID_RECEIPT = ("EBMS:0302", "InvalidReceipt", "Communication")
    DECOMPRESSION_FAILURE = ("EBMS:0303", "DecompressionFailure", "Communication")

    def __init__(self, code: str, short_description: str, category: str) -> None:
        self.code = code
        self.short_description = short_description
        self.category = category


class MessageRefused(QuaestorError):
    """An AS4 message or receipt breaks a rule; becomes an error signal to its sender."""

    status = 400
    code = "as4-refused"
    says = msg("The AS4 message was refused: {name} ({ebms}), {found}.")
    remedy = msg("The sending access point must correct the message and send it again.")
    who = WhoActs.SENDER

    def __init__(self, error: Ebms, detail: str) -> None:
        self.error = error
        self.detail = detail
        super().__init__(name=error.short_description, ebms=error.code, found=detail)


class NotServiced(MessageRefused):
    """The receiver and document type are not ours to receive."""

    code = "as4-not-serviced"
    says = msg("This access point does not receive this document type for this participant.")
    remedy = msg("Look the participant up again: it may have moved to another provider.")

    def __init__(self) -> None:
        super().__init__(Ebms.OTHER, NOT_SERVICED)
