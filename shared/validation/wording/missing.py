"""What an invoice must state and does not."""

from shared.i18n import msg
from shared.validation.wording.model import Word, Wording

_FILL_IN = msg("Fill this in and send the invoice again.")


def _missing(what: str) -> Wording:
    return Wording(
        msg("Missing on the invoice: {what}."),
        _FILL_IN,
        {"what": Word(what)},
        demands=msg("The invoice must state: {what}."),
    )


EXACT = {
    # EN 16931-1, 6.4.1: integrity constraints
    "BR-01": _missing(msg("the specification identifier (CustomizationID)")),
    "BR-02": _missing(msg("the invoice number")),
    "BR-03": _missing(msg("the invoice date")),
    "BR-04": _missing(msg("the type of the invoice, such as 380")),
    "BR-05": _missing(msg("the currency of the invoice")),
    "BR-06": _missing(msg("the name of the seller")),
    "BR-07": _missing(msg("the name of the buyer")),
    "BR-08": _missing(msg("the address of the seller")),
    "BR-09": _missing(msg("the country of the seller")),
    "BR-10": _missing(msg("the address of the buyer")),
    "BR-11": _missing(msg("the country of the buyer")),
    "BR-12": _missing(msg("the sum of the line amounts")),
    "BR-13": _missing(msg("the total without VAT")),
    "BR-14": _missing(msg("the total with VAT")),
    "BR-15": _missing(msg("the amount due")),
    "BR-16": _missing(msg("at least one line")),
    "BR-17": _missing(msg("the name of the payee")),
    "BR-18": _missing(msg("the name of the tax representative")),
    "BR-19": _missing(msg("the address of the tax representative")),
    "BR-20": _missing(msg("the country of the tax representative")),
    "BR-21": _missing(msg("the number of a line")),
    "BR-22": _missing(msg("the invoiced quantity of a line")),
    "BR-23": _missing(msg("the unit of an invoiced quantity")),
    "BR-24": _missing(msg("the net amount of a line")),
    "BR-25": _missing(msg("the name of an item")),
    "BR-26": _missing(msg("the net price of an item")),
    "BR-31": _missing(msg("the amount of an allowance")),
    "BR-32": _missing(msg("the VAT category of an allowance")),
    "BR-33": _missing(msg("the reason of an allowance")),
    "BR-36": _missing(msg("the amount of a charge")),
    "BR-37": _missing(msg("the VAT category of a charge")),
    "BR-38": _missing(msg("the reason of a charge")),
    "BR-41": _missing(msg("the amount of an allowance")),
    "BR-42": _missing(msg("the reason of an allowance")),
    "BR-43": _missing(msg("the amount of a charge")),
    "BR-44": _missing(msg("the reason of a charge")),
    "BR-45": _missing(msg("the taxable amount in the VAT breakdown")),
    "BR-46": _missing(msg("the VAT amount in the VAT breakdown")),
    "BR-47": _missing(msg("the VAT category in the VAT breakdown")),
    "BR-48": _missing(msg("the VAT rate in the VAT breakdown")),
    "BR-49": _missing(msg("the means of payment")),
    "BR-50": _missing(msg("the account number to pay to")),
    "BR-52": _missing(msg("the reference of a supporting document")),
    "BR-53": _missing(msg("the total VAT in the accounting currency")),
    "BR-54": _missing(msg("the name and the value of an item property")),
    "BR-55": _missing(msg("the number of the preceding invoice")),
    "BR-56": _missing(msg("the VAT number of the tax representative")),
    "BR-57": _missing(msg("the country of delivery")),
    "BR-61": _missing(msg("the account number to pay to")),
    "BR-62": _missing(msg("the scheme of the seller's electronic address, such as 0208")),
    "BR-63": _missing(msg("the scheme of the buyer's electronic address, such as 0208")),
    "BR-64": _missing(msg("the scheme of a standard item number, such as 0160")),
    "BR-65": _missing(msg("the list an item classification is from")),
    # EN 16931-1, 6.4.2: conditions
    "BR-CO-04": _missing(msg("the VAT category of a line")),
    "BR-CO-18": _missing(msg("the VAT breakdown")),
    "BR-CO-19": _missing(msg("the start or the end of the invoicing period")),
    "BR-CO-20": _missing(msg("the start or the end of a line's period")),
    "BR-CO-21": _missing(msg("the reason of an allowance")),
    "BR-CO-22": _missing(msg("the reason of a charge")),
    "BR-CO-23": _missing(msg("the reason of an allowance")),
    "BR-CO-24": _missing(msg("the reason of a charge")),
    "BR-CO-25": _missing(msg("the due date or the terms of payment")),
    "BR-CO-26": _missing(msg("a number that identifies the seller: VAT or enterprise number")),
    # BIS Billing 3.0
    "PEPPOL-EN16931-R001": _missing(msg("the business process (ProfileID)")),
    "PEPPOL-EN16931-R003": _missing(msg("the buyer's reference or the order number")),
    "PEPPOL-EN16931-R010": _missing(msg("the electronic address of the buyer")),
    "PEPPOL-EN16931-R020": _missing(msg("the electronic address of the seller")),
    "PEPPOL-EN16931-R041": _missing(msg("the base amount of an allowance or charge")),
    "PEPPOL-EN16931-R042": _missing(msg("the percentage of an allowance or charge")),
    "PEPPOL-EN16931-R061": _missing(msg("the mandate reference of the direct debit")),
}
