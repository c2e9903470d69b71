"""MIME packages: what is written is read back, and everything else within bounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peppol.as4.errors import Ebms, MessageRefused
from peppol.as4.mime import Part, join, split

SOAP = b"<soap/>"


@given(st.binary(max_size=300))
def test_binary_parts_are_read_back_as_they_were_written(octets: bytes) -> None:
    part = Part("a@b", "application/octet-stream", octets)
    content_type, body = join("==boundary-that-does-not-occur==", SOAP, [part])
    package = split(content_type, body, max_parts=2)
    assert package.envelope == SOAP
    assert package.attachments == (part,)


@given(st.binary(max_size=400), st.sampled_from(["b", "multipart/related; boundary=b", "x/y; z"]))
def test_octets_that_are_no_package_are_refused(body: bytes, content_type: str) -> None:
    with pytest.raises(MessageRefused) as refused:
        split(content_type, body, max_parts=2)
    assert refused.value.error is Ebms.MIME_INCONSISTENCY


def test_a_soap_part_alone_is_a_package() -> None:
    assert split("application/soap+xml; charset=UTF-8", SOAP, max_parts=1).envelope == SOAP


def test_a_folded_header_and_a_preamble_are_allowed() -> None:
    body = (
        b"preamble\r\n--b\r\nContent-Type: application/soap+xml;\r\n charset=UTF-8\r\n"
        b"Content-ID: <root@x>\r\n\r\n<soap/>\r\n--b--\r\nepilogue"
    )
    kind = 'multipart/related;\r\n type="application/soap+xml"; start="<root@x>"; boundary=b'
    assert split(kind, body, max_parts=1).envelope == SOAP


def test_a_boundary_inside_a_longer_line_is_no_boundary() -> None:
    with pytest.raises(MessageRefused):
        split(
            "multipart/related; boundary=b", b"--b\r\n\r\n<soap/>\r\n--bc\r\n\r\n--b--", max_parts=2
        )


HEAD = b"--b\r\nContent-Type: application/soap+xml\r\n\r\n<soap/>\r\n"


@pytest.mark.parametrize(
    ("body", "threat"),
    [
        (HEAD.replace(b"\r\n", b"\n") + b"--b--", "bare line feeds"),
        (HEAD, "never closed"),
        (HEAD + b"--b\r\nContent-ID: <a>\r\n\r\n1\r\n" * 3 + b"--b--", "too many parts"),
        (HEAD + b"--b\r\nContent-Type: text/plain\r\n\r\n1\r\n--b--", "no content id"),
        (HEAD + b"--b\r\nX: " + b"a" * 9000 + b"\r\n\r\n1\r\n--b--", "endless header"),
        (HEAD + b"--b\r\nContent-ID: <a>\r\nContent-ID: <b>\r\n\r\n1\r\n--b--", "two content ids"),
        (HEAD + b"--b\r\nContent-ID: <a>\r\nContent-Transfer-Encoding: base64\r\n\r\nMQ==\r\n--b--",
         "encoded part"),
        (b"--b\r\nContent-Type: text/html\r\n\r\n<soap/>\r\n--b--", "root is no SOAP"),
        (b"nothing", "no boundary at all"),
    ],
)  # fmt: skip
def test_a_malformed_package_is_refused(body: bytes, threat: str) -> None:
    with pytest.raises(MessageRefused) as refused:
        split("multipart/related; boundary=b", body, max_parts=2)
    assert refused.value.error is Ebms.MIME_INCONSISTENCY


@pytest.mark.parametrize(
    "kind", ["", "text/xml", "multipart/related", 'multipart/related; boundary=""']
)
def test_another_content_type_is_refused(kind: str) -> None:
    with pytest.raises(MessageRefused):
        split(kind, HEAD + b"--b--", max_parts=2)
