import pytest
from hypothesis import given
from hypothesis import strategies as st

from mergelab.kit.markdown import task_counts, toggle_task

TEXT = (
    "- [ ] a\n  - [x] b\n\n1. [ ] [ ] q\n> * [X] z\r\n> - [ ]\tü\n\n```\n- [ ] code\n```\n[ ] no\n"
)


def test_boxes_are_counted_as_they_are_shown() -> None:
    assert task_counts(TEXT) == (2, 5)
    assert task_counts("nothing") == (0, 0)
    assert task_counts("<ul><li><input type=checkbox></li></ul> [") == (0, 0)


@pytest.mark.parametrize(
    ("index", "before", "after"),
    [
        (0, "- [ ] a", "- [x] a"),
        (1, "- [x] b", "- [ ] b"),
        (2, "1. [ ] [ ] q", "1. [x] [ ] q"),
        (3, "* [X] z", "* [ ] z"),
        (4, "- [ ]\tü", "- [x]\tü"),
    ],
)
def test_one_box_changes_and_nothing_else(index: int, before: str, after: str) -> None:
    assert toggle_task(TEXT, index) == TEXT.replace(before, after)


@pytest.mark.parametrize("index", [-1, 5, 10**9])
def test_a_box_there_is_not_is_an_error(index: int) -> None:
    with pytest.raises(IndexError):
        toggle_task(TEXT, index)


PIECES = st.sampled_from(
    ["- ", "[ ] ", "[x] ", "a", "\n", "\r\n", "\r", "  ", "> ", "1. ", "ü\t", "`", "\n\n"]
)


@given(st.lists(PIECES, max_size=20))
def test_toggling_twice_changes_one_state_at_a_time(pieces: list[str]) -> None:
    text = "".join(pieces)
    done, total = task_counts(text)
    for index in range(total):
        once = toggle_task(text, index)
        assert len(once) == len(text)
        changed_done, changed_total = task_counts(once)
        assert (abs(changed_done - done), changed_total) == (1, total)
