"""What may be asked of the public notices: words, CPV, NUTS, deadline, page."""

import datetime as dt
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field


class NoticeSearch(BaseModel):
    """One search. `cpv` and `nuts` are prefixes; days are those of the deadline, in Brussels."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)

    q: str = Field(default="", max_length=200)
    cpv: str = Field(default="", pattern=r"^[0-9]{2,8}(-[0-9])?$|^$")
    nuts: str = Field(default="", pattern=r"^[A-Za-z]{2}[A-Za-z0-9]{0,3}$|^$")
    since: dt.date | None = Field(default=None, alias="from")
    until: dt.date | None = Field(default=None, alias="to")
    page: int = Field(default=1, ge=1, le=10_000)

    def address(self, **changes: object) -> str:
        """The search as a query string, `?` included; empty when nothing is asked."""
        asked = self.model_dump(mode="json", by_alias=True, exclude_defaults=True) | changes
        return "?" + urlencode(asked) if asked else ""
