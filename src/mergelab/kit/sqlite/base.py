"""The database wrapper: Django's SQLite backend with WAL, full syncing and the writer lock."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

from mergelab.kit.sqlite.cursor import LockingCursor
from mergelab.kit.sqlite.lock import LockTimeout, Turn, WriterLock, writer_lock

TIMEOUT_SECONDS = 20.0
_PRAGMAS = (
    "PRAGMA synchronous = FULL",
    "PRAGMA journal_size_limit = 67108864",
)


class WriterBusy(OperationalError):
    """Another writer kept the database for longer than a request may wait."""


class DatabaseWrapper(base.DatabaseWrapper):
    """One connection. It holds the writer's turn from its first write to commit or rollback.

    ``OPTIONS["timeout"]`` (seconds, default 20) bounds the wait for the turn and, behind it, for
    SQLite's own lock. An in-memory database needs and gets no lock.
    """

    transaction_mode: str | None
    _held: Turn | None = None
    _lock_of_name: tuple[object, WriterLock | None] | None = None

    @property
    def database_path(self) -> Path | None:
        """The database file; None when it is in memory."""
        if self.is_in_memory_db():
            return None
        text = str(self.settings_dict["NAME"])
        if text.startswith("file:"):
            text = unquote(text.removeprefix("file:").partition("?")[0])
        return Path(text).absolute()

    @property
    def _lock(self) -> WriterLock | None:
        """The lock beside the file. Django renames a test's database under an open wrapper."""
        name = self.settings_dict["NAME"]
        if self._lock_of_name is None or self._lock_of_name[0] != name:
            path = self.database_path
            beside = None if path is None else path.with_name(f"{path.name}-writer")
            self._lock_of_name = (name, None if beside is None else writer_lock(beside))
        return self._lock_of_name[1]

    @property
    def _timeout(self) -> float:
        return float(self.settings_dict["OPTIONS"].get("timeout", TIMEOUT_SECONDS))

    def get_connection_params(self) -> dict[str, Any]:
        """Django's parameters with our defaults below what ``OPTIONS`` says."""
        params = super().get_connection_params()
        params.setdefault("timeout", TIMEOUT_SECONDS)
        self.transaction_mode = self.transaction_mode or "IMMEDIATE"
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> sqlite3.Connection:
        """Open the file, which is made with mode 0600, and see that it is in WAL mode."""
        path = self.database_path
        if path is not None:
            _create_private(path)
        connection: sqlite3.Connection = super().get_new_connection(conn_params)
        try:
            for pragma in _PRAGMAS:
                connection.execute(pragma)
            if path is not None and _journal_mode(connection) != "wal":
                with self._passing_turn():
                    connection.execute("PRAGMA journal_mode = WAL")
        except BaseException:
            connection.close()
            raise
        return connection

    def create_cursor(self, name: str | None = None) -> LockingCursor:  # noqa: ARG002 - Django's
        """A cursor that takes the turn for writes in autocommit."""
        cursor: LockingCursor = self.connection.cursor(factory=LockingCursor)
        cursor.take_turn = self._statement_turn
        return cursor

    def _acquire(self) -> None:
        """Wait for the turn unless this connection has it. Raises `WriterBusy`."""
        if self._held is not None or self._lock is None:
            return
        try:
            self._held = self._lock.acquire(self._timeout)
        except LockTimeout:
            raise WriterBusy(
                "database is locked: another writer has kept it for over "
                f"{self._timeout:g} seconds, try again"
            ) from None

    def _give_back(self) -> None:
        held, self._held = self._held, None
        if held is not None:
            held.release()

    def _give_back_when_idle(self) -> None:
        """Keep the turn while SQLite has a transaction open, as after a failed commit."""
        if self.connection is None or not self.connection.in_transaction:
            self._give_back()

    @contextmanager
    def _passing_turn(self) -> Iterator[None]:
        """The turn for a single statement, or the one this connection has already."""
        had_it = self._held is not None
        self._acquire()
        try:
            yield
        finally:
            if not had_it:
                self._give_back()

    @contextmanager
    def _statement_turn(self) -> Iterator[bool]:
        """The turn around one statement of a cursor; kept if the statement opened a transaction."""
        had_it = self._held is not None
        self._acquire()
        try:
            yield True
        finally:
            if not had_it:
                self._give_back_when_idle()

    def _start_transaction_under_autocommit(self) -> None:
        self._acquire()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc] # the stubs omit it
        except BaseException:
            self._give_back()
            raise

    def _set_autocommit(self, autocommit: bool) -> None:
        """With autocommit off sqlite3 itself begins transactions: immediate ones, too."""
        with self.wrap_database_errors:
            self.connection.isolation_level = None if autocommit else "IMMEDIATE"

    def _commit(self) -> None:
        try:
            super()._commit()  # type: ignore[misc] # the stubs omit it
        finally:
            self._give_back_when_idle()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc] # the stubs omit it
        finally:
            self._give_back_when_idle()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc] # the stubs omit it
        finally:
            self._give_back()


def _journal_mode(connection: sqlite3.Connection) -> str:
    mode: str = connection.execute("PRAGMA journal_mode").fetchone()[0]
    return mode


def _create_private(path: Path) -> None:
    """Make the file readable by its owner only, with its directory entry on disk."""
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except (FileExistsError, FileNotFoundError):
        return  # there already, or SQLite reports the missing directory
    os.close(descriptor)
    directory = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
