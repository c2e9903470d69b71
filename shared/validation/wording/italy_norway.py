"""Rules of Peppol BIS for invoices of Italian and of Norwegian sellers."""

from shared.i18n import msg
from shared.validation.wording.model import Word, Wording


def _missing_in_italy(what: str) -> Wording:
    return Wording(
        msg("The seller is Italian; missing: {what}."),
        msg("Fill this in and send the invoice again."),
        {"what": Word(what)},
        demands=msg("The invoice of an Italian seller must state: {what}."),
    )


EXACT = {
    "IT-R-001": Wording(
        msg(
            "The seller is Italian, and its tax number beside the VAT number "
            "does not consist of 11 to 16 capital letters or digits."
        ),
        msg("Write the tax number (codice fiscale) without spaces or other signs."),
        demands=msg(
            "The tax number of an Italian seller consists of 11 to 16 capital letters or digits."
        ),
    ),
    "IT-R-002": _missing_in_italy(msg("the street in the seller's address")),
    "IT-R-003": _missing_in_italy(msg("the city in the seller's address")),
    "IT-R-004": _missing_in_italy(msg("the post code in the seller's address")),
    "NO-R-001": Wording(
        msg(
            "The seller is Norwegian, and its VAT number is not "
            "NO, a valid organisation number of nine digits and MVA."
        ),
        msg("Write it as NO123456789MVA and check it for a typing error."),
        demands=msg(
            "A Norwegian VAT number of the seller is "
            "NO, a valid organisation number of nine digits and MVA."
        ),
    ),
    "NO-R-002": Wording(
        msg(
            "The seller is Norwegian and does not state that it is in the business register "
            "(Foretaksregisteret)."
        ),
        msg(
            "For a limited company or a branch of a foreign one, "
            "write Foretaksregisteret as tax number, with tax scheme TAX."
        ),
        demands=msg(
            "A Norwegian seller in the business register "
            "states Foretaksregisteret as tax number, with tax scheme TAX."
        ),
    ),
}
