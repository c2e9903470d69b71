"""What a signature is worth: the indications of EN 319 102-1 and the reasons in plain words."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from shared.i18n import msg


class Verdict(StrEnum):
    """The status of a signature, EN 319 102-1, table 5."""

    PASSED = "TOTAL-PASSED"
    INDETERMINATE = "INDETERMINATE"
    FAILED = "TOTAL-FAILED"

    @property
    def label(self) -> str:
        return {
            Verdict.PASSED: msg("Valid"),
            Verdict.INDETERMINATE: msg("Cannot be decided"),
            Verdict.FAILED: msg("Not valid"),
        }[self]


class SubIndication(StrEnum):
    """Why a signature did not pass, EN 319 102-1, table 6; the names are the standard's."""

    NONE = ""
    FORMAT_FAILURE = "FORMAT_FAILURE"
    HASH_FAILURE = "HASH_FAILURE"
    SIG_CRYPTO_FAILURE = "SIG_CRYPTO_FAILURE"
    SIG_CONSTRAINTS_FAILURE = "SIG_CONSTRAINTS_FAILURE"
    CRYPTO_CONSTRAINTS_FAILURE_NO_POE = "CRYPTO_CONSTRAINTS_FAILURE_NO_POE"
    CHAIN_CONSTRAINTS_FAILURE = "CHAIN_CONSTRAINTS_FAILURE"
    NO_CERTIFICATE_CHAIN_FOUND = "NO_CERTIFICATE_CHAIN_FOUND"
    NO_SIGNING_CERTIFICATE_FOUND = "NO_SIGNING_CERTIFICATE_FOUND"
    OUT_OF_BOUNDS_NO_POE = "OUT_OF_BOUNDS_NO_POE"
    REVOKED_NO_POE = "REVOKED_NO_POE"
    SIGNED_DATA_NOT_FOUND = "SIGNED_DATA_NOT_FOUND"
    TRY_LATER = "TRY_LATER"

    @property
    def verdict(self) -> Verdict:
        """The main indication this reason belongs to."""
        if self is SubIndication.NONE:
            return Verdict.PASSED
        failures = {
            SubIndication.FORMAT_FAILURE,
            SubIndication.HASH_FAILURE,
            SubIndication.SIG_CRYPTO_FAILURE,
        }
        return Verdict.FAILED if self in failures else Verdict.INDETERMINATE


class Flaw(StrEnum):
    """What was found, with the sentence for people; `{found}` is filled from the finding."""

    says: str

    def __new__(cls, code: str, says: str) -> Self:
        flaw = str.__new__(cls, code)
        flaw._value_ = code
        flaw.says = says
        return flaw

    NO_SIGNATURE = "no-signature", msg("The container holds no signature.")
    NOT_XML = "not-xml", msg("The signature file cannot be read: {found}")
    STRUCTURE = "structure", msg("The signature is not built as XAdES prescribes: {found}")
    DUPLICATE_ID = "duplicate-id", msg("Two elements of the signature share the name {found}.")
    WRAPPING = "wrapping", msg("The signature has an element where none may be: {found}")
    REFERENCE = "reference", msg("The signature refers to something that is not allowed: {found}")
    TRANSFORM = "transform", msg("The signature changes what it signs before signing: {found}")
    UNSIGNED_FILE = "unsigned-file", msg("Files that the signature does not cover: {found}")
    MISSING_FILE = "missing-file", msg("Signed files that are not in the container: {found}")
    CHANGED = "changed", msg("Something was changed after signing: {found}")
    BAD_VALUE = "bad-value", msg("The signature was not made with the key of its certificate.")
    WEAK = "weak", msg("The signature uses a method that is not strong enough: {found}")
    MISSING_PROPERTY = "missing-property", msg("The signature lacks {found}.")
    POLICY = "policy", msg("The signature does not follow the signature policy asked for: {found}")
    CERTIFICATE = "certificate", msg("The certificate of the signer cannot be read: {found}")
    SUBSTITUTED = "substituted", msg("The certificate shown is not the one that was signed with.")
    KEY_USAGE = "key-usage", msg("The certificate of the signer is not meant for signatures.")
    OUT_OF_DATE = "out-of-date", msg("The certificate was not valid at that time: {found}")
    UNTRUSTED = "untrusted", msg("The certificate does not come from a trusted issuer: {found}")
    REVOKED = "revoked", msg("The certificate was revoked: {found}")
    REVOCATION_UNKNOWN = (
        "revocation-unknown",
        msg("Whether the certificate was revoked could not be looked up."),
    )
    REVOCATION_NOT_OFFERED = (
        "revocation-not-offered",
        msg("The certificate names no place where a revocation could be looked up."),
    )
    IGNORED_FILE = "ignored-file", msg("Technical files that were not judged: {found}")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found in a signature, with the place or value in the document's own words."""

    flaw: Flaw
    found: str = ""

    @property
    def says(self) -> str:
        """The sentence to translate; fill `{found}` from `found`."""
        return self.flaw.says

    def __str__(self) -> str:
        return self.flaw.says.replace("{found}", self.found)


@dataclass(frozen=True, slots=True)
class SignatureReport:
    """The verdict on one signature, as opening reports print it.

    Signer and organisation are what the certificate says; they are proven only when the verdict
    is PASSED. `signed_at` is the time the signer claims. `organisation_id` is the identifier of
    the certificate's subject, such as `NTRBE-0203201340`.
    """

    verdict: Verdict
    sub_indication: SubIndication
    signature_file: str
    signer: str = ""
    organisation: str = ""
    organisation_id: str = ""
    signed_at: dt.datetime | None = None
    certificate_sha256: str = ""
    signed_files: tuple[str, ...] = ()
    unsigned_files: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def passed(self) -> bool:
        return self.verdict is Verdict.PASSED


class Rejected(Exception):
    """Inside this package: a step of the validation came to an end with this reason."""

    def __init__(self, sub_indication: SubIndication, flaw: Flaw, found: str = "") -> None:
        self.sub_indication = sub_indication
        self.finding = Finding(flaw, found)
        super().__init__(f"{sub_indication}: {self.finding}")
