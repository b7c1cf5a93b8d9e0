"""One connection: its pragmas, and when it holds the writer's turn."""

import sqlite3
import stat
from pathlib import Path

import pytest
from django.db import IntegrityError, connections, transaction

from mergelab.kit.sqlite.base import DatabaseWrapper, WriterBusy
from mergelab.kit.sqlite.lock import LockTimeout, writer_lock


def scalar(wrapper: DatabaseWrapper, sql: str) -> object:
    with wrapper.cursor() as cursor:
        return cursor.execute(sql).fetchone()[0]


def run(wrapper: DatabaseWrapper, sql: str, params: object = None) -> None:
    with wrapper.cursor() as cursor:
        cursor.execute(sql, params)


def is_held(wrapper: DatabaseWrapper) -> bool:
    """Whether anybody has the turn: try to take it."""
    path = wrapper.database_path
    assert path is not None
    try:
        writer_lock(path.with_name(f"{path.name}-writer")).acquire(0).release()
    except LockTimeout:
        return True
    return False


@pytest.fixture
def a(connect) -> DatabaseWrapper:
    made = connect("a")
    run(made, "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER UNIQUE)")
    return made


def test_pragmas_promise_durability_and_integrity(a):
    assert scalar(a, "PRAGMA journal_mode") == "wal"
    assert scalar(a, "PRAGMA synchronous") == 2
    assert scalar(a, "PRAGMA foreign_keys") == 1
    assert scalar(a, "PRAGMA busy_timeout") == 20000


def test_file_is_private(a):
    for path in (Path(a.settings_dict["NAME"]), Path(a.settings_dict["NAME"] + "-wal")):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_wal_is_not_set_again(a, connect):
    """Setting it takes a lock; a second connection must open while somebody writes."""
    with transaction.atomic(using="a"):
        run(a, "INSERT INTO t (n) VALUES (1)")
        assert scalar(connect("b"), "SELECT count(*) FROM t") == 0


def test_turn_lasts_from_begin_to_commit(a):
    with transaction.atomic(using="a"):
        assert is_held(a)
        run(a, "INSERT INTO t (n) VALUES (1)")
        with transaction.atomic(using="a"):
            run(a, "INSERT INTO t (n) VALUES (2)")
        assert is_held(a)
    assert not is_held(a)
    assert scalar(a, "SELECT count(*) FROM t") == 2


def test_turn_ends_with_rollback(a):
    with pytest.raises(ZeroDivisionError), transaction.atomic(using="a"):
        run(a, "INSERT INTO t (n) VALUES (1)")
        raise ZeroDivisionError
    assert not is_held(a)
    assert scalar(a, "SELECT count(*) FROM t") == 0


def test_rolled_back_savepoint_keeps_the_turn(a):
    run(a, "INSERT INTO t (n) VALUES (1)")
    with transaction.atomic(using="a"):
        with pytest.raises(IntegrityError), transaction.atomic(using="a"):
            run(a, "INSERT INTO t (n) VALUES (1)")
        assert is_held(a)
        run(a, "INSERT INTO t (n) VALUES (2)")
    assert not is_held(a)
    assert scalar(a, "SELECT count(*) FROM t") == 2


def test_turn_ends_when_a_connection_closes_in_a_transaction(a):
    with transaction.atomic(using="a"):
        run(a, "INSERT INTO t (n) VALUES (1)")
        a.close()
        assert not is_held(a)
    assert scalar(a, "SELECT count(*) FROM t") == 0


def test_turn_ends_when_a_connection_is_dropped(a, connect):
    """As when a thread ends without closing its connection."""
    b = connect("b")
    b.set_autocommit(False)
    run(b, "INSERT INTO t (n) VALUES (1)")
    assert is_held(a)
    b._held = None
    assert not is_held(a)
    b.rollback()
    b.set_autocommit(True)


def test_single_statement_takes_and_returns_the_turn(a):
    run(a, "INSERT INTO t (n) VALUES (%s)", [1])
    assert not is_held(a)
    with pytest.raises(IntegrityError):
        run(a, "INSERT INTO t (n) VALUES (1)")
    assert not is_held(a)


def test_single_write_waits_for_the_turn_and_a_read_does_not(a, connect):
    b = connect("b", timeout=0.05)
    with transaction.atomic(using="a"):
        run(a, "INSERT INTO t (n) VALUES (1)")
        assert scalar(b, "SELECT count(*) FROM t") == 0
        with pytest.raises(WriterBusy) as caught:
            run(b, "INSERT INTO t (n) VALUES (2)")
        assert str(caught.value) == (
            "database is locked: another writer has kept it for over 0.05 seconds, try again"
        )
        with pytest.raises(WriterBusy), transaction.atomic(using="b"):
            run(b, "INSERT INTO t (n) VALUES (2)")
    run(b, "INSERT INTO t (n) VALUES (2)")
    assert scalar(a, "SELECT count(*) FROM t") == 2


def test_returning_is_committed_before_the_turn_ends(a, connect):
    with a.cursor() as cursor:
        cursor.execute("INSERT INTO t (n) VALUES (7), (8) RETURNING id, n")
        assert not is_held(a)
        assert scalar(connect("b"), "SELECT count(*) FROM t") == 2
        assert cursor.fetchone() == (1, 7)
        assert cursor.fetchmany(5) == [(2, 8)]
        assert cursor.fetchone() is None
        assert cursor.fetchall() == []
        cursor.execute("SELECT n FROM t ORDER BY n")
        assert cursor.fetchall() == [(7,), (8,)]


def test_executemany_runs_in_one_turn(a):
    with a.cursor() as cursor:
        cursor.executemany("INSERT INTO t (n) VALUES (%s)", [(n,) for n in range(10)])
    assert not is_held(a)
    assert scalar(a, "SELECT count(*) FROM t") == 10


def test_script_runs_in_one_turn(a):
    with a.cursor() as cursor:
        cursor.executescript("INSERT INTO t (n) VALUES (1); INSERT INTO t (n) VALUES (2);")
    assert not is_held(a)
    assert scalar(a, "SELECT count(*) FROM t") == 2


def test_autocommit_off_holds_the_turn_from_the_first_write(a):
    a.set_autocommit(False)
    assert scalar(a, "SELECT count(*) FROM t") == 0
    assert not is_held(a)
    run(a, "INSERT INTO t (n) VALUES (1)")
    assert is_held(a)
    a.commit()
    assert not is_held(a)
    a.set_autocommit(True)


def test_foreign_writer_cannot_make_begin_keep_the_turn(a, connect):
    """Another program holds SQLite's own lock: BEGIN fails, and the turn is given back."""
    b = connect("b", timeout=0.05)
    b.ensure_connection()
    foreign = sqlite3.connect(a.settings_dict["NAME"], isolation_level=None)
    foreign.execute("BEGIN IMMEDIATE")
    with pytest.raises(Exception, match="database is locked"), transaction.atomic(using="b"):
        pass
    foreign.execute("ROLLBACK")
    foreign.close()
    assert not is_held(a)


def test_memory_database_has_no_lock(connect):
    memory = connect("m", name="file:plain?mode=memory&cache=shared")
    assert memory.database_path is None
    with transaction.atomic(using="m"):
        run(memory, "CREATE TABLE t (id INTEGER PRIMARY KEY)")
        run(memory, "INSERT INTO t DEFAULT VALUES")
    assert scalar(memory, "SELECT count(*) FROM t") == 1


def test_file_uri_names_the_same_lock(tmp_path, connect):
    b = connect("b", name=f"file:{tmp_path}/with%20space.sqlite3?mode=rwc")
    assert b.database_path == tmp_path / "with space.sqlite3"


def test_on_commit_runs_after_the_turn(a):
    seen: list[bool] = []
    with transaction.atomic(using="a"):
        run(a, "INSERT INTO t (n) VALUES (1)")
        connections["a"].on_commit(lambda: seen.append(is_held(a)))
    assert seen == [False]
