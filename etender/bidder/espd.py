"""The ESPD response of a bid (ESPD-EDM 4.1, UBL 2.3): the tenderer, and exclusion grounds.

Thin: identification and the exclusion grounds of Directive 2014/24, art. 57. Selection criteria
are not asked yet. Valid against the schema; the ESPD's own rules ask for every criterion of the
model with all its questions, and are not met by this form.
"""

import datetime as dt
from uuid import uuid4

from etender.bidder.plan import BidPlan
from etender.bidder.refusals import UnusablePlan
from etender.bidder.ubl import (
    CAC,
    CBC,
    aggregate,
    basic,
    contact_of,
    document,
    endpoint_and_identifier,
    name_of,
    postal_address,
    to_bytes,
)
from shared.clock import BRUSSELS
from shared.xml.parse import Element, parse

FILE_NAME = "ESPDResponse.xml"
MEDIA_TYPE = "application/xml"

# code in the EU list `criterion` -> identifier in e-Certis, what is asked
EXCLUSION_GROUNDS: dict[str, tuple[str, str]] = {
    "crime-org": ("005eb9ed-1347-4ca3-bb29-9bc0db64e1ab", "Participation in a criminal group"),
    "corruption": ("c27b7c4e-c837-4529-b867-ed55ce639db5", "Corruption"),
    "fraud": ("297d2323-3ede-424e-94bc-a91561e6f320", "Fraud"),
    "terr-offence": ("d486fb70-86b3-4e75-97f2-0d71b5697c7d", "Terrorist offences"),
    "finan-laund": ("47112079-6fec-47a3-988f-e561668c3aef", "Money laundering"),
    "human-traffic": ("d789d01a-fe03-4ccd-9898-73f9cfa080d1", "Child labour, human trafficking"),
    "tax-pay": ("b61bbeb7-690e-4a40-bc68-d6d4ecfaa3d4", "Taxes not paid"),
    "socsec-pay": ("7d85e333-bbab-49c0-be8d-c36d71a72f5e", "Social contributions not paid"),
    "envir-law": ("a80ddb62-d25b-4e4e-ae22-3968460dc0a9", "Environmental law not kept"),
    "socsec-law": ("a261a395-ed17-4939-9c75-b9ff1109ca6e", "Social law not kept"),
    "labour-law": ("a34b70d6-c43d-4726-9a88-8e2b438424bf", "Labour law not kept"),
    "bankruptcy": ("d3732c09-7d62-4edc-a172-241da6636e7c", "Bankruptcy"),
    "insolvency": ("396f288a-e267-4c20-851a-ed4f7498f137", "Insolvency"),
    "cred-arran": ("68918c7a-f5bc-4a1a-a62f-ad8983600d48", "Arrangement with creditors"),
    "bankr-nat": ("daffa2a9-9f8f-4568-8be8-7b8bf306d096", "A like state under national law"),
    "liq-admin": ("8fda202a-0c37-41bb-9d7d-de3f49edbfcb", "Assets under a liquidator"),
    "susp-act": ("166536e2-77f7-455c-b018-70582474e4f6", "Activities suspended"),
    "prof-misconduct": ("514d3fde-1e3e-4dcd-b02a-9f984d5bbda3", "Grave professional misconduct"),
    "distorsion": ("56d13e3d-76e8-4f23-8af6-13e60a2ee356", "Agreements that distort competition"),
    "partic-confl": ("b1b5ac18-f393-4280-9659-1367943c1a2e", "Conflict of interest"),
    "prep-confl": ("61874050-5130-4f1c-a174-720939c7b483", "Part in preparing the procedure"),
    "sanction": ("3293e92b-7f3e-42f1-bee6-a7641bb04251", "Early termination, damages, sanctions"),
    "misrepresent": ("696a75b2-6107-428f-8b74-82affb67e184", "Misrepresentation"),
    "nati-ground": ("63adb07d-db1b-4ef0-a14e-a99785cf8cf6", "National exclusion grounds"),
}

_AUTHORITY = "http://publications.europa.eu/resource/authority"
_MODEL = "4.1.0"
_COUNTRIES = {"BE": "BEL", "NL": "NLD", "FR": "FRA", "DE": "DEU", "LU": "LUX"}


def espd_response_xml(plan: BidPlan, now: dt.datetime) -> bytes:
    """The response's bytes, valid UBL 2.3. Raises UnusablePlan for an unknown exclusion ground."""
    if unknown := set(plan.admitted) - set(EXCLUSION_GROUNDS):
        raise UnusablePlan("admitted", found=f"unknown exclusion ground {min(unknown)}")
    root = document("QualificationApplicationResponse")
    _identification(root, plan, now)
    authority = aggregate(aggregate(root, "ContractingParty"), "Party")
    endpoint_and_identifier(authority, str(plan.call.authority_number))
    name_of(authority, plan.call.authority)
    _economic_operator(root, plan)
    basic(aggregate(root, "ProcurementProject"), "Description", plan.call.title)
    for lot in plan.lots:
        _with_model(aggregate(root, "ProcurementProjectLot"), "ID", f"LOT-{lot:04d}")
    for place, (code, (identifier, name)) in enumerate(EXCLUSION_GROUNDS.items(), 1):
        _criterion(root, f"C{place}_EG_{code}", identifier, code, name)
    for place, code in enumerate(EXCLUSION_GROUNDS, 1):
        _response(root, f"C{place}_EG_{code}", plan.admitted.get(code))
    return to_bytes(root)


def unanswered(response: bytes) -> list[str]:
    """The criteria of a response that have a question without an answer."""
    root = parse(response)
    asked = _texts(root, f".//{{{CAC}}}TenderingCriterionProperty/{{{CBC}}}ID")
    answered = _texts(root, f".//{{{CBC}}}ValidatedCriterionPropertyID")
    return sorted(asked - answered)


def _identification(root: Element, plan: BidPlan, now: dt.datetime) -> None:
    issued = now.astimezone(BRUSSELS)
    identifier = str(uuid4())
    basic(root, "UBLVersionID", "2.3", schemeAgencyID="OASIS-UBL-TC")
    basic(
        root,
        "ProfileExecutionID",
        f"ESPD-EDMv{_MODEL}",
        schemeAgencyID="OP",
        schemeVersionID=_MODEL,
    )
    basic(root, "ID", identifier, schemeAgencyID="OP")
    basic(root, "CopyIndicator", "false")
    basic(
        root,
        "UUID",
        identifier,
        schemeID="ISO/IEC 9834-8:2008 - 4UUID",
        schemeAgencyID="OP",
        schemeVersionID=_MODEL,
    )
    basic(root, "ContractFolderID", plan.call.reference, schemeAgencyID="OP")
    basic(root, "IssueDate", issued.date().isoformat())
    basic(root, "IssueTime", issued.isoformat(timespec="seconds").partition("T")[2])
    basic(root, "VersionID", _MODEL, schemeAgencyID="OP", schemeVersionID=_MODEL)


def _economic_operator(root: Element, plan: BidPlan) -> None:
    operator = aggregate(root, "EconomicOperatorParty")
    role = aggregate(operator, "EconomicOperatorRole")
    basic(
        role,
        "RoleCode",
        "sole-tenderer",
        listID=f"{_AUTHORITY}/eo-role-type",
        listAgencyID="OP",
        listVersionID="20211208-0",
    )
    party = aggregate(operator, "Party")
    endpoint_and_identifier(party, str(plan.tenderer.enterprise_number))
    name_of(party, plan.tenderer.name)
    country = plan.tenderer.address.country
    postal_address(party, plan.tenderer, country=_COUNTRIES.get(country, country))
    contact_of(party, plan.contact, plan.tenderer.email)


def _criterion(root: Element, prefix: str, identifier: str, code: str, name: str) -> None:
    criterion = aggregate(root, "TenderingCriterion")
    _with_model(criterion, "ID", identifier)
    basic(
        criterion,
        "CriterionTypeCode",
        code,
        listID=f"{_AUTHORITY}/criterion",
        listAgencyID="OP",
        listVersionID="20240612-0",
    )
    basic(criterion, "Name", name)
    group = aggregate(criterion, "TenderingCriterionPropertyGroup")
    _with_model(group, "ID", f"{prefix}/QG1")
    _of_model(group, "PropertyGroupTypeCode", "ON*", "property-group-type")
    question = aggregate(group, "TenderingCriterionProperty")
    _with_model(question, "ID", f"{prefix}/QG1/Q1")
    basic(question, "Description", "Does this ground apply?")
    _of_model(question, "TypeCode", "QUESTION", "criterion-element-type")
    _of_model(question, "ValueDataTypeCode", "INDICATOR", "response-data-type")


def _response(root: Element, prefix: str, admitted: str | None) -> None:
    response = aggregate(root, "TenderingCriterionResponse")
    _with_model(response, "ID", f"{prefix}/QG1/Q1/R1")
    _with_model(response, "ValidatedCriterionPropertyID", f"{prefix}/QG1/Q1")
    value = aggregate(response, "ResponseValue")
    _with_model(value, "ID", f"{prefix}/QG1/Q1/R1/RV")
    if admitted:
        basic(value, "Description", admitted)
    basic(value, "ResponseIndicator", "false" if admitted is None else "true")


def _with_model(parent: Element, name: str, text: str) -> None:
    basic(parent, name, text, schemeID="Criterion", schemeAgencyID="OP", schemeVersionID=_MODEL)


def _of_model(parent: Element, name: str, text: str, code_list: str) -> None:
    basic(parent, name, text, listID=code_list, listAgencyID="OP", listVersionID=_MODEL)


def _texts(root: Element, path: str) -> set[str]:
    return {(element.text or "").strip() for element in root.iterfind(path)}
