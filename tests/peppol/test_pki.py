"""Own keys and other people's certificates."""

import datetime as dt
import stat
from pathlib import Path

import pytest

from peppol.devpki import DevelopmentPki, write_key
from peppol.pki import (
    COMMON_NAME,
    CertificateExpired,
    CertificateRefused,
    KeyRing,
    NoUsableKey,
    OwnKey,
    PeerCertificate,
    TrustAnchors,
)
from tests.peppol.world import NOW, network


def test_the_development_network_is_shaped_like_the_real_one() -> None:
    assert COMMON_NAME.fullmatch(network().sender.common_name)
    assert network().sender.private_key.key_size == 2048


def test_keys_and_anchors_survive_the_disk_and_only_their_owner_reads_them(tmp_path: Path) -> None:
    path = write_key(network().sender, tmp_path / "keys" / "ap.pem")
    assert OwnKey.load(path).peer == network().sender.peer
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    access_points, publishers = network().pki.write_anchors(tmp_path)
    TrustAnchors.load(access_points).check(network().sender.certificate, NOW)
    TrustAnchors.load(publishers).check(network().publisher.certificate, NOW)


def test_a_certificate_is_worthless_where_another_kind_is_asked_for() -> None:
    with pytest.raises(CertificateRefused):
        network().pki.publisher_anchors.check(network().sender.certificate, NOW)


def test_a_certificate_is_refused_before_and_after_its_time() -> None:
    for moment in (NOW - dt.timedelta(days=2), NOW + dt.timedelta(days=721)):
        with pytest.raises(CertificateExpired):
            network().pki.access_point_anchors.check(network().sender.certificate, moment)


def test_a_leaf_cannot_be_an_authority() -> None:
    anchors = TrustAnchors((network().sender.certificate,))
    with pytest.raises(CertificateRefused):
        anchors.check(network().sender.certificate, NOW)


@pytest.mark.parametrize("seat", ["POP00001", "pop000001", "EXAMPLE", "POP0000011"])
def test_a_name_that_is_no_seat_is_refused(seat: str) -> None:
    stranger = network().pki.access_point(seat)
    with pytest.raises(CertificateRefused):
        network().pki.access_point_anchors.check(stranger.certificate, NOW)


def test_a_key_that_does_not_belong_to_its_certificate_is_refused(tmp_path: Path) -> None:
    mixed = write_key(OwnKey(network().receiver.private_key, network().sender.peer), tmp_path / "x")
    with pytest.raises(CertificateRefused):
        OwnKey.load(mixed)


def test_a_file_that_holds_no_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.pem").write_bytes(b"nothing")
    with pytest.raises(CertificateRefused):
        OwnKey.load(tmp_path / "x.pem")


def test_an_expired_key_does_not_sign() -> None:
    with pytest.raises(NoUsableKey):
        KeyRing((network().sender,)).signing(NOW + dt.timedelta(days=1000))


@pytest.mark.parametrize("text", ["", "!", "AAAA"])
def test_what_is_no_certificate_is_refused(text: str) -> None:
    with pytest.raises(CertificateRefused):
        PeerCertificate.decode(text)


def test_two_development_networks_do_not_trust_each_other() -> None:
    other = DevelopmentPki.make(NOW)
    with pytest.raises(CertificateRefused):
        other.access_point_anchors.check(network().sender.certificate, NOW)
