"""The sentence of a rule, by its id, its family or the form of its text; else that text."""

import re
from collections.abc import Mapping

from shared.i18n import msg
from shared.validation.wording import (
    binding,
    codes,
    cross_industry,
    generated,
    germany,
    greece,
    italy_norway,
    low_countries,
    message_status,
    missing,
    nordic,
    notice_exchange,
    ordering,
    peppol,
    pre_award,
    pre_award_documents,
    rare,
    reporting,
    sums,
    supplying,
    vat,
)
from shared.validation.wording.model import Wording

_BOOKS = (
    *(missing, sums, codes, vat, binding, cross_industry, rare),
    *(peppol, germany, greece, italy_norway, low_countries, nordic),
    *(ordering, supplying, message_status, reporting),
    *(pre_award, pre_award_documents, notice_exchange),
)
EXACT: Mapping[str, Wording] = {rule: each for book in _BOOKS for rule, each in book.EXACT.items()}
BY_TEXT = (
    *(*generated.BY_TEXT, *cross_industry.BY_TEXT),
    *(*pre_award.BY_TEXT, *notice_exchange.BY_TEXT),
)
FAMILIES = (*sums.FAMILIES, *codes.FAMILIES, *vat.FAMILIES, *peppol.FAMILIES)

UNWORDED = Wording(
    msg("A rule is not kept: {text}"),
    msg("Correct this and send the document again."),
)
# the names of the rules' families where they are not the code itself
_CATEGORIES = {"IC": "K", "AF": "L", "AG": "M"}
_PREFIX = re.compile(r"^\s*\[[^\]]*\]\s*[-–:]?\s*")


def wording_of(rule: str, text: str = "") -> Wording:
    """The sentence of a rule, with the facts that its id or its own text gives."""
    known = EXACT.get(rule)
    if known is not None:
        return known
    for pattern, wording in BY_TEXT:
        match = pattern.fullmatch(text.strip())
        if match:
            return wording.with_facts(match.groupdict())
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
