"""Writes the sample invoices: `python -m samples.invoice FOLDER [--order ORDER.xml]`."""

import argparse
import datetime as dt
from pathlib import Path

from samples.invoice.documents import sample_documents
from samples.invoice.orders import EXAMPLE, read_order
from shared.clock import BRUSSELS, SystemClock


def main(arguments: list[str] | None = None) -> None:
    """Write good-invoice.xml and one file per kind of mistake into the folder."""
    parser = argparse.ArgumentParser(prog="python -m samples.invoice", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--order", type=Path, help="a UBL Order to invoice")
    parser.add_argument("--date", type=dt.date.fromisoformat, help="issue date, YYYY-MM-DD")
    given = parser.parse_args(arguments)
    order = read_order(given.order.read_bytes()) if given.order else EXAMPLE
    issued_on = given.date or SystemClock().now().astimezone(BRUSSELS).date()
    given.folder.mkdir(parents=True, exist_ok=True)
    for name, document in sample_documents(order, issued_on).items():
        (given.folder / name).write_bytes(document)
        print(given.folder / name)


if __name__ == "__main__":
    main()
