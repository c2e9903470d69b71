"""The national journal for machines: search, one notice, its eForms XML; no token needed."""

from typing import Any

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from enot import queries
from enot.api.shapes import FoundOut, PublicationOut, found_out, publication_out
from enot.forms.search import NoticeSearch
from shared.installation import Installation
from shared.tender import procedure_by_id
from shared.web.forms import read_form

Db = NamedDependency[AsyncSession]
Here = NamedDependency[Installation]


class JournalApi(Controller):
    path = "/api/enot/notices"
    tags = ("Journal",)

    @get("/", operation_id="SearchNotices")
    async def search(self, request: Request[Any, Any, Any], db: Db, installation: Here) -> FoundOut:
        """Search by `q` (words), `cpv`, `nuts` (prefixes), `from` and `to` (deadline), `page`."""
        search = read_form(NoticeSearch, NoticeSearch.asked_in(request.query_params))
        result = await queries.search_notices(db, search)
        return found_out(result, installation.settings.base_url)

    @get("/{journal_number:str}", operation_id="ShowNotice")
    async def show(
        self, db: Db, installation: Here, journal_number: FromPath[str]
    ) -> PublicationOut:
        """One published notice."""
        publication = await queries.publication_by_number(db, journal_number)
        procedure = await procedure_by_id(db, publication.procedure_id)
        view = queries.found_notice(publication, procedure.deadline)
        return publication_out(view, installation.settings.base_url)

    @get("/{journal_number:str}/xml", operation_id="DownloadNotice", media_type="application/xml")
    async def xml(
        self, db: Db, installation: Here, journal_number: FromPath[str]
    ) -> Response[bytes]:
        """The eForms file as it was published, byte for byte."""
        publication = await queries.publication_by_number(db, journal_number)
        data = await installation.blobs.get(publication.xml_sha256)
        return Response(data, media_type="application/xml")
