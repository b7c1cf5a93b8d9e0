import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mergelab.pure.notebookdiff.jsontree import JsonError, Tree, parse
from mergelab.pure.notebookdiff.values import Json

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**17), 10**17) | st.text() | st.floats(-1e9, 1e9),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(VALUES, st.sampled_from([None, 1]), st.booleans())
def test_reads_json_as_json_is(value: Json, indent: int | None, ascii_only: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    tree = parse(text, depth=100)
    assert tree.notes == []
    assert tree.value == json.loads(text.encode("utf-8", "replace"))


@pytest.mark.parametrize(
    ("text", "value", "notes"),
    [
        ("[1,]", [1], 1),
        ("[,1]", [1], 1),
        ("[1,,2]", [1, 2], 1),
        ("[1 2]", [1, 2], 1),
        ("[+-5, -, 1e999, 5-]", ["+-5", "-", "1e999", "5-"], 1),
        ('["a" "b"]', ["a", "b"], 1),
        ('{"a": 1 "b": 2,}', {"a": 1, "b": 2}, 2),
        ('{"a": 1, "a": [2]}', {"a": [2]}, 1),
        ("[NaN, Infinity, -Infinity]", ["NaN", "Infinity", "-Infinity"], 3),
        ('"\\q\\u12"', "\\q\\u12", 1),
        ('"a\tb\nc"', "a\tb\nc", 0),
        ("007", 7, 0),
        ("1" * 400, "1" * 400, 0),
        ("12345678901234567890", 12345678901234567890.0, 0),
    ],
)
def test_repairs(text: str, value: Json, notes: int) -> None:
    tree = parse(text, depth=10)
    assert (tree.value, len(tree.notes)) == (value, notes)


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("", 0),
        ("[", 1),
        ("]", 0),
        ("[}", 1),
        ('{"a"}', 4),
        ('{"a":}', 5),
        ('{"a":,}', 5),
        ('{"a" 1}', 5),
        ('{"a"::1}', 5),
        ("{1:2}", 1),
        ("{[]}", 1),
        (":", 0),
        (",", 0),
        ("1 2", 2),
        ("[] []", 3),
        ("[1] }", 4),
        ("word", 0),
        ('["a', 1),
        ("[[[[", 3),
    ],
)
def test_refusals_name_the_place(text: str, offset: int) -> None:
    with pytest.raises(JsonError) as caught:
        parse(text, depth=3)
    assert caught.value.offset == offset


def test_notes_are_limited() -> None:
    assert len(parse("[" + "[1,]," * 100 + "]", depth=5).notes) == 20


@settings(max_examples=100)
@given(VALUES, st.sampled_from([None, 2]))
def test_spans_are_where_the_values_are(value: Json, indent: int | None) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=False)
    tree = parse(text, depth=100, positions=True)
    _check(tree, tree.value, text)


def _check(tree: Tree, value: Json, text: str) -> None:
    if not isinstance(value, dict | list) or not value:
        return
    spans = tree.spans[id(value)]
    for key, member in value.items() if isinstance(value, dict) else enumerate(value):
        start, end = spans[key]
        if not text[start:end].startswith("["):
            assert parse(text[start:end], depth=100).value == member
        elif not all(isinstance(part, int | float) for part in value):
            assert math.isfinite(start)
        _check(tree, member, text)
