"""In which languages a supplier is written to when nobody has said."""

import re

from einvoice.documents.billing import PostalAddress

_DUTCH, _FRENCH, _GERMAN, _ENGLISH = "nl", "fr", "de", "en"
_BY_POSTCODE = (
    (1000, 1299, (_FRENCH, _DUTCH)),  # Brussels is bilingual
    (1300, 1499, (_FRENCH,)),
    (4700, 4731, (_GERMAN,)),
    (4750, 4791, (_GERMAN,)),
    (4000, 7999, (_FRENCH,)),
)


def languages_for(address: PostalAddress) -> tuple[str, ...]:
    """By the language region of a Belgian seat; English abroad.

    Laws on the use of languages in administrative matters (18 July 1966): private companies are
    written to in the language of the region of their seat.
    """
    if address.country not in {"", "BE"}:
        return (_ENGLISH,)
    postcode = re.search(r"[1-9]\d{3}", address.postcode)
    if postcode is None:
        return (_DUTCH, _FRENCH)
    number = int(postcode[0])
    for first, last, languages in _BY_POSTCODE:
        if first <= number <= last:
            return languages
    return (_DUTCH,)
