"""Renders a page: the template environment, and what every page knows."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import jinja2
from litestar import Request
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.response import Template

from shared import i18n
from shared.context import NavigationEntry
from shared.errors import fill
from shared.i18n import LANGUAGES, Catalogue, msg
from shared.identity.actor import ANONYMOUS, Actor
from shared.installation import Installation
from shared.web.forms import FormInvalid
from shared.web.language import chosen_language, language_href, language_of

TEMPLATES = Path(__file__).parent.parent / "templates"

_IN_DAYS = (msg("in {n} day"), msg("in {n} days"))
_IN_HOURS = (msg("in {n} hour"), msg("in {n} hours"))
_IN_MINUTES = (msg("in {n} minute"), msg("in {n} minutes"))
_AGO = (msg("{n} day ago"), msg("{n} days ago"))
_TODAY_AGO = msg("less than a day ago")


@dataclass(frozen=True, slots=True)
class NavigationLink:
    label: str
    href: str
    is_current: bool


def make_engine(installation: Installation) -> JinjaTemplateEngine:
    """One environment over the kernel's and every context's templates."""
    folders = [TEMPLATES, *(c.templates for c in installation.contexts if c.templates)]
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folders),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return JinjaTemplateEngine.from_environment(environment)


def page(
    request: Request[Any, Any, Any], template: str, *, status: int = 200, **values: Any
) -> Template:
    """The template in the request's language, with what every page knows."""
    known = page_values(request)
    if "invalid" in values:
        invalid: FormInvalid | None = values.pop("invalid")
        values["values"] = invalid.values if invalid else values.get("values", {})
        values["errors"] = invalid.texts(known["catalogue"]) if invalid else {}
    return Template(
        template,
        context={**known, "status": status, **values},
        status_code=status,
        cookies=chosen_language(request),
    )


def page_values(request: Request[Any, Any, Any]) -> dict[str, Any]:
    """What base.html and the macros use; see the list at the top of base.html."""
    installation: Installation = request.app.state.installation
    actor: Actor = getattr(request.state, "actor", ANONYMOUS)
    lang = language_of(request, actor)
    catalogue = installation.catalogues[lang]
    now = installation.clock.now()
    return {
        "request": request,
        "catalogue": catalogue,
        "lang": lang,
        "languages": LANGUAGES,
        "language_href": lambda code: language_href(request, code),
        "actor": actor if actor.is_signed_in else None,
        "navigation": _navigation(installation, actor, request.url.path, catalogue),
        "path": request.url.path + (f"?{request.url.query}" if request.url.query else ""),
        "production": installation.settings.production,
        "clock_is_steered": installation.settings.clock_offset_file is not None,
        "now": now,
        "values": {},
        "errors": {},
        **_texts(catalogue),
        **_formats(lang, catalogue, now),
    }


def _texts(catalogue: Catalogue) -> dict[str, Callable[..., str]]:
    """Gettext as templates call it: `_("Lot {n}", n=3)` and `%(n)s` both work."""

    def gettext(text: str, **facts: Any) -> str:
        return _filled(catalogue.gettext(text), facts)

    def ngettext(one: str, many: str, count: int, **facts: Any) -> str:
        return _filled(catalogue.ngettext(one, many, count), {"n": count, "num": count, **facts})

    return {"_": gettext, "gettext": gettext, "ngettext": ngettext}


def _filled(text: str, facts: Mapping[str, Any]) -> str:
    if facts and "%(" in text:
        return text % facts
    return fill(text, dict(facts)) if facts else text


def _formats(lang: str, catalogue: Catalogue, now: dt.datetime) -> dict[str, Callable[..., str]]:
    def money(amount: Decimal, currency: str = "EUR") -> str:
        return i18n.format_money(amount, lang, currency)

    def moment(at: dt.datetime) -> str:
        return i18n.format_moment(at, lang)

    def day(date: dt.date) -> str:
        return i18n.format_date(date, lang)

    def number(value: Decimal | int) -> str:
        return i18n.format_number(value, lang)

    def relative(at: dt.datetime) -> str:
        return _relative(at - now, catalogue)

    return {"money": money, "moment": moment, "day": day, "number": number, "relative": relative}


def _relative(left: dt.timedelta, catalogue: Catalogue) -> str:
    """In whole days from two days on, then hours, then minutes: what one needs to know."""
    if left < dt.timedelta():
        days = -left // dt.timedelta(days=1)
        return _counted(catalogue, _AGO, days) if days else catalogue.gettext(_TODAY_AGO)
    minutes = left // dt.timedelta(minutes=1)
    if left.days > 1:
        return _counted(catalogue, _IN_DAYS, left.days)
    if minutes >= 120:  # noqa: PLR2004  two hours
        return _counted(catalogue, _IN_HOURS, minutes // 60)
    return _counted(catalogue, _IN_MINUTES, minutes)


def _counted(catalogue: Catalogue, texts: tuple[str, str], count: int) -> str:
    return fill(catalogue.ngettext(*texts, count), {"n": count})


def _navigation(
    installation: Installation, actor: Actor, path: str, catalogue: Catalogue
) -> Sequence[NavigationLink]:
    own = [NavigationEntry(msg("My work"), "/work", frozenset(actor.roles) or frozenset(["-"]))]  # type: ignore[list-item]  # nobody has the role "-"
    entries = [e for context in installation.contexts for e in context.navigation]
    return [
        NavigationLink(catalogue.gettext(e.label), e.href, path.startswith(e.href))
        for e in [*entries, *own]
        if not e.roles or actor.has(*e.roles)
    ]
