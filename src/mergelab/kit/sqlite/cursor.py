"""A cursor that takes the writer's turn for single statements outside a transaction."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django.db.backends.sqlite3.base import SQLiteCursorWrapper

Rows = list[tuple[Any, ...]]

_START = re.compile(r"(?:\s|--[^\n]*\n|/\*.*?\*/|\()*([a-z]+)", re.IGNORECASE | re.DOTALL)
_READS = frozenset({"SELECT", "EXPLAIN", "PRAGMA", "VALUES", "ATTACH", "DETACH"}) | frozenset(
    {"BEGIN", "COMMIT", "END", "ROLLBACK", "SAVEPOINT", "RELEASE"}
)
_WRITE_WORD = re.compile(r"\b(?:INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE)


def writes(sql: str) -> bool:
    """Whether a statement may change the database file.

    Errs towards yes: a turn too many costs microseconds. ``WITH`` counts as a write when a
    writing word occurs anywhere in it; ``VACUUM INTO`` only reads.
    """
    match = _START.match(sql)
    word = match[1].upper() if match else ""
    if word == "WITH":
        return _WRITE_WORD.search(sql) is not None
    if word == "VACUUM":
        return re.search(r"\bINTO\b", sql, re.IGNORECASE) is None
    return word not in _READS


class LockingCursor(SQLiteCursorWrapper):
    """Runs a writing statement under `take_turn` when its connection has no turn yet.

    ``INSERT … RETURNING`` commits only when its last row was read, so in autocommit its rows are
    fetched at once, while the turn is still held.
    """

    take_turn: Callable[[], AbstractContextManager[object]]
    _rows: Iterator[tuple[Any, ...]] | None = None

    def _turn(self, sql: str) -> AbstractContextManager[object]:
        if self.connection.in_transaction or not writes(sql):
            return nullcontext()
        return self.take_turn()

    def execute(self, query: str, params: Any = None) -> "LockingCursor":
        """Run one statement."""
        self._rows = None
        with self._turn(query) as turn:
            super().execute(query, params)
            if turn is not None and self.description is not None:
                self._rows = iter(super().fetchall())
        return self

    def executemany(self, query: str, param_list: Any) -> "LockingCursor":
        """Run one statement with each of many parameter lists."""
        self._rows = None
        with self._turn(query):
            super().executemany(query, param_list)
        return self

    def executescript(self, script: str) -> "LockingCursor":
        """Run several statements; sqlite3 commits what was open before."""
        self._rows = None
        with self.take_turn():
            super().executescript(script)
        return self

    def fetchone(self) -> Any:
        """The next row, or None."""
        return super().fetchone() if self._rows is None else next(self._rows, None)

    def fetchmany(self, size: int | None = None) -> Rows:
        """The next `size` rows."""
        count = self.arraysize if size is None else size
        if self._rows is None:
            return super().fetchmany(count)
        return [row for _, row in zip(range(count), self._rows, strict=False)]

    def fetchall(self) -> Rows:
        """All rows that are left."""
        return super().fetchall() if self._rows is None else list(self._rows)

    def __next__(self) -> Any:
        return super().__next__() if self._rows is None else next(self._rows)
