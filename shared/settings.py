"""One frozen Settings, made once at boot and passed on; nothing else reads the environment."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

import msgspec
from msgspec.structs import fields

from shared.errors import InvalidInput, WhoActs
from shared.i18n import msg

PREFIX = "QUAESTOR_"
ALL_CONTEXTS = ("peppol", "enot", "etender", "ecatalog", "einvoice")


class UnusableSetting(InvalidInput):
    code = "setting"
    says = msg("The setting {name} cannot be used: {found}. Expected: {expected}.")
    remedy = msg("Correct the environment variable and start again.")
    who = WhoActs.OPERATOR


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything an operator may choose; the defaults run the embedded installation.

    Each field is read from QUAESTOR_<FIELD IN CAPITALS>.
    """

    home: Path = Path(".quaestor")
    """Folder of the embedded installation: database, documents, keys, packs, caches."""

    database_url: str = ""
    """SQLAlchemy URL; empty means SQLite in `home`. `postgresql+psycopg://…` for PostgreSQL."""

    blob_url: str = ""
    """Empty means local files in `home`; `s3://bucket/prefix` means an S3 store."""

    production: bool = False
    """Refuses every development convenience: sample sign-ins, steered clock, plain http peers."""

    base_url: str = "http://127.0.0.1:8080"
    """The address people and machines reach this installation at; no slash at the end."""

    host: str = "127.0.0.1"
    """Address the server listens on."""

    port: int = 8080
    """Port the server listens on."""

    contexts: tuple[str, ...] = ALL_CONTEXTS
    """Which bounded contexts this process serves, separated by commas."""

    workers_in_process: bool = True
    """Run the job workers inside the server; switch off when `quaestor worker` runs beside it."""

    packs: tuple[Path, ...] = ()
    """Extra folders with official packs, separated by colons; `home/packs` is always looked at."""

    clock_offset_file: Path | None = None
    """Development only: a file with an offset in seconds that moves this installation's clock."""

    session_hours: int = 12
    """A signed-in person is signed out after so many hours."""

    upload_limit_mb: int = 5_000
    """The largest sealed bid accepted, in megabytes; shown before anyone uploads."""

    rate_limit_per_minute: int = 600
    """Requests a minute from one address before it is asked to wait; sign-ins get a tenth."""

    peppol_url: str = ""
    """Where other access points reach this one, without /as4; empty means `base_url`."""

    peppol_country: str = "BE"
    """Country of the senders this access point serves, as the envelope's COUNTRY_C1."""

    peppol_keys: tuple[Path, ...] = ()
    """PEM files, each with key and certificate; empty: home/peppol/access-point-key*.pem.

    Several while certificates roll over: the newest signs, all of them decrypt.
    """

    peppol_publisher_key: Path | None = None
    """PEM file with key and certificate of the metadata publisher; home/peppol/publisher.pem."""

    peppol_access_point_anchors: tuple[Path, ...] = ()
    """PEM files of the authorities of access points; empty: home/peppol/access-point-ca.pem."""

    peppol_publisher_anchors: tuple[Path, ...] = ()
    """PEM files of the authorities of publishers; empty: home/peppol/publisher-ca.pem."""

    peppol_revocation_lists: tuple[Path, ...] = ()
    """Certificate revocation lists (PEM or DER), fetched by the operator; read again on change."""

    peppol_zone: str = "participant.sml.test.tech.peppol.org"
    """The locator's DNS zone; in production `participant.sml.prod.tech.peppol.org`."""

    peppol_nameserver: str = ""
    """`host:port` of the name server that answers for the zone; empty means the system's."""

    peppol_zone_file: Path | None = None
    """Development only: registrations are also written to this file of `peppol sml-zone`."""

    peppol_document_limit_mb: int = 100
    """The largest document accepted over Peppol, in megabytes after decompression."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None, **given: Any) -> Self:
        """Read the environment; keyword arguments win. Raises UnusableSetting."""
        source = os.environ if environment is None else environment
        values = {
            f.name: _read(f.name, source[PREFIX + f.name.upper()], f.type)
            for f in fields(cls)
            if PREFIX + f.name.upper() in source
        }
        return cls(**(values | given)).checked()

    def checked(self) -> Self:
        """Refuse combinations that would be unsafe."""
        if self.production and not self.base_url.startswith("https://"):
            raise UnusableSetting(
                name=PREFIX + "BASE_URL", found=self.base_url, expected="https:// in production"
            )
        if self.production and self.clock_offset_file:
            raise UnusableSetting(
                name=PREFIX + "CLOCK_OFFSET_FILE", found="set", expected="nothing in production"
            )
        if self.production and self.peppol_zone_file:
            raise UnusableSetting(
                name=PREFIX + "PEPPOL_ZONE_FILE", found="set", expected="nothing in production"
            )
        unknown = set(self.contexts) - set(ALL_CONTEXTS)
        if unknown:
            raise UnusableSetting(
                name=PREFIX + "CONTEXTS", found=", ".join(unknown), expected=", ".join(ALL_CONTEXTS)
            )
        return self

    @property
    def effective_database_url(self) -> str:
        return self.database_url or f"sqlite+aiosqlite:///{self.home / 'quaestor.db'}"

    @property
    def pack_folders(self) -> tuple[Path, ...]:
        return (self.home / "packs", *self.packs)

    @property
    def cache_folder(self) -> Path:
        return self.home / "cache"


def _read(name: str, text: str, kind: Any) -> Any:
    try:
        if kind is bool:
            return {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}[
                text.lower()
            ]
        if kind is int:
            return int(text)
        if kind is Path or kind == Path | None:
            return Path(text) if text else None
        if kind == tuple[Path, ...]:
            return tuple(Path(part) for part in text.split(":") if part)
        if kind == tuple[str, ...]:
            return tuple(part.strip() for part in text.split(",") if part.strip())
    except (KeyError, ValueError):
        expected = getattr(kind, "__name__", str(kind))
        raise UnusableSetting(name=PREFIX + name.upper(), found=text, expected=expected) from None
    return text
