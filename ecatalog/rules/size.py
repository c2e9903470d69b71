"""Texts that are longer than we keep are refused by name, never cut."""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlmodel import SQLModel

from ecatalog.rules.finding import Finding
from shared.i18n import msg


def oversized(row: SQLModel, line: str = "") -> Iterator[Finding]:
    """A finding for every text of the row that its column cannot hold."""
    table: sa.Table = row.__table__  # type: ignore[attr-defined]  # every table class has one
    for column in table.columns:
        limit = getattr(column.type, "length", None)
        value = getattr(row, column.name)
        if isinstance(value, str) and isinstance(limit, int) and len(value) > limit:
            says = msg("A text is longer than can be kept.")
            found = f"{column.name}: {len(value)}"
            yield Finding("text-too-long", says, line=line, found=found, expected=f"≤ {limit}")
