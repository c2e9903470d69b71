"""The field table: where each eForms field and node stands in the XML, and in which order.

Two sources of the same shape: the product's own `fields.csv`, which holds what the subtypes 16, 29,
E3 and E4 need, and the `fields.json` of any eForms SDK 1 that is installed. Identifiers, paths and
order are those of the eForms SDK (Publications Office of the European Union, CC BY 4.0).
"""

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Self

ROOT = "ND-Root"

NAMESPACES: Mapping[str, str] = {
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
    "ext": "urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2",
    "efac": "http://data.europa.eu/p27/eforms-ubl-extension-aggregate-components/1",
    "efbc": "http://data.europa.eu/p27/eforms-ubl-extension-basic-components/1",
    "efext": "http://data.europa.eu/p27/eforms-ubl-extensions/1",
}

_STEP = re.compile(r"""(?:[^/\[]|\[(?:[^\]"']|"[^"]*"|'[^']*'|\[[^\]]*\])*\])+""")


@dataclass(frozen=True, slots=True)
class Step:
    """One element on a path: name with prefix, predicate text, place among its siblings."""

    name: str
    predicate: str
    order: int

    @property
    def identity(self) -> tuple[str, str]:
        """What tells siblings apart: `…[…'Lot']` and `…[…'Part']` never merge."""
        return self.name, self.predicate


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute of a field's element; `preset` is empty when the value must be given."""

    name: str
    preset: str = ""


@dataclass(frozen=True, slots=True)
class NodeDefinition:
    """A group of fields; `xpath` is relative to the parent node."""

    id: str
    parent: str
    xpath: str
    steps: tuple[Step, ...]
    repeatable: bool


@dataclass(frozen=True, slots=True)
class FieldDefinition:
    """A value; `kind` is the SDK's type (`text-multilingual`, `date`, `amount`, `id-ref`, …)."""

    id: str
    parent: str
    xpath: str
    steps: tuple[Step, ...]
    kind: str
    repeatable: bool
    attributes: tuple[Attribute, ...]

    @property
    def label_key(self) -> str:
        """The key of its name in the SDK's translations."""
        return f"field|name|{self.id}"


class FieldTable:
    """Nodes and fields by id, and by parent in the order of the source."""

    def __init__(self, nodes: Iterable[NodeDefinition], fields: Iterable[FieldDefinition]) -> None:
        self.nodes = {node.id: node for node in nodes}
        self.fields = {field.id: field for field in fields}
        self.child_nodes = _by_parent(self.nodes.values())
        self.child_fields = _by_parent(self.fields.values())

    @classmethod
    def of_sdk(cls, fields_json: Path) -> Self:
        """The table of an eForms SDK 1; aliases of durations (`OPA-…`) are left out."""
        source = json.loads(fields_json.read_bytes())
        known = {field["id"]: field for field in source["fields"]}
        nodes = (_sdk_node(node) for node in source["xmlStructure"])
        fields = (
            _sdk_field(field, known)
            for field in source["fields"]
            # an alias would write its element a second time
            if "attributeOf" not in field and not field["id"].startswith("OPA-")
        )
        return cls(nodes, fields)

    def lineage(self, node_id: str, ancestor: str) -> tuple[str, ...]:
        """The nodes from below `ancestor` down to `node_id`; raises KeyError when not below it."""
        path: list[str] = []
        while node_id != ancestor:
            path.append(node_id)
            node_id = self.nodes[node_id].parent
        return tuple(reversed(path))


def _by_parent(
    definitions: Iterable[Any],
) -> dict[str, list[Any]]:
    grouped: dict[str, list[Any]] = {}
    for definition in definitions:
        grouped.setdefault(definition.parent, []).append(definition)
    return grouped


@cache
def own_table() -> FieldTable:
    """The product's own table, read once."""
    text = files("enot.eforms").joinpath("fields.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    nodes = (_own_node(row) for row in rows if row["type"] == "node")
    fields = (_own_field(row) for row in rows if row["type"] != "node")
    return FieldTable(nodes, fields)


def split_path(xpath: str) -> list[str]:
    """The steps of a path; slashes inside predicates do not split."""
    return _STEP.findall(xpath)


def steps_of(xpath: str, orders: Iterable[int]) -> tuple[Step, ...]:
    """The steps with their places; an attribute at the end has no place of its own."""
    return tuple(_steps(xpath, orders))


def _steps(xpath: str, orders: Iterable[int]) -> Iterator[Step]:
    for text, order in zip(split_path(xpath), orders, strict=False):
        name = text.split("[", 1)[0]
        yield Step(name, text[len(name) :], order)


def _own_node(row: Mapping[str, str]) -> NodeDefinition:
    steps = steps_of(row["xpath"], map(int, row["order"].split()))
    return NodeDefinition(row["id"], row["parent"], row["xpath"], steps, bool(row["repeats"]))


def _own_field(row: Mapping[str, str]) -> FieldDefinition:
    attributes = (part.partition("=") for part in row["attributes"].split())
    return FieldDefinition(
        id=row["id"],
        parent=row["parent"],
        xpath=row["xpath"],
        steps=steps_of(row["xpath"], map(int, row["order"].split())),
        kind=row["type"],
        repeatable=bool(row["repeats"]),
        attributes=tuple(Attribute(name, preset) for name, _, preset in attributes),
    )


def _sdk_orders(source: Mapping[str, Any]) -> list[int]:
    return [next(iter(place.values())) for place in source.get("xsdSequenceOrder", ())]


def _sdk_node(source: Mapping[str, Any]) -> NodeDefinition:
    xpath = source["xpathRelative"]
    steps = steps_of(xpath, _sdk_orders(source))
    repeats = bool(source["repeatable"])
    return NodeDefinition(source["id"], source.get("parentId", ""), xpath, steps, repeats)


def _sdk_field(
    source: Mapping[str, Any], known: Mapping[str, Mapping[str, Any]]
) -> FieldDefinition:
    attributes = (known[name] for name in source.get("attributes", ()))
    return FieldDefinition(
        id=source["id"],
        parent=source["parentNodeId"],
        xpath=source["xpathRelative"],
        steps=steps_of(source["xpathRelative"], _sdk_orders(source)),
        kind=source["type"],
        repeatable=bool(source["repeatable"]["value"]),
        attributes=tuple(
            Attribute(field["attributeName"], field.get("presetValue", "")) for field in attributes
        ),
    )
