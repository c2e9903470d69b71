"""Looks at a page in four languages, two widths, with and without JavaScript.

A page passes with no serious or critical axe problem, nothing wider than the screen, no failed
request, none to a foreign host, and a silent console (which is where CSP violations speak).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, BrowserContext, Page, Route

from shared.i18n import LANGUAGES
from shared.identity import Actor
from tests.browser.site import Site

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
WIDTHS = (390, 1280)
NARROWEST = 320
"""WCAG 2.2, 1.4.10 Reflow: 320 CSS pixels, which is 1280 at 400 % zoom."""

RUN_AXE = """async () => {
  const found = await axe.run(document, {resultTypes: ["violations"]});
  return found.violations.map(v => ({
    id: v.id, impact: v.impact, help: v.help,
    nodes: v.nodes.map(n => n.html.slice(0, 160) + " " + (n.failureSummary || "")),
  }));
}"""
WIDER_THAN_SCREEN = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.querySelectorAll("body *")]
    .filter(e => e.getBoundingClientRect().right > width + 1)
    .map(e => e.tagName + "." + e.className).slice(0, 5);
}"""


@dataclass(frozen=True, slots=True)
class View:
    """One way of looking: language, width in CSS pixels, with JavaScript or without."""

    language: str
    width: int
    with_scripts: bool

    def __str__(self) -> str:
        return f"{self.language}-{self.width}-{'js' if self.with_scripts else 'nojs'}"


def views() -> Iterator[View]:
    for language, width, with_scripts in product(LANGUAGES, WIDTHS, (True, False)):
        yield View(language, width, with_scripts)


@dataclass
class Inspector:
    """Keeps one browser context per person, width and script setting."""

    browser: Browser
    site: Site
    folder: Path
    _contexts: dict[tuple[str, int, bool], BrowserContext] = field(default_factory=dict)

    async def problems(self, path: str, name: str, actor: Actor | None = None) -> list[str]:
        """Everything wrong with a page in any view; one picture per view is kept."""
        found: list[str] = []
        for view in views():
            page = await (await self._context(view, actor)).new_page()
            try:
                found += [f"{name} [{view}] {p}" for p in await self._look(page, path, view, name)]
            finally:
                await page.close()
        return found

    async def _look(self, page: Page, path: str, view: View, name: str) -> list[str]:
        heard = _listen(page, self.site.url)
        separator = "&" if "?" in path else "?"
        await page.goto(f"{self.site.url}{path}{separator}l={view.language}")
        await page.screenshot(path=self.folder / f"{name}-{view}.png", full_page=True)
        found = [*heard, *await seen_problems(page)]
        language = await page.get_attribute("html", "lang")
        if language != view.language:
            found.append(f"speaks {language}")
        if view.width == WIDTHS[0]:
            await page.set_viewport_size({"width": NARROWEST, "height": 800})
            found += [f"at 320 px {e}" for e in await page.evaluate(WIDER_THAN_SCREEN)]
        return found

    async def _context(self, view: View, actor: Actor | None) -> BrowserContext:
        key = (actor.reference if actor else "", view.width, view.with_scripts)
        if key not in self._contexts:
            context = await self.browser.new_context(
                viewport={"width": view.width, "height": 900},
                reduced_motion="reduce",
            )
            if not view.with_scripts:
                await context.route("**/*.js", _withhold)
            if actor:
                await self.site.sign_in(context, actor)
            self._contexts[key] = context
        return self._contexts[key]

    async def close(self) -> None:
        for context in self._contexts.values():
            await context.close()


async def _withhold(route: Route) -> None:
    """No JavaScript, yet axe can run: every script comes empty, and CSP allows no inline one."""
    await route.fulfill(body="", content_type="text/javascript")


async def seen_problems(page: Page) -> list[str]:
    """Serious and critical axe findings of the page as it is now, and what is too wide."""
    await page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = await page.evaluate(RUN_AXE)
    wide = await page.evaluate(WIDER_THAN_SCREEN)
    return [
        *(f"axe {v['impact']} {v['id']}: {v['help']}: {v['nodes'][:3]}" for v in found if _bad(v)),
        *(f"wider than the screen: {element}" for element in wide),
    ]


def _bad(violation: dict[str, Any]) -> bool:
    return violation["impact"] in {"serious", "critical"}


def _listen(page: Page, own: str) -> list[str]:
    """Failed and foreign requests and console complaints, gathered while the page lives."""
    heard: list[str] = []

    def request(url: str) -> None:
        if not url.startswith(own):
            heard.append(f"asks a foreign host for {url}")

    page.on("request", lambda r: request(r.url))
    page.on("response", lambda r: heard.append(f"{r.status} {r.url}") if r.status >= 400 else None)
    page.on("console", lambda m: heard.append(f"console: {m.text}") if m.type == "error" else None)
    page.on("pageerror", lambda e: heard.append(f"script: {e}"))
    return heard
