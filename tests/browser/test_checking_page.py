"""The answer to a check as people see it, in four languages and two widths."""

import os
from pathlib import Path

import pytest
from playwright.async_api import Page

from shared.i18n import LANGUAGES
from tests.browser.inspection import WIDTHS, seen_problems
from tests.browser.site import Site
from tests.shared.validation.invoices import spoiled

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

WRONG = spoiled("BE68539007547034", "").replace(b"36.34</cbc:Pay", b"36.35</cbc:Pay")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_answer_to_a_check_is_a_clean_page(page: Page, site: Site, language: str) -> None:
    await page.goto(f"{site.url}/check?l={language}")
    await page.locator("#text").fill(WRONG.decode())
    await page.locator("main form button").click()
    await page.locator(".quaestor-verdict--invalid").wait_for()
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": 900})
        assert await seen_problems(page) == []
        wished = os.environ.get("QUAESTOR_SCREENSHOTS")
        if wished:
            picture = Path(wished) / f"check-result-{language}-{width}.jpg"
            await page.screenshot(path=picture, full_page=True, type="jpeg", quality=80)


async def test_the_report_can_be_taken_along(page: Page, site: Site) -> None:
    await page.goto(f"{site.url}/check?l=en")
    await page.locator("#text").fill(WRONG.decode())
    await page.locator("main form button").click()
    async with page.expect_download() as taken:
        await page.get_by_role("link", name="For programs").click()
    assert (await (await taken.value).path()).read_bytes().startswith(b"{")
