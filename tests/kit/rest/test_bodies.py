"""Bodies and queries become structs or errors that name the field."""

import json
from typing import Annotated, Any

import msgspec
import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from mergelab.kit.errors import Refused, TooLarge
from mergelab.kit.rest.bodies import Id, body_of, query_of


class Thing(msgspec.Struct, kw_only=True):
    name: Annotated[str, msgspec.Meta(min_length=1)]
    count: int = 0
    on: bool = False
    tags: list[str] = []
    id: Id = 0


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
        (b'{"count": 1}', "name", "This is missing."),
        (b'{"name": "a", "id": -1}', "id", "Expected 'int' >= 0"),
        (
            b'{"name": "a", "id": 9223372036854775808}',
            "id",
            "Expected 'int' <= 9223372036854775807",
        ),
        (b'{"name": ""}', "name", "length >= 1"),
        (b'{"name": "a", "count": "many"}', "count", "Expected 'int', got 'str'"),
        (b'{"name": "a", "tags": [1]}', "tags[0]", "Expected 'str', got 'int'"),
        (b"[1]", None, "Expected 'object', got 'array'"),
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


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 10_000_000,
        b'{"name": ' * 1_000_000,
        b'{"name": "a", "x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    ],
)
def test_h4_deep_nesting_is_refused(body: bytes) -> None:
    with pytest.raises(Refused):
        body_of(posted(body), Thing, limit=20_000_000)


def test_h4_a_body_over_the_limit_is_not_read_further() -> None:
    with pytest.raises(TooLarge, match="larger than 10 bytes"):
        body_of(posted(b'{"name": "abcdef"}'), Thing, limit=10)


def test_brackets_in_a_text_are_no_nesting() -> None:
    assert body_of(posted(b'{"name": "' + b"[" * 500 + b'"}'), Thing).name == "[" * 500


def test_a_backslash_before_u0000_is_no_nul() -> None:
    assert body_of(posted(rb'{"name": "\\u0000"}'), Thing).name == r"\u0000"


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_forms_come_by_every_method(method: str) -> None:
    send = getattr(RequestFactory(), method)
    form = "application/x-www-form-urlencoded"
    request: Any = send("/", data=b"name=a+b&tags=x,y", content_type=form)
    assert body_of(request, Thing) == Thing(name="a b", tags=["x", "y"])


def test_a_multipart_form_is_read() -> None:
    request: Any = RequestFactory().post("/", data={"name": "ä", "count": "2"})
    assert body_of(request, Thing) == Thing(name="ä", count=2)


def test_what_the_body_lacks_is_taken_from_the_query() -> None:
    request: Any = RequestFactory().post(
        "/?name=q&count=2&other=1", data=b'{"name": "b"}', content_type="application/json"
    )
    assert body_of(request, Thing) == Thing(name="b", count=2)
    bare: Any = RequestFactory().delete("/?name=q&count=2")
    assert body_of(bare, Thing) == Thing(name="q", count=2)


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
