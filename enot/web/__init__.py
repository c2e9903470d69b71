"""The pages of enot: the public journal, the guided form, review and publication."""

from enot.web.decisions import DecisionPages
from enot.web.drafts import DraftPages
from enot.web.public import PublicPages

__all__ = ["DecisionPages", "DraftPages", "PublicPages"]
