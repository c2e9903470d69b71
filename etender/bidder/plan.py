"""What a supplier decides before a bid is prepared: who bids, for which lots, at what prices.

A plan is written by hand as TOML, or built by a program. Numbers in a TOML plan are texts
("12.50"): a TOML float is binary, and no binary float ever touches money.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from etender.bidder.call import PublicCall
from etender.bidder.refusals import UnusablePlan
from shared.party import Address, EnterpriseNumber, Party


@dataclass(frozen=True, slots=True)
class OfferLine:
    """One position offered; `unit` is a code of UN/ECE Recommendation 20, VAT is in percent."""

    description: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    vat_rate: Decimal = Decimal(21)


@dataclass(frozen=True, slots=True)
class LotOffer:
    lot: int
    lines: tuple[OfferLine, ...]


@dataclass(frozen=True, slots=True)
class OfferDocument:
    """A file that goes along: where it lies, what it is, under which name the authority sees it."""

    path: Path
    description: str
    name: str = ""

    @property
    def container_name(self) -> str:
        return self.name or f"documents/{self.path.name}"


@dataclass(frozen=True, slots=True)
class BidPlan:
    """A bid before it exists.

    `admitted` maps the codes of exclusion grounds that do apply to what the tenderer says about
    them; all others are answered with no.
    """

    call: PublicCall
    tenderer: Party
    contact: str
    offers: tuple[LotOffer, ...]
    documents: tuple[OfferDocument, ...] = ()
    admitted: Mapping[str, str] = field(default_factory=dict)
    language: str = "nl"

    @property
    def lots(self) -> tuple[int, ...]:
        return tuple(sorted(offer.lot for offer in self.offers))


def read_plan(text: str, call: PublicCall, folder: Path) -> BidPlan:
    """A plan in TOML; paths of documents are below `folder`. Raises UnusablePlan."""
    try:
        facts = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UnusablePlan(found=str(error)) from None
    plan = BidPlan(
        call=call,
        tenderer=_tenderer(_table(facts, "tenderer")),
        contact=_text(_table(facts, "tenderer"), "contact", "tenderer.contact"),
        offers=tuple(_offer(offer, place) for place, offer in enumerate(_list(facts, "lot"), 1)),
        documents=tuple(_document(entry, folder) for entry in _list(facts, "document")),
        admitted={str(code): str(why) for code, why in facts.get("admitted", {}).items()},
        language=str(facts.get("language", "nl")),
    )
    check_plan(plan)
    return plan


def check_plan(plan: BidPlan) -> None:
    """Raises UnusablePlan for lots the call does not have, or nothing offered."""
    if not plan.offers:
        raise UnusablePlan("lot", found="no lot at all")
    if len(set(plan.lots)) != len(plan.lots):
        raise UnusablePlan("lot", found="a lot twice")
    for offer in plan.offers:
        if plan.call.lot(offer.lot) is None:
            known = ", ".join(str(lot.number) for lot in plan.call.lots)
            raise UnusablePlan("lot", found=f"lot {offer.lot}; the call has {known}")
        if not offer.lines:
            raise UnusablePlan("lot.line", found=f"lot {offer.lot} without a line")
    names = [document.container_name for document in plan.documents]
    if len(set(names)) != len(names):
        raise UnusablePlan("document", found="two documents with the same name")


def _tenderer(facts: Mapping[str, Any]) -> Party:
    address = Address(
        street=_text(facts, "street", "tenderer.street"),
        postcode=_text(facts, "postcode", "tenderer.postcode"),
        town=_text(facts, "town", "tenderer.town"),
        country=str(facts.get("country", "BE")),
    )
    number = _text(facts, "enterprise_number", "tenderer.enterprise_number")
    return Party(
        name=_text(facts, "name", "tenderer.name"),
        enterprise_number=EnterpriseNumber.parse(number, "tenderer.enterprise_number"),
        address=address,
        email=_text(facts, "email", "tenderer.email"),
    )


def _offer(facts: Any, place: int) -> LotOffer:
    where = f"lot {place}"
    if not isinstance(facts, dict) or not isinstance(facts.get("number"), int):
        raise UnusablePlan(where, found="a lot needs a number")
    lines = tuple(_line(line, where) for line in _list(facts, "line"))
    return LotOffer(facts["number"], lines)


def _line(facts: Any, where: str) -> OfferLine:
    if not isinstance(facts, dict):
        raise UnusablePlan(where, found="a line is a table")
    return OfferLine(
        description=_text(facts, "description", where),
        quantity=_number(facts, "quantity", where),
        unit=str(facts.get("unit", "C62")),
        unit_price=_number(facts, "unit_price", where),
        vat_rate=_number(facts, "vat_rate", where) if "vat_rate" in facts else Decimal(21),
    )


def _document(facts: Any, folder: Path) -> OfferDocument:
    if not isinstance(facts, dict):
        raise UnusablePlan("document", found="a document is a table")
    path = folder / _text(facts, "path", "document.path")
    description = str(facts.get("description") or path.stem)
    return OfferDocument(path, description, str(facts.get("name", "")))


def _table(facts: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = facts.get(name)
    if not isinstance(found, dict):
        raise UnusablePlan(name, found="missing")
    return found


def _list(facts: Mapping[str, Any], name: str) -> Sequence[Any]:
    found = facts.get(name, [])
    if not isinstance(found, list):
        raise UnusablePlan(name, found="not a list")
    return found


def _text(facts: Mapping[str, Any], name: str, where: str) -> str:
    found = facts.get(name)
    if not isinstance(found, str) or not found.strip():
        raise UnusablePlan(where, found=f"{name} is missing")
    return found.strip()


def _number(facts: Mapping[str, Any], name: str, where: str) -> Decimal:
    found = facts.get(name)
    if isinstance(found, bool) or not isinstance(found, str | int):
        raise UnusablePlan(where, found=f'{name}: write a text such as "12.50"')
    try:
        number = Decimal(found)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise UnusablePlan(where, found=f"{name}: {found}")
    return number
