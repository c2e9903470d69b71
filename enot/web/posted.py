"""What a browser posts, as answers expect it: lists of boxes, rows to add or remove, dates."""

from collections.abc import Mapping
from typing import Any

from litestar import Request

from enot.forms.reading import flat, nested

ACT = "act"
ROWS = {"lots": "lots", "criteria": "quality"}
"""Questions with rows, and the name of their rows."""


async def posted(request: Request[Any, Any, Any]) -> dict[str, Any]:
    """The form's fields; a name that comes several times is a list."""
    form = await request.form()
    fields: dict[str, Any] = {}
    for name in form:
        given = form.getall(name)
        fields[name] = given[0] if len(given) == 1 else given
    return fields


def row_count(question: str, values: Mapping[str, Any]) -> int:
    """How many rows the values fill, at least one."""
    prefix = f"{ROWS.get(question, '')}."
    numbers = [name.split(".")[1] for name in values if name.startswith(prefix)]
    return max((int(number) + 1 for number in numbers if number.isdigit()), default=1)


def without_row(question: str, sent: Mapping[str, Any], number: int) -> dict[str, Any]:
    """The fields after one row was taken out; the rows behind it move up."""
    tree = nested(sent)
    rows = tree.get(ROWS[question], [])
    if isinstance(rows, list) and number < len(rows):
        del rows[number]
    return flat(tree)


def with_whole_dates(sent: Mapping[str, Any]) -> dict[str, Any]:
    """`day-day`, `day-month`, `day-year`, `day-time` as `day` and `time`; the rest as it is."""
    fields = {name: value for name, value in sent.items() if not name.startswith("day-")}
    parts = [str(sent.get(f"day-{part}", "")).strip() for part in ("year", "month", "day")]
    if any(parts):
        year, month, day = parts
        fields["day"] = f"{year}-{month:0>2}-{day:0>2}"
    time = str(sent.get("day-time", "")).strip()
    if time:
        fields["time"] = time if len(time.split(":")[0]) > 1 else f"0{time}"
    return fields
