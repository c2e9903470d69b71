"""Rules of the Message Level Status, by which service providers answer a delivery."""

from shared.i18n import msg
from shared.validation.wording.model import Word, Wording
from shared.validation.wording.ordering import lacking
from shared.validation.wording.supplying import not_listed

_COPY = msg("Copy the identifier exactly as Peppol prescribes it.")
_PROVIDER_NUMBER = msg(
    "Write the six digits of the provider, followed by its suffix if it has one."
)
_SCHEME = msg("Write 0242 as the scheme of the number.")
_SENDER = lacking(msg("the number of the service provider that sends the message"))
_RECEIVER = lacking(msg("the number of the service provider that receives the message"))
_NO_DESCRIPTION = Wording(
    msg("The document is rejected (RE), but no description says why."),
    msg("Add a description of what is wrong."),
    demands=msg("With a rejection (RE) a description says why."),
)
_PROBLEM_DESCRIPTION = lacking(msg("the description of a problem"))

EXACT = {
    "SCH-MLS-01": Wording(
        msg("The specification identifier (CustomizationID) must be {value}."),
        _COPY,
        {"value": "urn:peppol:edec:mls:1.0"},
    ),
    "SCH-MLS-02": Wording(
        msg("The business process (ProfileID) must be {value}."),
        _COPY,
        {"value": "urn:peppol:edec:mls"},
    ),
    "SCH-MLS-03": lacking(msg("the number of the message")),
    "SCH-MLS-04": Wording(
        msg("The date of the message is not written as 2026-11-21."),
        msg("Write year, month and day with hyphens, without time zone."),
        demands=msg("A date is written as 2026-11-21."),
    ),
    "SCH-MLS-05": lacking(msg("the time of the message")),
    "SCH-MLS-06": Wording(
        msg("The message has no time with a time zone."),
        msg("Write the time zone behind the time, as in 14:30:00+01:00 or 13:30:00Z."),
        demands=msg("The time of the message has a time zone."),
    ),
    **dict.fromkeys(("SCH-MLS-07", "SCH-MLS-08"), _SENDER),
    "SCH-MLS-09": Wording(
        msg("The sender's number is not that of a Peppol service provider."),
        _PROVIDER_NUMBER,
        demands=msg("The sender's number is that of a Peppol service provider."),
    ),
    "SCH-MLS-10": lacking(msg("the scheme of the sender's number, 0242")),
    "SCH-MLS-11": Wording(
        msg("The scheme of the sender's number must be 0242, that of Peppol service providers."),
        _SCHEME,
    ),
    **dict.fromkeys(("SCH-MLS-12", "SCH-MLS-13"), _RECEIVER),
    "SCH-MLS-14": Wording(
        msg("The receiver's number is not that of a Peppol service provider."),
        _PROVIDER_NUMBER,
        demands=msg("The receiver's number is that of a Peppol service provider."),
    ),
    "SCH-MLS-15": lacking(msg("the scheme of the receiver's number, 0242")),
    "SCH-MLS-16": Wording(
        msg("The scheme of the receiver's number must be 0242, that of Peppol service providers."),
        _SCHEME,
    ),
    "SCH-MLS-17": Wording(
        msg("The message does not contain exactly one answer (DocumentResponse)."),
        msg("Give one answer in each message."),
        demands=msg("The message contains exactly one answer (DocumentResponse)."),
    ),
    "SCH-MLS-18": lacking(msg("the answer as a code: AP, AB or RE")),
    "SCH-MLS-19": not_listed(
        Word(msg("AP (delivered and confirmed), AB (delivered, not confirmed), RE (rejected)"))
    ),
    **dict.fromkeys(("SCH-MLS-20", "SCH-MLS-21"), _NO_DESCRIPTION),
    "SCH-MLS-22": Wording(
        msg("The answer does not refer to exactly one document (DocumentReference)."),
        msg("Refer to the one document that is answered."),
        demands=msg("The answer refers to exactly one document (DocumentReference)."),
    ),
    "SCH-MLS-23": Wording(
        msg("The document is rejected (RE), but no problem is listed."),
        msg("List at least one problem."),
        demands=msg("With a rejection (RE) at least one problem is listed."),
    ),
    "SCH-MLS-24": Wording(
        msg("The document is rejected (RE), but no problem listed is a failure (BV, FD or SV)."),
        msg("List at least one problem with code BV, FD or SV."),
        demands=msg("With a rejection (RE) at least one problem is a failure (BV, FD or SV)."),
    ),
    "SCH-MLS-25": Wording(
        msg("The document is not rejected, but a problem listed is a failure (BV, FD or SV)."),
        msg("Answer with RE, or use BW for problems that are mere warnings."),
        demands=msg("Only with a rejection (RE) are failures (BV, FD or SV) listed."),
    ),
    "SCH-MLS-26": lacking(msg("the number of the document that is answered")),
    "SCH-MLS-27": lacking(msg("the place of a problem in the document (LineID)")),
    **dict.fromkeys(("SCH-MLS-28", "SCH-MLS-29"), _PROBLEM_DESCRIPTION),
    "SCH-MLS-30": lacking(msg("the status of a problem, with its code")),
    "SCH-MLS-31": not_listed(
        Word(
            msg(
                "BV (a rule is not kept), BW (warning), FD (not delivered), "
                "SV (the file does not follow the schema)"
            )
        )
    ),
}
