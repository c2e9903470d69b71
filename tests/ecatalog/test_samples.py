"""The sample catalogue is official, keeps to its contract, and can be written from a terminal."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from ecatalog.documents.catalogue import read_catalogue, write_catalogue
from ecatalog.documents.kinds import CATALOGUE
from ecatalog.rules.catalogue import check_catalogue, positions
from samples.catalogue import office_catalogue
from samples.catalogue.__main__ import main
from shared.events import AwardedPrice
from tests.ecatalog.official import rule_findings, schema_findings
from tests.ecatalog.world import CONTRACT, PERIOD, TERMS, TODAY
from tests.factories import ARDENNE, CITY

LOTS = (
    AwardedPrice("1", "Bureaustoel", Decimal("189.50"), unit="C62", lot=1),
    AwardedPrice("2", "Vergadertafel", Decimal(420), unit="C62", lot=1),
    AwardedPrice("1", "Kopieerpapier A4, 80 g/m², wit", Decimal("3.95"), unit="XPK", lot=2),
)


@pytest.mark.conformance
def test_a_catalogue_for_any_price_schedule_is_official_and_keeps_to_it() -> None:
    document = office_catalogue(
        contract_number=CONTRACT, supplier=ARDENNE, buyer=CITY, period=PERIOD, prices=LOTS
    )
    assert [item.buyer_item for item in document.items] == ["1.1", "2", "2.1"]
    terms = replace(TERMS, prices=positions(LOTS))
    assert check_catalogue(document, terms, TODAY, is_first=True) == []
    data = write_catalogue(document)
    assert schema_findings(CATALOGUE, data) == []
    assert rule_findings(CATALOGUE, data) == []


def test_the_sample_is_written_from_a_terminal(tmp_path: Path) -> None:
    out = tmp_path / "c.xml"
    numbers = ("--supplier", "0403.101.811", "--buyer", "0207.451.227")
    days = ("--from", "2027-01-01", "--until", "2028-12-31")
    result = CliRunner().invoke(main, [CONTRACT, *numbers, *days, "--out", str(out)])
    assert result.exit_code == 0, result.output
    document = read_catalogue(out.read_bytes())
    assert document.contract_number == CONTRACT
    assert check_catalogue(document, TERMS, TODAY, is_first=True) == []
