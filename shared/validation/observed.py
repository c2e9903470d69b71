"""The value a finding is about: of the element itself, of an attribute, or of a child."""

import re
from typing import Any

from shared.schematron.elements import Node
from shared.schematron.runtime.nodes import Attribute

_CBC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"
_CAC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2}"
_RAM = "{urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100}"
_AGREEMENT = _RAM + "SpecifiedLineTradeAgreement"
_MOST_CHARACTERS = 120
# rules whose context is an element but that are about one of its attributes
_ATTRIBUTES = {
    "BR-CL-03": "currencyID",
    "BR-CL-07": "schemeID",
    "BR-CL-10": "schemeID",
    "BR-CL-11": "schemeID",
    "BR-CL-13": "listID",
    "BR-CL-21": "schemeID",
    "BR-CL-23": "unitCode",
    "BR-CL-24": "mimeCode",
    "BR-CL-25": "schemeID",
    "BR-CL-26": "schemeID",
    "PEPPOL-EN16931-CL001": "mimeCode",
    "PEPPOL-EN16931-CL007": "currencyID",
    "PEPPOL-EN16931-CL008": "schemeID",
    "PEPPOL-EN16931-R051": "currencyID",
}
# where the value stands, in UBL and in a Cross Industry Invoice
_CHILDREN = {
    "BR-27": (
        (_CAC + "Price", _CBC + "PriceAmount"),
        (_AGREEMENT, _RAM + "NetPriceProductTradePrice", _RAM + "ChargeAmount"),
    ),
    "BR-28": (
        (_CAC + "Price", _CAC + "AllowanceCharge", _CBC + "BaseAmount"),
        (_AGREEMENT, _RAM + "GrossPriceProductTradePrice", _RAM + "ChargeAmount"),
    ),
    "PEPPOL-EN16931-R043": ((_CBC + "ChargeIndicator",),),
}
# a code list's rule on an attribute, as Peppol's tools write it
_ON_ATTRIBUTE = re.compile(
    r"not\(@(\w+)\) or \(some \$code in \$[\w-]+ satisfies \$code = @\1\)", re.ASCII
)


def observed(rule: str, test: str, node: Any) -> str:
    """What stands there now, cut to a readable length; empty when it is not one value."""
    if isinstance(node, Attribute):
        return _cut(node.value)
    if not isinstance(node, Node):
        return ""
    if rule in _ATTRIBUTES and _ATTRIBUTES[rule] in node.attrs:
        return _cut(node.attrs[_ATTRIBUTES[rule]])
    attribute = _ON_ATTRIBUTE.fullmatch(test)
    if attribute:
        return _cut(node.attrs.get(attribute[1], ""))
    if rule in _CHILDREN:
        return _cut(next(filter(None, (_below(node, path) for path in _CHILDREN[rule])), ""))
    return "" if node.by else _cut(node.value)


def _below(node: Node, names: tuple[str, ...]) -> str:
    for name in names:
        children = node.by.get(name)
        if not children:
            return ""
        node = children[0]
    return node.value


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _MOST_CHARACTERS else text[: _MOST_CHARACTERS - 1] + "…"
