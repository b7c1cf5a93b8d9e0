"""Bodies and query strings into structs, with errors that name the field."""

import json
from typing import Any, TypeVar, get_args, get_origin

import msgspec
from django.http import QueryDict

from mergelab.kit.access import Request
from mergelab.kit.errors import Refused, TooLarge

S = TypeVar("S", bound=msgspec.Struct)
MAX_BODY = 128 * 1024 * 1024
MAX_DEPTH = 64
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def body_of(request: Request, struct: type[S]) -> S:
    """The request's JSON or form body as the struct; Refused names the field that is wrong."""
    if (request.content_type or "") in FORMS:
        return _convert(_from_form(request.POST, struct), struct)
    length = request.headers.get("Content-Length", "0")
    if length.isdecimal() and int(length) > MAX_BODY:
        raise TooLarge(f"The body is larger than {MAX_BODY} bytes.")
    raw = request.read(MAX_BODY + 1)
    if len(raw) > MAX_BODY:
        raise TooLarge(f"The body is larger than {MAX_BODY} bytes.")
    return _convert(_from_json(raw), struct)


def query_of(request: Request, struct: type[S]) -> S:
    """The query string as the struct; unknown parameters are ignored as GitLab does."""
    return _convert(_from_form(request.GET, struct), struct)


def _from_json(raw: bytes) -> dict[str, Any]:
    if not raw.strip():
        return {}
    if _depth(raw) > MAX_DEPTH:
        raise Refused(f"The body is nested more than {MAX_DEPTH} levels deep.")
    try:
        value = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Refused(f"The body is not valid JSON: {error}.") from None
    if not isinstance(value, dict):
        raise Refused("The body must be a JSON object.")
    if b"\\u0000" in raw and "\\u0000" in json.dumps(value):
        raise Refused("The body holds a NUL character; remove it.")
    return value


def _depth(raw: bytes) -> int:
    """An upper bound of the nesting, without parsing: a scan of brackets."""
    deepest = depth = 0
    for byte in raw.translate(None, delete=bytes(set(range(256)) - set(b"[]{}"))):
        depth += 1 if byte in b"[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _from_form(values: QueryDict, struct: type[msgspec.Struct]) -> dict[str, Any]:
    """Form fields by name; `name[]`, repeated or comma-separated values where a list is meant."""
    result: dict[str, Any] = {}
    lists = {field.encode_name for field in msgspec.structs.fields(struct) if _is_list(field.type)}
    for key in values:
        name = key.removesuffix("[]")
        given = [value for value in values.getlist(key) if isinstance(value, str)]
        if any("\x00" in value for value in given):
            raise Refused("A NUL character is not allowed here.", field=name)
        if name in lists:
            result[name] = [part for value in given for part in value.split(",") if part]
        elif given:
            result[name] = given[-1]
    return result


def _is_list(kind: Any) -> bool:
    return get_origin(kind) is list or any(_is_list(part) for part in get_args(kind))


def _convert(value: dict[str, Any], struct: type[S]) -> S:
    try:
        return msgspec.convert(value, struct, strict=False)
    except msgspec.ValidationError as error:
        message, _, path = str(error).partition(" - at `$.")
        field = path.rstrip("`") or None
        raise Refused(message.replace("`", "'"), field=field) from None
