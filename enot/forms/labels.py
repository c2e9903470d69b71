"""The names of codes as people read them, in English and marked for translation."""

from enot.eforms.content import (
    BuyerActivity,
    BuyerLegalType,
    CriterionKind,
    EnterpriseSize,
    NonAwardReason,
)
from enot.subtypes import Subtype
from shared.i18n import msg
from shared.tender import ContractNature, ProcedureKind

LEGAL_TYPES = {
    BuyerLegalType.CENTRAL: msg("Federal (central) authority"),
    BuyerLegalType.REGIONAL: msg("Regional authority"),
    BuyerLegalType.LOCAL: msg("Local authority"),
    BuyerLegalType.BODY_OF_CENTRAL: msg("Body under a federal (central) authority"),
    BuyerLegalType.BODY_OF_REGIONAL: msg("Body under a regional authority"),
    BuyerLegalType.BODY_OF_LOCAL: msg("Body under a local authority"),
}

ACTIVITIES = {
    BuyerActivity.GENERAL: msg("General public services"),
    BuyerActivity.DEFENCE: msg("Defence"),
    BuyerActivity.ORDER: msg("Public order and safety"),
    BuyerActivity.ECONOMY: msg("Economic affairs"),
    BuyerActivity.ENVIRONMENT: msg("Environmental protection"),
    BuyerActivity.HOUSING: msg("Housing and community amenities"),
    BuyerActivity.HEALTH: msg("Health"),
    BuyerActivity.CULTURE: msg("Recreation, culture and religion"),
    BuyerActivity.EDUCATION: msg("Education"),
    BuyerActivity.SOCIAL: msg("Social protection"),
}

KINDS = {
    ProcedureKind.OPEN: msg("Open procedure"),
    ProcedureKind.RESTRICTED: msg("Restricted procedure"),
    ProcedureKind.COMPETITIVE_NEGOTIATION: msg("Competitive procedure with negotiation"),
    ProcedureKind.SIMPLIFIED_NEGOTIATED: msg(
        "Simplified negotiated procedure with prior publication"
    ),
}

KIND_HINTS = {
    ProcedureKind.OPEN: msg("Everybody may bid."),
    ProcedureKind.RESTRICTED: msg("Everybody may ask to take part; those you select may bid."),
    ProcedureKind.COMPETITIVE_NEGOTIATION: msg(
        "Everybody may ask to take part; you negotiate with those you select."
    ),
    ProcedureKind.SIMPLIFIED_NEGOTIATED: msg(
        "Everybody may bid and you may negotiate; below the EU threshold only."
    ),
}

NATURES = {
    ContractNature.SUPPLIES: msg("Supplies"),
    ContractNature.SERVICES: msg("Services"),
    ContractNature.WORKS: msg("Works"),
}

LANGUAGE_NAMES = {
    "nl": msg("Dutch"),
    "fr": msg("French"),
    "de": msg("German"),
    "en": msg("English"),
}

CRITERION_KINDS = {
    CriterionKind.PRICE: msg("Price"),
    CriterionKind.COST: msg("Cost"),
    CriterionKind.QUALITY: msg("Quality"),
}

SIZES = {
    EnterpriseSize.MICRO: msg("Micro enterprise (fewer than 10 people)"),
    EnterpriseSize.SMALL: msg("Small enterprise (fewer than 50 people)"),
    EnterpriseSize.MEDIUM: msg("Medium-sized enterprise (fewer than 250 people)"),
    EnterpriseSize.LARGE: msg("Large enterprise"),
}

SUBTYPES = {
    Subtype.CONTRACT_NOTICE: msg("Contract notice"),
    Subtype.AWARD_NOTICE: msg("Contract award notice"),
    Subtype.NATIONAL_CONTRACT_NOTICE: msg("Contract notice (national)"),
    Subtype.NATIONAL_AWARD_NOTICE: msg("Contract award notice (national)"),
}

NON_AWARD = {
    NonAwardReason.NO_TENDERS: msg("No tenders were received"),
    NonAwardReason.ALL_REJECTED: msg("All tenders were withdrawn or found inadmissible"),
    NonAwardReason.ONE_ADMISSIBLE: msg("Only one admissible tender was received"),
    NonAwardReason.NEEDS_CHANGED: msg("The buyer's needs changed"),
    NonAwardReason.FUNDS_MISSING: msg("Funds were insufficient"),
    NonAwardReason.NOT_SIGNED: msg("The tenderer refused to sign the contract"),
    NonAwardReason.ERRORS_FOUND: msg("Technical or procedural errors were found"),
    NonAwardReason.REVIEWED_BY_BUYER: msg("The buyer reviewed the award at a tenderer's request"),
    NonAwardReason.REVIEWED_BY_BODY: msg("A review body or court decided so"),
    NonAwardReason.OTHER: msg("Another reason"),
}

QUESTION_TITLES = {
    "buyer": msg("Who is buying?"),
    "languages": msg("Which languages?"),
    "subject": msg("What is the contract about?"),
    "purchase": msg("What do you buy, and where is it needed?"),
    "lots": msg("Which lots, and what are they worth?"),
    "procedure": msg("Which procedure?"),
    "criteria": msg("How will you choose the best bid?"),
    "term": msg("How long?"),
    "deadline": msg("Until when can one bid?"),
    "review": msg("Where can one appeal?"),
    "statistics": msg("Which tenders were received?"),
}
