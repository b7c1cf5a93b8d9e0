import pytest
from hypothesis import given
from hypothesis import strategies as st

from mergelab.pure.textdiff import Tracked, split_lines, track_line, track_lines

OLD = split_lines(
    "import os\n\ndef load(path):\n    return open(path)\n\ndef save(path):\n    pass\n"
)


def test_an_untouched_line_moves_with_what_is_above() -> None:
    new = ["# head\n", "# more\n", *OLD]
    assert track_line(OLD, new, 4) == 6


def test_a_changed_line_is_gone_and_says_where() -> None:
    new = [*OLD[:3], "    return read(path)\n", *OLD[4:]]
    assert track_line(OLD, new, 4) is None
    assert track_lines(OLD, new, [4]) == {4: Tracked("gone", None, 4)}


def test_a_line_that_moved_keeps_the_thread() -> None:
    new = [OLD[0], OLD[1], *OLD[5:], "\n", *OLD[2:4]]
    assert track_lines(OLD, new, [3, 4, 6, 7]) == {
        3: Tracked("kept", 6, 6),
        4: Tracked("kept", 7, 7),
        6: Tracked("moved", 3, 3),
        7: Tracked("moved", 4, 4),
    }


def test_a_line_that_was_indented_keeps_the_thread() -> None:
    new = ["if ready:\n", "    import os\n", *OLD[1:]]
    assert track_line(OLD, new, 1) == 2


def test_short_lines_move_only_with_their_neighbours() -> None:
    old = split_lines("one\n}\nkeep a\nkeep b\nkeep c\n")
    new = split_lines("keep a\nkeep b\nkeep c\ntwo\n}\n")
    assert track_line(old, new, 2) is None
    assert track_line(old, split_lines("keep a\nkeep b\nkeep c\none\n}\n"), 2) == 5


def test_of_equal_lines_the_one_with_equal_neighbours_is_it() -> None:
    old = split_lines("head x\nvalue = None\ntail x\nkeep 1\nkeep 2\nkeep 3\nkeep 4\n")
    new = [*old[3:], *split_lines("head y\nvalue = None\ntail y\nhead x\nvalue = None\ntail x\n")]
    assert track_line(old, new, 2) == 9


def test_a_line_there_never_was_is_an_error() -> None:
    for line in (0, 8):
        with pytest.raises(ValueError, match="no such line"):
            track_line(OLD, OLD, line)


def test_no_lines_need_no_difference() -> None:
    assert track_lines([], ["a"], []) == {}


LINES = st.lists(st.sampled_from(["a\n", "bb\n", "long line here\n", "\n"]), max_size=25)


@given(LINES, LINES)
def test_a_tracked_line_has_the_same_text(old: list[str], new: list[str]) -> None:
    tracked = track_lines(old, new, range(1, len(old) + 1))
    for line, found in tracked.items():
        assert 1 <= found.near <= len(new) + 1
        if found.state == "gone":
            assert found.line is None
        else:
            assert found.line is not None
            assert new[found.line - 1].strip() == old[line - 1].strip()


@given(LINES, LINES, LINES, st.data())
def test_a_line_between_two_edits_stays(
    above: list[str], below: list[str], more: list[str], data: st.DataObject
) -> None:
    old = [*above, "the line that is spoken of\n", *below]
    new = [*more, "the line that is spoken of\n", *more]
    assert track_line(old, new, len(above) + 1) == len(more) + 1
