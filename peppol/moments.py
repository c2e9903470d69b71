"""xs:dateTime as other stacks write it: any fraction of a second, with or without time zone."""

import datetime as dt
import re

_MOMENT = re.compile(
    r"(?P<whole>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(\.(?P<fraction>[0-9]+))?"
    r"(?P<zone>Z|[+-][0-9]{2}:[0-9]{2})?"
)
_MICROSECONDS = 6


def read_moment(text: str) -> dt.datetime | None:
    """The moment, naive when the text names no zone; None when it is no xs:dateTime."""
    match = _MOMENT.fullmatch(text)
    if match is None:
        return None
    fraction = (match["fraction"] or "")[:_MICROSECONDS].ljust(_MICROSECONDS, "0")
    try:
        return dt.datetime.fromisoformat(f"{match['whole']}.{fraction}{match['zone'] or ''}")
    except ValueError:
        return None


def read_moment_as_utc(text: str) -> dt.datetime | None:
    """As `read_moment`, taking a text without zone as UTC."""
    moment = read_moment(text)
    if moment is None:
        return None
    return moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)


def write_moment(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
