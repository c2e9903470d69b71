"""The business message envelope around every document (Peppol BME 2.0.1)."""

from peppol.sbdh.building import Payload, accept_payload, build, new_instance_identifier
from peppol.sbdh.reading import read
from peppol.sbdh.values import (
    Addressing,
    BusinessMessage,
    EnvelopeRefused,
    MlsType,
    PayloadRefused,
    Remark,
)

__all__ = [
    "Addressing",
    "BusinessMessage",
    "EnvelopeRefused",
    "MlsType",
    "Payload",
    "PayloadRefused",
    "Remark",
    "accept_payload",
    "build",
    "new_instance_identifier",
    "read",
]
