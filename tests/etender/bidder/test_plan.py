"""A plan in TOML says who bids for what, and a mistake in it is told with its place."""

from decimal import Decimal
from pathlib import Path

import pytest

from etender.bidder.call import PublicCall
from etender.bidder.plan import read_plan
from etender.bidder.refusals import UnusablePlan
from shared.party import NotAnEnterpriseNumber
from tests.etender.bidder.platform_fake import FakePlatform

PLAN = """
language = "fr"

[tenderer]
name = "Kantoormeubel Noord"
enterprise_number = "0403.019.261"
street = "Kaai 1"
postcode = "2000"
town = "Antwerpen"
email = "offertes@noord.example"
contact = "Marie Peeters"

[[lot]]
number = 2
[[lot.line]]
description = "Chair"
quantity = 120
unit_price = "89.90"
vat_rate = "6"

[[lot]]
number = 1
[[lot.line]]
description = "Desk"
quantity = "40"
unit = "C62"
unit_price = "249.995"

[[document]]
path = "brochure.pdf"
name = "documents/desk.pdf"

[admitted]
tax-pay = "A plan of payment was agreed."
"""


@pytest.fixture
def public(platform: FakePlatform) -> PublicCall:
    return PublicCall.from_json(platform.call_json())


def test_a_plan_is_read_as_it_is_written(public: PublicCall, tmp_path: Path) -> None:
    plan = read_plan(PLAN, public, tmp_path)
    assert plan.tenderer.enterprise_number.digits == "0403019261"
    assert plan.lots == (1, 2)
    chair, desk = (offer.lines[0] for offer in plan.offers)
    assert (chair.quantity, chair.vat_rate, chair.unit) == (Decimal(120), Decimal(6), "C62")
    assert (desk.unit_price, desk.vat_rate) == (Decimal("249.995"), Decimal(21))
    assert plan.documents[0].path == tmp_path / "brochure.pdf"
    assert plan.documents[0].container_name == "documents/desk.pdf"
    assert plan.admitted == {"tax-pay": "A plan of payment was agreed."}
    assert plan.language == "fr"


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("[tenderer]", "[somebody]"),
        ('name = "Kantoormeubel Noord"', 'name = ""'),
        ("number = 2", "number = 9"),
        ("number = 2", "number = 1"),
        ("number = 2", 'number = "two"'),
        ('quantity = "40"', "quantity = 40.5"),
        ('quantity = "40"', 'quantity = "many"'),
        ('quantity = "40"', 'quantity = "Infinity"'),
        ('quantity = "40"', "quantity = true"),
        ('unit_price = "249.995"', ""),
        ('path = "brochure.pdf"', ""),
        ("[[document]]", "[document]"),
        ("[[lot.line]]", "[[lot.lines]]"),
        ("language", "language ="),
    ],
)
def test_a_mistake_in_a_plan_is_told(
    good: str, bad: str, public: PublicCall, tmp_path: Path
) -> None:
    assert good in PLAN
    with pytest.raises(UnusablePlan):
        read_plan(PLAN.replace(good, bad), public, tmp_path)


def test_two_documents_need_two_names(public: PublicCall, tmp_path: Path) -> None:
    twice = PLAN + '\n[[document]]\npath = "other.pdf"\nname = "documents/desk.pdf"\n'
    with pytest.raises(UnusablePlan):
        read_plan(twice, public, tmp_path)


def test_a_plan_without_a_lot_is_no_bid(public: PublicCall, tmp_path: Path) -> None:
    head, _, _ = PLAN.partition("[[lot]]")
    with pytest.raises(UnusablePlan):
        read_plan(head, public, tmp_path)


def test_a_wrong_enterprise_number_is_told(public: PublicCall, tmp_path: Path) -> None:
    with pytest.raises(NotAnEnterpriseNumber):
        read_plan(PLAN.replace("0403.019.261", "0403.019.262"), public, tmp_path)
