"""The public journal: search, one notice, its XML, the feed; no sign-in, no JavaScript needed."""

from typing import Any

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template
from sqlalchemy.ext.asyncio import AsyncSession

from enot import contents, queries
from enot.eforms.content import AwardedProcedure
from enot.feed import ATOM, feed_of
from enot.forms.search import NoticeSearch
from enot.queries import SearchResult, publication_by_number
from enot.web.saying import saying
from shared.installation import Installation
from shared.tender import procedure_by_id
from shared.web.forms import FormInvalid, read_form
from shared.web.pages import page, page_values

_FEED_LENGTH = 50
_NOTHING = SearchResult((), 0, 1, 1)


class PublicPages(Controller):
    path = "/notices"
    include_in_schema = False

    @get("/")
    async def search(
        self,
        request: Request[Any, Any, Any],
        db: NamedDependency[AsyncSession],
        installation: NamedDependency[Installation],
    ) -> Template:
        shown = saying(request, installation)
        sent = NoticeSearch.asked_in(request.query_params)
        try:
            asked = read_form(NoticeSearch, sent)
        except FormInvalid as invalid:
            return page(
                request,
                "enot/search.html",
                status=422,
                invalid=invalid,
                search=NoticeSearch(),
                result=_NOTHING,
                **shown,
            )
        result = await queries.search_notices(db, asked)
        return page(request, "enot/search.html", search=asked, result=result, values=sent, **shown)

    @get("/feed.atom")
    async def feed(
        self,
        request: Request[Any, Any, Any],
        db: NamedDependency[AsyncSession],
        installation: NamedDependency[Installation],
    ) -> Response[bytes]:
        sent = NoticeSearch.asked_in(request.query_params)
        asked = read_form(NoticeSearch, sent)
        result = await queries.search_notices(db, asked, _FEED_LENGTH)
        catalogue = page_values(request)["catalogue"]
        xml = feed_of(result, asked, catalogue, installation.settings.base_url)
        return Response(xml, media_type=f"{ATOM}; charset=utf-8")

    @get("/{journal_number:str}")
    async def notice(
        self,
        request: Request[Any, Any, Any],
        db: NamedDependency[AsyncSession],
        installation: NamedDependency[Installation],
        journal_number: FromPath[str],
    ) -> Template:
        publication = await publication_by_number(db, journal_number)
        said = await contents.published(db, publication, installation.settings.base_url)
        awarded = said if isinstance(said, AwardedProcedure) else None
        return page(
            request,
            "enot/notice.html",
            publication=publication,
            content=awarded.content if awarded else said,
            awarded=awarded,
            procedure=await procedure_by_id(db, publication.procedure_id),
            related=await queries.publications_of(db, publication.procedure_id),
            **saying(request, installation),
        )

    @get("/{journal_number:str}/notice.xml")
    async def xml(
        self,
        db: NamedDependency[AsyncSession],
        installation: NamedDependency[Installation],
        journal_number: FromPath[str],
    ) -> Response[bytes]:
        """The eForms file as it was published, byte for byte."""
        publication = await publication_by_number(db, journal_number)
        data = await installation.blobs.get(publication.xml_sha256)
        name = f'attachment; filename="{publication.journal_number}.xml"'
        return Response(data, media_type="application/xml", headers={"Content-Disposition": name})
