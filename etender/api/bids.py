"""What suppliers' machines do: look a call up, hand a sealed bid in, fetch receipts, withdraw."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, MultipartBody
from sqlalchemy.ext.asyncio import AsyncSession

from etender.api.shapes import CallOut, ReceiptOut, call_out, receipt_out
from etender.forms import Submission
from etender.intake import may_upload, store_files, text_fields, upload_limit
from etender.queries.bids import own_bids, own_receipt
from etender.service import bids
from etender.service.calls import CallTerms, call_terms
from etender.service.time_lock import beacon_of, lock_of
from shared.identity.actor import Actor
from shared.installation import Installation
from shared.web.forms import read_form


def time_lock(installation: Installation, terms: CallTerms) -> dict[str, Any]:
    """The chain as drand's /info tells it, where it is served, and the call's round."""
    return {
        **beacon_of(installation).info().as_dict(),
        "beacon_url": f"{installation.settings.base_url}/beacon",
        "round": lock_of(installation, terms).round,
    }


class CallsApi(Controller):
    path = "/api/etender/calls"
    tags = ("etender",)

    @get("/{procedure_id:uuid}", operation_id="GetCall")
    async def call(
        self,
        db: NamedDependency[AsyncSession],
        installation: NamedDependency[Installation],
        procedure_id: FromPath[UUID],
    ) -> CallOut:
        """A call as everybody may see it, with the time lock that bids must be under."""
        terms = await call_terms(db, procedure_id)
        return call_out(terms, time_lock(installation, terms), upload_limit(installation))

    @post(
        "/{procedure_id:uuid}/bids",
        operation_id="SubmitBid",
        guards=[may_upload],
        request_max_body_size=None,
    )
    async def submit(
        self,
        db: NamedDependency[AsyncSession],
        installation: NamedDependency[Installation],
        actor: NamedDependency[Actor],
        procedure_id: FromPath[UUID],
        data: MultipartBody[dict[str, Any]],
    ) -> Response[ReceiptOut]:
        """Hand in `payload` and `key_envelope` with `lots` (`1,2`) and `tenderer` (its number).

        201 with the receipt once everything is durable; the same files again give 200 and the
        same receipt. After the deadline the bid is recorded and the receipt says `late`.
        """
        files = await store_files(installation, data)
        fields = {"tenderer": actor.enterprise_number, **text_fields(data)}
        submission = read_form(Submission, fields)
        done = await bids.submit_bid(db, installation, actor, procedure_id, submission, files)
        terms = await call_terms(db, procedure_id)
        body = receipt_out(terms, done.bid, done.version, done.receipt)
        return Response(body, status_code=201 if done.is_new else 200)


class BidsApi(Controller):
    path = "/api/etender"
    tags = ("etender",)

    @get("/bids", operation_id="ListOwnBids")
    async def own(
        self, db: NamedDependency[AsyncSession], actor: NamedDependency[Actor]
    ) -> list[ReceiptOut]:
        """The receipts of all versions of the organisation's bids, newest version first."""
        lines = await own_bids(db, actor)
        terms = {line.procedure.id: await call_terms(db, line.procedure.id) for line in lines}
        return [
            receipt_out(terms[line.procedure.id], line.bid, version, receipt)
            for line in lines
            for version, receipt in line.versions
        ]

    @post("/bids/{bid_id:uuid}/withdrawal", operation_id="WithdrawBid", status_code=204)
    async def withdraw(
        self,
        db: NamedDependency[AsyncSession],
        installation: NamedDependency[Installation],
        actor: NamedDependency[Actor],
        bid_id: FromPath[UUID],
    ) -> None:
        """Take a bid back; possible before the deadline only."""
        await bids.withdraw_bid(db, installation, actor, bid_id)

    @get("/receipts/{receipt_id:uuid}", operation_id="GetReceipt")
    async def receipt(
        self,
        db: NamedDependency[AsyncSession],
        actor: NamedDependency[Actor],
        receipt_id: FromPath[UUID],
    ) -> ReceiptOut:
        """A receipt given to the organisation."""
        found = await own_receipt(db, actor, receipt_id)
        return receipt_out(found.terms, found.bid, found.version, found.receipt)

    @get(
        "/receipts/{receipt_id:uuid}/xml",
        operation_id="GetReceiptXml",
        media_type="application/xml",
    )
    async def receipt_xml(
        self,
        db: NamedDependency[AsyncSession],
        installation: NamedDependency[Installation],
        actor: NamedDependency[Actor],
        receipt_id: FromPath[UUID],
    ) -> bytes:
        """The receipt as Peppol Tender Receipt (T006)."""
        found = await own_receipt(db, actor, receipt_id)
        return await installation.blobs.get(found.receipt.xml_sha256)
