"""What an invoice must state and does not."""

from shared.i18n import msg
from shared.validation.wording.model import Word, Wording

_FILL_IN = msg("Fill this in and send the invoice again.")


def missing(what: str) -> Wording:
    return Wording(
        msg("Missing on the invoice: {what}."),
        _FILL_IN,
        {"what": Word(what)},
        demands=msg("The invoice must state: {what}."),
    )


EXACT = {
    # EN 16931-1, 6.4.1: integrity constraints
    "BR-01": missing(msg("the specification identifier (CustomizationID)")),
    "BR-02": missing(msg("the invoice number")),
    "BR-03": missing(msg("the invoice date")),
    "BR-04": missing(msg("the type of the invoice, such as 380")),
    "BR-05": missing(msg("the currency of the invoice")),
    "BR-06": missing(msg("the name of the seller")),
    "BR-07": missing(msg("the name of the buyer")),
    "BR-08": missing(msg("the address of the seller")),
    "BR-09": missing(msg("the country of the seller")),
    "BR-10": missing(msg("the address of the buyer")),
    "BR-11": missing(msg("the country of the buyer")),
    "BR-12": missing(msg("the sum of the line amounts")),
    "BR-13": missing(msg("the total without VAT")),
    "BR-14": missing(msg("the total with VAT")),
    "BR-15": missing(msg("the amount due")),
    "BR-16": missing(msg("at least one line")),
    "BR-17": missing(msg("the name of the payee")),
    "BR-18": missing(msg("the name of the tax representative")),
    "BR-19": missing(msg("the address of the tax representative")),
    "BR-20": missing(msg("the country of the tax representative")),
    "BR-21": missing(msg("the number of a line")),
    "BR-22": missing(msg("the invoiced quantity of a line")),
    "BR-23": missing(msg("the unit of an invoiced quantity")),
    "BR-24": missing(msg("the net amount of a line")),
    "BR-25": missing(msg("the name of an item")),
    "BR-26": missing(msg("the net price of an item")),
    "BR-31": missing(msg("the amount of an allowance")),
    "BR-32": missing(msg("the VAT category of an allowance")),
    "BR-33": missing(msg("the reason of an allowance")),
    "BR-36": missing(msg("the amount of a charge")),
    "BR-37": missing(msg("the VAT category of a charge")),
    "BR-38": missing(msg("the reason of a charge")),
    "BR-41": missing(msg("the amount of an allowance")),
    "BR-42": missing(msg("the reason of an allowance")),
    "BR-43": missing(msg("the amount of a charge")),
    "BR-44": missing(msg("the reason of a charge")),
    "BR-45": missing(msg("the taxable amount in the VAT breakdown")),
    "BR-46": missing(msg("the VAT amount in the VAT breakdown")),
    "BR-47": missing(msg("the VAT category in the VAT breakdown")),
    "BR-48": missing(msg("the VAT rate in the VAT breakdown")),
    "BR-49": missing(msg("the means of payment")),
    "BR-50": missing(msg("the account number to pay to")),
    "BR-52": missing(msg("the reference of a supporting document")),
    "BR-53": missing(msg("the total VAT in the accounting currency")),
    "BR-54": missing(msg("the name and the value of an item property")),
    "BR-55": missing(msg("the number of the preceding invoice")),
    "BR-56": missing(msg("the VAT number of the tax representative")),
    "BR-57": missing(msg("the country of delivery")),
    "BR-61": missing(msg("the account number to pay to")),
    "BR-62": missing(msg("the scheme of the seller's electronic address, such as 0208")),
    "BR-63": missing(msg("the scheme of the buyer's electronic address, such as 0208")),
    "BR-64": missing(msg("the scheme of a standard item number, such as 0160")),
    "BR-65": missing(msg("the list an item classification is from")),
    # EN 16931-1, 6.4.2: conditions
    "BR-CO-04": missing(msg("the VAT category of a line")),
    "BR-CO-18": missing(msg("the VAT breakdown")),
    "BR-CO-19": missing(msg("the start or the end of the invoicing period")),
    "BR-CO-20": missing(msg("the start or the end of a line's period")),
    "BR-CO-21": missing(msg("the reason of an allowance")),
    "BR-CO-22": missing(msg("the reason of a charge")),
    "BR-CO-23": missing(msg("the reason of an allowance")),
    "BR-CO-24": missing(msg("the reason of a charge")),
    "BR-CO-25": missing(msg("the due date or the terms of payment")),
    "BR-CO-26": missing(msg("a number that identifies the seller: VAT or enterprise number")),
    # BIS Billing 3.0
    "PEPPOL-EN16931-R001": missing(msg("the business process (ProfileID)")),
    "PEPPOL-EN16931-R003": missing(msg("the buyer's reference or the order number")),
    "PEPPOL-EN16931-R010": missing(msg("the electronic address of the buyer")),
    "PEPPOL-EN16931-R020": missing(msg("the electronic address of the seller")),
    "PEPPOL-EN16931-R041": missing(msg("the base amount of an allowance or charge")),
    "PEPPOL-EN16931-R042": missing(msg("the percentage of an allowance or charge")),
    "PEPPOL-EN16931-R061": missing(msg("the mandate reference of the direct debit")),
}
