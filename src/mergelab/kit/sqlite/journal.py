"""Keeping the write-ahead log short: a reader that stays long lets it grow."""

from django.db.backends.base.base import BaseDatabaseWrapper

PATIENCE_MS = 200


def shrink(connection: BaseDatabaseWrapper) -> bool:
    """Copy the log into the database file and empty it; false when readers or writers forbid it.

    While SQLite waits for readers to end it keeps writers out, so it may wait only briefly. Does
    nothing within a transaction or on another database.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return False
    with connection.cursor() as cursor:
        patience = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout = {PATIENCE_MS}")
        try:
            blocked, _, _ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {patience}")
    return not blocked
