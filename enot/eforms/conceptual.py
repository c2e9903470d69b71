"""The conceptual notice: a tree of node instances with field values, free of XML and of layout."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from enot.eforms.table import ROOT, FieldTable


@dataclass(frozen=True, slots=True)
class FieldValue:
    """One value of one field, with the attributes of its element."""

    field_id: str
    text: str
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class NodeInstance:
    """One occurrence of a node."""

    node_id: str = ROOT
    children: "list[NodeInstance]" = field(default_factory=list)
    values: list[FieldValue] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not self.values and all(child.is_empty for child in self.children)

    def walk(self) -> "Iterator[NodeInstance]":
        """The instance itself and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()


class Scribe:
    """Writes values into one node instance, making the groups on the way by the field table.

    Groups that occur once are found or made silently; a group that repeats must be opened with
    `add`, because only the writer knows where one occurrence ends.
    """

    def __init__(self, table: FieldTable, instance: NodeInstance | None = None) -> None:
        self._table = table
        self.instance = instance or NodeInstance()

    def add(self, node_id: str) -> "Scribe":
        """Open a new occurrence of a repeating node below this one."""
        parent = self._down_to(self._table.nodes[node_id].parent)
        fresh = NodeInstance(node_id)
        parent.children.append(fresh)
        return Scribe(self._table, fresh)

    def put(self, field_id: str, text: object, **attributes: str) -> None:
        """Add a value; attributes given win over the table's presets.

        An empty text adds nothing, because empty elements are illegal in UBL.
        """
        written = str(text).strip()
        if not written:
            return
        definition = self._table.fields[field_id]
        presets = {a.name: a.preset for a in definition.attributes if a.preset}
        holder = self._down_to(definition.parent)
        holder.values.append(FieldValue(field_id, written, presets | attributes))

    def put_text(self, field_id: str, texts: Mapping[str, str]) -> None:
        """Add one text per language (ISO 639-3 code -> text)."""
        for language, text in texts.items():
            self.put(field_id, text, languageID=language)

    def _down_to(self, node_id: str) -> NodeInstance:
        holder = self.instance
        for step in self._table.lineage(node_id, self.instance.node_id):
            found = next((child for child in holder.children if child.node_id == step), None)
            if found is None:
                if self._table.nodes[step].repeatable:
                    raise LookupError(f"{step} repeats: open it with add()")
                found = NodeInstance(step)
                holder.children.append(found)
            holder = found
        return holder
