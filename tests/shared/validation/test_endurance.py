"""Many documents, threads and forks: the same verdicts, and no memory that grows."""

import datetime as dt
import gc
import multiprocessing
from concurrent.futures import ThreadPoolExecutor

import pytest

from shared.packs import Packs
from shared.schematron import places
from shared.validation.validator import Validator
from tests.shared.validation.invoices import EN16931, invoice, spoiled

DAY = dt.date(2026, 11, 21)
MANY = 400
# caches of every kind fill while the first documents pass
WARMING = 120
SLACK = 2_000


@pytest.fixture(scope="module")
def validator() -> Validator:
    """With the rules that every installation has."""
    return Validator(Packs([]))


def document(number: int) -> tuple[bytes, str]:
    if number % 5 == 0:
        return spoiled(">EUR<", ">XXZ<", 1 + number % 4, EN16931), "invalid"
    data = invoice(1 + number % 4, EN16931).replace(b"F-2026-7", b"F-%d" % number)
    return data.replace(b"Chair", b"Chair %d" % (number * 7919)), "valid"


def wrong(validator: Validator, numbers: range) -> list[int]:
    """Of these documents those with another verdict than expected."""
    found = []
    for number in numbers:
        data, expected = document(number)
        if validator.validate(data, DAY).verdict.value != expected:
            found.append(number)
    return found


def test_24_threads_say_of_each_document_what_one_says(validator: Validator) -> None:
    with ThreadPoolExecutor(24) as pool:
        parts = [range(first, first + MANY // 24) for first in range(0, MANY, MANY // 24)]
        found = pool.map(lambda part: wrong(validator, part), parts)
        assert [number for part in found for number in part] == []


def _forked(validator: Validator) -> None:
    if wrong(validator, range(40)):
        raise SystemExit(1)


def test_forks_of_a_used_validator_go_on_validating(validator: Validator) -> None:
    assert wrong(validator, range(5)) == []
    context = multiprocessing.get_context("fork")
    children = [context.Process(target=_forked, args=(validator,)) for _ in range(3)]
    for child in children:
        child.start()
    for child in children:
        child.join(60)
    assert [child.exitcode for child in children] == [0, 0, 0]


def test_documents_in_a_row_leave_nothing_behind(validator: Validator) -> None:
    assert wrong(validator, range(WARMING)) == []
    gc.collect()
    before = len(gc.get_objects())
    assert wrong(validator, range(WARMING, WARMING + MANY)) == []
    gc.collect()
    assert len(gc.get_objects()) - before < SLACK


def test_documents_with_ever_new_attributes_leave_nothing_behind(
    validator: Validator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is kept of start tags is given up in time."""
    monkeypatch.setattr(places, "_MOST_SHARED", 400)
    data = invoice(2, EN16931)
    stocks = set()
    for number in range(MANY):
        fresh = data.replace(b"<cbc:ID>F-2026-7", b'<cbc:ID schemeID="s%d">F-7' % number)
        validator.validate(fresh, DAY)
        stocks.add(id(places.Stock.current))
        assert places.Stock.current._count <= 400
    assert len(stocks) > 1
