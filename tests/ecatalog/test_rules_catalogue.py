"""A catalogue belongs to its contract: what is refused, on which line, found and expected."""

import datetime as dt
import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecatalog.documents.catalogue import CatalogueAction, CatalogueDocument
from ecatalog.documents.items import Price, Tax, Validity
from ecatalog.documents.parties import Identifier, TradingParty
from ecatalog.rules.catalogue import check_catalogue, positions
from ecatalog.rules.finding import Finding, refuses
from shared.events import AwardedPrice
from tests.ecatalog.world import PERIOD, TERMS, TODAY, catalogue, with_item
from tests.factories import CITY, DE_POTLODEN

DAY = dt.timedelta(days=1)


def findings(document: CatalogueDocument, *, is_first: bool = True) -> list[Finding]:
    return check_catalogue(document, TERMS, TODAY, is_first=is_first)


def codes(document: CatalogueDocument, *, is_first: bool = True) -> list[str]:
    return [finding.code for finding in findings(document, is_first=is_first)]


def test_the_sample_catalogue_keeps_to_its_contract() -> None:
    assert findings(catalogue()) == []


def test_a_price_above_the_awarded_one_names_line_found_and_expected() -> None:
    dear = with_item(catalogue(), prices=(Price(Decimal("3.96")),))
    (finding,) = findings(dear)
    assert (finding.code, finding.line) == ("price-above-award", "1")
    assert (finding.found, finding.expected) == ("3.96 EUR", "≤ 3.95 EUR")
    assert str(finding).startswith("line 1: The price is higher than the awarded price.")


def test_a_base_quantity_cannot_hide_a_higher_price() -> None:
    hidden = Price(Decimal("39.51"), base_quantity=Decimal(10), base_unit="XPK")
    assert codes(with_item(catalogue(), prices=(hidden,))) == ["price-above-award"]
    fair = Price(Decimal("39.50"), base_quantity=Decimal(10), base_unit="XPK")
    assert codes(with_item(catalogue(), prices=(fair,))) == []


@given(
    cents=st.integers(1, 10**9),
    base=st.integers(1, 10**6),
    extra=st.decimals("0.0000000001", "1", places=10),
)
def test_the_ceiling_is_exact_at_any_number_of_decimals(
    cents: int, base: int, extra: Decimal
) -> None:
    awarded = AwardedPrice("1", "x", Decimal(cents).scaleb(-2), unit="XPK")
    terms = replace(TERMS, prices={**TERMS.prices, "1": awarded})
    at = awarded.unit_price * base
    for amount, expected in ((at, []), (at + extra, ["price-above-award"])):
        price = Price(amount, base_quantity=Decimal(base), base_unit="XPK")
        found = check_catalogue(
            with_item(catalogue(), prices=(price,)), terms, TODAY, is_first=True
        )
        assert [finding.code for finding in found] == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"buyer_item": "99"}, "position"),
        ({"buyer_item": ""}, "position"),
        ({"unit": "KGM"}, "position-unit"),
        ({"unit": ""}, "unit-missing"),
        ({"prices": ()}, "price-count"),
        ({"prices": (Price(Decimal(1)), Price(Decimal(2)))}, "price-count"),
        ({"prices": (Price(Decimal(3), "USD"),)}, "currency"),
        ({"prices": (Price(Decimal(-3)),)}, "price-negative"),
        ({"prices": (Price(Decimal(3), base_unit="KGM"),)}, "price-unit"),
        ({"seller_item": "", "standard_item": None}, "item-unidentified"),
        ({"minimum": Decimal(-1)}, "minimum-negative"),
        ({"minimum": Decimal(5), "maximum": Decimal(4)}, "minimum-above-maximum"),
        ({"increment": Decimal(0)}, "increment"),
        ({"tax": Tax("S", Decimal(0))}, "tax-standard-rate"),
        ({"tax": Tax("Z")}, "tax-rate"),
        ({"validity": Validity(PERIOD.start - DAY, None)}, "line-period"),
        ({"validity": Validity(None, PERIOD.end + DAY)}, "line-period"),
        ({"number": "2"}, "line-number"),
        ({"seller_item": "PA-3080"}, "item-number"),
    ],
)
def test_a_line_that_breaks_a_rule_is_named(changes: dict[str, object], expected: str) -> None:
    found = findings(with_item(catalogue(), **changes))
    assert [finding.code for finding in found] == [expected]
    assert found[0].line


def test_every_faulty_line_is_told_at_once() -> None:
    document = catalogue()
    dear = tuple(replace(item, prices=(Price(Decimal(99)),)) for item in document.items)
    assert len(findings(replace(document, items=dear))) == len(document.items)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"contract_number": ""}, "contract"),
        ({"contract_number": "KB-2027-999"}, "contract"),
        ({"provider": TradingParty.of(DE_POTLODEN)}, "supplier"),
        ({"provider": TradingParty(Identifier("0403101812", "0208"), "X")}, "supplier"),
        ({"receiver": TradingParty.of(DE_POTLODEN)}, "buyer"),
        ({"action": CatalogueAction.UPDATE}, "action-update"),
        ({"validity": Validity(PERIOD.start - DAY, PERIOD.end)}, "period-start"),
        ({"validity": Validity(PERIOD.start, PERIOD.end + DAY)}, "period-end"),
        ({"validity": Validity(TODAY, TODAY - DAY)}, "period-order"),
        ({"validity": Validity(PERIOD.start, TODAY - DAY)}, "period-over"),
    ],
)
def test_a_heading_that_does_not_fit_the_contract_is_named(
    changes: dict[str, Any], expected: str
) -> None:
    assert codes(catalogue(**changes)) == [expected]


def test_another_party_may_provide_the_supplier_s_catalogue() -> None:
    own = catalogue()
    provided = replace(own, provider=TradingParty.of(DE_POTLODEN), seller=own.provider)
    assert codes(provided) == []


def test_a_wrong_enterprise_number_is_shown_as_the_document_states_it() -> None:
    wrong = TradingParty(Identifier("0207451228", "0208"), CITY.name)
    (finding,) = findings(catalogue(receiver=wrong))
    assert (finding.found, finding.expected) == ("0207451228", "0207.451.227")


def test_open_ends_mean_the_whole_contract() -> None:
    assert codes(catalogue(validity=Validity())) == []


def test_the_first_catalogue_is_added_and_later_ones_replace() -> None:
    added = catalogue(action=CatalogueAction.ADD)
    assert codes(added, is_first=True) == []
    assert codes(added, is_first=False) == ["action-add"]
    assert codes(catalogue(), is_first=False) == []


def test_only_a_catalogue_that_exists_can_be_withdrawn() -> None:
    withdrawn = catalogue(action=CatalogueAction.DELETE)
    assert codes(withdrawn, is_first=False) == []
    assert codes(withdrawn, is_first=True) == ["action-delete"]


def test_without_a_price_schedule_it_is_told_that_prices_were_not_compared() -> None:
    terms = replace(TERMS, prices={})
    found = check_catalogue(catalogue(), terms, TODAY, is_first=True)
    assert [finding.code for finding in found] == ["no-price-schedule"]
    assert not refuses(found)


def test_positions_of_several_lots_are_told_apart() -> None:
    one, other = AwardedPrice("1", "a", Decimal(1)), AwardedPrice("1", "b", Decimal(2), lot=2)
    alone = AwardedPrice("7", "c", Decimal(3), lot=2)
    assert positions([one, other, alone]) == {"1.1": one, "2.1": other, "7": alone}


def test_pieces_are_pieces_whatever_their_code() -> None:
    chair = AwardedPrice("1", "x", Decimal("3.95"), unit="C62")
    terms = replace(TERMS, prices={**TERMS.prices, "1": chair})
    document = with_item(catalogue(), unit="EA")
    assert check_catalogue(document, terms, TODAY, is_first=True) == []


def test_a_finding_survives_being_stored() -> None:
    (finding,) = findings(catalogue(contract_number="other"))
    assert Finding.from_record(json.loads(json.dumps(finding.as_record()))) == finding


def test_the_words_in_a_finding_are_translated_with_it() -> None:
    finding = Finding("x", "{what}: {found}", found="1", details={"what": "piece"}, words=("what",))
    dutch = {"piece": "stuk"}
    assert finding.facts(lambda text: dutch.get(text, text)) == {
        "found": "1",
        "expected": "",
        "line": "",
        "what": "stuk",
    }
