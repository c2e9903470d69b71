"""Asks the official rules about a document and puts their answers into our findings."""

import datetime as dt
import json
from functools import partial

from einvoice.rules.examination import OfficialReport, OfficialRules
from einvoice.rules.findings import Finding, Severity
from shared.errors import WhoActs
from shared.installation import Installation
from shared.schematron.severity import Severity as RuleSeverity
from shared.validation.installed import validator_for
from shared.validation.report import Finding as RuleFinding
from shared.validation.validator import Validator
from shared.validation.wording.model import Word

_SEVERITIES = {
    RuleSeverity.FATAL: Severity.FATAL,
    RuleSeverity.WARNING: Severity.WARNING,
    RuleSeverity.INFORMATION: Severity.ADVICE,
}


def official_rules(installation: Installation) -> OfficialRules:
    """The rules this installation has: schema and EN 16931 always, Peppol's when imported."""
    settings = installation.settings
    return judge_with(validator_for(settings.pack_folders, settings.cache_folder))


def judge_with(validator: Validator) -> OfficialRules:
    """The rules of one validator, in the form the gateway asks them."""
    return partial(_judge, validator)


def _judge(validator: Validator, data: bytes, as_of: dt.date) -> OfficialReport:
    report = validator.validate(data, as_of)
    unanswered = [found for found in report.findings if found.could_not_evaluate]
    answered = [found for found in report.findings if not found.could_not_evaluate]
    return OfficialReport(
        findings=tuple(_finding(found) for found in answered),
        rule_sets=report.rule_sets,
        not_evaluated=tuple(found.rule for found in unanswered),
        details=json.loads(report.to_json()),
    )


def _finding(found: RuleFinding) -> Finding:
    first = found.first
    facts = {name: str(value) for name, value in found.facts.items()}
    return Finding(
        code=found.rule,
        severity=_SEVERITIES[found.severity],
        says=found.says,
        remedy=found.remedy,
        who=WhoActs.SENDER,
        facts=facts,
        words=tuple(name for name, value in found.facts.items() if isinstance(value, Word)),
        found=first.found,
        expected=first.expected,
        term=found.term,
        path=first.path,
        line=first.line,
        source=found.layer,
        count=found.count,
    )
