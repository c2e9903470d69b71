"""Which schema and rules an eForms notice is checked against: those of the SDK it names.

Static rules look at the notice alone; dynamic ones at the day of dispatch as well, which makes
sense only for who is about to send a notice: a published one would be found too old.
"""

import re
from collections.abc import Iterator

from msgspec.structs import replace

from shared.packs import Packs
from shared.validation.releases import RuleSource, SchemaSource
from shared.validation.report import DocumentId

# eForms SDK 1, notice-types.json: the four documents and their schemas
_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
_BUSINESS = "http://data.europa.eu/p27/eforms-business-registration-information-notice/1"
_NOTICES = {
    f"{_UBL}ContractNotice-2": ("ContractNotice", "UBL-ContractNotice-2.3.xsd"),
    f"{_UBL}ContractAwardNotice-2": ("ContractAwardNotice", "UBL-ContractAwardNotice-2.3.xsd"),
    f"{_UBL}PriorInformationNotice-2": (
        "PriorInformationNotice",
        "UBL-PriorInformationNotice-2.3.xsd",
    ),
    _BUSINESS: (
        "BusinessRegistrationInformationNotice",
        "EFORMS-BusinessRegistrationInformationNotice.xsd",
    ),
}
# OPT-002; a national tailoring adds `#extended#...` behind it
_CUSTOMIZATION = re.compile(r"eforms-sdk-([0-9]{1,2}\.[0-9]{1,2})(?:#.*)?", re.DOTALL)


def is_notice(document: DocumentId) -> bool:
    """Is it an eForms notice: one of their documents, naming an SDK or at least a subtype?"""
    known = _NOTICES.get(document.namespace)
    if known is None or known[0] != document.root:
        return False
    return bool(document.subtype or sdk_of(document))


def sdk_of(document: DocumentId) -> str:
    """The SDK a notice names (`1.14`), else nothing: then the newest one says so by its rules."""
    found = _CUSTOMIZATION.fullmatch(document.customization)
    return found[1] if found else ""


def notice_schema(document: DocumentId, pack: str) -> SchemaSource:
    """The schema of a notice in the pack of its SDK; only for a document that is one."""
    version = pack.removeprefix("eforms-sdk-")
    return SchemaSource(
        id=f"eu.europa.ted:{document.root.lower()}:{version}",
        name=f"eForms {version} {document.root}",
        pack=pack,
        path=f"schemas/maindoc/{_NOTICES[document.namespace][1]}",
    )


def notice_rules(document: DocumentId, pack: str, *, is_dynamic: bool = False) -> RuleSource:
    """The rules of a notice's subtype; as `notice_schema`."""
    version = pack.removeprefix("eforms-sdk-")
    source = RuleSource(
        id=f"eu.europa.ted:eforms-static:{version}",
        name=f"eForms {version}",
        pack=pack,
        path="schematrons/static/complete-validation.sch",
        phase=f"eforms-{document.subtype}",
    )
    if not is_dynamic:
        return source
    path = source.path.replace("static", "dynamic")
    return replace(source, id=source.id.replace("static", "dynamic"), path=path)


def every_notice_rules(packs: Packs) -> Iterator[RuleSource]:
    """Of each SDK here what every notice is checked with, then what is added before it is sent."""
    for pack in installed_sdks(packs):
        for is_dynamic in (False, True):
            yield notice_rules(DocumentId(), pack, is_dynamic=is_dynamic)


def sdk_pack(packs: Packs, minor: str) -> str:
    """The newest patch of an SDK among the packs, else the name of one that is known of.

    The newest SDK of all where none is named.
    """
    here = installed_sdks(packs, minor)
    if here:
        return here[0]
    known = (pack.name for pack in packs.manifest.packs if pack.name.startswith(_prefix(minor)))
    found = {name for name in known if _version(name)}
    return max(found, key=_version, default=f"eforms-sdk-{minor}")


def installed_sdks(packs: Packs, minor: str = "") -> list[str]:
    """The SDK packs that are here (of one `major.minor`, if given), the newest first."""
    here = {
        place.name
        for folder in packs.folders
        for place in folder.glob(f"{_prefix(minor)}*")
        if place.is_dir() and _version(place.name)
    }
    return sorted(here, key=_version, reverse=True)


def _prefix(minor: str) -> str:
    return f"eforms-sdk-{minor}." if minor else "eforms-sdk-"


def _version(name: str) -> tuple[int, ...]:
    numbers = name.removeprefix("eforms-sdk-").split(".")
    is_version = all(number.isascii() and number.isdecimal() for number in numbers)
    return tuple(int(number) for number in numbers) if is_version else ()
