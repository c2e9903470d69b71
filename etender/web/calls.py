"""The public page of a call, and the form that takes a sealed bid."""

from typing import Any
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, MultipartBody
from litestar.response import Redirect, Template

from etender.criteria import FORMULA_TEXTS, TIE_BREAK_TEXTS
from etender.forms import SealedFiles, Submission
from etender.intake import limit_in_words, may_upload, store_files, text_fields
from etender.report.opening_pdf import TRUST_TEXTS
from etender.service import bids
from etender.service.calls import call_terms
from etender.service.evaluation import scheme_of
from etender.service.time_lock import beacon_of, lock_of
from etender.web.answers import refused_in_place
from etender.web.desk import DESK, Desk
from shared.errors import InvalidInput, TooLarge
from shared.identity.actor import Role
from shared.web.forms import FormInvalid, one_error, read_form


class CallPages(Controller):
    path = "/calls"
    include_in_schema = False
    dependencies = DESK

    @get("/{procedure_id:uuid}")
    async def call(self, desk: NamedDependency[Desk], procedure_id: FromPath[UUID]) -> Template:
        return await _call_page(desk, procedure_id)

    @post("/{procedure_id:uuid}", guards=[may_upload], request_max_body_size=None)
    async def submit(
        self,
        desk: NamedDependency[Desk],
        procedure_id: FromPath[UUID],
        data: MultipartBody[dict[str, Any]],
    ) -> Template | Redirect:
        fields = text_fields(data)
        try:
            submission = read_form(Submission, fields)
            files = await _stored(desk, data, fields)
            async with refused_in_place(desk.db, fields, "payload"):
                done = await bids.submit_bid(
                    desk.db, desk.installation, desk.actor, procedure_id, submission, files
                )
        except FormInvalid as invalid:
            return await _call_page(desk, procedure_id, invalid)
        return Redirect(f"/bids/receipts/{done.receipt.id}", status_code=303)


async def _stored(desk: Desk, data: dict[str, Any], fields: dict[str, Any]) -> SealedFiles:
    try:
        return await store_files(desk.installation, data)
    except (InvalidInput, TooLarge) as refusal:
        raise one_error(refusal.where, refusal, fields) from refusal


async def _call_page(
    desk: Desk, procedure_id: UUID, invalid: FormInvalid | None = None
) -> Template:
    terms = await call_terms(desk.db, procedure_id)
    chain = beacon_of(desk.installation).info()
    own = {"tenderer": desk.actor.enterprise_number, "lots": [lot.number for lot in terms.lots]}
    return desk.form_page(
        "etender/call.html",
        invalid,
        own,
        terms=terms,
        schemes={lot.id: await scheme_of(desk.db, terms, lot) for lot in terms.lots},
        formula_texts=FORMULA_TEXTS,
        tie_break_texts=TIE_BREAK_TEXTS,
        chain=chain,
        trust_text=TRUST_TEXTS.get(chain.trust, chain.trust),
        round=lock_of(desk.installation, terms).round,
        beacon_url=f"{desk.installation.settings.base_url}/beacon",
        has_closed=terms.has_closed(desk.installation.clock.now()),
        may_bid=desk.actor.has(Role.BIDDER),
        upload_limit=limit_in_words(desk.installation),
    )
