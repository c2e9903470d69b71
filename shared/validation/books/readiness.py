"""Compile every rule set that is here beforehand, so that no document waits for it."""

import time
from collections.abc import Iterator
from typing import NamedTuple

from shared.errors import QuaestorError
from shared.validation.books.rule_sets import known_rule_sets
from shared.validation.library import Library
from shared.validation.notices.sources import every_notice_rules
from shared.validation.releases import RuleSource
from shared.validation.stand_in import OWN_BILLING


class Readiness(NamedTuple):
    """A rule set and the seconds until it was ready, or why it cannot be used."""

    source: RuleSource
    seconds: float
    refusal: QuaestorError | None = None


def made_ready(library: Library) -> Iterator[Readiness]:
    """One after the other; those whose pack is absent are passed over."""
    for source in _here(library):
        start = time.perf_counter()
        try:
            library.rules(source)
        except QuaestorError as refusal:
            yield Readiness(source, 0.0, refusal)
        else:
            yield Readiness(source, time.perf_counter() - start)


def _here(library: Library) -> Iterator[RuleSource]:
    known = (known.source for known in known_rule_sets(library.packs.manifest))
    notices = every_notice_rules(library.packs)
    return (source for source in (OWN_BILLING, *known, *notices) if library.has_rules(source))
