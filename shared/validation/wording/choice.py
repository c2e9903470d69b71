"""The sentence of a rule, by its id or by its family; else the rule's own text."""

import re
from collections.abc import Mapping

from shared.i18n import msg
from shared.validation.wording import codes, missing, peppol, sums, vat
from shared.validation.wording.model import Wording

EXACT: Mapping[str, Wording] = {
    **missing.EXACT,
    **sums.EXACT,
    **codes.EXACT,
    **vat.EXACT,
    **peppol.EXACT,
}
FAMILIES = (*sums.FAMILIES, *codes.FAMILIES, *vat.FAMILIES, *peppol.FAMILIES)

UNWORDED = Wording(
    msg("A rule is not kept: {text}"),
    msg("Correct this and send the document again."),
)
# the names of the rules' families where they are not the code itself
_CATEGORIES = {"IC": "K", "AF": "L", "AG": "M"}
_PREFIX = re.compile(r"^\s*\[[^\]]*\]\s*[-–:]?\s*")


def wording_of(rule: str) -> Wording:
    """The sentence of a rule, with the facts its id itself gives, such as the VAT category."""
    known = EXACT.get(rule)
    if known is not None:
        return known
    for pattern, wording in FAMILIES:
        match = pattern.fullmatch(rule)
        if match:
            facts = {name: value for name, value in match.groupdict().items() if value}
            if "category" in facts:
                facts["category"] = _CATEGORIES.get(facts["category"], facts["category"])
            return wording.with_facts(facts)
    return UNWORDED


def without_id(text: str) -> str:
    """The rule's own text without the `[BR-01]-` in front."""
    return _PREFIX.sub("", text)
