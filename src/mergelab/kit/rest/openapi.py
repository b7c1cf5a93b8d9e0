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
Schemas = dict[Any, dict[str, Any]]
_KINDS = {"int": {"type": "integer", "minimum": 0}}
REFUSALS = {
    400: "The input is wrong: the message says what and where.",
    401: "Who asks is not known.",
    403: "This one may not do that.",
    404: "There is no such thing, or one may not see it.",
    405: "This cannot be done now.",
    409: "It does not fit the present state.",
    413: "Too large.",
    422: "It cannot be merged by itself.",
    429: "Too many requests: wait for Retry-After seconds.",
    503: "Not available right now: try again later.",
    507: "The server's disk is nearly full; reading works.",
}


class Error(msgspec.Struct, kw_only=True):
    """Why not: a sentence, or the wrong field with the sentences about it."""

    message: str | dict[str, list[str]] = ""
    error: str = ""
    error_description: str = ""
    scope: str = ""


def document(
    patterns: list[URLPattern | URLResolver], *, base_url: str, version: str
) -> dict[str, Any]:
    """The whole document for the REST routes among `patterns`."""
    operations = list(_operations(patterns))
    kinds = {op.body for *_, op in operations} | {op.returns for *_, op in operations}
    ordered: list[Any] = [Error, *sorted(kinds - {None}, key=str)]
    # All at once: two structs of the same name then get longer names that differ.
    found, components = msgspec.json.schema_components(
        ordered, ref_template="#/components/schemas/{name}"
    )
    schemas = dict(zip(ordered, found, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for pattern, name, method, op in operations:
        path, parameters = _path(pattern)
        paths.setdefault(path, {})[method.lower()] = {
            "operationId": f"{name}_{method.lower()}",
            **_operation(op, parameters, schemas),
        }
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
) -> Iterator[tuple[str, str, str, Operation]]:
    for where, guard in declared_routes(patterns):
        if guard is None or guard.door is not Door.API:
            continue
        for method, allow in guard.allowed.items():
            declared = getattr(allow.view, "operation", None)
            if declared is not None:
                yield where, guard.name, method, declared


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


def _operation(op: Operation, parameters: list[dict[str, Any]], schemas: Schemas) -> dict[str, Any]:
    queries = [query for query in (PageQuery if op.is_listing else None, op.query) if query]
    # An operation may sort in more ways than every list does: its own words count.
    asked = {row["name"]: row for query in queries for row in _query(query)}
    described: dict[str, Any] = {
        "summary": op.summary,
        "parameters": [*parameters, *asked.values()],
        "responses": _responses(op, schemas),
    }
    if op.body is not None:
        described["requestBody"] = {
            "content": {"application/json": {"schema": schemas[op.body]}},
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


def _responses(op: Operation, schemas: Schemas) -> dict[str, Any]:
    success: dict[str, Any] = {"description": "Done."}
    if op.returns is not None:
        schema = schemas[op.returns]
        listed = {"type": "array", "items": schema} if op.is_listing else schema
        success["content"] = {op.media_type: {"schema": listed}}
    elif op.status != 204:
        success["content"] = {op.media_type: {}}
    wrong = {"application/json": {"schema": schemas[Error]}}
    refusals = {
        str(code): {"description": words, "content": wrong} for code, words in REFUSALS.items()
    }
    return {str(op.status): success, **refusals}
