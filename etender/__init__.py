"""Sealed tendering: calls, bids, openings, evaluation, award, standstill and contract.

Its words are those of Directive 2014/24 and of the Belgian rules on awarding: call, bid, lot,
receipt, opening report, award decision, standstill. Its one promise: before the deadline nobody,
the operator's own pages included, learns who bid, how many did, or what they offered.
"""
