"""Compiled rules kept on disk, by content of the rule files, version of the compiler and of Python.

What lies there is code: it is read back only from a file and folder that belong to this user and
that nobody else may write; anything else is compiled anew.
"""

import hashlib
import importlib.util
import marshal
import sys
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from msgspec.structs import astuple

from shared.kept_files import keep, read_kept
from shared.schematron.compiled import CompiledAssertion, CompiledContext, CompiledRules, Thawing
from shared.schematron.engine import RuleSet, code_of, singles_of
from shared.schematron.fingerprint import fingerprint
from shared.schematron.progress import Progress, part_of, unwatched

_DECIMAL = "decimal"
# how much of the time is over when rules are loaded, written in Python, and half of it is compiled
_LOADED, _WRITTEN, _HALF_COMPILED = 0.1, 0.75, 0.9
_STYLESHEETS = frozenset((".xsl", ".xslt"))


def rule_set(path: Path, folder: Path | None = None, progress: Progress = unwatched) -> RuleSet:
    """The rules of a `.sch` file or ISO-skeleton stylesheet, ready to run.

    With a folder the compiled form is kept there. Raises RulesUnusable or UnknownConstruct.
    """
    if folder is None:
        return _compiled(path, progress)[0]
    name = f"{path.stem}-{fingerprint(path)[:32]}"
    kept = folder / f"{name}-{_compiler_version()[:16]}.rules"
    known = _read(kept)
    if known is not None:
        return known
    rules, code, singly = _compiled(path, progress)
    keep(kept, _packed(rules.rules, code, singly), instead_of=f"{name}-")
    return rules


def _compiled(path: Path, progress: Progress) -> tuple[RuleSet, Any, bytes]:
    # the compiler is not even imported where compiled rules lie ready
    from shared.schematron.generator.module import compile_schema
    from shared.schematron.loader import load_schema
    from shared.schematron.skeleton import load_stylesheet

    progress(0)
    is_stylesheet = path.suffix.lower() in _STYLESHEETS
    schema = load_stylesheet(path) if is_stylesheet else load_schema(path)
    rules = compile_schema(schema, part_of(progress, _LOADED, _WRITTEN))
    progress(_WRITTEN)
    code = code_of(rules)
    progress(_HALF_COMPILED)
    singly = marshal.dumps(singles_of(rules))
    progress(1)
    return RuleSet(rules, code, singly), code, singly


@cache
def _compiler_version() -> str:
    """Changes with any file of this package, with Python and with its byte code."""
    python = (sys.implementation.cache_tag or "").encode()
    digest = hashlib.sha256(importlib.util.MAGIC_NUMBER + python)
    for file in sorted(Path(__file__).parent.rglob("*.py")):
        status = file.stat()
        digest.update(f"{file.name} {status.st_size} {status.st_mtime_ns}".encode())
    return digest.hexdigest()


# on disk ----------------------------------------------------------------------------------------


def _read(file: Path) -> RuleSet | None:
    """None when there is nothing, when it is damaged, or when others could have put it there."""
    data = read_kept(file)
    if data is None:
        return None
    try:
        packed = marshal.loads(data)  # noqa: S302  written by us, as just checked
        rules, code = _unpacked(packed)
        singly = packed["singly"]
    except (ValueError, TypeError, EOFError, KeyError):
        return None
    return RuleSet(rules, code, singly)


def _packed(rules: CompiledRules, code: Any, singly: bytes) -> bytes:
    known: dict[Any, Any] = {}
    return marshal.dumps(
        {
            "name": rules.name,
            "title": rules.title,
            "code": code,
            "constants": [_frozen(value) for value in rules.constants],
            "assertions": [_row(assertion, known) for assertion in rules.assertions],
            "patterns": [(name, [_row(c, known) for c in found]) for name, found in rules.patterns],
            "phases": rules.phases,
            "keys": rules.keys,
            "second_look": rules.second_look,
            "doubts": dict(rules.doubts),
            "singly": singly,
            "singles": dict(rules.singles),
        }
    )


def _row(value: CompiledAssertion | CompiledContext, known: dict[Any, Any]) -> Any:
    """Its fields, each distinct value being one object: what occurs twice is then kept once."""
    row = tuple(_shared(each, known) for each in astuple(value))
    return _shared(row, known)


def _shared(value: Any, known: dict[Any, Any]) -> Any:
    if value.__class__ is tuple:
        value = tuple(_shared(part, known) for part in value)
    # 1 equals True, and would come back as such
    return known.setdefault((value.__class__, value), value)


def _unpacked(packed: dict[str, Any]) -> tuple[CompiledRules, Any]:
    rules = CompiledRules(
        name=packed["name"],
        title=packed["title"],
        source="",
        constants=tuple(_thawed(kind, value) for kind, value in packed["constants"]),
        assertions=Thawing(CompiledAssertion, packed["assertions"]),
        patterns=tuple(
            (name, Thawing(CompiledContext, found)) for name, found in packed["patterns"]
        ),
        phases=packed["phases"],
        keys=packed["keys"],
        second_look=packed["second_look"],
        doubts=packed["doubts"],
        singles=packed["singles"],
    )
    return rules, packed["code"]


def _frozen(value: Any) -> tuple[str, Any]:
    return (_DECIMAL, str(value)) if isinstance(value, Decimal) else ("", value)


def _thawed(kind: str, value: Any) -> Any:
    return Decimal(value) if kind == _DECIMAL else value
