"""Fresh databases for tests: SQLite by copying a file, PostgreSQL by copying a template.

PostgreSQL comes from QUAESTOR_TEST_POSTGRES (a URL) or from the server programs on this machine,
started in a temporary folder on a Unix socket; where neither is found those tests are skipped.
"""

import contextlib
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import psycopg
import sqlalchemy as sa

from shared.migrations import migrate_now

_NUMBERS = count()


def postgres_programs() -> Path | None:
    """The newest server's programs (Debian keeps them off the PATH)."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    found = shutil.which("initdb")
    if found:
        places.append(Path(found).parent)
    return next((place for place in places if (place / "initdb").exists()), None)


@contextlib.contextmanager
def postgres_server(folder: Path) -> Iterator[str]:
    """A server of our own in `folder`; yields a connection URL prefix without database name."""
    programs = postgres_programs()
    if programs is None:
        raise RuntimeError("no PostgreSQL on this machine")
    as_user = _unprivileged(folder)
    data = folder / "pg"
    init = ["-D", str(data), "-U", "postgres", "--auth=trust", "--no-sync", "-E", "UTF8"]
    _quietly([*as_user, str(programs / "initdb"), *init])
    options = f"-k {folder} -h '' -c fsync=off -c full_page_writes=off -c max_connections=300"
    control = [*as_user, str(programs / "pg_ctl"), "-D", str(data), "-w"]
    log = ["-l", str(folder / "pg.log"), "-o", options]
    _quietly([*control, *log, "start"])
    try:
        yield f"postgresql+psycopg://postgres@/{{name}}?host={folder}"
    finally:
        _quietly([*control, "-m", "immediate", "stop"])


def _quietly(command: list[str]) -> None:
    subprocess.run(
        command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT, cwd="/"
    )


def _unprivileged(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root: hand the folder to its own user then."""
    if os.geteuid() != 0:
        return []
    user = pwd.getpwnam("postgres")
    os.chown(folder, user.pw_uid, user.pw_gid)
    for parent in folder.parents:
        if parent.stat().st_mode & 0o001 == 0 and parent != Path("/"):
            parent.chmod(parent.stat().st_mode | 0o001)
    return ["runuser", "-u", "postgres", "--"]


class SqliteTemplates:
    """Copies of one migrated file."""

    def __init__(self, folder: Path) -> None:
        self._template = folder / "template.db"
        migrate_now(f"sqlite+aiosqlite:///{self._template}")

    def fresh(self, folder: Path) -> str:
        shutil.copyfile(self._template, folder / "quaestor.db")
        return f"sqlite+aiosqlite:///{folder / 'quaestor.db'}"

    def drop(self, url: str) -> None:
        """The temporary folder goes with the test."""


class PostgresTemplates:
    """Copies of one migrated database."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._admin("CREATE DATABASE quaestor_template")
        migrate_now(url.format(name="quaestor_template"))

    def fresh(self, folder: Path) -> str:
        name = f"t{next(_NUMBERS)}"
        self._admin(f"CREATE DATABASE {name} TEMPLATE quaestor_template STRATEGY FILE_COPY")
        return self._url.format(name=name)

    def drop(self, url: str) -> None:
        name = sa.make_url(url).database
        self._admin(f"DROP DATABASE {name} WITH (FORCE)")

    def _admin(self, statement: str) -> None:
        plain = self._url.format(name="postgres").replace("+psycopg", "")
        with psycopg.connect(plain, autocommit=True) as connection:
            connection.execute(statement.encode())
