"""The write-ahead log is emptied when nobody needs it."""

from pathlib import Path

import pytest
from django.db import connection, transaction

from mergelab.kit.sqlite.journal import shrink


def log_size(wrapper) -> int:
    return Path(wrapper.settings_dict["NAME"] + "-wal").stat().st_size


def test_log_is_emptied(connect):
    a = connect("a")
    with a.cursor() as cursor:
        cursor.execute("CREATE TABLE t (n INTEGER)")
    assert log_size(a) > 0
    assert shrink(a) is True
    assert log_size(a) == 0
    with a.cursor() as cursor:
        assert cursor.execute("PRAGMA busy_timeout").fetchone() == (20000,)


def test_reader_keeps_the_log(connect):
    a, b = connect("a"), connect("b")
    with a.cursor() as cursor:
        cursor.execute("CREATE TABLE t (n INTEGER)")
    b.ensure_connection()
    b.connection.execute("BEGIN")
    b.connection.execute("SELECT * FROM t").fetchall()
    with a.cursor() as cursor:
        cursor.execute("INSERT INTO t VALUES (1)")
    assert shrink(a) is False
    b.connection.execute("ROLLBACK")
    assert shrink(a) is True


@pytest.mark.django_db
def test_transaction_forbids_it():
    with transaction.atomic():
        assert shrink(connection) is False
