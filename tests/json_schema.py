"""Holds a value against a JSON Schema: the keywords our own schemas use, and no others."""

import re
from collections.abc import Iterator
from typing import Any

_TYPES = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool}
_KNOWN = {
    "$schema",
    "$id",
    "title",
    "description",
    "type",
    "properties",
    "required",
    "additionalProperties",
    "items",
    "enum",
    "const",
    "pattern",
    "minimum",
    "$defs",
    "$ref",
}


def violations(value: Any, schema: dict[str, Any]) -> Iterator[str]:
    """What is wrong, one line each. Raises ValueError for a keyword that is not known here."""
    yield from _Check(schema.get("$defs", {})).violations(value, schema, "$")


class _Check:
    def __init__(self, definitions: dict[str, Any]) -> None:
        self._definitions = definitions

    def violations(self, value: Any, schema: dict[str, Any], at: str) -> Iterator[str]:
        if "$ref" in schema:
            schema = self._definitions[schema["$ref"].removeprefix("#/$defs/")]
        yield from _here(value, schema, at)
        yield from self._inside(value, schema, at)

    def _inside(self, value: Any, schema: dict[str, Any], at: str) -> Iterator[str]:
        if isinstance(value, dict):
            properties = schema.get("properties", {})
            for name, inner in value.items():
                if name in properties:
                    yield from self.violations(inner, properties[name], f"{at}.{name}")
                elif schema.get("additionalProperties") is False:
                    yield f"{at}: {name} is not described"
        if isinstance(value, list) and "items" in schema:
            for number, inner in enumerate(value):
                yield from self.violations(inner, schema["items"], f"{at}[{number}]")


def _here(value: Any, schema: dict[str, Any], at: str) -> Iterator[str]:
    unknown = set(schema) - _KNOWN
    if unknown:
        raise ValueError(f"{at}: the schema uses {unknown}")
    kind = schema.get("type")
    is_other = kind and not isinstance(value, _TYPES[kind])
    if is_other or (kind == "integer" and isinstance(value, bool)):
        yield f"{at}: {value!r} is no {kind}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{at}: {value!r} is none of {schema['enum']}"
    if "const" in schema and value != schema["const"]:
        yield f"{at}: {value!r} is not {schema['const']!r}"
    if "pattern" in schema and not re.search(schema["pattern"], value):
        yield f"{at}: {value!r} does not match"
    if "minimum" in schema and value < schema["minimum"]:
        yield f"{at}: {value!r} is too small"
    if isinstance(value, dict):
        yield from (f"{at}: {x} is missing" for x in schema.get("required", ()) if x not in value)
