"""Judges one container of two files, as an authority would; used by the attack tests."""

import datetime as dt

from shared.signing.container import read_container
from shared.signing.credential import Credential
from shared.signing.devpki import DevelopmentAuthority
from shared.signing.report import Flaw, SignatureReport, SubIndication
from shared.signing.signer import DataFile
from shared.signing.validation import BID, Constraints, verify_container
from tests.shared.signing.forgery import forge, packed


class Court:
    """Judges one container of the two files, as an authority would."""

    def __init__(
        self,
        authority: DevelopmentAuthority,
        signer: Credential,
        files: list[DataFile],
        now: dt.datetime,
    ) -> None:
        self.authority = authority
        self.signer = signer
        self.files = files
        self.now = now

    def good(self) -> bytes:
        return forge(self.files, self.signer, self.now)

    def judge(
        self,
        signature: bytes,
        files: list[DataFile] | None = None,
        constraints: Constraints = BID,
    ) -> SignatureReport:
        container = read_container(packed(files or self.files, [signature]))
        (report,) = verify_container(container, [self.authority.anchor], self.now, constraints)
        return report


def rejected(report: SignatureReport, reason: SubIndication, flaw: Flaw) -> bool:
    return (
        not report.passed
        and report.sub_indication is reason
        and report.verdict is reason.verdict
        and report.findings[0].flaw is flaw
    )
