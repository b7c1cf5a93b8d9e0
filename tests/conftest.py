"""Fixtures that tests of every floor share."""

from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from factories import client_of, make_group, make_project, make_user

from mergelab.accounts.models import User
from mergelab.projects.models import Group, Project


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """With `-n`: each test for itself, but those of the browser on one worker."""
    from sharing import MakersTogether

    return MakersTogether(config, log)


@pytest.fixture(scope="session")
def django_db_modify_db_settings_xdist_suffix(
    django_db_modify_db_settings_xdist_suffix: None,
) -> None:
    """SQLite's test database is in memory, so that parallel runs need no names of their own.

    pytest-django knows that of Django's own SQLite backend only.
    """
    if settings.DATABASES["default"]["ENGINE"] == "mergelab.kit.sqlite":
        settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = ":memory:"


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


@pytest.fixture
def ana(db: None) -> User:
    """An ordinary user, the owner of `group` and `project`."""
    return make_user("ana")


@pytest.fixture
def ben(db: None) -> User:
    """Another ordinary user, a stranger to ana's things."""
    return make_user("ben")


@pytest.fixture
def admin(db: None) -> User:
    return make_user("root", is_admin=True)


@pytest.fixture
def group(ana: User) -> Group:
    """ana's private group `wind-farm`."""
    return make_group(ana)


@pytest.fixture
def project(ana: User, group: Group) -> Project:
    """ana's private project `wind-farm/power-forecast`."""
    return make_project(ana, group=group)


@pytest.fixture
def browser(ana: User) -> Client:
    """ana, signed in."""
    return client_of(ana)


@pytest.fixture
def anonymous() -> Client:
    return client_of()
