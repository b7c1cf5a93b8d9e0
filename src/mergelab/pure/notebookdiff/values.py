"""JSON values, and how a notebook writes text in them."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TypeAlias, cast

import orjson

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
JsonObject: TypeAlias = dict[str, Json]

_LINE_END = re.compile(r"\r\n?")
_DIGEST_BYTES = 16


def joined(value: Json) -> str:
    """The text of a multi-line string field: a string, or a list of its pieces.

    Anything else is written as JSON, so that a wrong type is seen rather than lost; null is empty.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        try:
            return "".join(cast("list[str]", value))  # nearly always right, and ten times faster
        except TypeError:
            return "".join(pieces(value))
    return "" if value is None else as_json(value)


def pieces(value: list[Json]) -> list[str]:
    """The texts that a multi-line string is stored as."""
    return [part if isinstance(part, str) else as_json(part) for part in value]


def with_lf(text: str) -> str:
    """The text with CRLF and lone CR as LF, which is what an editor shows."""
    return _LINE_END.sub("\n", text) if "\r" in text else text


def as_json(value: Json, *, indent: bool = False) -> str:
    """The value as JSON with sorted keys: equal values give equal texts."""
    options = orjson.OPT_SORT_KEYS | (orjson.OPT_INDENT_2 if indent else 0)
    try:
        return orjson.dumps(value, option=options).decode()
    except TypeError:  # nested deeper than orjson writes
        return json.dumps(value, sort_keys=True, ensure_ascii=False)


def digest(text: str) -> str:
    """32 hex digits that stand for the text."""
    data = text.encode("utf-8", "replace")
    return hashlib.blake2b(data, digest_size=_DIGEST_BYTES).hexdigest()


def as_object(value: Json) -> JsonObject:
    """The value if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def as_list(value: Json) -> list[Json]:
    """The value if it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def as_name(value: Json) -> str | None:
    """The value if it is a text with something in it."""
    return value if isinstance(value, str) and value else None


def as_count(value: Json) -> int | None:
    """An execution count; `"*"` and other wrong types are None."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None
