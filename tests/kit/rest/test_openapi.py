"""The OpenAPI document is valid and names all that the API answers to."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from openapi_spec_validator import OpenAPIV31SpecValidator, validate

from mergelab.config.api_urls import urlpatterns
from mergelab.kit.access import declared_routes
from mergelab.kit.rest.openapi import REFUSALS


@pytest.fixture(scope="module")
def served() -> dict[str, Any]:
    answer = Client().get("/api/v4/openapi.json")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    found: dict[str, Any] = json.loads(answer.content)
    return found


def operations(served: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        f"{method.upper()} {path}": row
        for path, methods in served["paths"].items()
        for method, row in methods.items()
    }


def test_it_is_a_valid_document(served: dict[str, Any]) -> None:
    validate(served, cls=OpenAPIV31SpecValidator)
    assert served["openapi"] == "3.1.0"
    assert served["servers"] == [{"url": "http://testserver/api/v4"}]


def test_it_names_every_route_and_method(served: dict[str, Any]) -> None:
    declared = set()
    for where, guard in declared_routes(urlpatterns):
        assert guard is not None
        path = re.sub(r"<(?:[a-z_]+:)?([a-z_]+)>", r"{\1}", where)
        declared |= {f"{method} /{path}" for method in guard.allowed}
    assert set(operations(served)) == declared
    assert len(declared) > 100


def test_every_view_declares_its_operation() -> None:
    bare = [
        f"{method} {guard.name}"
        for _, guard in declared_routes(urlpatterns)
        if guard is not None
        for method, allow in guard.allowed.items()
        if not hasattr(allow.view, "operation")
    ]
    assert bare == []


def test_each_operation_has_a_name_words_and_every_refusal(served: dict[str, Any]) -> None:
    rows = operations(served)
    names = [row["operationId"] for row in rows.values()]
    assert len(set(names)) == len(names)
    for row in rows.values():
        assert row["summary"]
        assert {str(code) for code in REFUSALS} < set(row["responses"])


def test_one_operation_in_full(served: dict[str, Any]) -> None:
    row = operations(served)["GET /projects/{project}/repository/branches"]
    assert [(one["name"], one["in"], one["required"]) for one in row["parameters"]] == [
        ("project", "path", True),
        ("page", "query", False),
        ("per_page", "query", False),
        ("pagination", "query", False),
        ("cursor", "query", False),
        ("sort", "query", False),
        ("search", "query", False),
    ]
    assert row["responses"]["200"]["content"] == {
        "application/json": {
            "schema": {"type": "array", "items": {"$ref": "#/components/schemas/BranchOut"}}
        }
    }
