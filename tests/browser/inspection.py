"""Looks at a page in four languages, with and without JavaScript, at three widths.

A page passes with no serious or critical axe problem, nothing wider than the screen, no words cut
off in pictures, no failed request, none to a foreign host, and a silent console (which is where CSP
violations speak).
What is too wide is measured in every language at every width; axe, which takes longest, reads every
language, and each width with and without scripts.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    Route,
)

from shared.i18n import LANGUAGES
from shared.identity import Actor
from tests.browser.site import Site

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
WIDTHS = (390, 1280)
NARROWEST = 320
"""WCAG 2.2, 1.4.10 Reflow: 320 CSS pixels, which is 1280 at 400 % zoom."""

RUN_AXE = """async (contrast) => {
  const rules = {"color-contrast": {enabled: contrast}};
  const found = await axe.run(document, {resultTypes: ["violations"], rules});
  return found.violations.map(v => ({
    id: v.id, impact: v.impact, help: v.help,
    nodes: v.nodes.map(n => n.html.slice(0, 160) + " " + (n.failureSummary || "")),
  }));
}"""
WIDER_THAN_SCREEN = """() => {
  const width = document.documentElement.clientWidth;
  const over = document.documentElement.scrollWidth - width;
  if (over <= 0) return [];
  const wide = e => Math.max(e.getBoundingClientRect().right,
                             e.getBoundingClientRect().left + e.scrollWidth) > width + 1;
  const found = [...document.querySelectorAll("main *, body > *")].filter(wide);
  return [`${over} px too wide`, ...found.map(e => e.outerHTML.slice(0, 80)).slice(0, 5)];
}"""

CUT_OFF = """() => [...document.querySelectorAll("svg text")].filter(text => {
  const word = text.getBoundingClientRect(), frame = text.ownerSVGElement.getBoundingClientRect();
  return word.width && (word.left < frame.left - 1 || word.right > frame.right + 1 ||
                        word.top < frame.top - 1 || word.bottom > frame.bottom + 1);
}).map(text => text.textContent.slice(0, 80))"""


@dataclass(frozen=True, slots=True)
class View:
    """One way of looking: language, with JavaScript or without, width at which axe reads."""

    language: str
    with_scripts: bool
    width: int

    def __str__(self) -> str:
        return f"{self.language}-{self.width}-{'js' if self.with_scripts else 'nojs'}"


def views() -> Iterator[View]:
    """Every language once; both widths and both script settings twice."""
    for number, language in enumerate(LANGUAGES):
        yield View(language, number % 2 == 0, WIDTHS[number // 2])


class Window:
    """A page that stays open, and what went wrong on it since it was last asked."""

    def __init__(self, page: Page, own: str) -> None:
        self.page = page
        self._own = own
        self._heard: list[str] = []
        page.on("request", self._asked)
        page.on("response", self._answered)
        page.on("console", self._spoke)
        page.on("pageerror", lambda error: self._heard.append(f"script: {error}"))

    def _asked(self, request: Request) -> None:
        if not request.url.startswith(self._own):
            self._heard.append(f"asks a foreign host for {request.url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self._heard.append(f"{response.status} {response.url}")

    def _spoke(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._heard.append(f"console: {message.text}")

    def heard(self) -> list[str]:
        """What was gathered; starts afresh."""
        heard, self._heard = self._heard, []
        return heard


@dataclass
class Inspector:
    """Keeps one window per person and script setting.

    `folder` gets a picture of every view when `pictures_of_all`, else of the views with problems.
    """

    browser: Browser
    site: Site
    folder: Path
    pictures_of_all: bool
    _windows: dict[tuple[str, bool], Window] = field(default_factory=dict)

    async def problems(self, path: str, name: str, actor: Actor | None = None) -> list[str]:
        """Everything wrong with a page in any view."""
        found: list[str] = []
        for view in views():
            window = await self._window(view, actor)
            found += [f"{name} [{view}] {p}" for p in await self._look(window, path, view, name)]
        return found

    async def _look(self, window: Window, path: str, view: View, name: str) -> list[str]:
        page, separator = window.page, "&" if "?" in path else "?"
        await page.set_viewport_size({"width": view.width, "height": 900})
        await page.goto(f"{self.site.url}{path}{separator}l={view.language}")
        # colours do not depend on the language: measuring them once per width is half of the work
        problems = await seen_problems(page, contrast=view.with_scripts)
        found = [*window.heard(), *problems]
        language = await page.get_attribute("html", "lang")
        if language != view.language:
            found.append(f"speaks {language}")
        if found or self.pictures_of_all:
            picture = self.folder / f"{name}-{view}.jpg"
            await page.screenshot(path=picture, full_page=True, type="jpeg", quality=80)
        for width in {NARROWEST, *WIDTHS} - {view.width}:
            await page.set_viewport_size({"width": width, "height": 900})
            found += [f"at {width} px {e}" for e in await page.evaluate(WIDER_THAN_SCREEN)]
        return found

    async def _window(self, view: View, actor: Actor | None) -> Window:
        key = (actor.reference if actor else "", view.with_scripts)
        if key not in self._windows:
            context = await new_context(self.browser, with_scripts=view.with_scripts)
            if actor:
                await self.site.sign_in(context, actor)
            self._windows[key] = Window(await context.new_page(), self.site.url)
        return self._windows[key]

    async def close(self) -> None:
        for window in self._windows.values():
            await window.page.context.close()


async def new_context(browser: Browser, *, with_scripts: bool = True) -> BrowserContext:
    """A browser of its own, with axe ready on every page."""
    context = await browser.new_context(reduced_motion="reduce")
    await context.add_init_script(path=AXE)
    if not with_scripts:
        await context.route("**/*.js", _withhold)
    return context


async def _withhold(route: Route) -> None:
    """No JavaScript, yet axe can run: every script comes empty, and CSP allows no inline one."""
    await route.fulfill(body="", content_type="text/javascript")


async def seen_problems(page: Page, *, contrast: bool = True) -> list[str]:
    """Serious and critical axe findings of the page as it is now, what is too wide or cut off."""
    found: list[dict[str, Any]] = await page.evaluate(RUN_AXE, contrast)
    wide = await page.evaluate(WIDER_THAN_SCREEN)
    cut_off = await page.evaluate(CUT_OFF)
    return [
        *(f"cut off in a picture: {text}" for text in cut_off),
        *(f"axe {v['impact']} {v['id']}: {v['help']}: {v['nodes'][:3]}" for v in found if _bad(v)),
        *(f"wider than the screen: {element}" for element in wide),
    ]


def _bad(violation: dict[str, Any]) -> bool:
    return violation["impact"] in {"serious", "critical"}
