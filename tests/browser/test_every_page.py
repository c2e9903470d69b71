"""Every page of the house in every view: four languages, two widths, with and without scripts."""

import re
from collections.abc import Iterator
from inspect import signature

import pytest
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.response import Template

from shared.app import app_of
from tests.browser.inspection import Inspector
from tests.browser.pages import LOOKS, Look
from tests.browser.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.name)
async def test_a_page_is_clean_in_every_view(inspector: Inspector, site: Site, look: Look) -> None:
    actor = getattr(site.people, look.seat) if look.seat else None
    path = look.path.format(**site.names)
    assert await inspector.problems(path, look.name, actor) == []


async def test_no_page_was_forgotten(site: Site) -> None:
    looked_at = {re.sub(r"\?.*", "", look.path.format(**site.names)) for look in LOOKS}
    forgotten = [
        route
        for route in _pages(app_of(site.installation))
        if not any(re.fullmatch(_as_pattern(route), path) for path in looked_at)
    ]
    assert forgotten == []


def _pages(app: Litestar) -> Iterator[str]:
    """The paths at which the app answers GET with a page of its own."""
    for route in app.routes:
        for handler in getattr(route, "route_handlers", ()):
            if isinstance(handler, HTTPRouteHandler) and "GET" in handler.http_methods:
                answers = signature(handler.fn).return_annotation
                if answers is Template or "Template" in str(answers):
                    yield route.path


def _as_pattern(route: str) -> str:
    """`/orders/{order_id:uuid}` finds any order."""
    return re.sub(r"\{[^}]*\}", "[^/]+", route)
