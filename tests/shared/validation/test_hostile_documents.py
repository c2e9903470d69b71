"""Documents that want to harm the validator, named after the threat: each gets a verdict."""

import base64
import datetime as dt
import resource
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from shared.packs import Packs
from shared.validation.report import Verdict
from shared.validation.validator import Validator
from tests.shared.validation.invoices import EN16931, invoice

DAY = dt.date(2026, 11, 21)
GOOD = invoice(customization=EN16931)
OPENING, _, REST = GOOD.partition(b"<cbc:CustomizationID>")
INSIDE = b"<cbc:CustomizationID>" + REST


@pytest.fixture(scope="module")
def validator(compiled_rules: Path) -> Validator:
    return Validator(Packs(), compiled_rules)


def laughs() -> bytes:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(12))
    return f"<!DOCTYPE Invoice [{levels}]><Invoice>&l11;</Invoice>".encode()


def reading_files(address: str = "file:///etc/hostname") -> bytes:
    entity = f'<!DOCTYPE Invoice [<!ENTITY f SYSTEM "{address}">]>'
    return f"{entity}<Invoice>&f;</Invoice>".encode()


def asking_the_network() -> bytes:
    return b'<!DOCTYPE Invoice SYSTEM "http://127.0.0.1:9/x.dtd"><Invoice/>'


def nesting(depth: int = 100_000) -> bytes:
    return OPENING + b"<cac:Party>" * depth + b"</cac:Party>" * depth + b"</Invoice>"


def attributes(count: int = 200_000) -> bytes:
    many = b"".join(b' a%d="1"' % n for n in range(count))
    return OPENING.rstrip().rstrip(b">") + many + b">" + INSIDE


def namespaces(count: int = 50_000) -> bytes:
    many = b"".join(b' xmlns:n%d="urn:n%d"' % (n, n) for n in range(count))
    return OPENING.rstrip().rstrip(b">") + many + b">" + INSIDE


def siblings(count: int = 300_000) -> bytes:
    return GOOD.replace(b"</Invoice>", b"<cbc:Note/>" * count + b"</Invoice>")


def endless_number() -> bytes:
    return GOOD.replace(
        b">36.34</cbc:PayableAmount", b">" + b"9" * 200_000 + b"</cbc:PayableAmount"
    )


def tiny_exponent() -> bytes:
    return GOOD.replace(b">36.34</cbc:PayableAmount", b">1e999999999</cbc:PayableAmount")


def wrong_encoding() -> bytes:
    return b'<?xml version="1.0" encoding="UTF-16"?>' + GOOD


def utf7() -> bytes:
    return b'<?xml version="1.0" encoding="UTF-7"?>+ADw-Invoice/+AD4-'


def truncated() -> bytes:
    return GOOD[: len(GOOD) // 2]


def nothing() -> bytes:
    return b""


def zeros() -> bytes:
    return b"\0" * 1_000_000


THREATS = (
    laughs,
    reading_files,
    asking_the_network,
    nesting,
    attributes,
    namespaces,
    siblings,
    endless_number,
    tiny_exponent,
    wrong_encoding,
    utf7,
    truncated,
    nothing,
    zeros,
)


@pytest.mark.parametrize("threat", THREATS, ids=lambda threat: threat.__name__)
def test_a_hostile_document_gets_a_verdict_and_is_never_called_valid(
    validator: Validator, threat: Callable[[], bytes]
) -> None:
    report = validator.validate(threat(), DAY)
    assert report.verdict is not Verdict.VALID
    assert report.findings, "it says what is wrong"
    assert len(report.to_json()) < 1_000_000, "an answer much larger than any use of it"


def test_a_flood_of_comments_says_nothing(validator: Validator) -> None:
    data = GOOD.replace(b"</Invoice>", b"<!--x-->" * 200_000 + b"</Invoice>")
    assert validator.validate(data, DAY).verdict is Verdict.VALID


def test_a_large_embedded_attachment_is_no_threat(validator: Validator) -> None:
    picture = base64.b64encode(b"%PDF-1.7" + b"\x01" * 15_000_000)
    attachment = (
        b"<cac:AdditionalDocumentReference><cbc:ID>A</cbc:ID><cac:Attachment>"
        b'<cbc:EmbeddedDocumentBinaryObject mimeCode="application/pdf" filename="a.pdf">'
        + picture
        + b"</cbc:EmbeddedDocumentBinaryObject></cac:Attachment></cac:AdditionalDocumentReference>"
    )
    party = b"<cac:AccountingSupplierParty>"
    data = GOOD.replace(party, attachment + party, 1)
    report = validator.validate(data, DAY)
    assert report.verdict is Verdict.VALID, report.findings


def test_what_is_larger_than_our_cap_is_refused_before_it_is_parsed(validator: Validator) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    data = b"<a>" + b" " * (101 * 1024 * 1024) + b"</a>"
    report = validator.validate(data, DAY)
    assert [finding.rule for finding in report.findings] == ["xml-too-large"]
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert grown < 250, f"{grown} MB: the text itself, not a tree of it"


def test_a_file_beside_the_validator_is_not_told(validator: Validator, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("do not tell 4711")
    data = reading_files(secret.as_uri())
    assert b"4711" not in validator.validate(data, DAY).to_json()
    trusting = etree.XMLParser(load_dtd=True, no_network=True, resolve_entities=True)
    read = etree.fromstring(data, trusting)  # noqa: TID251  a reader without our door falls for it
    assert "4711" in etree.tostring(read, encoding="unicode", method="text")
