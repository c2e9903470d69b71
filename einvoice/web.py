"""The pages of invoicing: the authority's inbox, the supplier's track and trace, entry by hand."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from einvoice import queries, showing
from einvoice.forms import DecisionForm, EntryForm, read_entry
from einvoice.model import InvoiceRecord
from einvoice.queries import READING_ROLES, InboxView
from einvoice.rules.ruling import ReasonMissing
from einvoice.service.deciding import DECIDING_ROLES, decide
from einvoice.service.entering import BuyerNotServed, enter_invoice
from einvoice.service.reading import read_attachment, read_document, validation_report
from shared.errors import NotFound, QuaestorError
from shared.identity.actor import Actor, Role
from shared.installation import Installation
from shared.web.forms import FormInvalid, one_error, read_form
from shared.web.language import language_of
from shared.web.pages import page

Db = NamedDependency[AsyncSession]
Here = NamedDependency[Installation]
Who = NamedDependency[Actor]
Req = Request[Any, Any, Any]

XML = "application/xml"


class InboxPages(Controller):
    """What the authority sees."""

    path = "/invoices"
    include_in_schema = False

    @get("/")
    async def inbox(
        self,
        request: Req,
        db: Db,
        installation: Here,
        actor: Who,
        view: FromQuery[str] = InboxView.TO_DECIDE,
        number: FromQuery[int] = 1,
    ) -> Template:
        actor.require(*READING_ROLES)
        shown = showing.view_named(view)
        found = await queries.inbox(
            db, actor.enterprise_number, installation.clock.now(), view=shown, page=number
        )
        return page(request, "einvoice/inbox.html", inbox=found, view=shown, **showing.WORDS)

    @get("/{invoice_id:uuid}")
    async def invoice(
        self,
        request: Req,
        db: Db,
        installation: Here,
        actor: Who,
        invoice_id: FromPath[UUID],
        done: FromQuery[str] = "",
    ) -> Template:
        record = await queries.invoice_of_authority(db, actor, invoice_id)
        return await _invoice_page(request, db, installation, record, done=done)

    @post("/{invoice_id:uuid}/decision")
    async def decide(
        self,
        request: Req,
        db: Db,
        installation: Here,
        actor: Who,
        invoice_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, str]],
    ) -> Template | Redirect:
        record = await queries.invoice_of_authority(db, actor, invoice_id)
        try:
            form = read_form(DecisionForm, data)
            await decide(db, installation, actor, invoice_id, form.ruling())
        except (FormInvalid, ReasonMissing) as refusal:
            invalid = _at_field(refusal, data)
            return await _invoice_page(request, db, installation, record, invalid=invalid)
        return Redirect(f"/invoices/{invoice_id}?done={form.decision}", status_code=303)


class SentInvoicePages(Controller):
    """What a supplier sees of its own invoices."""

    path = "/sent-invoices"
    include_in_schema = False

    @get("/")
    async def sent(
        self,
        request: Req,
        db: Db,
        installation: Here,
        actor: Who,
        view: FromQuery[str] = InboxView.ALL,
        number: FromQuery[int] = 1,
    ) -> Template:
        actor.require(Role.SELLER)
        shown = showing.view_named(view)
        found = await queries.sent_by(
            db, actor.enterprise_number, installation.clock.now(), view=shown, page=number
        )
        responses = await queries.responses_to(db, actor.enterprise_number)
        return page(
            request,
            "einvoice/sent.html",
            inbox=found,
            view=shown,
            responses=responses,
            **showing.WORDS,
        )

    @get("/{invoice_id:uuid}")
    async def invoice(
        self,
        request: Req,
        db: Db,
        installation: Here,
        actor: Who,
        invoice_id: FromPath[UUID],
    ) -> Template:
        record = await queries.invoice_of_supplier(db, actor, invoice_id)
        return page(
            request,
            "einvoice/sent_invoice.html",
            file=await queries.file_of(db, record),
            document=await read_document(installation, record),
            **showing.WORDS,
        )

    @get("/new")
    async def entry(self, request: Req, actor: Who) -> Template:
        actor.require(Role.SELLER)
        return page(request, "einvoice/entry.html", **showing.ENTRY)

    @post("/new")
    async def enter(
        self,
        request: Req,
        db: Db,
        installation: Here,
        actor: Who,
        data: URLEncodedBody[dict[str, str]],
    ) -> Template | Redirect:
        actor.require(Role.SELLER)
        try:
            entry: EntryForm = read_entry(data)
            record = await enter_invoice(db, installation, actor, entry)
        except (FormInvalid, BuyerNotServed) as refusal:
            return _entry_again(request, _at_field(refusal, data))
        return Redirect(f"/sent-invoices/{record.id}/entered", status_code=303)

    @get("/{invoice_id:uuid}/entered")
    async def entered(
        self, request: Req, db: Db, actor: Who, invoice_id: FromPath[UUID]
    ) -> Template:
        record = await queries.invoice_of_supplier(db, actor, invoice_id)
        return page(request, "einvoice/entered.html", record=record)


class InvoiceFiles(Controller):
    """The kept bytes, for both sides: document, validation report, attachments, response."""

    path = "/invoice-files/{invoice_id:uuid}"
    include_in_schema = False

    @get("/document")
    async def document(
        self, db: Db, installation: Here, actor: Who, invoice_id: FromPath[UUID]
    ) -> Response[bytes]:
        record = await queries.invoice_for(db, actor, invoice_id)
        data = await installation.blobs.get(record.original_sha256)
        return _file(data, XML, f"{record.number or record.id}.xml")

    @get("/report")
    async def report(
        self,
        request: Req,
        db: Db,
        installation: Here,
        actor: Who,
        invoice_id: FromPath[UUID],
    ) -> Response[bytes]:
        record = await queries.invoice_for(db, actor, invoice_id)
        catalogue = installation.catalogues[language_of(request, actor)]
        data = await validation_report(installation, record, catalogue)
        return _file(data, "application/json", f"{record.number or record.id}-report.json")

    @get("/responses/{sha256:str}")
    async def response(
        self,
        db: Db,
        installation: Here,
        actor: Who,
        invoice_id: FromPath[UUID],
        sha256: FromPath[str],
    ) -> Response[bytes]:
        record = await queries.invoice_for(db, actor, invoice_id)
        answers = (await queries.file_of(db, record)).answers
        if sha256 not in {answer.response_sha256 for answer in answers}:
            raise NotFound("response")
        data = await installation.blobs.get(sha256)
        return _file(data, XML, f"{record.number}-response.xml")

    @get("/attachments/{place:int}")
    async def attachment(
        self,
        db: Db,
        installation: Here,
        actor: Who,
        invoice_id: FromPath[UUID],
        place: FromPath[int],
    ) -> Response[bytes]:
        record = await queries.invoice_for(db, actor, invoice_id)
        attachment, data = await read_attachment(installation, record, place)
        media_type = showing.safe_media_type(attachment.media_type)
        return _file(data, media_type, attachment.file_name)


async def _invoice_page(
    request: Req,
    db: AsyncSession,
    installation: Installation,
    record: InvoiceRecord,
    *,
    done: str = "",
    invalid: FormInvalid | None = None,
) -> Template:
    actor: Actor = request.state.actor
    return page(
        request,
        "einvoice/invoice.html",
        status=422 if invalid else 200,
        file=await queries.file_of(db, record),
        document=await read_document(installation, record),
        may_decide=actor.has(*DECIDING_ROLES),
        today=showing.today(installation.clock.now()),
        done=done,
        invalid=invalid,
        **showing.WORDS,
        **showing.DECIDING,
    )


def _at_field(refusal: QuaestorError, data: dict[str, str]) -> FormInvalid:
    if isinstance(refusal, FormInvalid):
        return refusal
    return one_error(refusal.where, refusal, data)


def _entry_again(request: Req, invalid: FormInvalid) -> Template:
    return page(request, "einvoice/entry.html", status=422, invalid=invalid, **showing.ENTRY)


def _file(data: bytes, media_type: str, name: str) -> Response[bytes]:
    disposition = f'attachment; filename="{showing.safe_file_name(name)}"'
    # a download, never a page: what a sender wrote is not shown in our name
    return Response(data, media_type=media_type, headers={"Content-Disposition": disposition})
