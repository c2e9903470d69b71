"""Writes the sample catalogue for a contract: `python -m samples.catalogue KB-2027-014/1 …`."""

import datetime as dt
from pathlib import Path

import click

from ecatalog.documents.catalogue import write_catalogue
from samples.catalogue import PRICE_SCHEDULE, office_catalogue
from shared.party import Address, EnterpriseNumber, Party
from shared.period import Period

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("contract")
@click.option("--supplier", required=True, help="Enterprise number of the supplier.")
@click.option("--supplier-name", default="Papierhandel Voorbeeld", show_default=True)
@click.option("--buyer", required=True, help="Enterprise number of the buyer.")
@click.option("--buyer-name", default="Stad Voorbeeldegem", show_default=True)
@click.option("--from", "first", type=_DAY, required=True, help="First day, such as 2027-01-01.")
@click.option("--until", "last", type=_DAY, required=True, help="Last day.")
@click.option("--number", default="CAT-1", show_default=True, help="Number of the catalogue.")
@click.option("--only", default="", help="Only articles whose name begins so.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("catalogue.xml"))
def main(contract: str, number: str, only: str, out: Path, **given: object) -> None:
    """Write a Peppol Catalogue of office supplies for CONTRACT."""
    document = office_catalogue(
        contract_number=contract,
        supplier=_party(given["supplier"], given["supplier_name"]),
        buyer=_party(given["buyer"], given["buyer_name"]),
        period=Period(_day(given["first"]), _day(given["last"])),
        number=number,
        prices=[price for price in PRICE_SCHEDULE if price.description.startswith(only)],
    )
    out.write_bytes(write_catalogue(document))
    print(f"{out}: {len(document.items)} items for {contract}")


def _party(number: object, name: object) -> Party:
    return Party(str(name), EnterpriseNumber.parse(str(number)), Address("", "", ""))


def _day(moment: object) -> dt.date:
    if not isinstance(moment, dt.datetime):
        raise TypeError(type(moment).__name__)
    return moment.date()


if __name__ == "__main__":
    main()
