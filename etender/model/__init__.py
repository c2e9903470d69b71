"""Stored state of tendering: calls, bids, openings, scores, awards, contracts."""

from etender.model.award import AwardDecision, Contract
from etender.model.bid import Bid, BidVersion, Receipt
from etender.model.call import AwardCriterion, Call
from etender.model.evaluation import LotOffer, Regularity, RegularityVerdict, Score
from etender.model.opening import OpenedBid, OpeningApproval, OpeningRecord

__all__ = [
    "AwardCriterion",
    "AwardDecision",
    "Bid",
    "BidVersion",
    "Call",
    "Contract",
    "LotOffer",
    "OpenedBid",
    "OpeningApproval",
    "OpeningRecord",
    "Receipt",
    "Regularity",
    "RegularityVerdict",
    "Score",
]
