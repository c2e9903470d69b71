"""Our own Peppol rules against the official pack: same rules at the same places, other words."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from shared.conformance.suites import cases, suite_files
from shared.schematron.loader import load_schema
from shared.schematron.model import Assertion
from shared.xml.parse import parse
from shared.xml.schema import installed_ubl_schema, schema
from tests.conformance.invoice_mutants import Mutator
from tests.conformance.own_peppol_agreement import OWN, Agreement
from tests.shared.validation.peppol_cases import CASES

pytestmark = pytest.mark.conformance

DATA = Path(os.environ.get("QUAESTOR_DATA", "/nonexistent"))
SUITES, PEPPOL = DATA / "suites", DATA / "packs" / "peppol-2026.5"
BILLING = PEPPOL / "PEPPOL-EN16931-UBL.sch"
KINDS = ("Invoice", "CreditNote")
MUTANTS = 1_500
# a document much larger than the others would only slow the mutants down
LARGE = 60_000
needs_data = pytest.mark.skipif(
    not SUITES.exists(), reason=f"NOT RUN: no public suites found at QUAESTOR_DATA={DATA}"
)


def is_invoice(content: bytes) -> bool:
    return etree.QName(parse(content)).localname in KINDS


def whole_invoices() -> Iterator[tuple[str, bytes]]:
    for folder in ("whole-documents", "xrechnung-testsuite"):
        for file in sorted((SUITES / folder).rglob("*.xml")):
            content = file.read_bytes()
            if is_invoice(content):
                yield file.name, content


def unit_invoices() -> Iterator[tuple[str, bytes]]:
    for file in suite_files(SUITES / "peppol-billing-unit"):
        for case in cases(file):
            if is_invoice(case.document):
                yield f"{file.name}#{case.number}", case.document


def is_schema_valid(content: bytes) -> bool:
    root = parse(content)
    return not schema(installed_ubl_schema(etree.QName(root).localname)).validate(root)


def schema_valid_mutants(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Documents that come as far as the rules: the schema has nothing against them."""
    whole = [data for _, data in whole_invoices() if len(data) < LARGE]
    small = [data for case in CASES for data in case.documents()]
    good = [data for data in (*whole, *small) if is_schema_valid(data)]
    kept = 0
    for number, mutant in enumerate(Mutator(good, seed).mutants(count * 20)):
        if kept == count:
            return
        if is_schema_valid(mutant):
            kept += 1
            yield f"mutant {seed}/{number}", mutant


@needs_data
def test_public_suites_and_our_cases_fail_the_same_rules_at_the_same_places() -> None:
    agreement = Agreement(PEPPOL)
    small = [(case.rule, data) for case in CASES for data in case.documents()]
    for name, content in (*unit_invoices(), *whole_invoices(), *small):
        agreement.add(name, content)
    sys.stdout.write(agreement.table())
    assert agreement.examples == []
    assert agreement.documents > 300
    assert agreement.rules == {case.rule for case in CASES}


@needs_data
@pytest.mark.slow
def test_mutants_of_good_invoices_fail_the_same_rules_at_the_same_places() -> None:
    agreement = Agreement(PEPPOL)
    for name, content in schema_valid_mutants(MUTANTS, seed=2026):
        agreement.add(name, content)
    sys.stdout.write(agreement.table())
    assert agreement.examples == []
    assert agreement.documents == MUTANTS
    # what the schema itself refuses cannot be seen here, such as an invoice without profile
    assert len(agreement.same) > 57


def assertions(file: Path) -> list[Assertion]:
    schema = load_schema(file)
    return [a for pattern in schema.patterns for rule in pattern.rules for a in rule.assertions]


@needs_data
def test_our_file_has_every_rule_of_the_official_one_that_is_of_no_single_country() -> None:
    theirs = {a.id: a.severity for a in assertions(BILLING) if a.id.startswith("PEPPOL-")}
    assert {a.id: a.severity for a in assertions(OWN)} == theirs


@needs_data
def test_no_sentence_and_no_long_expression_is_taken_from_the_official_file() -> None:
    theirs = {plain(text) for a in assertions(BILLING) for text in (str(a.text), a.test)}
    ours = {plain(text) for a in assertions(OWN) for text in (str(a.text), a.test)}
    assert {text for text in ours & theirs if len(text) > 24} == set()


def plain(text: str) -> str:
    return "".join(text.split()).lower()
