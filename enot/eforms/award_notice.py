"""The contract award notice: eForms subtype 29, and its national form E4.

Written from the outcome of the procedure alone: per lot a LotResult, per chosen tender a LotTender,
per contract a SettledContract, per winner one TenderingParty and one Organization.
"""

from enot.eforms import codes
from enot.eforms.conceptual import NodeInstance, Scribe
from enot.eforms.content import (
    AwardedProcedure,
    ContractContent,
    LotOutcome,
    TenderCounts,
)
from enot.eforms.notice_scribe import BUYER, NoticeScribe, amount
from enot.eforms.table import FieldTable, own_table
from shared.money import total

# UBL asks for the element; the SDK fixes this date and says to ignore it (OPT-999)
_DUMMY_AWARD_DATE = "2000-01-01Z"
_FIRST_WINNER = 3
"""ORG-0001 is the buyer, ORG-0002 the review body."""


def award_notice(awarded: AwardedProcedure, table: FieldTable | None = None) -> NodeInstance:
    """The conceptual award notice that says this outcome."""
    scribe = NoticeScribe(table or own_table(), awarded.content)
    scribe.identity("result", "can-standard")
    scribe.root.put("OPT-999-notice", _DUMMY_AWARD_DATE)
    scribe.buyer()
    scribe.purpose()
    for lot in awarded.content.lots:
        scribe.lot(lot)
    results = _Results(scribe)
    for number, outcome in enumerate(awarded.outcomes, start=1):
        results.lot(outcome, number)
    contracts = [o.contract.value for o in awarded.outcomes if o.contract is not None]
    if contracts:
        amount(scribe.root, "BT-161-NoticeResult", total(contracts))
    return scribe.instance


class _Results:
    """Writes outcomes; each winner and each contract once, however many lots it concerns."""

    def __init__(self, scribe: NoticeScribe) -> None:
        self._scribe = scribe
        self._parties: dict[str, str] = {}
        self._contracts: dict[str, Scribe] = {}

    def lot(self, outcome: LotOutcome, number: int) -> None:
        result = self._scribe.root.add("ND-LotResult")
        result.put("OPT-322-LotResult", codes.numbered("RES", number))
        result.put("BT-13713-LotResult", self._scribe.lot_id(outcome.lot_number))
        if outcome.contract is not None:
            self._awarded(result, outcome, outcome.contract, codes.numbered("TEN", number))
        else:
            result.put("BT-142-LotResult", "clos-nw")
            result.put("BT-144-LotResult", outcome.not_awarded or "other")
        if outcome.tenders.total:
            amount(result, "BT-711-LotResult", outcome.highest)
            amount(result, "BT-710-LotResult", outcome.lowest)
            _statistics(result, outcome.tenders)

    def _awarded(
        self, result: Scribe, outcome: LotOutcome, contract: ContractContent, tender_id: str
    ) -> None:
        result.put("BT-142-LotResult", "selec-w")
        result.add("ND-LotResultTenderReference").put("OPT-320-LotResult", tender_id)
        reference = result.add("ND-LotResultContractReference")
        reference.put("OPT-315-LotResult", self._contract(contract, tender_id))
        tender = self._scribe.root.add("ND-LotTender")
        tender.put("OPT-321-Tender", tender_id)
        tender.put("BT-3201-Tender", contract.tender_reference)
        lot_id = self._scribe.lot_id(outcome.lot_number)
        tender.put("BT-13714-Tender", lot_id, schemeName="Lot")
        amount(tender, "BT-720-Tender", contract.value)
        tender.put("BT-1711-Tender", "true")
        tender.put("BT-171-Tender", 1)
        tender.put("BT-773-Tender", "not-known")
        tender.put("OPT-310-Tender", self._tendering_party(contract))

    def _contract(self, contract: ContractContent, tender_id: str) -> str:
        settled = self._contracts.get(contract.reference)
        if settled is None:
            settled = self._scribe.root.add("ND-SettledContract")
            settled.put("OPT-316-Contract", codes.numbered("CON", len(self._contracts) + 1))
            settled.put("BT-150-Contract", contract.reference)
            settled.put("BT-1451-Contract", codes.whole_day(contract.decided_on))
            settled.put("BT-145-Contract", codes.whole_day(contract.concluded_on))
            settled.add("ND-ContractSignatory").put("OPT-300-Contract-Signatory", BUYER)
            self._contracts[contract.reference] = settled
        settled.add("ND-SettledContractTenderReference").put("BT-3202-Contract", tender_id)
        number = list(self._contracts).index(contract.reference) + 1
        return codes.numbered("CON", number)

    def _tendering_party(self, contract: ContractContent) -> str:
        winner = contract.winner
        if winner.number not in self._parties:
            place = len(self._parties)
            organisation = codes.numbered("ORG", _FIRST_WINNER + place)
            node = self._scribe.organisation(organisation, winner)
            node.put("BT-165-Organization-Company", contract.winner_size)
            node.put("BT-746-Organization", codes.truth(value=False))
            party_id = codes.numbered("TPA", place + 1)
            party = self._scribe.root.add("ND-TenderingParty")
            party.put("OPT-210-Tenderer", party_id)
            party.add("ND-Tenderer").put("OPT-300-Tenderer", organisation)
            self._parties[winner.number] = party_id
        return self._parties[winner.number]


def _statistics(result: Scribe, tenders: TenderCounts) -> None:
    """The counts that BR-BT-13713-0116 to -0123 ask for, zeros included."""
    counts = {
        "tenders": tenders.total,
        "t-sme": tenders.from_smes,
        "t-large": tenders.total - tenders.from_smes,
        "t-esubm": tenders.electronic,
        "t-oth-eea": tenders.from_other_eea,
        "t-no-eea": tenders.from_outside_eea,
    }
    for kind, count in counts.items():
        statistics = result.add("ND-ReceivedSubmissions")
        statistics.put("BT-760-LotResult", kind)
        statistics.put("BT-759-LotResult", count)
