"""Narrow schemas: what they find valid is valid, and nothing else depends on them."""

import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from lxml import etree

from shared.xml.copies import home_of
from shared.xml.narrow import learn, narrow, narrowed
from shared.xml.parse import Element, parse
from shared.xml.schema import CompiledSchema, installed_ubl_schema
from tests.differential.chance import changed
from tests.shared.validation.invoices import invoice, spoiled

HEAD = '<s:schema xmlns:s="http://www.w3.org/2001/XMLSchema">'
TYPES = """<s:complexType name="T"><s:sequence><s:element ref="a"/>{more}</s:sequence>{end}
</s:complexType><s:element name="r" type="T"/><s:element name="a" type="s:string"/>
<s:element name="b" type="s:date"/>"""


def _schema(folder: Path, body: str) -> Path:
    path = folder / "main.xsd"
    path.write_text(f"{HEAD}{body}</s:schema>")
    return path


def _narrow_after(path: Path, copies: Path, seen: bytes) -> etree.XMLSchema | None:
    """The narrow schema that one document leaves behind."""
    assert CompiledSchema(path, copies).validate(parse(seen)) == []
    found = narrow(path, copies)
    return None if found is None else etree.XMLSchema(file=str(found))


# what is learnt ---------------------------------------------------------------------------------


def test_the_next_start_answers_by_what_documents_were_seen_to_have(tmp_path: Path) -> None:
    path = installed_ubl_schema("Invoice")
    assert narrow(path, tmp_path) is None
    assert CompiledSchema(path, tmp_path).validate(parse(invoice())) == []
    found = narrow(path, tmp_path)
    assert found is not None
    text = "".join(file.read_text() for file in found.parent.parent.rglob("*.xsd"))
    assert "AccountingSupplierParty" in text
    assert "TransportEquipment" not in text
    (tmp_path / home_of(path, tmp_path, "lean").name).rename(tmp_path / "out of reach")
    assert CompiledSchema(path, tmp_path).validate(parse(invoice(4))) == []
    assert not home_of(path, tmp_path, "lean").exists(), "the whole schema was not needed"


def test_a_document_with_something_new_widens_it_and_takes_nothing_away(tmp_path: Path) -> None:
    path = installed_ubl_schema("Invoice")
    wider = spoiled("<cbc:Document", "<cbc:Note>Thank you</cbc:Note><cbc:Document")
    for _ in range(2):
        assert CompiledSchema(path, tmp_path).validate(parse(invoice())) == []
        assert CompiledSchema(path, tmp_path).validate(parse(wider)) == []
    schema = etree.XMLSchema(file=str(narrow(path, tmp_path)))
    assert schema.validate(parse(invoice()))
    assert schema.validate(parse(wider))


def test_an_invalid_document_teaches_nothing(tmp_path: Path) -> None:
    path = installed_ubl_schema("Invoice")
    assert CompiledSchema(path, tmp_path).validate(parse(spoiled("2026-11-20", "yesterday")))
    assert narrow(path, tmp_path) is None


def test_names_of_the_sender_s_own_are_not_written_down(tmp_path: Path) -> None:
    free = '<s:any namespace="##other" processContents="skip" minOccurs="0"/>'
    path = _schema(tmp_path, TYPES.format(more=free, end=""))
    own = b"<r><a/><x:what-i-think xmlns:x='urn:x'><x:b/></x:what-i-think></r>"
    assert _narrow_after(path, tmp_path / "copies", own) is not None
    seen = home_of(path, tmp_path / "copies", "narrow") / "seen"
    assert seen.read_text().split() == ["a", "b", "r"]
    written = seen.stat().st_mtime_ns
    learn(path, tmp_path / "copies", parse(own.replace(b"what", b"how")))
    assert seen.stat().st_mtime_ns == written


def test_a_change_of_the_schema_ends_it(tmp_path: Path) -> None:
    path = _schema(tmp_path, TYPES.format(more="", end=""))
    assert _narrow_after(path, tmp_path / "copies", b"<r><a/></r>") is not None
    _schema(tmp_path, TYPES.format(more='<s:element ref="b"/>', end=""))
    assert narrow(path, tmp_path / "copies") is None
    assert CompiledSchema(path, tmp_path / "copies").validate(parse(b"<r><a/></r>"))


def test_one_that_others_could_have_written_is_not_used(tmp_path: Path) -> None:
    path = _schema(tmp_path, TYPES.format(more="", end=""))
    _narrow_after(path, tmp_path / "copies", b"<r><a/></r>")
    forged = narrow(path, tmp_path / "copies")
    assert forged is not None
    forged.write_text(f'{HEAD}<s:element name="r"/></s:schema>')
    forged.chmod(0o666)
    assert CompiledSchema(path, tmp_path / "copies").validate(parse(b"<r><evil/></r>"))


@pytest.mark.parametrize("left", ["<broken", None])
def test_one_that_is_damaged_or_half_gone_does_no_harm(tmp_path: Path, left: str | None) -> None:
    path = _schema(tmp_path, TYPES.format(more="", end=""))
    _narrow_after(path, tmp_path / "copies", b"<r><a/></r>")
    made = home_of(path, tmp_path / "copies", "narrow") / path.name
    if left is None:
        made.unlink()
    else:
        made.write_text(left)
    compiled = CompiledSchema(path, tmp_path / "copies")
    assert compiled.validate(parse(b"<r><a/></r>")) == []
    assert len(compiled.validate(parse(b"<r><b/></r>"))) == 1


def test_a_folder_that_cannot_be_written_does_no_harm(tmp_path: Path) -> None:
    path = _schema(tmp_path, TYPES.format(more="", end=""))
    (tmp_path / "file").write_text("in the way")
    learn(path, tmp_path / "file" / "copies", parse(b"<r><a/></r>"))
    assert CompiledSchema(path, tmp_path / "file" / "copies").validate(parse(b"<r><a/></r>")) == []


def test_who_explains_does_not_keep_others_from_their_verdict(tmp_path: Path) -> None:
    compiled = CompiledSchema(_schema(tmp_path, TYPES.format(more="", end="")), tmp_path / "copies")
    assert compiled.validate(parse(b"<r><b/></r>"))
    with compiled._explaining, ThreadPoolExecutor(1) as other:
        assert other.submit(compiled.validate, parse(b"<r><a/></r>")).result(timeout=30) == []


# what it may say --------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(4))
def test_of_changed_invoices_it_finds_none_valid_that_is_not(tmp_path: Path, seed: int) -> None:
    path, rnd = installed_ubl_schema("Invoice"), random.Random(seed)  # noqa: S311  a sample
    whole = CompiledSchema(path)
    small = _narrow_after(path, tmp_path, invoice(3))
    assert small is not None
    both = CompiledSchema(path, tmp_path)
    valid = 0
    for _ in range(150):
        root = parse(invoice(3))
        changed(root, rnd)
        if not whole.validate(root):
            valid += 1
        elif small.validate(root):
            pytest.fail(etree.tostring(root).decode())
        assert both.validate(root) == whole.validate(root)
    assert valid, "some changes leave an invoice valid"


@pytest.mark.parametrize(
    ("more", "end", "seen", "other"),
    [
        # lax: an element with a declaration is held to it, even if no document had it before
        (
            '<s:any processContents="lax" minOccurs="0"/>',
            "",
            b"<r><a/></r>",
            b"<r><a/><b>x</b></r>",
        ),
        ("", '<s:anyAttribute processContents="lax"/>', b"<r><a/></r>", b"<r c='x'><a/></r>"),
        # no type: anything may stand in it, and what is declared is held to it
        ('<s:element name="o"/>', "", b"<r><a/><o/></r>", b"<r><a/><o><b>x</b></o></r>"),
        (
            '<s:element name="o" type="s:anyType"/>',
            "",
            b"<r><a/><o/></r>",
            b"<r><a/><o><b>x</b></o></r>",
        ),
        # an option that is taken away leaves the order of the others
        (
            '<s:element ref="b" minOccurs="0"/><s:element ref="a"/>',
            "",
            b"<r><a/><a/></r>",
            b"<r><a/><a/><b>2026-01-01</b></r>",
        ),
        # required and never seen, in a choice
        (
            '<s:choice><s:element ref="a"/><s:element ref="b"/></s:choice>',
            "",
            b"<r><a/><a/></r>",
            b"<r><a/><b>x</b></r>",
        ),
    ],
)
def test_what_it_leaves_out_is_not_let_pass(
    tmp_path: Path, more: str, end: str, seen: bytes, other: bytes
) -> None:
    attribute = '<s:attribute name="c" type="s:date"/>'
    path = _schema(tmp_path, attribute + TYPES.format(more=more, end=end))
    small = _narrow_after(path, tmp_path / "copies", seen)
    assert small is None or small.validate(parse(seen))
    assert small is None or not small.validate(parse(other))
    assert CompiledSchema(path, tmp_path / "copies").validate(parse(other))


def test_a_type_that_a_document_names_itself_is_looked_up_in_the_whole(tmp_path: Path) -> None:
    derived = """<s:complexType name="U"><s:complexContent><s:extension base="T"><s:sequence>
    <s:element ref="b"/></s:sequence></s:extension></s:complexContent></s:complexType>"""
    path = _schema(tmp_path, TYPES.format(more="", end="") + derived)
    small = _narrow_after(path, tmp_path / "copies", b"<r><a/></r>")
    assert small is not None
    named = b"<r xmlns:i='http://www.w3.org/2001/XMLSchema-instance' i:type='U'><a/><b>%s</b></r>"
    assert not small.validate(parse(named % b"2026-01-01"))
    both = CompiledSchema(path, tmp_path / "copies")
    assert both.validate(parse(named % b"2026-01-01")) == []
    assert both.validate(parse(named % b"yesterday"))


def test_schemas_that_cannot_be_narrowed_are_tried_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _schema(tmp_path, TYPES.format(more='<s:element name="o"/>', end=""))
    assert _narrow_after(path, tmp_path / "copies", b"<r><a/><o/></r>") is None
    tried: list[object] = []
    monkeypatch.setattr("shared.xml.narrow.trees_of", tried.append)
    assert _narrow_after(path, tmp_path / "copies", b"<r><a/><o><a/></o></r>") is None
    assert not tried


def test_a_schema_that_redefines_another_is_not_narrowed(tmp_path: Path) -> None:
    (tmp_path / "first.xsd").write_text(f"{HEAD}{TYPES.format(more='', end='')}</s:schema>")
    path = _schema(tmp_path, '<s:redefine schemaLocation="first.xsd"/>')
    assert _narrow_after(path, tmp_path / "copies", b"<r><a/></r>") is None


# schemas and documents by chance ----------------------------------------------------------------

NAMES = ("a", "b", "c", "d", "e")
_OCCURS = st.sampled_from(("", ' minOccurs="0"', ' minOccurs="0" maxOccurs="3"', ' maxOccurs="2"'))
_PARTICLE = st.builds(
    "<s:element {}{}/>".format,
    st.one_of(
        st.sampled_from([f'ref="{name}"' for name in NAMES]),
        st.builds(
            'name="{}" type="{}"'.format,
            st.sampled_from((*NAMES, "f")),
            st.sampled_from(("s:date", "s:string", "Tc", "s:anyType")),
        ),
    ),
    _OCCURS,
) | st.builds(
    '<s:any namespace="{}" processContents="{}" minOccurs="0"/>'.format,
    st.sampled_from(("##any", "##other", "##local")),
    st.sampled_from(("lax", "skip", "strict")),
)
_GROUP = st.builds(
    "<s:{0}{1}>{2}</s:{0}>".format,
    st.sampled_from(("sequence", "choice")),
    _OCCURS,
    st.lists(_PARTICLE, min_size=1, max_size=4).map("".join),
)
_TYPE = st.one_of(
    st.just('<s:simpleType name="{}"><s:restriction base="s:date"/></s:simpleType>'),
    st.just('<s:simpleType name="{}"><s:restriction base="s:string"/></s:simpleType>'),
    _GROUP.map(lambda group: f'<s:complexType name="{{}}">{group}</s:complexType>'),
)


@st.composite
def _schemas(draw: st.DrawFn) -> str:
    types = "".join(draw(_TYPE).replace("{}", f"T{name}") for name in NAMES)
    elements = "".join(
        f'<s:element name="{name}" type="T{draw(st.sampled_from(NAMES))}"/>' for name in NAMES
    )
    return f"{HEAD}{types}{elements}</s:schema>"


_DOCUMENT = st.recursive(
    st.builds(
        "<{0}>{1}</{0}>".format,
        st.sampled_from((*NAMES, "f", "g")),
        st.sampled_from(("", "2026-01-01", "x")),
    ),
    lambda inner: st.builds(
        "<{0}>{1}</{0}>".format,
        st.sampled_from((*NAMES, "f", "g")),
        st.lists(inner, max_size=3).map("".join),
    ),
    max_leaves=6,
)


def _compiled(root: Element) -> etree.XMLSchema:
    try:
        return etree.XMLSchema(root)
    except etree.XMLSchemaParseError:
        assume(condition=False)
        raise


@settings(max_examples=400, deadline=None)
@given(_schemas(), st.sets(st.sampled_from((*NAMES, "f", "g"))), st.lists(_DOCUMENT, max_size=12))
def test_a_narrow_schema_is_never_more_lenient_than_the_whole(
    text: str, seen: set[str], documents: list[str]
) -> None:
    whole, root = _compiled(parse(text.encode())), parse(text.encode())
    assume(narrowed([root], seen))
    small = _compiled(root)
    for document in documents:
        tree = parse(document.encode())
        if small.validate(tree):
            assert whole.validate(tree)
