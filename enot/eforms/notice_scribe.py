"""What every notice says: identity, organisations, purpose, lots, review."""

from collections.abc import Mapping

from enot.eforms import codes
from enot.eforms.conceptual import NodeInstance, Scribe
from enot.eforms.content import (
    Criterion,
    LotContent,
    NoticeContent,
    OrganisationContent,
    Texts,
)
from enot.eforms.table import FieldTable
from shared.money import Money

SDK_VERSION = "eforms-sdk-1.15"
"""The SDK minor this writer follows; a notice names it as its CustomizationID."""

BUYER = "ORG-0001"
REVIEW_BODY = "ORG-0002"


class NoticeScribe:
    """Writes the shared part of a notice; keeps lots by number so that each can say more."""

    def __init__(self, table: FieldTable, content: NoticeContent) -> None:
        self.content = content
        self.root = Scribe(table)
        self.lots: dict[int, Scribe] = {}

    @property
    def instance(self) -> NodeInstance:
        return self.root.instance

    def texts(self, texts: Texts) -> dict[str, str]:
        """The texts in the notice's languages, by eForms language code.

        A missing translation falls back to the notice's own language, so that a language the
        notice declares is never left without a text.
        """
        own = texts.get(self.content.languages[0], "") or next(iter(texts.values()), "")
        return {codes.LANGUAGES[lang]: texts.get(lang) or own for lang in self.content.languages}

    def identity(self, form_type: str, notice_type: str) -> None:
        identity, root = self.content.identity, self.root
        root.put("BT-701-notice", identity.notice_id)
        root.put("BT-757-notice", f"{identity.version:02d}")
        root.put("BT-04-notice", identity.procedure_id)
        root.put("BT-02-notice", notice_type, listName=form_type)
        root.put("OPP-070-notice", identity.subtype.value)
        root.put("OPT-001-notice", "2.3")
        root.put("OPT-002-notice", SDK_VERSION)
        root.put("BT-05(a)-notice", codes.day(identity.dispatched_at))
        root.put("BT-05(b)-notice", codes.time(identity.dispatched_at))
        first, *others = self.content.languages
        root.put("BT-702(a)-notice", codes.LANGUAGES[first])
        for language in others:
            root.put("BT-702(b)-notice", codes.LANGUAGES[language])
        self._legal_basis()

    def _legal_basis(self) -> None:
        if self.content.identity.subtype.is_european:
            self.root.put("BT-01-notice", "32014L0024")
            return
        self.root.put("BT-01-notice", "other")
        basis = self.root.add("ND-LocalLegalBasisNoID")
        basis.put("BT-01(e)-Procedure", "LocalLegalBasis")
        basis.put_text("BT-01(f)-Procedure", self.texts(_NATIONAL_LAW))

    def buyer(self) -> None:
        buyer = self.content.buyer
        party = self.root.add("ND-ContractingParty")
        party.put("BT-11-Procedure-Buyer", buyer.legal_type.value)
        party.put("BT-10-Procedure-Buyer", buyer.activity.value)
        party.put("OPT-300-Procedure-Buyer", BUYER)
        self.organisation(BUYER, buyer.organisation)
        self.organisation(REVIEW_BODY, self.content.review_body)

    def organisation(self, identifier: str, organisation: OrganisationContent) -> Scribe:
        node = self.root.add("ND-Organization")
        node.put("OPT-200-Organization-Company", identifier)
        # a name is not translated, yet every language of the notice must have one
        node.put_text("BT-500-Organization-Company", self.texts({"": organisation.name}))
        legal_entity = node.add("ND-CompanyLegalEntity")
        legal_entity.put("BT-501-Organization-Company", organisation.number)
        node.put("BT-510(a)-Organization-Company", organisation.street)
        node.put("BT-513-Organization-Company", organisation.town)
        node.put("BT-512-Organization-Company", organisation.postcode)
        if codes.has_nuts(organisation.country):
            node.put("BT-507-Organization-Company", organisation.nuts)
        node.put("BT-514-Organization-Company", codes.country(organisation.country))
        node.put("BT-503-Organization-Company", organisation.phone)
        node.put("BT-506-Organization-Company", organisation.email)
        return node

    def purpose(self) -> None:
        """The procedure as a whole: title, nature, CPV, value, place."""
        content, root = self.content, self.root
        root.put("BT-22-Procedure", content.reference)
        root.put_text("BT-21-Procedure", self.texts(content.title))
        root.put_text("BT-24-Procedure", self.texts(content.description))
        root.put("BT-23-Procedure", content.nature.value)
        root.put("BT-262-Procedure", content.cpv)
        root.put("BT-27-Procedure", content.value, currencyID=content.value.currency)
        place = root.add("ND-ProcedurePlacePerformanceAdditionalInformation")
        place.put("BT-5071-Procedure", content.nuts)
        place.put("BT-5141-Procedure", codes.country(content.nuts[:2]))
        root.put("BT-105-Procedure", codes.PROCEDURES[content.kind])

    def lot(self, lot: LotContent) -> Scribe:
        """A lot's purpose, techniques and review; the caller adds what its notice asks more."""
        node = self.root.add("ND-Lot")
        node.put("BT-137-Lot", self.lot_id(lot.number))
        node.put("BT-22-Lot", lot.number)
        node.put_text("BT-21-Lot", self.texts(lot.title))
        node.put_text("BT-24-Lot", self.texts(lot.description))
        node.put("BT-23-Lot", self.content.nature.value)
        node.put("BT-262-Lot", lot.cpv)
        node.put("BT-27-Lot", lot.value, currencyID=lot.value.currency)
        node.put("BT-36-Lot", lot.duration_months, unitCode="MONTH")
        place = node.add("ND-LotPlacePerformance")
        place.put("BT-5071-Lot", self.content.nuts)
        place.put("BT-5141-Lot", codes.country(self.content.nuts[:2]))
        node.put("BT-60-Lot", "no-eu-funds")
        if self.content.identity.subtype.is_european:
            node.put("BT-115-Lot", "true")
        node.put("BT-765-Lot", "none")
        node.put("BT-766-Lot", "none")
        node.put("BT-767-Lot", "false")
        self._criteria(node)
        node.put("OPT-301-Lot-ReviewOrg", REVIEW_BODY, schemeName="organization")
        node.put_text("BT-99-Lot", self.texts(self.content.review_terms))
        return node

    def lot_id(self, number: int) -> str:
        """`LOT-0000` is the technical lot of a contract that is not divided."""
        return codes.numbered("LOT", number if self.content.is_divided else 0)

    def _criteria(self, lot: Scribe) -> None:
        for criterion in self.content.criteria:
            self._criterion(lot, criterion)

    def _criterion(self, lot: Scribe, criterion: Criterion) -> None:
        node = lot.add("ND-LotAwardCriterion")
        node.put("BT-539-Lot", criterion.kind.value)
        node.put_text("BT-734-Lot", self.texts(criterion.name))
        node.put_text("BT-540-Lot", self.texts(criterion.name))
        node.put("BT-5421-Lot", "per-exa")
        node.put("BT-541-Lot-WeightNumber", criterion.weight.normalize().to_eng_string())


def amount(scribe: Scribe, field_id: str, value: Money | None) -> None:
    """Write an amount with its currency; nothing when there is none."""
    if value is not None:
        scribe.put(field_id, value, currencyID=value.currency)


_NATIONAL_LAW: Mapping[str, str] = {
    "nl": "Wet van 17 juni 2016 inzake overheidsopdrachten",
    "fr": "Loi du 17 juin 2016 relative aux marchés publics",
    "de": "Gesetz vom 17. Juni 2016 über die öffentlichen Aufträge",
    "en": "Law of 17 June 2016 on public procurement",
}
