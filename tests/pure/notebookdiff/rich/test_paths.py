import pytest

from mergelab.pure.notebookdiff.rich.paths import COUNTED, SHOWN, PathChange, compare_values
from mergelab.pure.notebookdiff.values import Json


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        ({"a": 1}, {"a": 1}, []),
        ({"title": "a"}, {"title": "b"}, [("title", "“a” → “b”")]),
        (
            {"data": [{"y": [1, 2, 3]}]},
            {"data": [{"y": [1, 5, 6]}]},
            [("data[0].y", "2 of 3 values")],
        ),
        ({"y": [1, 2]}, {"y": [1, 2, 3]}, [("y", "2 → 3 values")]),
        ({"y": [1]}, {"y": [2]}, [("y[0]", "1 → 2")]),
        ({"a": {"b": None}}, {"a": {"c": [1]}}, [("a.b", "removed"), ("a.c", "added: 1 value")]),
        ([{"a": 1}], [{"a": 2}, {"b": 3}], [("[0].a", "1 → 2"), ("value", "1 → 2 entries")]),
        ({"a": 1}, {"a": {"b": 1}}, [("a", "1 → 1 key")]),
        ("x", [], [("value", "“x” → 0 values")]),
        ({"a": "x" * 99 + "1"}, {"a": "x" * 99 + "2"}, [("a", "changed")]),
        ({"a": "at 0x7f00aa11"}, {"a": "at 0x7f00bb22"}, []),
    ],
)
def test_paths(old: Json, new: Json, changes: list[tuple[str, str]]) -> None:
    found = compare_values("m", old, new)
    assert found.changes == tuple(PathChange(*change) for change in changes)
    assert (found.mime, found.more) == ("m", 0)


def test_a_long_list_is_cut() -> None:
    old: Json = {str(n): n for n in range(3 * COUNTED)}
    new: Json = {str(n): -n - 1 for n in range(3 * COUNTED)}
    found = compare_values("m", old, new)
    assert (len(found.changes), found.more) == (SHOWN, COUNTED - SHOWN)
