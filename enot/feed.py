"""The Atom feed of the journal (RFC 4287): the newest notices of any search."""

import datetime as dt
from typing import cast

from lxml import etree

from enot.forms.labels import SUBTYPES
from enot.forms.search import NoticeSearch
from enot.queries import FoundNotice, SearchResult
from shared.i18n import Catalogue, format_moment, msg
from shared.xml.parse import Element

ATOM = "application/atom+xml"
_NAMESPACE = "http://www.w3.org/2005/Atom"
# lxml's stubs do not know that None names the default namespace
_DEFAULT = cast("dict[str, str]", {None: _NAMESPACE})
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_CPV = "http://publications.europa.eu/resource/authority/cpv"
_NO_NOTICE_YET = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
_TITLE = msg("Quaestor: notices of public contracts")
_SUMMARY = msg("{kind} {number} of {authority}")
_SUMMARY_WITH_DEADLINE = msg("{kind} {number} of {authority}. Bids until {deadline}.")


def feed_of(
    result: SearchResult, search: NoticeSearch, catalogue: Catalogue, base_url: str
) -> bytes:
    """The feed as bytes; its id is the address of the search, so that each search is one feed."""
    address = f"{base_url}/notices/feed.atom{search.address()}"
    newest = max((notice.published_at for notice in result.found), default=_NO_NOTICE_YET)
    feed = etree.Element(f"{{{_NAMESPACE}}}feed", nsmap=_DEFAULT)
    feed.set(_LANG, catalogue.language)
    _add(feed, "id", address)
    _add(feed, "title", catalogue.gettext(_TITLE))
    _add(feed, "updated", newest.isoformat())
    _add(_add(feed, "author"), "name", "Quaestor")
    _add(feed, "link", rel="self", href=address, type=ATOM)
    page = f"{base_url}/notices{search.address()}"
    _add(feed, "link", rel="alternate", href=page, type="text/html")
    for notice in result.found:
        _entry(feed, notice, catalogue, base_url)
    return etree.tostring(feed, xml_declaration=True, encoding="UTF-8")


def _entry(feed: Element, notice: FoundNotice, catalogue: Catalogue, base_url: str) -> None:
    entry = _add(feed, "entry")
    address = f"{base_url}{notice.href}"
    _add(entry, "id", address)
    title = _add(entry, "title", notice.title)
    title.set(_LANG, notice.language)
    _add(entry, "published", notice.published_at.isoformat())
    _add(entry, "updated", notice.published_at.isoformat())
    _add(_add(entry, "author"), "name", notice.authority_name)
    _add(entry, "category", term=notice.cpv, scheme=_CPV)
    _add(entry, "link", rel="alternate", href=address, type="text/html")
    _add(entry, "link", rel="enclosure", href=f"{address}/notice.xml", type="application/xml")
    _add(entry, "summary", _summary(notice, catalogue))


def _summary(notice: FoundNotice, catalogue: Catalogue) -> str:
    text = _SUMMARY_WITH_DEADLINE if notice.deadline else _SUMMARY
    deadline = notice.deadline
    return catalogue.gettext(text).format(
        kind=catalogue.gettext(SUBTYPES[notice.subtype]),
        number=notice.journal_number,
        authority=notice.authority_name,
        deadline=format_moment(deadline, catalogue.language) if deadline else "",
    )


def _add(parent: Element, name: str, text: str = "", **attributes: str) -> Element:
    element = etree.SubElement(parent, f"{{{_NAMESPACE}}}{name}", attributes)
    if text:
        element.text = text
    return element
