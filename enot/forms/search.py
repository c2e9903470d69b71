"""What may be asked of the public notices: words, CPV, NUTS, deadline, page."""

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field

from enot.forms import checks


class NoticeSearch(BaseModel):
    """One search. `cpv` and `nuts` are prefixes; days are those of the deadline, in Brussels."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)

    q: str = Field(default="", max_length=200)
    cpv: Annotated[str, checks.checked(checks.cpv_prefix)] = ""
    nuts: Annotated[str, checks.checked(checks.region)] = ""
    since: dt.date | None = Field(default=None, alias="from")
    until: dt.date | None = Field(default=None, alias="to")
    page: int = Field(default=1, ge=1, le=10_000)

    @classmethod
    def asked_in(cls, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """The part of an address's parameters that this search knows."""
        names = {field.alias or name for name, field in cls.model_fields.items()}
        return {name: value for name, value in parameters.items() if name in names}

    @property
    def page_base(self) -> str:
        """The address up to the page's number."""
        asked = self.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude={"page"})
        return "/notices?" + urlencode([*asked.items(), ("page", "")])

    def address(self, **changes: object) -> str:
        """The search as a query string, `?` included; empty when nothing is asked."""
        asked = self.model_dump(mode="json", by_alias=True, exclude_defaults=True) | changes
        return "?" + urlencode(asked) if asked else ""
