"""Bodies and queries become structs or errors that name the field."""

import json
from typing import Annotated, Any

import msgspec
import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from mergelab.kit.errors import Refused
from mergelab.kit.rest.bodies import MAX_DEPTH, body_of, query_of


class Thing(msgspec.Struct, kw_only=True):
    name: Annotated[str, msgspec.Meta(min_length=1)]
    count: int = 0
    on: bool = False
    tags: list[str] = []


def posted(body: bytes, kind: str = "application/json") -> Any:
    return RequestFactory().post("/", data=body, content_type=kind)


def test_json_is_read() -> None:
    got = body_of(posted(b'{"name": "a", "count": 3, "tags": ["x"]}'), Thing)
    assert got == Thing(name="a", count=3, tags=["x"])


def test_a_form_is_read_with_lists_and_numbers() -> None:
    form = b"name=a&count=3&on=true&tags[]=x&tags[]=y"
    got = body_of(posted(form, "application/x-www-form-urlencoded"), Thing)
    assert got == Thing(name="a", count=3, on=True, tags=["x", "y"])


def test_a_query_splits_lists_at_commas_and_ignores_what_it_does_not_know() -> None:
    request: Any = RequestFactory().get("/?name=a&tags=x,y&other=1")
    assert query_of(request, Thing) == Thing(name="a", tags=["x", "y"])


@pytest.mark.parametrize(
    ("body", "field", "words"),
    [
        (b'{"count": 1}', None, "missing required field 'name'"),
        (b'{"name": ""}', "name", "length >= 1"),
        (b'{"name": "a", "count": "many"}', "count", "Expected 'int', got 'str'"),
        (b'{"name": "a", "tags": [1]}', "tags[0]", "Expected 'str', got 'int'"),
        (b"[1]", None, "must be a JSON object"),
        (b"{", None, "not valid JSON"),
        (b'{"name": "\\ud800"}', None, "not valid JSON"),
        (b'{"name": "a\\u0000"}', None, "NUL"),
        (b"\xff", None, "not valid JSON"),
    ],
)
def test_what_is_wrong_is_said_with_its_field(body: bytes, field: str | None, words: str) -> None:
    with pytest.raises(Refused) as refusal:
        body_of(posted(body), Thing)
    assert refusal.value.field == field
    assert words in refusal.value.message


def test_deep_nesting_is_refused_without_parsing_it() -> None:
    with pytest.raises(Refused, match=f"more than {MAX_DEPTH} levels"):
        body_of(posted(b"[" * 1_000_000), Thing)


@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_but_a_refusal(body: bytes) -> None:
    try:
        body_of(posted(body), Thing)
    except Refused as refusal:
        assert refusal.message


@given(st.text(min_size=1).filter(lambda text: "\x00" not in text), st.integers(-(2**53), 2**53))
def test_what_was_sent_arrives(name: str, count: int) -> None:
    sent = json.dumps({"name": name, "count": count}).encode("utf-8", "surrogatepass")
    if any("\ud800" <= character <= "\udfff" for character in name):
        return
    assert body_of(posted(sent), Thing) == Thing(name=name, count=count)
