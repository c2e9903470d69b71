"""The public page that checks a document, and the same for machines: answered, never kept."""

import base64
import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from httpx import Response

from shared.i18n import LANGUAGES
from shared.installation import Installation
from shared.settings import Settings
from shared.web.checking import MOST_BYTES
from tests.databases import SqliteTemplates
from tests.shared.validation.invoices import EN16931, invoice, spoiled


@pytest.fixture
def database_url(sqlite_templates: SqliteTemplates, tmp_path: Path) -> str:
    """Nothing is asked of a database: one kind is enough."""
    return sqlite_templates.fresh(tmp_path)


@pytest.fixture(autouse=True)
def _rules_compiled_once(compiled_rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Settings, "cache_folder", property(lambda _: compiled_rules))


GOOD = invoice(customization=EN16931)
WRONG = spoiled("36.34</cbc:PayableAmount", "36.35</cbc:PayableAmount", customization=EN16931)
BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><Invoice>&a;</Invoice>'


async def check(client: httpx.AsyncClient, file: bytes, language: str = "en", **fields: Any) -> str:
    return (await sent(client, file, language, **fields)).text


async def sent(
    client: httpx.AsyncClient, file: bytes, language: str = "en", **fields: Any
) -> Response:
    files = {"document": ("F-1.xml" if file else "", file, "text/xml")}
    return await client.post(f"/check?l={language}", files=files, data=fields)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_form_is_open_to_everybody(client: httpx.AsyncClient, language: str) -> None:
    answer = await client.get(f"/check?l={language}")
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.text


async def test_a_good_invoice_is_called_valid(client: httpx.AsyncClient) -> None:
    page = await check(client, GOOD)
    assert "quaestor-verdict--valid" in page
    assert "F-1.xml" in page


async def test_a_wrong_total_is_told_with_both_amounts_rule_line_and_picture(
    client: httpx.AsyncClient,
) -> None:
    page = await check(client, WRONG)
    for part in ("quaestor-verdict--invalid", "36.35", "36.34", "BR-CO-16", "line 3", "<svg"):
        assert part in page, part


async def test_a_pasted_document_is_checked_as_a_file(client: httpx.AsyncClient) -> None:
    assert "quaestor-verdict--invalid" in await check(client, b"", text=WRONG.decode())


async def test_the_rules_of_another_day_are_used_when_asked(client: httpx.AsyncClient) -> None:
    day = {"as_of-day": "1", "as_of-month": "4", "as_of-year": "2026"}
    assert "1 April 2026" in await check(client, GOOD, **day)


@pytest.mark.parametrize(
    ("fields", "at"),
    [({}, "document"), ({"text": "<a/>", "as_of-day": "31", "as_of-month": "2"}, "as_of")],
)
async def test_what_is_missing_or_wrong_is_said_at_its_field(
    client: httpx.AsyncClient, fields: dict[str, str], at: str
) -> None:
    answer = await sent(client, b"", **fields)
    assert answer.status_code == 422
    assert f'href="#{at}"' in answer.text


@pytest.mark.parametrize("hostile", [BOMB, b"<Invoice>", b"\x00\xff", GOOD[:-30]])
async def test_what_cannot_be_read_is_answered_in_words(
    client: httpx.AsyncClient, hostile: bytes
) -> None:
    answer = await sent(client, hostile)
    assert answer.status_code == 200
    assert "quaestor-verdict--invalid" in answer.text


async def test_a_name_and_values_are_shown_as_text(client: httpx.AsyncClient) -> None:
    files = {"document": ("<script>x</script>.xml", WRONG, "text/xml")}
    page = (await client.post("/check?l=en", files=files)).text
    assert "<script>x" not in page


async def test_too_large_a_document_is_refused(client: httpx.AsyncClient) -> None:
    answer = await sent(client, b"<a>" + b" " * MOST_BYTES + b"</a>")
    assert answer.status_code == 422
    assert "20 MB" in answer.text


async def test_nothing_is_kept(client: httpx.AsyncClient, installation: Installation) -> None:
    before = {p for p in installation.settings.home.rglob("*") if p.is_file()}
    await check(client, WRONG)
    await client.post("/api/validate", content=WRONG)
    after = {p for p in installation.settings.home.rglob("*") if p.is_file()}
    assert {p.name for p in after - before} <= {"quaestor.db-wal", "quaestor.db-shm"}


async def test_the_reports_lie_in_the_page_itself(client: httpx.AsyncClient) -> None:
    page = await check(client, WRONG)
    found = dict(re.findall(r'href="data:([a-z/]+);base64,([^"]+)"', page))
    report = json.loads(base64.b64decode(found["application/json"]))
    assert report["verdict"] == "invalid"
    assert b"<svg" in base64.b64decode(found["text/html"])


async def test_a_machine_gets_the_report_in_its_language(client: httpx.AsyncClient) -> None:
    answer = await client.post(
        "/api/validate?as_of=2026-11-21",
        content=WRONG,
        headers={"content-type": "application/xml", "accept-language": "nl"},
    )
    assert answer.status_code == 200
    report = answer.json()
    assert (report["verdict"], report["as_of"]) == ("invalid", "2026-11-21")
    assert any("36.34" in str(found) or "36,34" in str(found) for found in report["findings"])


@pytest.mark.parametrize(
    ("form", "kind", "sign"),
    [
        ("phive", "application/json", b'"success"'),
        ("svrl", "application/xml", b"schematron-output"),
        ("html", "text/html; charset=utf-8", b"<!DOCTYPE html>"),
    ],
)
async def test_a_machine_chooses_the_form_of_its_answer(
    client: httpx.AsyncClient, form: str, kind: str, sign: bytes
) -> None:
    answer = await client.post(f"/api/validate?form={form}", content=WRONG)
    assert answer.headers["content-type"] == kind
    assert sign in answer.content


@pytest.mark.parametrize(
    ("path", "content"), [("", b""), ("?as_of=soon", b"<a/>"), ("?form=fax", b"<a/>")]
)
async def test_a_machine_that_asks_wrongly_is_told_so(
    client: httpx.AsyncClient, path: str, content: bytes
) -> None:
    answer = await client.post(f"/api/validate{path}", content=content)
    assert 400 <= answer.status_code < 500
    assert answer.headers["content-type"] == "application/problem+json"
