"""The pages of tendering: calls and own bids for suppliers, opening to contract for authorities."""

from etender.web.award import AwardPages
from etender.web.bids import BidPages
from etender.web.calls import CallPages
from etender.web.contract import ContractPages
from etender.web.evaluation import EvaluationPages
from etender.web.opening import OpeningPages

__all__ = [
    "AwardPages",
    "BidPages",
    "CallPages",
    "ContractPages",
    "EvaluationPages",
    "OpeningPages",
]
