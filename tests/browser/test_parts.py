"""What pages do: speak of faults, take the focus, follow the keyboard, fold their menu."""

import pytest
from playwright.async_api import Browser, Page

from tests.browser.inspection import seen_problems
from tests.browser.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_a_page_with_faults_is_not_called_clean(page: Page, site: Site) -> None:
    await page.goto(f"{site.url}/kit?l=en")
    await page.evaluate(
        """() => {
          const bad = document.createElement("p");
          bad.innerHTML = '<img src="/static/icon.svg"><input type="text">' + "w".repeat(500);
          document.querySelector("main").append(bad);
        }"""
    )
    found = " ".join(await seen_problems(page))
    assert "image-alt" in found
    assert "label" in found
    assert "wider than the screen" in found


async def test_a_refusal_is_a_clean_page_that_tells_what_to_do(page: Page, site: Site) -> None:
    answer = await page.goto(f"{site.url}/no-such-page?l=en")
    assert answer is not None
    assert answer.status == 404
    assert await page.locator("h1").inner_text() == (
        "This page or document does not exist, or you may not see it."
    )
    assert await seen_problems(page) == []


async def test_the_error_summary_takes_the_focus_and_leads_to_the_field(
    page: Page, site: Site
) -> None:
    await page.goto(f"{site.url}/kit?errors=1&l=en")
    assert await page.evaluate("document.activeElement.className") == "govuk-error-summary"
    await page.get_by_role("link", name="Enter a real date and time.").click()
    assert await page.evaluate("document.activeElement.name") == "closes-day"


async def test_the_keyboard_reaches_the_content_with_two_keys(page: Page, site: Site) -> None:
    await page.goto(f"{site.url}/?l=en")
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.textContent") == "Skip to main content"
    await page.keyboard.press("Enter")
    assert await page.evaluate("document.activeElement.id") == "main-content"


async def test_a_sample_person_signs_in_by_one_button_and_out_again_without_scripts(
    browser: Browser, site: Site
) -> None:
    context = await browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    await page.goto(f"{site.url}/sign-in?l=en")
    await page.get_by_role("button", name=f"Sign in as {site.people.buyer.name}").click()
    assert await page.locator(".quaestor-account__organisation").inner_text() == (
        site.people.buyer.organisation_name
    )
    await page.locator(".quaestor-account button").click()
    assert await page.locator(".quaestor-account__organisation").count() == 0
    await context.close()


async def test_the_menu_folds_on_a_narrow_screen_and_opens_by_keyboard(
    page: Page, site: Site
) -> None:
    await site.sign_in(page.context, site.people.buyer)
    await page.set_viewport_size({"width": 390, "height": 900})
    await page.goto(f"{site.url}/work?l=en")
    menu = page.get_by_role("button", name="Menu")
    assert await menu.get_attribute("aria-expanded") == "false"
    await menu.press("Enter")
    assert await menu.get_attribute("aria-expanded") == "true"
    assert await page.locator("#navigation a").first.is_visible()
