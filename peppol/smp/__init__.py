"""Service metadata: what a participant receives and where, signed by its publisher (SMP 1.4.0)."""

from peppol.smp.building import build_service_group, build_service_metadata
from peppol.smp.reading import read_service_group, read_service_metadata
from peppol.smp.values import (
    AS4_PROFILE,
    Endpoint,
    MetadataRefused,
    NotOffered,
    NotRegistered,
    Offer,
    Redirect,
    ServiceMetadata,
    group_path,
    metadata_path,
)

__all__ = [
    "AS4_PROFILE",
    "Endpoint",
    "MetadataRefused",
    "NotOffered",
    "NotRegistered",
    "Offer",
    "Redirect",
    "ServiceMetadata",
    "build_service_group",
    "build_service_metadata",
    "group_path",
    "metadata_path",
    "read_service_group",
    "read_service_metadata",
]
