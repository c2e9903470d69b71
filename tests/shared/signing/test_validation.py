"""A signature passes when everything holds, and says what it covers and who made it."""

import datetime as dt
import io
from pathlib import Path

import pytest

from shared.signing.chain import UnusableAnchors, load_anchors
from shared.signing.container import AmbiguousNames, UnsafeName, read_container
from shared.signing.credential import Credential, certificate_pem
from shared.signing.devpki import DevelopmentAuthority, KeyKind, Usage
from shared.signing.report import Flaw, SubIndication, Verdict
from shared.signing.signer import DataFile, NothingToSign, sign_container, write_container
from shared.signing.validation import verify_container


def test_a_good_signature_passes_and_names_its_signer(
    files: list[DataFile],
    signer: Credential,
    authority: DevelopmentAuthority,
    now: dt.datetime,
) -> None:
    container = read_container(sign_container(files, signer, now))
    (report,) = verify_container(container, [authority.anchor], now)
    assert report.verdict is Verdict.PASSED
    assert report.passed
    assert report.sub_indication is SubIndication.NONE
    assert (report.signer, report.organisation) == ("Marie Peeters", "Kantoormeubel Noord")
    assert report.organisation_id == "NTRBE-0203201340"
    assert report.signed_at == now
    assert report.certificate_sha256 == signer.sha256
    assert report.signed_files == ("Tender.xml", "plans/façade noord.pdf")
    assert report.unsigned_files == ()


def test_a_pass_without_a_revocation_source_says_so(
    files: list[DataFile],
    signer: Credential,
    authority: DevelopmentAuthority,
    now: dt.datetime,
) -> None:
    container = read_container(sign_container(files, signer, now))
    (report,) = verify_container(container, [authority.anchor], now)
    assert [finding.flaw for finding in report.findings] == [Flaw.REVOCATION_NOT_OFFERED]


@pytest.mark.parametrize("kind", list(KeyKind))
def test_every_kind_of_key_signs_and_verifies(
    kind: KeyKind, files: list[DataFile], authority: DevelopmentAuthority, now: dt.datetime
) -> None:
    signer = authority.issue("Jo", organisation="Jo", usage=Usage.SIGNATURE, now=now, key=kind)
    container = read_container(sign_container(files, signer, now))
    (report,) = verify_container(container, [authority.anchor], now)
    assert report.passed


def test_nobody_is_trusted_without_anchors(
    files: list[DataFile], signer: Credential, now: dt.datetime
) -> None:
    container = read_container(sign_container(files, signer, now))
    (report,) = verify_container(container, [], now)
    assert report.verdict is Verdict.INDETERMINATE
    assert report.sub_indication is SubIndication.NO_CERTIFICATE_CHAIN_FOUND


def test_a_container_on_disk_is_read_from_its_path(
    tmp_path: Path,
    files: list[DataFile],
    signer: Credential,
    authority: DevelopmentAuthority,
    now: dt.datetime,
) -> None:
    document = tmp_path / "plan.pdf"
    document.write_bytes(b"%PDF on disk")
    path = tmp_path / "bid.asice"
    heard: list[int] = []
    with path.open("wb") as target:
        on_disk = DataFile("plan.pdf", document, "application/pdf")
        write_container(target, [*files, on_disk], signer, now, heard.append)
    assert sum(heard) == sum(file.size for file in [*files, on_disk])
    with read_container(path) as container:
        assert container.read("plan.pdf") == b"%PDF on disk"
        assert container.size("plan.pdf") == 12
        (report,) = verify_container(container, [authority.anchor], now)
    assert report.passed


def test_an_open_file_stays_the_callers(
    files: list[DataFile], signer: Credential, now: dt.datetime
) -> None:
    file = io.BytesIO(sign_container(files, signer, now))
    read_container(file).close()
    assert not file.closed


def test_nothing_to_sign_is_refused(signer: Credential, now: dt.datetime) -> None:
    with pytest.raises(NothingToSign):
        sign_container([], signer, now)


@pytest.mark.parametrize("name", ["../out.pdf", "/etc/passwd", "a//b", "META-INF\\x", "C:x", "a\0"])
def test_an_unsafe_name_is_never_signed(name: str, signer: Credential, now: dt.datetime) -> None:
    with pytest.raises(UnsafeName):
        sign_container([DataFile(name, b"", "text/plain")], signer, now)


@pytest.mark.parametrize("other", ["BID.pdf", "bid.pdf", "mimetype", "META-INF/manifest.xml"])
def test_names_that_look_alike_are_never_signed(
    other: str, signer: Credential, now: dt.datetime
) -> None:
    both = [DataFile(name, b"", "application/pdf") for name in ("bid.pdf", other)]
    with pytest.raises(AmbiguousNames):
        sign_container(both, signer, now)


def test_production_refuses_development_anchors(authority: DevelopmentAuthority) -> None:
    pem = certificate_pem(authority.anchor)
    assert load_anchors(pem, production=False) == (authority.anchor,)
    with pytest.raises(UnusableAnchors):
        load_anchors(pem, production=True)


def test_a_broken_file_of_anchors_is_refused() -> None:
    with pytest.raises(UnusableAnchors):
        load_anchors(b"not a certificate", production=False)
