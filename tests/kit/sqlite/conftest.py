"""Connections to databases in files of their own, beside the tests' database."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connections
from pytest_django.plugin import DjangoDbBlocker

from mergelab.kit.sqlite.base import DatabaseWrapper

Connect = Callable[..., DatabaseWrapper]


@pytest.fixture
def connect(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Connect]:
    """Makes connections; ``connect("x")`` is registered under the alias ``x``."""
    made: list[str] = []

    def make(alias: str, name: str | None = None, **options: object) -> DatabaseWrapper:
        configured = {
            **connections["default"].settings_dict,
            "ENGINE": "mergelab.kit.sqlite",
            "NAME": name or str(tmp_path / "test.sqlite3"),
            "OPTIONS": options,
            "CONN_MAX_AGE": None,
        }
        wrapper = DatabaseWrapper(configured, alias=alias)
        wrapper.inc_thread_sharing()
        connections.databases[alias] = configured
        connections[alias] = wrapper
        made.append(alias)
        return wrapper

    with django_db_blocker.unblock():
        yield make
        for alias in made:
            connections[alias].close()
            del connections[alias]
            del connections.databases[alias]
