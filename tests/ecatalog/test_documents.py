"""The ordering documents: what is written is official, and what is read is what was written."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecatalog.documents.catalogue import (
    CatalogueAction,
    read_catalogue,
    write_catalogue,
)
from ecatalog.documents.items import ALWAYS, AllowanceCharge, Price, Tax
from ecatalog.documents.kinds import CATALOGUE, KINDS, ORDER, ORDER_RESPONSE, DocumentKind
from ecatalog.documents.order import OrderDocument, read_order, write_order
from ecatalog.documents.order_response import (
    LineStatus,
    OrderResponseDocument,
    ResponseCode,
    Substitute,
    read_order_response,
    write_order_response,
)
from ecatalog.documents.parties import Identifier, TradingParty
from ecatalog.documents.reading import (
    ElementMissing,
    ElementRepeated,
    NotAValue,
    WrongDocumentType,
    WrongSpecification,
)
from ecatalog.rules.order import order_totals
from shared.party import Address
from shared.xml.parse import BrokenXml, DoctypeRefused
from tests.ecatalog.official import official, rule_findings, schema_findings
from tests.ecatalog.world import answered_line, catalogue, order, response, with_item
from tests.factories import ARDENNE

CHANGED = response(
    ResponseCode.ACCEPTED_WITH_CHANGES,
    answered_line("1", LineStatus.CHANGED, quantity=Decimal(30), unit="XPK", note="Op is op"),
    answered_line(
        "2",
        LineStatus.ACCEPTED,
        price=Price(Decimal("18.50")),
        substitute=Substitute("1", "Omslag C5 zonder venster", "EN-C5Z"),
    ),
)
SCANTY = replace(
    catalogue(),
    items=(replace(catalogue().items[5], tax=Tax("O"), keywords=(), description="", brand="Post"),),
    name="",
    version="",
    action=CatalogueAction.ADD,
)
DISCOUNTED = order(
    allowances=(AllowanceCharge(is_charge=False, amount=Decimal("5.00"), reason="Kwantumkorting"),),
    totals=replace(
        order_totals(order().items),
        allowances=Decimal("5.00"),
        tax=None,
        tax_inclusive=None,
        tax_exclusive=Decimal("214.93") - Decimal(5),
        payable=Decimal("214.93") - Decimal(5),
        lines=Decimal("214.93"),
    ),
    items=tuple(replace(item, tax=None) for item in order().items),
    delivery=ALWAYS,
    delivery_address=None,
)

WRITTEN = [
    pytest.param(CATALOGUE, write_catalogue(catalogue()), id="catalogue"),
    pytest.param(CATALOGUE, write_catalogue(SCANTY), id="scanty catalogue"),
    pytest.param(ORDER, write_order(order()), id="order"),
    pytest.param(ORDER, write_order(DISCOUNTED), id="discounted order"),
    *(
        pytest.param(ORDER_RESPONSE, write_order_response(response(code)), id=f"answer {code}")
        for code in (ResponseCode.ACKNOWLEDGED, ResponseCode.ACCEPTED, ResponseCode.REJECTED)
    ),
    pytest.param(ORDER_RESPONSE, write_order_response(CHANGED), id="answer CA"),
]


@pytest.mark.conformance
@pytest.mark.parametrize(("kind", "document"), WRITTEN)
def test_what_is_written_is_valid_against_the_official_schema(
    kind: DocumentKind, document: bytes
) -> None:
    assert schema_findings(kind, document) == []


@pytest.mark.conformance
@pytest.mark.parametrize(("kind", "document"), WRITTEN)
def test_what_is_written_breaks_no_peppol_rule(kind: DocumentKind, document: bytes) -> None:

    assert rule_findings(kind, document) == []


@pytest.mark.conformance
def test_the_oracle_sees_what_is_wrong() -> None:
    broken = write_catalogue(with_item(catalogue(), seller_item="", standard_item=None))
    assert any(f.startswith("PEPPOL-T19-R012 ") for f in rule_findings(CATALOGUE, broken))
    assert schema_findings(CATALOGUE, broken.replace(b"cac:CatalogueLine>", b"cac:Line>"))


def test_a_catalogue_read_back_is_the_one_written() -> None:
    document = catalogue()
    back = read_catalogue(write_catalogue(document))
    # T19 has no place for the e-mail addresses of provider and receiver
    silent = replace(
        document,
        provider=replace(document.provider, email=""),
        receiver=replace(document.receiver, email=""),
    )
    assert replace(back, provider=bare(back.provider), receiver=bare(back.receiver)) == replace(
        silent, provider=bare(silent.provider), receiver=bare(silent.receiver)
    )


@pytest.mark.parametrize("document", [order(), DISCOUNTED])
def test_an_order_read_back_is_the_one_written(document: OrderDocument) -> None:
    back = read_order(write_order(document))
    assert back.delivery_address == (
        replace(document.delivery_address, nuts="") if document.delivery_address else None
    )
    assert replace(
        back, buyer=bare(back.buyer), seller=bare(back.seller), delivery_address=None
    ) == replace(
        document, buyer=bare(document.buyer), seller=bare(document.seller), delivery_address=None
    )


@pytest.mark.parametrize("document", [response(ResponseCode.REJECTED), CHANGED])
def test_an_answer_read_back_is_the_one_written(document: OrderResponseDocument) -> None:
    back = read_order_response(write_order_response(document))
    assert (back.buyer.name, back.buyer.enterprise_number()) == (
        document.buyer.name,
        document.buyer.enterprise_number(),
    )
    assert replace(back, buyer=document.buyer, seller=document.seller) == document


def bare(party: TradingParty) -> TradingParty:
    """Without NUTS code, which UBL has no place for."""
    address = replace(party.address, nuts="") if party.address else None
    return replace(party, address=address)


amounts = st.decimals(min_value=0, max_value=10**9, places=4, allow_nan=False)
texts = st.text(min_size=1, max_size=40).map(str.strip).filter(str.isprintable).filter(bool)


@given(price=amounts, base=st.integers(1, 10_000), name=texts, note=texts)
def test_prices_and_names_survive_writing_and_reading_exactly(
    price: Decimal, base: int, name: str, note: str
) -> None:
    asked = Price(price, "EUR", Decimal(base), "XPK" if base > 1 else "")
    document = with_item(catalogue(), prices=(asked,), name=name, description=note)
    item = read_catalogue(write_catalogue(document)).items[0]
    assert (item.prices, item.name, item.description) == ((asked,), name, note)


@given(st.binary(max_size=400))
def test_no_bytes_make_a_reader_fail_in_an_unknown_way(data: bytes) -> None:
    for read in (read_catalogue, read_order, read_order_response):
        with pytest.raises((BrokenXml, DoctypeRefused, WrongDocumentType)):
            read(data)


EXAMPLES: list[tuple[str, Callable[[bytes], object], DocumentKind]] = [
    ("Cataloge wo response use cases", read_catalogue, CATALOGUE),
    ("Order use cases", read_order, ORDER),
    ("Order-response use cases", read_order_response, ORDER_RESPONSE),
]


@pytest.mark.conformance
@pytest.mark.parametrize(("folder", "read", "kind"), EXAMPLES)
def test_every_official_example_can_be_read(
    folder: str, read: Callable[[bytes], object], kind: DocumentKind
) -> None:
    place = official("suites/whole-documents/peppol-2026.5") / folder
    examples = sorted(place.glob("*.xml"))
    assert examples
    for example in examples:
        assert read(example.read_bytes()), example.name


@pytest.mark.conformance
@pytest.mark.parametrize(
    ("folder", "read", "write", "kind"),
    [
        ("Cataloge wo response use cases", read_catalogue, write_catalogue, CATALOGUE),
        ("Order use cases", read_order, write_order, ORDER),
        (
            "Order-response use cases",
            read_order_response,
            write_order_response,
            ORDER_RESPONSE,
        ),
    ],
)
def test_an_official_example_written_again_is_still_valid_and_says_the_same(
    folder: str,
    read: Callable[[bytes], object],
    write: Callable[[object], bytes],
    kind: DocumentKind,
) -> None:
    for example in (official("suites/whole-documents/peppol-2026.5") / folder).glob("*.xml"):
        once = write(read(example.read_bytes()))
        assert schema_findings(kind, once) == [], example.name
        assert [f for f in rule_findings(kind, once) if "R002" not in f] == [], example.name
        assert write(read(once)) == once, example.name


def test_the_wrong_document_is_named() -> None:
    with pytest.raises(WrongDocumentType) as refusal:
        read_catalogue(write_order(order()))
    assert refusal.value.facts == {"found": "Order", "expected": "Catalogue"}


def test_a_punch_out_cart_is_not_taken_for_a_catalogue() -> None:
    cart = write_catalogue(catalogue()).replace(b"trns:catalogue:3", b"trns:punch_out:3")
    with pytest.raises(WrongSpecification):
        read_catalogue(cart)


def test_two_prices_in_one_place_are_refused_rather_than_guessed() -> None:
    price = b'<cbc:PriceAmount currencyID="EUR">3.95</cbc:PriceAmount>'
    cheaper = b'<cbc:PriceAmount currencyID="EUR">0.01</cbc:PriceAmount>'
    doubled = write_catalogue(catalogue()).replace(price, price + cheaper)
    with pytest.raises(ElementRepeated) as refusal:
        read_catalogue(doubled)
    assert refusal.value.where.endswith("/cac:Price/cbc:PriceAmount[2]")


def test_a_comment_cannot_cut_an_amount_in_two() -> None:
    cut = write_catalogue(catalogue()).replace(b">3.95<", b">3<!-- -->.95<")
    assert read_catalogue(cut).items[0].prices[0].amount == Decimal("3.95")


@pytest.mark.parametrize(
    "value", [b"3,95", b"1e3", b"NaN", b"INF", b"", b"9" * 40, b"0x10", "٣".encode()]
)
def test_what_is_not_an_amount_is_refused_with_its_line(value: bytes) -> None:
    broken = write_catalogue(catalogue()).replace(b">3.95<", b">" + value + b"<")
    with pytest.raises(NotAValue) as refusal:
        read_catalogue(broken)
    assert refusal.value.facts["line"]
    assert refusal.value.facts["found"] == value.decode()


@pytest.mark.parametrize(
    "value", [b"2027-13-01", b"11/01/2027", b"2027-W02-1", b"2027-1-1", "２027-01-11".encode()]
)
def test_what_is_not_a_day_is_refused(value: bytes) -> None:
    broken = write_order(order()).replace(b"IssueDate>2027-01-11", b"IssueDate>" + value)
    with pytest.raises(NotAValue):
        read_order(broken)


def test_a_document_without_lines_says_what_is_missing() -> None:
    with pytest.raises(ElementMissing) as refusal:
        read_catalogue(write_catalogue(catalogue(items=())))
    assert refusal.value.facts["expected"] == "cac:CatalogueLine"


@pytest.mark.parametrize("code", [b"XX", b"ap", b"29"])
def test_an_unknown_response_code_is_refused(code: bytes) -> None:
    broken = write_order_response(response(ResponseCode.ACCEPTED)).replace(
        b"OrderResponseCode>AP", b"OrderResponseCode>" + code
    )
    with pytest.raises(NotAValue):
        read_order_response(broken)


def test_control_characters_in_a_note_do_not_break_the_document() -> None:
    assert read_order(write_order(order(note="goed\x0b\x00 zo"))).note == "goed zo"


@pytest.mark.parametrize(
    ("identifier", "expected"),
    [
        (Identifier("0403.101.811", "0208"), ARDENNE.enterprise_number),
        (Identifier("BE0403101811", "9925"), ARDENNE.enterprise_number),
        (Identifier("0403101812", "0208"), None),
        (Identifier("0403101811", "0088"), None),
        (Identifier("0403101811"), None),
    ],
)
def test_an_enterprise_number_is_read_only_from_its_own_schemes(
    identifier: Identifier, expected: object
) -> None:
    assert identifier.enterprise_number() == expected


def test_the_registration_counts_before_the_endpoint_of_a_service_provider() -> None:
    party = TradingParty(
        endpoint=Identifier("0203201340", "0208"),
        name="X",
        registration=Identifier("0403101811", "0208"),
        address=Address("", "", ""),
    )
    assert party.enterprise_number() == ARDENNE.enterprise_number


def test_the_peppol_identifiers_are_those_of_the_code_list() -> None:
    assert [kind.identifier for kind in KINDS] == [
        (
            "urn:oasis:names:specification:ubl:schema:xsd:Catalogue-2::Catalogue"
            "##urn:fdc:peppol.eu:poacc:trns:catalogue:3::2.1"
        ),
        (
            "urn:oasis:names:specification:ubl:schema:xsd:Order-2::Order"
            "##urn:fdc:peppol.eu:poacc:trns:order:3::2.1"
        ),
        (
            "urn:oasis:names:specification:ubl:schema:xsd:OrderResponse-2::OrderResponse"
            "##urn:fdc:peppol.eu:poacc:trns:order_response:3::2.1"
        ),
    ]
