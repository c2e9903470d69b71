"""The light tree says the same as libxml2 about any document."""

import gc
import multiprocessing

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from shared.schematron import building, places
from shared.schematron.collecting import collector_held
from shared.schematron.elements import Node
from shared.schematron.location import eqname_path, exact_path, short_path
from shared.schematron.tree import Document, document_from, document_of, serialised
from shared.xml.parse import Element, XmlTooLarge, parse


def tree(xml: str) -> Document:
    return document_of(parse(xml.encode()))


def test_entities_and_cdata_are_the_characters_they_stand_for() -> None:
    root = tree("<a x='&lt;&#34;&#xe9;&#10;'>&amp;&#65;<![CDATA[<b>&]]>&gt;</a>").root
    assert root.value == "&A<b>&>"
    assert root.attrs == {"x": '<"é\n'}


def test_a_prefix_may_be_declared_again_anywhere() -> None:
    document = tree(
        "<a xmlns='urn:1' xmlns:p='urn:2'><p:b/><p:b xmlns:p='urn:3'><p:c/></p:b><b xmlns=''/></a>"
    )
    assert [head.place.tag for head in document.heads] == [
        "{urn:1}a",
        "{urn:2}b",
        "{urn:3}b",
        "{urn:3}c",
        "b",
    ]


def test_attributes_of_a_namespace_are_told_apart() -> None:
    root = tree("<a xmlns:p='urn:p' x='1' p:x='2' xml:lang='nl'/>").root
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    assert root.attrs == {"x": "1", "{urn:p}x": "2", lang: "nl"}


@pytest.mark.parametrize("xml", ["<a/>", "<a></a>", "<a>x</a>", "<a x='/'/>", "<a><b/></a>"])
def test_the_smallest_documents_have_their_nodes(xml: str) -> None:
    document = tree(xml)
    assert len(document.up) == xml.count("<") - xml.count("</")
    assert list(document.top.by) == ["a"]
    assert document.top.by["a"][0] is document.root


def test_a_path_says_where_an_element_stands() -> None:
    document = tree("<p:a xmlns:p='urn:p'><b/><b><c/></b></p:a>")
    node = document.by_tag["c"][0]
    assert short_path(document, node) == "/p:a/b[2]/c"
    assert exact_path(document, node) == "/*:a[namespace-uri()='urn:p'][1]/b[2]/c[1]"
    assert eqname_path(document, node) == "/Q{urn:p}a[1]/Q{}b[2]/Q{}c[1]"


def test_a_large_document_is_opened_again_only_when_asked() -> None:
    opened: list[int] = []
    xml = b"<a>x<b/>y</a>"

    def reopen() -> Element:
        opened.append(1)
        return parse(xml)

    document = document_from(serialised(parse(xml)), reopen)
    assert document.root.by["b"][0].value == ""
    assert opened == []
    assert document.text_of(document.root) == "xy"
    assert opened == [1]


def test_strange_names_fill_no_memory_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "_MOST_SHARED", 10)
    first = tree("<a>" + "".join(f"<made-up-{n}/>" for n in range(100)) + "</a>")
    assert sum(head.is_shared for head in first.heads) < 10
    second = tree("<a><b/></a>")
    assert second.stock is not first.stock
    assert all(head.is_shared for head in second.heads)


def test_long_start_tags_are_not_kept() -> None:
    document = tree(f"<a><b x='{'y' * 5000}'/><c/></a>")
    assert [head.is_shared for head in document.heads] == [True, False, True]


def test_documents_with_the_same_start_tags_share_what_follows_from_them() -> None:
    first, second, third = (tree(f"<a><b>{x}</b></a>") for x in ("1", "2", "3<c/>"))
    assert first.profile is second.profile
    assert third.profile is not first.profile
    assert third.paths == first.paths | {("b", "c")}


def test_a_document_of_too_many_paths_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "_MOST_SHARED", 0)
    monkeypatch.setattr(building, "_MOST_PLACES", 21)
    few = "".join(f"<fresh-{n}/>" for n in range(20))
    assert len(tree(f"<a>{few * 3}</a>").heads) == 21
    with pytest.raises(XmlTooLarge):
        tree(f"<a>{few}<one-more/></a>")


def test_the_same_start_tag_may_mean_another_attribute() -> None:
    first = tree("<a xmlns:p='urn:1'><b p:x='1'/></a>")
    second = tree("<a xmlns:p='urn:2'><b p:x='1'/></a>")
    assert [list(d.root.by["b"][0].attrs) for d in (first, second)] == [["{urn:1}x"], ["{urn:2}x"]]


NAMES = st.sampled_from(["a", "b", "c", "p:a", "p:d"])
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=6)


@st.composite
def elements(draw: st.DrawFn, depth: int = 3) -> str:
    name = draw(NAMES)
    values = draw(st.dictionaries(st.sampled_from(["x", "y", "p:x"]), TEXTS, max_size=2))
    attributes = "".join(f' {key}="{_escaped(value)}"' for key, value in values.items())
    if draw(st.integers(0, 4)) == 0:
        attributes += ' xmlns:p="urn:other"'
    parts = [_escaped(draw(TEXTS))]
    for _ in range(draw(st.integers(0, 3)) if depth else 0):
        parts.append(
            draw(st.one_of(elements(depth - 1), st.just("<!-- c -->"), st.just("<?p q?>")))
        )
        parts.append(_escaped(draw(TEXTS)))
    return f"<{name}{attributes}>{''.join(parts)}</{name}>"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


@given(elements())
def test_any_document_reads_as_libxml2_reads_it(inner: str) -> None:
    root = parse(f'<r xmlns:p="urn:p">{inner}</r>'.encode())
    document = document_of(root)
    nodes = _in_order(document)
    originals = list(root.iter("*"))
    assert [node.head.place.tag for node in nodes] == [element.tag for element in originals]
    for node, element in zip(nodes, originals, strict=True):
        assert node.attrs == {str(key): str(value) for key, value in element.attrib.items()}
        assert (node.value or document.text_of(node)) == element.xpath("string()")
        assert [texts for texts in document.texts_of(node) if texts] == element.xpath("text()")
        assert node.head.name == _written(element)
        parent = element.getparent()
        above = document.up[node.order]
        assert above.order == (-1 if parent is None else originals.index(parent))
        assert node.last == node.order + len(list(element.iter("*"))) - 1


def _in_order(document: Document) -> list[Node]:
    nodes = [node for group in document.groups for node in group]
    return sorted(nodes, key=lambda node: node.order)


def _written(element: "etree._Element") -> str:
    local = etree.QName(element).localname
    return f"{element.prefix}:{local}" if element.prefix else local


# the collector -------------------------------------------------------------------------------


def test_the_collector_is_held_back_by_one_and_always_let_go() -> None:
    assert gc.isenabled()
    with pytest.raises(ZeroDivisionError), collector_held():
        with collector_held():
            assert not gc.isenabled()
        assert not gc.isenabled()
        raise ZeroDivisionError
    assert gc.isenabled()


def test_a_collector_that_was_off_stays_off() -> None:
    gc.disable()
    try:
        with collector_held():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_a_fork_collects_again() -> None:
    with collector_held():
        child = multiprocessing.get_context("fork").Process(target=_collects)
        child.start()
        child.join(30)
    assert child.exitcode == 0


def _collects() -> None:
    if not gc.isenabled():
        raise SystemExit(1)


def test_a_large_document_is_read_as_a_small_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "_LARGE", 0)
    monkeypatch.setattr(building, "_WINDOW", 20)
    document = tree("<a>" + "<b x='1'>text</b><c/>" * 50 + "</a>")
    assert [len(group) for group in document.groups] == [1, 50, 50]
    assert gc.isenabled()
