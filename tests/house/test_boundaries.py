"""Tables belong to one context each, and contexts refer to each other by id alone."""

from shared.migrations.models import all_tables
from shared.settings import ALL_CONTEXTS

OWNERS = {*ALL_CONTEXTS, "shared"}


def _owner(table: str) -> str:
    return table.split("_", maxsplit=1)[0]


def test_every_table_carries_the_name_of_its_context() -> None:
    tables = all_tables().tables
    assert tables
    assert [name for name in tables if _owner(name) not in OWNERS] == []


def test_no_foreign_key_crosses_a_context() -> None:
    crossing = [
        f"{table.name} -> {key.target_fullname}"
        for table in all_tables().tables.values()
        for key in table.foreign_keys
        if _owner(key.column.table.name) not in {_owner(table.name), "shared"}
    ]
    assert crossing == []


def test_every_table_is_declared_in_the_room_of_its_context() -> None:
    from sqlmodel import SQLModel

    misplaced = [
        f"{table.__tablename__} in {table.__module__}"
        for table in SQLModel.__subclasses__()
        if hasattr(table, "__table__")
        and table.__module__.split(".")[0] != _owner(str(table.__tablename__))
        and not table.__module__.startswith("tests")
    ]
    assert misplaced == []
