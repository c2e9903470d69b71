"""Holds every document of the demonstration against its official schema and rules."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from lxml import etree

from enot.eforms.sdk import schema_findings
from shared.packs import Packs
from shared.validation.report import LayerStatus, ValidationReport, Verdict
from shared.validation.validator import Validator
from shared.xml.parse import Element, parse
from shared.xml.schema import schema

# documents whose rules the validator does not know are held against their schema alone
_SCHEMA_ONLY = {"QualificationApplicationResponse": "2.3", "Tender": "2.2", "TenderReceipt": "2.2"}


class DocumentInvalidError(RuntimeError):
    """A document the demonstration made does not keep to its official schema or rules."""


class Checks:
    """The schemas and rules at hand; what is absent is said, never passed over."""

    def __init__(self, folders: Sequence[Path], cache: Path) -> None:
        self._packs = Packs(folders)
        self._validator = Validator(self._packs, cache)

    @property
    def absent(self) -> list[str]:
        """Known packs that are not here, with what they would give."""
        missing = [state.pack for state in self._packs.states() if not state.is_present]
        return [f"{pack.name}: {pack.gives}" for pack in missing]

    def notice(self, xml: bytes) -> str:
        """Against the eForms schemas; raises DocumentInvalidError."""
        found = schema_findings(self._packs, parse(xml))
        if found is None:
            return "not checked: the eForms SDK is absent"
        _refuse("eForms", [f"{f.line}: {f.message}" for f in found])
        return "valid against the eForms schema"

    def ubl(self, xml: bytes, as_of: dt.date, *, expected: Verdict = Verdict.VALID) -> str:
        """Against the schema and the rules in force; raises DocumentInvalidError."""
        root = parse(xml)
        name = etree.QName(root).localname
        if name in _SCHEMA_ONLY:
            return self._against_schema(root, name, _SCHEMA_ONLY[name])
        report = self._validator.validate(xml, as_of)
        unchecked = report.verdict is Verdict.UNDETERMINED and not report.findings
        if report.verdict is not expected and not unchecked:
            rules = [f"{f.rule} {f.official}" for f in report.findings]
            raise DocumentInvalidError(f"{name} is {report.verdict}: " + "; ".join(rules[:5]))
        return _told(report)

    def transport(self, xml: bytes, pack: str, file: str, title: str) -> str:
        """A document of the transport against the schema of its pack."""
        folder = self._packs.find(pack)
        return _against(parse(xml), folder / "xsd" / file if folder else None, title)

    def _against_schema(self, root: Element, name: str, release: str) -> str:
        folder = self._packs.find(f"ubl-{release}")
        paths = sorted(folder.rglob(f"UBL-{name}-{release}.xsd")) if folder else []
        return _against(root, paths[0] if paths else None, f"UBL {release} {name}")


def _told(report: ValidationReport) -> str:
    """`valid by UBL 2.1 Invoice, EN 16931; not checked: Peppol …`."""
    skipped = LayerStatus.SKIPPED
    checked = [layer.name for layer in report.layers if layer.status is not skipped]
    missing = [layer.name for layer in report.layers if layer.status is skipped]
    rules = sorted({finding.rule for finding in report.findings})
    told = f"{report.verdict} by {', '.join(checked)}"
    if rules:
        told += f" ({', '.join(rules)})"
    return f"{told}; not checked: {', '.join(missing)}" if missing else told


def _against(root: Element, path: Path | None, title: str) -> str:
    if path is None:
        return f"not checked: the schema {title} is absent"
    _refuse(title, [f"{f.line}: {f.message}" for f in schema(path).validate(root)])
    return f"valid against {title}"


def _refuse(title: str, findings: list[str]) -> None:
    if findings:
        raise DocumentInvalidError(f"{title}: " + "; ".join(findings[:5]))
