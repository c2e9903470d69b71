"""Check a document: a public page that keeps nothing, and the same for machines."""

import asyncio
import base64
import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromQuery, MultipartBody
from litestar.response import Template
from pydantic import BaseModel

from shared.clock import BRUSSELS
from shared.errors import InvalidInput, TooLarge, WhoActs
from shared.i18n import Catalogue, msg
from shared.installation import Installation
from shared.validation.installed import validator_for
from shared.validation.report import ValidationReport
from shared.validation.reports import words
from shared.validation.reports.html import to_html
from shared.validation.reports.own_json import to_json
from shared.validation.reports.phive import to_phive
from shared.validation.reports.picture import error_map
from shared.validation.reports.svrl import to_svrl
from shared.web.forms import FieldError, FormInvalid, joined_date, read_form
from shared.web.language import language_of
from shared.web.pages import page, page_values

MOST_BYTES = 20_000_000
MOST_SHOWN = 100
"""So many findings the page shows; the reports to download have them all."""

# a document keeps a processor busy: more of them at once would only make all of them wait
_CHECKERS = ThreadPoolExecutor(max_workers=4, thread_name_prefix="checking")


class NothingToCheck(InvalidInput):
    code = "nothing-to-check"
    says = msg("Choose a file or paste a document.")
    remedy = msg("Choose the XML file of the invoice, or paste its text into the field.")
    who = WhoActs.YOU


class DocumentTooLarge(TooLarge):
    code = "document-too-large"
    says = msg("The document has more than {megabytes} MB.")
    remedy = msg("Check larger documents with `quaestor validate` on your own machine.")
    who = WhoActs.YOU


class ReportForm(StrEnum):
    """How a machine wants its answer."""

    JSON = "json"
    PHIVE = "phive"
    SVRL = "svrl"
    HTML = "html"


_MEDIA_TYPES = {
    ReportForm.JSON: "application/json",
    ReportForm.PHIVE: "application/json",
    ReportForm.SVRL: "application/xml",
    ReportForm.HTML: "text/html",
}


class CheckForm(BaseModel):
    """What the page asks: the text when no file was chosen, and the day of the rules."""

    text: str = ""
    as_of: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Download:
    """A report inside the page itself, for nothing is kept that could be fetched later."""

    label: str
    href: str
    name: str


class CheckingPages(Controller):
    path = "/check"
    include_in_schema = False

    @get("/")
    async def form(self, request: Request[Any, Any, Any]) -> Template:
        return page(request, "checking/form.html", megabytes=MOST_BYTES // 1_000_000)

    # the form's own parts come on top of the document
    @post("/", status_code=200, request_max_body_size=MOST_BYTES + 100_000)
    async def check(
        self,
        request: Request[Any, Any, Any],
        installation: NamedDependency[Installation],
        data: MultipartBody[dict[str, Any]],
    ) -> Template:
        try:
            name, content, day = await _asked(data, installation)
        except FormInvalid as invalid:
            megabytes = MOST_BYTES // 1_000_000
            return page(
                request, "checking/form.html", status=422, invalid=invalid, megabytes=megabytes
            )
        report = await _checked(installation, content, day)
        catalogue: Catalogue = page_values(request)["catalogue"]
        return page(
            request,
            "checking/result.html",
            report=report,
            as_of=day,
            name=name,
            words=words,
            picture=error_map(report, catalogue),
            shown=report.findings[:MOST_SHOWN],
            downloads_inside=_downloads(report, catalogue, name),
        )


@post("/api/validate", status_code=200, operation_id="ValidateDocument", tags=["validation"])
async def validate_document(
    request: Request[Any, Any, Any],
    installation: NamedDependency[Installation],
    as_of: FromQuery[dt.date | None] = None,
    form: FromQuery[ReportForm] = ReportForm.JSON,
    name: FromQuery[str] = "",
) -> Response[bytes]:
    """Validate the document in the body against the rules in force on a day (default: today).

    The answer is the report, with status 200 whether the document is valid or not. The language
    of its sentences follows Accept-Language. The document is not kept.
    """
    content = await request.body()
    if not content:
        raise NothingToCheck("body")
    report = await _checked(installation, content, as_of or _today(installation))
    catalogue = installation.catalogues[language_of(request)]
    answer = _told(report, form, catalogue, name, installation.clock.now())
    return Response(answer, media_type=_MEDIA_TYPES[form])


def _told(
    report: ValidationReport, form: ReportForm, catalogue: Catalogue, name: str, now: dt.datetime
) -> bytes:
    match form:
        case ReportForm.PHIVE:
            return to_phive(report, catalogue, name, now)
        case ReportForm.SVRL:
            return to_svrl(report)
        case ReportForm.HTML:
            return to_html(report, catalogue, name)
    return to_json(report, catalogue, name)


async def _asked(data: dict[str, Any], installation: Installation) -> tuple[str, bytes, dt.date]:
    """Name, bytes and day; raises FormInvalid."""
    texts = {key: value for key, value in data.items() if isinstance(value, str)}
    asked = read_form(CheckForm, texts | {"as_of": joined_date(texts, "as_of")})
    file = data.get("document")
    name, content = "", asked.text.encode()
    if isinstance(file, UploadFile) and file.filename:
        name, content = file.filename, await file.read()
    if not content:
        raise FormInvalid([FieldError("document", NothingToCheck.says, {})], texts)
    if len(content) > MOST_BYTES:
        facts = {"megabytes": MOST_BYTES // 1_000_000}
        raise FormInvalid([FieldError("document", DocumentTooLarge.says, facts)], texts)
    return name, content, asked.as_of or _today(installation)


async def _checked(installation: Installation, content: bytes, day: dt.date) -> ValidationReport:
    settings = installation.settings
    validator = validator_for(settings.pack_folders, settings.cache_folder)
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_CHECKERS, validator.validate, content, day)


def _today(installation: Installation) -> dt.date:
    return installation.clock.now().astimezone(BRUSSELS).date()


def _downloads(report: ValidationReport, catalogue: Catalogue, name: str) -> list[Download]:
    stem = name.rpartition(".")[0] or "report"
    made = [
        (msg("To read and print"), "text/html", f"{stem}.html", to_html(report, catalogue, name)),
        (msg("For programs"), "application/json", f"{stem}.json", to_json(report, catalogue, name)),
        (
            msg("For Schematron tools (SVRL)"),
            "application/xml",
            f"{stem}.svrl.xml",
            to_svrl(report),
        ),
    ]
    return [
        Download(label, f"data:{kind};base64,{base64.b64encode(content).decode()}", file)
        for label, kind, file, content in made
    ]
