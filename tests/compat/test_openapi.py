"""schemathesis: whatever a client sends, the answer is one that the OpenAPI document declares.

An administrator asks, in a small world that each operation finds whole. Path parameters and bodies
are real ones in about half of the requests, so that the fuzz reaches the verbs behind them.
"""

from collections.abc import Iterator
from typing import Any
from zlib import crc32

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from factories import client_of, make_token, make_user
from hypothesis import HealthCheck, Phase, settings
from pytest_django import Settings
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from subjects import Subject
from world import ON_ROUTE, World, build

from mergelab.config.api_urls import urlpatterns
from mergelab.config.wsgi import application
from mergelab.kit.rest.openapi import document

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
FILE = {"branch": "feature", "commit_message": "m", "content": "a"}
#: Bodies that are right in the world, by operation.
GOOD: dict[str, dict[str, Any]] = {
    "api_file_put": FILE,
    "api_file_delete": FILE,
    "api_commits_post": {
        "branch": "feature",
        "commit_message": "m",
        "actions": [{"action": "update", "file_path": "more.txt", "content": "a"}],
    },
    "api_branches_post": {"branch": "b", "ref": "main"},
    "api_tags_post": {"tag_name": "t", "ref": "main", "message": "m"},
    "api_protected_branches_post": {"name": "x*"},
    "api_discussions_post": {
        "body": "b",
        "position": {"new_path": "more.txt", "new_line": 1, "position_type": "text"},
    },
    "api_discussion_put": {"resolved": True},
    "api_groups_post": {"name": "n", "path": "n"},
    "api_projects_post": {"name": "n"},
    "api_project_tokens_post": {"name": "n", "scopes": ["api"]},
    "api_user_tokens_post": {"name": "n", "scopes": ["api"]},
    "api_merge_put": {},
    "api_file_post": {**FILE, "branch": "new", "start_branch": "main"},
    "api_users_post": {
        "username": "u",
        "name": "n",
        "email": "u@example.org",
        "password": "correct horse battery",
    },
    "api_own_tokens_post": {"name": "n", "scopes": ["read_api"]},
    "api_protected_branch_patch": {"allow_force_push": True},
    "api_project_member_put": {"access_level": 20},
    "api_project_put": {"path": "two", "visibility": "private"},
}
QUERIES: dict[str, dict[str, str]] = {
    "api_compare_get": {"from": "main", "to": "feature"},
    "api_merge_base_get": {"refs": "main,feature"},
}

CONFIG = {
    "generation": {"mode": "all"},
    "phases": {"coverage": {"enabled": False}, "examples": {"enabled": False}},
}
schema = schemathesis.openapi.from_dict(
    document(urlpatterns, base_url="http://testserver/api/v4", version="test"),
    config=SchemathesisConfig.from_dict(CONFIG),
)
schema.app = application
world: dict[str, World] = {}


@pytest.fixture(scope="module")
def secret(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The token of an administrator in a world that every test begins with."""
    from django.core.management import call_command

    with django_db_blocker.unblock():
        made = build("public")
        root = make_user("root", is_admin=True)
        token = make_token(root)
        client_of(root)
        made.complete(Subject("owner", root, {}))
        world["now"] = made
    yield token
    with django_db_blocker.unblock():
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture(autouse=True, scope="module")
def _one_connection() -> Iterator[None]:
    """Requests share the test's connection, as Django's own test client arranges it."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


def made_real(case: Any) -> None:
    """Two of three cases ask for what is there, and one of three asks rightly."""
    raw = case.operation.definition.raw
    name, there = raw["operationId"], world["now"]
    turn = crc32(repr((case.path_parameters, case.query, case.body)).encode("utf-8", "replace")) % 3
    if turn:
        route = name.rpartition("_")[0]
        known = {**there.values, **there.own.get(route, {}), **ON_ROUTE.get(route, {})}
        for parameter in case.path_parameters or {}:
            case.path_parameters[parameter] = known.get(parameter, "x")
    if turn == 2:
        case.body = GOOD.get(name, case.body)
        case.query = QUERIES.get(name, case.query)


def ask(case: Any, secret: str, settings: Settings) -> None:
    settings.RATE_LIMIT_PER_MINUTE = 0
    # What is not caught fails the test with its own traceback instead of a 500.
    settings.DEBUG_PROPAGATE_EXCEPTIONS = True
    made_real(case)
    headers = {**(case.headers or {}), "PRIVATE-TOKEN": secret, "Accept-Encoding": "identity"}
    case.call_and_validate(headers=headers, checks=CHECKS)


HURRIED = settings(
    max_examples=8,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@schema.parametrize()
@HURRIED
def test_every_operation_answers_as_declared(
    case: Any, db: None, secret: str, settings: Settings
) -> None:
    ask(case, secret, settings)


@pytest.mark.nightly
@schema.parametrize()
@settings(HURRIED, max_examples=150, derandomize=False, phases=list(Phase))
def test_every_operation_answers_as_declared_for_long(
    case: Any, db: None, secret: str, settings: Settings
) -> None:
    ask(case, secret, settings)
