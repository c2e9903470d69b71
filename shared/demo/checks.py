"""Holds every document of the demonstration against its official schema, and says the result."""

from collections.abc import Sequence
from pathlib import Path

from lxml import etree

from enot.eforms.sdk import schema_findings
from shared.packs import Packs
from shared.xml.parse import Element, parse
from shared.xml.schema import installed_ubl_schema, schema

# which UBL release a document follows: pre-award 2.2, ESPD 2.3, all else 2.1
_RELEASES = {"Tender": "2.2", "TenderReceipt": "2.2", "QualificationApplicationResponse": "2.3"}


class DocumentInvalidError(RuntimeError):
    """A document the demonstration made does not keep to its official schema."""


class Checks:
    """The schemas at hand; a document whose pack is absent is said to be unchecked."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._packs = Packs(folders)

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

    def ubl(self, xml: bytes) -> str:
        """Against the UBL schema of its release; raises DocumentInvalidError."""
        root = parse(xml)
        name = etree.QName(root).localname
        release = _RELEASES.get(name, "2.1")
        path = self._schema_of(name, release)
        return self._against(root, path, f"UBL {release} {name}")

    def metadata(self, xml: bytes) -> str:
        """A signed SMP answer against the schema of the pack."""
        folder = self._packs.find("smp")
        paths = sorted(folder.rglob("*ServiceMetadata*.xsd")) if folder else []
        return self._against(parse(xml), paths[0] if paths else None, "SMP")

    def _schema_of(self, name: str, release: str) -> Path | None:
        if name in {"Invoice", "CreditNote"}:
            return installed_ubl_schema(name)
        folder = self._packs.find(f"ubl-{release}")
        paths = sorted(folder.rglob(f"UBL-{name}-{release}.xsd")) if folder else []
        return paths[0] if paths else None

    @staticmethod
    def _against(root: Element, path: Path | None, title: str) -> str:
        if path is None:
            return f"not checked: the schema {title} is absent"
        _refuse(title, [f"{f.line}: {f.message}" for f in schema(path).validate(root)])
        return f"valid against {title}"


def _refuse(title: str, findings: list[str]) -> None:
    if findings:
        raise DocumentInvalidError(f"{title}: " + "; ".join(findings[:5]))
