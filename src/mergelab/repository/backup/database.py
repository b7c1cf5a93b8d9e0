"""Copy the database while it is in use, and put a copy back."""

import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from django.db import connection

from mergelab.kit.errors import Refused, Unavailable

SQLITE = "database.sqlite3"
POSTGRES = "database.pgdump"


def name() -> str:
    """What the copy is called in the back-up; it also says which kind of database it is of."""
    return SQLITE if connection.vendor == "sqlite" else POSTGRES


def dump(target: Path) -> None:
    """Write a consistent copy. Raises Unavailable where pg_dump is missing or fails."""
    if connection.vendor == "sqlite":
        connection.close()
        uri = f"file:{connection.settings_dict['NAME']}?mode=ro"
        with (
            closing(sqlite3.connect(uri, uri=True)) as source,
            closing(sqlite3.connect(target)) as copy,
        ):
            source.backup(copy)
        return
    _postgres("pg_dump", "--format=custom", "--no-owner", f"--file={target}")


def load(source: Path) -> None:
    """Put a copy into the configured, empty database. Raises Refused for another kind of one."""
    if source.name != name():
        raise Refused(
            f"The back-up holds {source.name}; MERGELAB_DATABASE_URL must name that kind."
        )
    if connection.vendor == "sqlite":
        connection.close()
        target = Path(connection.settings_dict["NAME"])
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with closing(sqlite3.connect(source)) as copy, closing(sqlite3.connect(target)) as live:
            copy.backup(live)
            live.execute("PRAGMA journal_mode=WAL")
        return
    _postgres("pg_restore", "--exit-on-error", "--no-owner", "--single-transaction", str(source))


def problems() -> list[str]:
    """What the database itself finds wrong."""
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        found = [str(row[0]) for row in cursor.fetchall() if row[0] != "ok"]
        cursor.execute("PRAGMA foreign_key_check")
        return found + [f"broken reference from {row[0]} {row[1]}" for row in cursor.fetchall()]


def _postgres(program: str, *arguments: str) -> None:
    binary = shutil.which(program)
    if binary is None:
        raise Unavailable(f"{program} is not installed; it comes with PostgreSQL's client.")
    at = connection.settings_dict
    where = {"PGHOST": at["HOST"], "PGPORT": at["PORT"], "PGUSER": at["USER"]}
    environment = {key: value for key, value in where.items() if value}
    environment |= {"PGPASSWORD": at["PASSWORD"], "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [binary, f"--dbname={at['NAME']}", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Unavailable(f"{program} failed: {done.stderr.strip()[:500]}")
