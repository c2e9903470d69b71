"""Check a prepared bid before it is signed: what would make it irregular is told now."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from etender.bidder import espd, prices, tender_document
from etender.bidder.folder import BidFolder, sha256_of
from etender.bidder.prices import read_schedule
from etender.bidder.ubl import CBC
from shared.errors import QuaestorError
from shared.i18n import msg
from shared.packs import PackAbsent, Packs
from shared.schematron.engine import RuleSet
from shared.schematron.generator.module import compile_schema
from shared.schematron.loader import load_schema
from shared.schematron.tree import document_of
from shared.xml.parse import Element, parse
from shared.xml.schema import schema

_SCHEMAS = {
    tender_document.FILE_NAME: ("ubl-2.2", "xsdrt/maindoc/UBL-Tender-2.2.xsd"),
    espd.FILE_NAME: ("ubl-2.3", "xsd/maindoc/UBL-QualificationApplicationResponse-2.3.xsd"),
}
_T005 = ("peppol-pre-award-2023-04", "schematron/peppol-tender/PEPPOL-T005.sch")
_PDF = b"%PDF-"


class Weight(StrEnum):
    """What a finding means for the bid."""

    ERROR = "error"
    NOTE = "note"

    @property
    def label(self) -> str:
        return {Weight.ERROR: msg("Error"), Weight.NOTE: msg("Remark")}[self]


@dataclass(frozen=True, slots=True)
class CheckFinding:
    """One thing found; `says` is an English text to translate, filled with `facts`."""

    weight: Weight
    where: str
    says: str
    facts: dict[str, object]


def check_bid(bid: BidFolder, packs: Packs) -> list[CheckFinding]:
    """All findings, file by file; a bid without errors can be signed.

    (1) The tender names exactly the files that are there, with their digests.
    (2) Tender and ESPD response are valid by their schemas, when the packs are here.
    (3) The tender keeps the rules of Peppol T005, when the pack is here.
    (4) Prices: readable, for lots of the call, and every total follows from its lines.
    (5) Every question of the ESPD is answered.
    (6) Documents are what their names say.
    """
    checks: list[Callable[[BidFolder, Packs], Iterator[CheckFinding]]] = [
        _names_and_digests,
        _schemas,
        _rules,
        _prices,
        _answers,
        _documents,
    ]
    return [finding for check in checks for finding in _guarded(check, bid, packs)]


def has_errors(findings: list[CheckFinding]) -> bool:
    return any(finding.weight is Weight.ERROR for finding in findings)


def _guarded(
    check: Callable[[BidFolder, Packs], Iterator[CheckFinding]], bid: BidFolder, packs: Packs
) -> list[CheckFinding]:
    """A file that cannot be read is a finding like the others."""
    try:
        return list(check(bid, packs))
    except QuaestorError as refusal:
        return [CheckFinding(Weight.ERROR, refusal.where, refusal.says, refusal.facts)]


def _error(file: str, says: str, **facts: object) -> CheckFinding:
    return CheckFinding(Weight.ERROR, file, says, facts)


def _file(bid: BidFolder, name: str) -> Path:
    return bid.need(bid.files / name)


def _names_and_digests(bid: BidFolder, _: Packs) -> Iterator[CheckFinding]:
    tender = _file(bid, tender_document.FILE_NAME)
    named = tender_document.named_documents(tender.read_bytes())
    present = set(bid.names()) - {tender_document.FILE_NAME}
    for name in sorted(present - set(named)):
        yield _error(name, msg("The tender does not name this file."))
    for name in sorted(set(named) - present):
        yield _error(name, msg("The tender names this file, but it is not there."))
    for name in sorted(present & set(named)):
        if sha256_of(bid.files / name) != named[name]:
            yield _error(name, msg("The file was changed after the bid was prepared."))


def _schemas(bid: BidFolder, packs: Packs) -> Iterator[CheckFinding]:
    for name, (pack, path) in _SCHEMAS.items():
        try:
            rules = schema(packs.file(pack, path))
        except PackAbsent as absent:
            yield CheckFinding(Weight.NOTE, name, absent.says, absent.facts)
            continue
        for finding in rules.validate(parse(_file(bid, name).read_bytes())):
            says = msg("Line {line}: {found}")
            yield _error(name, says, line=finding.line, found=finding.message)


def _rules(bid: BidFolder, packs: Packs) -> Iterator[CheckFinding]:
    name = tender_document.FILE_NAME
    try:
        rules = _compiled(packs.file(*_T005))
    except PackAbsent as absent:
        yield CheckFinding(Weight.NOTE, name, absent.says, absent.facts)
        return
    root = parse(_file(bid, name).read_bytes())
    for found in rules.run(document_of(root), _issued_on(root)):
        weight = Weight.ERROR if found.assertion.severity == "fatal" else Weight.NOTE
        facts: dict[str, object] = {"rule": found.assertion.id, "found": found.text}
        yield CheckFinding(weight, name, msg("{rule}: {found}"), facts)


@lru_cache(maxsize=4)
def _compiled(path: Path) -> RuleSet:
    return RuleSet(compile_schema(load_schema(path)))


def _issued_on(root: Element) -> dt.date:
    """The day the rules take for today: the tender's own, should one of them ask."""
    stated = root.findtext(f"{{{CBC}}}IssueDate", "").strip()
    try:
        return dt.date.fromisoformat(stated)
    except ValueError:
        return dt.date.min


def _prices(bid: BidFolder, _: Packs) -> Iterator[CheckFinding]:
    schedule = read_schedule(_file(bid, prices.FILE_NAME).read_bytes())
    call = bid.call()
    if schedule.reference != call.reference:
        says = msg("The prices are for {found}; the call is {expected}.")
        yield _error(prices.FILE_NAME, says, found=schedule.reference, expected=call.reference)
    for lot in (offered.lot for offered in schedule.lots):
        if call.lot(lot) is None:
            yield _error(prices.FILE_NAME, msg("The call has no lot {found}."), found=lot)
    for wrong in schedule.mistakes():
        yield _error(
            prices.FILE_NAME,
            msg("Lot {lot}, {where}: {found} is stated, {expected} follows from the lines."),
            lot=wrong.lot,
            where=wrong.where,
            found=wrong.stated,
            expected=wrong.due,
        )


def _answers(bid: BidFolder, _: Packs) -> Iterator[CheckFinding]:
    for question in espd.unanswered(_file(bid, espd.FILE_NAME).read_bytes()):
        yield _error(espd.FILE_NAME, msg("The question {found} is not answered."), found=question)


def _documents(bid: BidFolder, _: Packs) -> Iterator[CheckFinding]:
    for name in bid.names():
        path = bid.files / name
        if not path.stat().st_size:
            yield _error(name, msg("The file is empty."))
        elif name.lower().endswith(".pdf") and not _begins_with(path, _PDF):
            yield _error(name, msg("The file is named as a PDF but is none."))


def _begins_with(path: Path, mark: bytes) -> bool:
    with path.open("rb") as file:
        return file.read(len(mark)) == mark
