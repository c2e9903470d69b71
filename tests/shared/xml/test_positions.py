"""Line and column of start tags, as expat sees them, in any encoding."""

from xml.parsers import expat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.xml.positions import Position, positions

TEXTS = st.text(st.sampled_from("ab é€\n\t🙂"), max_size=8)
NAMES = st.sampled_from(["a", "x:b", "long-name", "é"])
BETWEEN = st.one_of(
    TEXTS,
    TEXTS.map(lambda text: f"<!--{text}<not-an-element>{text}-->"),
    TEXTS.map(lambda text: f"<![CDATA[{text}<neither>]]>"),
    TEXTS.map(lambda text: f"<?go {text}<nor-this>?>"),
)


@st.composite
def elements(draw: st.DrawFn, depth: int = 3) -> str:
    """An element with breaks inside its start tag, markup that is no element, and children."""
    name = draw(NAMES)
    attribute = draw(st.sampled_from(["", " a='1>2'", '\n\t b="\n"', "\n"]))
    if draw(st.booleans()) or not depth:
        return f"<{name}{attribute}/>"
    inner = "".join(draw(st.lists(st.one_of(BETWEEN, elements(depth - 1)), max_size=4)))
    return f"<{name}{attribute}>{inner}</{name}>"


def seen_by_expat(data: bytes) -> dict[int, Position]:
    found: dict[int, Position] = {}
    reader = expat.ParserCreate()

    def element(*_: object) -> None:
        at = reader.CurrentByteIndex
        before = data[data.rfind(b"\n", 0, at) + 1 : at].decode()
        found[len(found)] = Position(reader.CurrentLineNumber, len(before) + 1)

    reader.StartElementHandler = element
    reader.Parse(data, True)
    return found


@given(elements())
def test_every_element_is_found_where_expat_finds_it(text: str) -> None:
    data = f'<?xml version="1.0" encoding="utf-8"?>\n<r xmlns:x="u">{text}</r>'.encode()
    expected = seen_by_expat(data)
    assert positions(data, expected) == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-8-sig", "iso-8859-1", "utf-16-be"])
def test_columns_count_characters_in_every_encoding(encoding: str) -> None:
    text = f"<?xml version='1.0' encoding='{encoding.removesuffix('-sig')}'?>\n<é>ü<b>ï</b></é>"
    found = positions(text.encode(encoding), [0, 1])
    assert found == {0: Position(2, 1), 1: Position(2, 5)}


def test_a_byte_order_mark_is_no_character() -> None:
    assert positions("<a><b/></a>".encode("utf-8-sig"), [0, 1])[1] == Position(1, 4)


@pytest.mark.parametrize(
    "data",
    [b"<?xml version='1.0' encoding='klingon'?><a/>", b"\xff\xfe<\0\xd8", b"<a>\xff<b/></a>"],
)
def test_what_cannot_be_read_is_left_out(data: bytes) -> None:
    assert 1 not in positions(data, [0, 1])


def test_nothing_is_looked_for_when_nothing_is_wanted() -> None:
    assert positions(b"<a/>", []) == {}
