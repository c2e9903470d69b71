"""What the readable reports say, in English and marked for translation."""

from shared.i18n import Catalogue, msg
from shared.validation.report import LayerStatus, ValidationReport, Verdict

VERDICTS = {
    Verdict.VALID: msg("Valid"),
    Verdict.INVALID: msg("Not valid"),
    Verdict.UNDETERMINED: msg("Not decided"),
}
MEANINGS = {
    Verdict.VALID: msg("The document keeps every rule it was checked against."),
    Verdict.INVALID: msg("The document does not keep all rules: the receiver may refuse it."),
    Verdict.UNDETERMINED: msg("Not everything could be checked, so the document is not approved."),
}
STATUSES = {
    LayerStatus.PASSED: msg("passed"),
    LayerStatus.FAILED: msg("failed"),
    LayerStatus.UNDETERMINED: msg("undetermined"),
    LayerStatus.SKIPPED: msg("skipped"),
}
WEIGHTS = {
    "fatal": msg("error"),
    "warning": msg("warning"),
    "information": msg("information"),
    "ignored": msg("ignored by the receiver's profile"),
}


def counted(catalogue: Catalogue, count: int, one: str, many: str) -> str:
    """`one` and `many` are marked texts with {n}."""
    return catalogue.ngettext(one, many, count).format(n=count)


def errors_counted(catalogue: Catalogue, count: int) -> str:
    return counted(catalogue, count, msg("{n} error"), msg("{n} errors"))


def warnings_counted(catalogue: Catalogue, count: int) -> str:
    return counted(catalogue, count, msg("{n} warning"), msg("{n} warnings"))


def summary(report: ValidationReport, catalogue: Catalogue) -> str:
    """`2 errors, 1 warning`."""
    errors = errors_counted(catalogue, len(report.errors))
    return f"{errors}, {warnings_counted(catalogue, len(report.warnings))}"


def undecided(catalogue: Catalogue) -> str:
    return catalogue.gettext(msg("could not be evaluated"))


def from_that_day(coming: ValidationReport, catalogue: Catalogue) -> str:
    """Introduces what the rules say that become mandatory next."""
    label = catalogue.gettext(msg("By the rules mandatory from {day}:"))
    return label.format(day=coming.as_of)
