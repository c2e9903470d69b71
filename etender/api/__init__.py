"""The machine side of tendering: calls and bids, officers' acts, and the beacon."""

from etender.api.authority import AuthorityApi
from etender.api.beacon import BeaconApi
from etender.api.bids import BidsApi, CallsApi

__all__ = ["AuthorityApi", "BeaconApi", "BidsApi", "CallsApi"]
