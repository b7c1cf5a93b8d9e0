"""The OpenAPI 3.1 document, made from the declared routes."""

import re
from collections.abc import Iterator
from typing import Any

import msgspec
from django.urls import URLPattern, URLResolver

from mergelab.kit.access import Door, declared_routes
from mergelab.kit.rest.operations import Operation
from mergelab.kit.rest.paging import PageQuery

_PARAMETER = re.compile(r"<(?:(?P<kind>[a-z_]+):)?(?P<name>[a-z_]+)>")
_KINDS = {"int": {"type": "integer", "minimum": 0}}


def document(
    patterns: list[URLPattern | URLResolver], *, base_url: str, version: str
) -> dict[str, Any]:
    """The whole document for the REST routes among `patterns`."""
    operations = list(_operations(patterns))
    types = [kind for _, _, op in operations for kind in (op.body, op.returns) if kind is not None]
    _, components = msgspec.json.schema_components(
        types, ref_template="#/components/schemas/{name}"
    )
    paths: dict[str, dict[str, Any]] = {}
    for pattern, method, op in operations:
        path, parameters = _path(pattern)
        paths.setdefault(path, {})[method.lower()] = _operation(op, parameters)
    return {
        "openapi": "3.1.0",
        "info": {"title": "mergelab", "version": version},
        "servers": [{"url": base_url}],
        "security": [{"token": []}, {"bearer": []}],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "token": {"type": "apiKey", "in": "header", "name": "PRIVATE-TOKEN"},
                "bearer": {"type": "http", "scheme": "bearer"},
            },
        },
    }


def _operations(
    patterns: list[URLPattern | URLResolver],
) -> Iterator[tuple[str, str, Operation]]:
    for where, guard in declared_routes(patterns):
        if guard is None or guard.door is not Door.API:
            continue
        for method, allow in guard.allowed.items():
            declared = getattr(allow.view, "operation", None)
            if declared is not None:
                yield where, method, declared


def _path(pattern: str) -> tuple[str, list[dict[str, Any]]]:
    parameters = [
        {
            "name": match["name"],
            "in": "path",
            "required": True,
            "schema": _KINDS.get(match["kind"] or "", {"type": "string"}),
        }
        for match in _PARAMETER.finditer(pattern)
    ]
    return "/" + _PARAMETER.sub(lambda match: "{" + match["name"] + "}", pattern), parameters


def _operation(op: Operation, parameters: list[dict[str, Any]]) -> dict[str, Any]:
    queries = [query for query in (PageQuery if op.is_listing else None, op.query) if query]
    # An operation may sort in more ways than every list does: its own words count.
    asked = {row["name"]: row for query in queries for row in _query(query)}
    described: dict[str, Any] = {
        "summary": op.summary,
        "parameters": [*parameters, *asked.values()],
        "responses": _responses(op),
    }
    if op.body is not None:
        described["requestBody"] = {
            "content": {"application/json": {"schema": _reference(op.body)}},
        }
    return described


def _query(struct: type[msgspec.Struct]) -> Iterator[dict[str, Any]]:
    for field in msgspec.structs.fields(struct):
        schemas, _ = msgspec.json.schema_components([field.type])
        yield {
            "name": field.encode_name,
            "in": "query",
            "required": field.required,
            "schema": schemas[0],
        }


def _reference(kind: Any) -> dict[str, Any]:
    schemas, _ = msgspec.json.schema_components([kind], ref_template="#/components/schemas/{name}")
    return schemas[0]


def _responses(op: Operation) -> dict[str, Any]:
    error = {"description": "Refused: `message` or `error` says why."}
    success: dict[str, Any] = {"description": "Done."}
    if op.returns is not None:
        schema = _reference(op.returns)
        listed = {"type": "array", "items": schema} if op.is_listing else schema
        success["content"] = {op.media_type: {"schema": listed}}
    elif op.media_type != "application/json":
        success["content"] = {op.media_type: {}}
    codes = ("400", "401", "403", "404", "405", "409", "413", "415", "422", "429")
    return {str(op.status): success, **dict.fromkeys(codes, error)}
