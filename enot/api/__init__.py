"""The API of enot: drafting to publication with a bearer token, the journal for everybody."""

from enot.api.authority import AuthorityApi
from enot.api.journal import JournalApi

__all__ = ["AuthorityApi", "JournalApi"]
