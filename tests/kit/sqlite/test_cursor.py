"""Which statements count as writes."""

import pytest

from mergelab.kit.sqlite.cursor import writes


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO t VALUES (1)",
        "  update t set a = 1",
        "DELETE FROM t",
        "REPLACE INTO t VALUES (1)",
        "CREATE TABLE t (a)",
        "ALTER TABLE t ADD b",
        "DROP TABLE t",
        "VACUUM",
        "REINDEX",
        "ANALYZE",
        "-- a note\nINSERT INTO t VALUES (1)",
        "/* a\nnote */ DELETE FROM t",
        "WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x",
        "",
    ],
)
def test_writes(sql):
    assert writes(sql) is True


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 1",
        "select * from t",
        "(SELECT 1)",
        "-- INSERT\nSELECT 1",
        "EXPLAIN QUERY PLAN DELETE FROM t",
        "PRAGMA foreign_keys",
        "VALUES (1)",
        "BEGIN IMMEDIATE",
        "SAVEPOINT s",
        "RELEASE SAVEPOINT s",
        "ROLLBACK TO SAVEPOINT s",
        "WITH x AS (SELECT 1) SELECT * FROM x",
        "VACUUM INTO 'copy'",
    ],
)
def test_reads(sql):
    assert writes(sql) is False
