"""Alembic's entry: runs the history on the connection it is given."""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext

from shared.columns import ExactDecimal
from shared.migrations.models import all_tables

_OWN_SQL = ("enot_search",)


def _render(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Write own column types as plain calls that migrations can import."""
    if kind != "type":
        return False
    if isinstance(item, ExactDecimal):
        autogen.imports.add("from shared.columns import ExactDecimal")
        return f"ExactDecimal({item.precision}, {item.scale})"
    module = type(item).__module__
    if module.startswith("sqlmodel"):
        if isinstance(item, sa.types.TypeDecorator) and isinstance(item.impl, sa.String):
            return f"sa.String(length={item.impl.length})"
        return "sa.DateTime(timezone=True)" if "DateTime" in type(item).__name__ else False
    return False


def _is_ours(name: str | None, kind: str, _parents: Any) -> bool:
    """Tables of the context that is written about; those made by hand-written SQL never."""
    chosen = context.config.attributes.get("context", "")
    if kind != "table":
        return True
    return str(name).startswith(f"{chosen}_" if chosen else "") and not str(name).startswith(
        _OWN_SQL
    )


def _include(item: Any, name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:
    del item
    return _is_ours(name, kind, None)


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=all_tables(),
    render_as_batch=True,
    compare_type=True,
    render_item=_render,
    include_name=_is_ours,
    include_object=_include,
)
with context.begin_transaction():
    context.run_migrations()
