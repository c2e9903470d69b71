"""An installed eForms SDK as judge: the schema of a notice's own SDK version, when there is one."""

import re
from pathlib import Path

from lxml import etree

from shared.packs import Packs
from shared.xml.parse import Element
from shared.xml.schema import SchemaFinding, schema

_CUSTOMISATION = (
    "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}CustomizationID"
)


def sdk_folder(packs: Packs, minor: str) -> Path | None:
    """The newest patch of an SDK minor (`eforms-sdk-1.15`) among the packs, or None."""
    found = (
        place
        for folder in packs.folders
        for place in folder.glob(f"{minor}.*")
        if place.is_dir() and _patch(place) >= 0
    )
    return max(found, key=_patch, default=None)


def _patch(place: Path) -> int:
    number = re.fullmatch(r"eforms-sdk-\d+\.\d+\.(\d+)", place.name)
    return int(number[1]) if number else -1


def schema_findings(packs: Packs, notice: Element) -> list[SchemaFinding] | None:
    """What the schema of the notice's SDK minds; None when that SDK is not installed."""
    folder = sdk_folder(packs, notice.findtext(_CUSTOMISATION, default=""))
    if folder is None:
        return None
    document = etree.QName(notice).localname
    maindoc = folder / "schemas" / "maindoc"
    path = next(maindoc.glob(f"*-{document}*.xsd"), maindoc / f"{document}.xsd")
    return schema(path).validate(notice)
