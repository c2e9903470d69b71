"""Contracts and their catalogues: both parties look, the supplier uploads."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, MultipartBody
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from ecatalog.model import Channel
from ecatalog.model.received import CHANNEL_NAMES, TYPE_NAMES
from ecatalog.queries.contracts import (
    catalogue_in_force,
    catalogue_of,
    contract_of,
    contracts_of,
    positions_of,
    received_by_id,
    received_of,
    versions_of,
)
from ecatalog.queries.orders import orders_of
from ecatalog.rules.finding import Finding
from ecatalog.service.catalogues import submit_catalogue
from ecatalog.service.intake import Sender
from ecatalog.web.presenting import (
    ordering_page,
    today_of,
    xml_download,
)
from shared.errors import InvalidInput, NotFound
from shared.i18n import msg
from shared.identity.actor import Actor, Role
from shared.installation import Installation
from shared.web.forms import FormInvalid, one_error

MOST_BYTES = 50_000_000
"""Of one uploaded catalogue; shown before anyone uploads."""


class FileMissing(InvalidInput):
    code = "file-missing"
    says = msg("Choose the XML file of your catalogue.")
    remedy = msg("Choose the XML file of your catalogue.")


class CataloguePages(Controller):
    path = "/catalogues"
    include_in_schema = False

    @get("/")
    async def contracts(
        self,
        request: Request[Any, Any, Any],
        db: NamedDependency[AsyncSession],
        installation: NamedDependency[Installation],
        actor: NamedDependency[Actor],
    ) -> Template:
        actor.require(Role.BUYER, Role.SELLER)
        contracts = await contracts_of(db, actor.enterprise_number)
        today = today_of(installation)
        in_force = {c.id: await catalogue_in_force(db, c, today) for c in contracts}
        sent = await received_of(db, actor.enterprise_number) if actor.has(Role.SELLER) else []
        return ordering_page(
            request,
            "ecatalog/contracts.html",
            contracts=contracts,
            in_force=in_force,
            stray=[document for document in sent if document.contract_id is None],
            type_names=TYPE_NAMES,
        )

    @get("/{contract_id:uuid}")
    async def contract(
        self,
        request: Request[Any, Any, Any],
        db: NamedDependency[AsyncSession],
        installation: NamedDependency[Installation],
        actor: NamedDependency[Actor],
        contract_id: FromPath[UUID],
    ) -> Template:
        contract = await contract_of(db, actor, contract_id)
        is_supplier = actor.enterprise_number == contract.supplier_number
        return ordering_page(
            request,
            "ecatalog/contract.html",
            contract=contract,
            is_supplier=is_supplier and actor.has(Role.SELLER),
            is_buyer=not is_supplier and actor.has(Role.BUYER),
            in_force=await catalogue_in_force(db, contract, today_of(installation)),
            versions=await versions_of(db, contract.id),
            positions=await positions_of(db, contract.id),
            received=await received_of(db, actor.enterprise_number, contract.id),
            orders=await orders_of(db, actor.enterprise_number, contract_id=contract.id),
            today=today_of(installation),
            type_names=TYPE_NAMES,
        )

    @get("/{contract_id:uuid}/upload")
    async def upload_form(
        self,
        request: Request[Any, Any, Any],
        db: NamedDependency[AsyncSession],
        actor: NamedDependency[Actor],
        contract_id: FromPath[UUID],
    ) -> Template:
        return await _upload_form(request, db, actor, contract_id)

    @post("/{contract_id:uuid}/upload", request_max_body_size=MOST_BYTES)
    async def upload(
        self,
        request: Request[Any, Any, Any],
        db: NamedDependency[AsyncSession],
        installation: NamedDependency[Installation],
        actor: NamedDependency[Actor],
        contract_id: FromPath[UUID],
        data: MultipartBody[dict[str, Any]],
    ) -> Template | Redirect:
        contract = await contract_of(db, actor, contract_id)
        actor.require(Role.SELLER)
        file = data.get("catalogue")
        content = await file.read() if isinstance(file, UploadFile) else b""
        if not content or not isinstance(file, UploadFile):
            missing = one_error("catalogue", FileMissing("catalogue"), {})
            return await _upload_form(request, db, actor, contract_id, missing)
        sender = Sender.of(actor, Channel.WEB, file.filename)
        received = await submit_catalogue(db, installation, sender, content, contract)
        return Redirect(f"/catalogues/received/{received.id}", status_code=303)

    @get("/received/{received_id:uuid}")
    async def received(
        self,
        request: Request[Any, Any, Any],
        db: NamedDependency[AsyncSession],
        actor: NamedDependency[Actor],
        received_id: FromPath[UUID],
    ) -> Template:
        received = await received_by_id(db, actor, received_id)
        return ordering_page(
            request,
            "ecatalog/received.html",
            received=received,
            findings=[Finding.from_record(record) for record in received.findings],
            channel=CHANNEL_NAMES[received.channel],
            contract=await contract_of(db, actor, received.contract_id)
            if received.contract_id
            else None,
        )

    @get("/received/{received_id:uuid}/document.xml")
    async def received_document(
        self,
        db: NamedDependency[AsyncSession],
        installation: NamedDependency[Installation],
        actor: NamedDependency[Actor],
        received_id: FromPath[UUID],
    ) -> Response[bytes]:
        received = await received_by_id(db, actor, received_id)
        return await xml_download(installation, received.sha256, received.document_id or "received")

    @get("/versions/{catalogue_id:uuid}/catalogue.xml")
    async def catalogue_document(
        self,
        db: NamedDependency[AsyncSession],
        installation: NamedDependency[Installation],
        actor: NamedDependency[Actor],
        catalogue_id: FromPath[UUID],
    ) -> Response[bytes]:
        catalogue = await catalogue_of(db, actor, catalogue_id)
        return await xml_download(installation, catalogue.sha256, catalogue.document_id)


async def _upload_form(
    request: Request[Any, Any, Any],
    db: AsyncSession,
    actor: Actor,
    contract_id: UUID,
    invalid: FormInvalid | None = None,
) -> Template:
    contract = await contract_of(db, actor, contract_id)
    actor.require(Role.SELLER)
    if contract.supplier_number != actor.enterprise_number:
        raise NotFound("contract")
    return ordering_page(
        request,
        "ecatalog/upload.html",
        status=422 if invalid else 200,
        contract=contract,
        positions=await positions_of(db, contract.id),
        megabytes=MOST_BYTES // 1_000_000,
        invalid=invalid,
    )
