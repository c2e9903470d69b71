"""Pages are tried on SQLite alone: what they ask of a database is tried on both elsewhere."""

from pathlib import Path

import pytest

from tests.databases import SqliteTemplates


@pytest.fixture
def database_url(sqlite_templates: SqliteTemplates, tmp_path: Path) -> str:
    return sqlite_templates.fresh(tmp_path)
