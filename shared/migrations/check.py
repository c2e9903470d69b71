"""`python -m shared.migrations.check`: the history makes exactly the tables the models declare."""

import sys
import tempfile
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from shared.migrations import migrate_now
from shared.migrations.models import all_tables

# made by hand-written SQL for full-text search; SQLite adds tables of its own beside it
OWN_SQL = ("enot_search",)


def differences(url: str) -> list[Any]:
    """What `alembic revision --autogenerate` would write for a database of this URL."""
    engine = sa.create_engine(url)
    options = {"compare_type": True, "include_name": lambda name, kind, _: not _is_own(name, kind)}
    try:
        with engine.connect() as connection:
            return list(
                compare_metadata(MigrationContext.configure(connection, opts=options), all_tables())
            )
    finally:
        engine.dispose()


def _is_own(name: str | None, kind: str) -> bool:
    return kind == "table" and str(name).startswith((*OWN_SQL, "alembic_version"))


def main() -> int:
    """0 when nothing differs; prints the differences otherwise."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "check.db"
        migrate_now(f"sqlite+aiosqlite:///{path}")
        found = differences(f"sqlite:///{path}")
    for difference in found:
        sys.stdout.write(f"{difference}\n")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
