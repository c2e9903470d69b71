"""Rules that few documents meet: split payment, taxes of Spanish islands and towns, note codes."""

from shared.i18n import msg
from shared.validation.wording.model import Wording

_ONCE = msg("Keep one and leave the others out.")
_SAME = msg("Correct the code or the text, or leave one of them out.")
_ALLOWANCE = Wording(
    msg("The reason of an allowance and its code do not mean the same."),
    _SAME,
    demands=msg("The reason of an allowance and its code mean the same."),
)
_CHARGE = Wording(
    msg("The reason of a charge and its code do not mean the same."),
    _SAME,
    demands=msg("The reason of a charge and its code mean the same."),
)


def _breakdown(category: str) -> Wording:
    return Wording(
        msg(
            "VAT category {category} is used but not in the VAT breakdown, or the other way round."
        ),
        msg("Give each VAT category and rate one entry in the breakdown, and no entry to others."),
        {"category": category},
        demands=msg("VAT category {category} is in the VAT breakdown exactly when it is used."),
    )


def _numbers(category: str) -> Wording:
    return Wording(
        msg(
            "VAT category {category} is used, but neither the seller "
            "nor a tax representative states a VAT number."
        ),
        msg("Add the VAT number of the seller, or choose the VAT category that applies."),
        {"category": category},
        demands=msg(
            "VAT category {category} needs a VAT or tax number of the seller, "
            "or the VAT number of a tax representative."
        ),
    )


_IGIC = _numbers("L (IGIC)")
_IPSI = _numbers("M (IPSI)")
EXACT = {
    "BR-66": Wording(
        msg("There is more than one payment card on the invoice."),
        _ONCE,
        demands=msg("An invoice names at most one payment card."),
    ),
    "BR-67": Wording(
        msg("There is more than one direct debit mandate on the invoice."),
        _ONCE,
        demands=msg("An invoice names at most one direct debit mandate."),
    ),
    "BR-B-02": Wording(
        msg("Split payment (VAT category B) and the standard rate (S) are on one invoice."),
        msg("Write separate invoices, or choose the VAT category that applies."),
        demands=msg("VAT categories B (split payment) and S are not on one invoice."),
    ),
    "BR-CL-08": Wording(
        msg("The subject code of a note is not in this list: UNCL 4451."),
        msg("Use a code of that list, such as #AAI#, or leave the # out if no code is meant."),
        demands=msg("The subject code of a note, between two #, is of this list: UNCL 4451."),
    ),
    "BR-CO-05": _ALLOWANCE,
    "BR-CO-06": _CHARGE,
    "BR-CO-07": _ALLOWANCE,
    "BR-CO-08": _CHARGE,
    "BR-IG-01": _breakdown("L (IGIC)"),
    "BR-IG-02": _IGIC,
    "BR-IG-03": _IGIC,
    "BR-IG-04": _IGIC,
    "BR-IP-01": _breakdown("M (IPSI)"),
    "BR-IP-02": _IPSI,
    "BR-IP-03": _IPSI,
    "BR-IP-04": _IPSI,
    "PEPPOL-EN16931-R006": Wording(
        msg("The invoice as a whole refers to more than one invoiced object (type 130)."),
        _ONCE,
        demands=msg("The invoice as a whole refers to at most one invoiced object (type 130)."),
    ),
}
