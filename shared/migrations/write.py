"""`python -m shared.migrations.write enot "what changes"`: the migration the models ask for."""

import sys
import tempfile
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.script import ScriptDirectory

from shared.migrations import configuration, migrate_now


def main(context: str, message: str) -> int:
    """Compare a fresh database with the models of one context and write what differs."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "write.db"
        migrate_now(f"sqlite+aiosqlite:///{path}")
        engine = sa.create_engine(f"sqlite:///{path}")
        with engine.connect() as connection:
            config = configuration(connection)
            config.attributes["context"] = context
            number = len(list(ScriptDirectory.from_config(config).walk_revisions())) + 1
            made: Any = command.revision(
                config, f"{context} {message}", autogenerate=True, rev_id=f"{number:04d}"
            )
        engine.dispose()
    sys.stdout.write(f"{made.path}\nread it before you commit it\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
