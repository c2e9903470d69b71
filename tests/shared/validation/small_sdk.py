"""An eForms SDK of our own, a handful of rules long: for tests that need no official pack."""

import json
from pathlib import Path

CN = "urn:oasis:names:specification:ubl:schema:xsd:ContractNotice-2"
CBC = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
CAC = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
EFAC = "http://data.europa.eu/p27/eforms-ubl-extension-aggregate-components/1"

_HEAD = f"""<schema xmlns="http://purl.oclc.org/dsdl/schematron" queryBinding="xslt2">
<ns prefix="cbc" uri="{CBC}"/><ns prefix="cac" uri="{CAC}"/><ns prefix="efac" uri="{EFAC}"/>
<let name="noticeSubType" value="/*/efac:NoticeSubType/cbc:SubTypeCode/text()"/>"""
_PHASES = "".join(
    f'<phase id="eforms-{kind}"><active pattern="2a-{kind}"/><active pattern="3b"/>{{more}}</phase>'
    for kind in ("16", "29")
)
_INCLUDES = "".join(f'<include href="{name}.sch"/>' for name in ("2a-16", "2a-29", "3b"))
_DIAGNOSTICS = """<diagnostics>
<diagnostic id="BT-21-Lot" see="field:BT-21-Lot">cbc:Name</diagnostic>
<diagnostic id="BT-22-Lot" see="field:BT-22-Lot">cbc:Note</diagnostic>
<diagnostic id="ND-Root" see="node:ND-Root">.</diagnostic></diagnostics>"""
_PATTERN = '<pattern xmlns="http://purl.oclc.org/dsdl/schematron" id="{}">{}</pattern>'
_TWO = """<rule context="/*/cac:Lot[$noticeSubType = '{0}']">
<assert id="BR-BT-21-{0}" role="ERROR" diagnostics="BT-21-Lot" test="count(cbc:Name) > 0"
>rule|text|BR-BT-21-{0}</assert>
<assert id="BR-BT-22-{0}" role="WARN" flag="LAWFULNESS" diagnostics="BT-22-Lot"
 test="count(cbc:Note) = 0 or not(cbc:Name = 'short')">rule|text|BR-BT-22-{0}</assert></rule>"""
_THREE = """<rule context="/*/cac:Lot/cbc:Name"><assert id="BT-21-Lot_length" role="ERROR"
 test="string-length(normalize-space(.)) le 20">rule|text|BT-21-Lot_length</assert>
<assert id="BT-21-Lot_WS" role="ERROR" test="replace(replace(.,'\\s+$',''),'^\\s+','') eq ."
>rule|text|BT-21-Lot_WS</assert>
<assert id="BR-X" role="ERROR" test="xs:integer(../cbc:Note/text()) > 0 or not(../cbc:Note)"
>rule|text|BR-X</assert></rule>"""
_SIX = """<rule context="/*"><assert id="D-0001" role="ERROR" diagnostics="ND-Root"
 test="xs:date(cbc:IssueDate/text()) >= current-date()">rule|text|D-0001</assert></rule>"""
_FIELDS = {
    "fields": [
        {"id": "BT-21-Lot", "xpathAbsolute": "/*/cac:Lot/cbc:Name"},
        {"id": "BT-21-Lot-Twin", "xpathAbsolute": "/*/cac:Lot/cbc:Name"},
        {"id": "BT-22-Lot", "xpathAbsolute": "/*/cac:Lot/cbc:Note"},
    ]
}
_NAMES = {"nl": "Titel", "fr": "Titre", "de": "Titel des Loses", "en": "Title"}
_PROPERTIES = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE properties SYSTEM "http://java.sun.com/dtd/properties.dtd">
<properties><comment>c</comment><entry key="{}">{}</entry></properties>"""
_XSD = f"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="{CN}">
<xs:element name="ContractNotice"><xs:complexType><xs:sequence>
<xs:any maxOccurs="unbounded" processContents="skip" namespace="##other"/>
</xs:sequence></xs:complexType></xs:element></xs:schema>"""


def small_sdk(folder: Path, version: str = "1.13.7", *, with_texts: bool = False) -> Path:
    """An SDK pack in a packs folder; with or without the official texts of rules."""
    sdk = folder / f"eforms-sdk-{version}"
    files = {
        "schemas/maindoc/UBL-ContractNotice-2.3.xsd": _XSD,
        "fields/fields.json": json.dumps(_FIELDS),
        **{
            f"translations/field_{language}.xml": _PROPERTIES.format("field|name|BT-21-Lot", name)
            for language, name in _NAMES.items()
        },
    }
    if with_texts:
        key = "rule|text|BR-BT-21-16"
        files["translations/rule_nl.xml"] = _PROPERTIES.format(key, "De titel is verplicht.")
        files["translations/rule_en.xml"] = _PROPERTIES.format(key, "The title is mandatory.")
    for kind in ("static", "dynamic"):
        is_dynamic = kind == "dynamic"
        phases = _PHASES.format(more='<active pattern="6b"/>' if is_dynamic else "")
        includes = _INCLUDES + ('<include href="6b.sch"/>' if is_dynamic else "")
        files |= {
            f"schematrons/{kind}/complete-validation.sch": (
                f"{_HEAD}{phases}{includes}{_DIAGNOSTICS}</schema>"
            ),
            f"schematrons/{kind}/3b.sch": _PATTERN.format("3b", _THREE),
            f"schematrons/{kind}/6b.sch": _PATTERN.format("6b", _SIX),
            **{
                f"schematrons/{kind}/2a-{n}.sch": _PATTERN.format(f"2a-{n}", _TWO.format(n))
                for n in ("16", "29")
            },
        }
    for name, text in files.items():
        (sdk / name).parent.mkdir(parents=True, exist_ok=True)
        (sdk / name).write_text(text, encoding="utf-8")
    return sdk


def notice(
    *lots: str, subtype: str = "16", sdk: str = "eforms-sdk-1.13", issued: str = "2026-11-21"
) -> bytes:
    """A contract notice with the content of its lots."""
    named = f"<cbc:CustomizationID>{sdk}</cbc:CustomizationID>" if sdk else ""
    kind = f"<cbc:SubTypeCode>{subtype}</cbc:SubTypeCode>" if subtype else ""
    inside = "".join(f"<cac:Lot>{lot}</cac:Lot>" for lot in lots)
    return (
        f'<ContractNotice xmlns="{CN}" xmlns:cbc="{CBC}" xmlns:cac="{CAC}" xmlns:efac="{EFAC}">\n'
        f"<efac:NoticeSubType>{kind}</efac:NoticeSubType>{named}"
        f"<cbc:IssueDate>{issued}</cbc:IssueDate>\n{inside}</ContractNotice>"
    ).encode()
