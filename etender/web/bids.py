"""A supplier's own bids: the list, the receipt, and taking a bid back."""

from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from etender.queries.bids import own_bid_line, own_bids, own_receipt
from etender.service.bids import withdraw_bid
from etender.web.answers import download
from etender.web.desk import DESK, Desk


class BidPages(Controller):
    path = "/bids"
    include_in_schema = False
    dependencies = DESK

    @get("/")
    async def own(self, desk: NamedDependency[Desk]) -> Template:
        return desk.page("etender/bids.html", lines=await own_bids(desk.db, desk.actor))

    @get("/receipts/{receipt_id:uuid}")
    async def receipt(self, desk: NamedDependency[Desk], receipt_id: FromPath[UUID]) -> Template:
        found = await own_receipt(desk.db, desk.actor, receipt_id)
        return desk.page("etender/receipt.html", found=found)

    @get("/receipts/{receipt_id:uuid}/xml")
    async def receipt_xml(
        self, desk: NamedDependency[Desk], receipt_id: FromPath[UUID]
    ) -> Response[bytes]:
        found = await own_receipt(desk.db, desk.actor, receipt_id)
        name = f"receipt-{receipt_id}.xml"
        return await download(desk.installation, found.receipt.xml_sha256, name, "application/xml")

    @get("/{bid_id:uuid}/withdraw")
    async def ask_withdrawal(self, desk: NamedDependency[Desk], bid_id: FromPath[UUID]) -> Template:
        line = await own_bid_line(desk.db, desk.actor, bid_id)
        return desk.page("etender/withdraw.html", line=line)

    @post("/{bid_id:uuid}/withdraw")
    async def withdraw(self, desk: NamedDependency[Desk], bid_id: FromPath[UUID]) -> Redirect:
        await withdraw_bid(desk.db, desk.installation, desk.actor, bid_id)
        return Redirect("/bids/", status_code=303)
