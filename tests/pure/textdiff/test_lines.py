from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from mergelab.pure.textdiff import Opcode, diff_lines, split_lines
from mergelab.pure.textdiff import lines as lines_module

LINES = st.lists(st.sampled_from(["a\n", "b\n", "c\n", "\n", "    d\n", "\te\n"]), max_size=40)


def rebuilt(old: Sequence[str], new: Sequence[str], opcodes: list[Opcode]) -> list[str]:
    out: list[str] = []
    for op in opcodes:
        out += old[op.i1 : op.i2] if op.tag == "equal" else new[op.j1 : op.j2]
    return out


def check(old: Sequence[str], new: Sequence[str], opcodes: list[Opcode]) -> None:
    i = j = 0
    before = ""
    for op in opcodes:
        assert (op.i1, op.j1) == (i, j)
        i, j = op.i2, op.j2
        sizes = (op.i2 > op.i1, op.j2 > op.j1)
        assert (
            sizes
            == {
                "equal": (True, True),
                "replace": (True, True),
                "insert": (False, True),
                "delete": (True, False),
            }[op.tag]
        )
        assert (op.tag == "equal") != (before == "equal") or not before
        before = op.tag
    assert (i, j) == (len(old), len(new))
    assert rebuilt(old, new, opcodes) == list(new)


@given(LINES, LINES)
def test_opcodes_rebuild_new_from_old(old: list[str], new: list[str]) -> None:
    check(old, new, diff_lines(old, new))


@given(LINES, LINES)
def test_as_few_lines_change_as_possible(old: list[str], new: list[str]) -> None:
    kept = sum(op.i2 - op.i1 for op in diff_lines(old, new) if op.tag == "equal")
    assert kept == longest_common(old, new)


def longest_common(old: list[str], new: list[str]) -> int:
    row = [0] * (len(new) + 1)
    for a in old:
        above = row
        row = [0]
        for j, b in enumerate(new):
            row.append(above[j] + 1 if a == b else max(above[j + 1], row[j]))
    return row[-1]


def test_equal_and_empty_texts() -> None:
    assert diff_lines([], []) == []
    assert diff_lines(["a"], ["a"]) == [Opcode("equal", 0, 1, 0, 1)]
    assert diff_lines([], ["a"]) == [Opcode("insert", 0, 0, 0, 1)]
    assert diff_lines(["a"], []) == [Opcode("delete", 0, 1, 0, 0)]


def test_a_changed_line_is_one_replacement() -> None:
    assert diff_lines(["a", "b", "c"], ["a", "x", "y", "c"]) == [
        Opcode("equal", 0, 1, 0, 1),
        Opcode("replace", 1, 2, 1, 3),
        Opcode("equal", 2, 3, 3, 4),
    ]


def test_white_space_can_be_ignored() -> None:
    old, new = ["if x:\n", "  y = 1\n"], ["if  x:\r\n", "\ty=1\n"]
    assert diff_lines(old, new, ignore_whitespace=True) == [Opcode("equal", 0, 2, 0, 2)]
    assert diff_lines(old, new) == [Opcode("replace", 0, 2, 0, 2)]


def test_a_new_function_is_cut_before_its_head_and_after_its_blank_line() -> None:
    old = split_lines("def a():\n    return 1\n\ndef c():\n    return 1\n")
    new = split_lines(
        "def a():\n    return 1\n\ndef b():\n    return 1\n\ndef c():\n    return 1\n"
    )
    assert diff_lines(old, new)[1] == Opcode("insert", 3, 3, 3, 6)


def test_a_new_block_ends_with_its_own_brace() -> None:
    old = split_lines("f {\n  a\n}\ng {\n  c\n}\n")
    new = split_lines("f {\n  a\n}\nh {\n  b\n}\ng {\n  c\n}\n")
    assert diff_lines(old, new)[1] == Opcode("insert", 3, 3, 3, 6)


def test_a_repeated_line_is_added_last() -> None:
    assert diff_lines(["x\n"] * 3, ["x\n"] * 5)[-1] == Opcode("insert", 3, 3, 3, 5)


def test_blocks_that_touch_after_sliding_are_one() -> None:
    opcodes = diff_lines(list("abcdbz"), list("azbz"))
    check(list("abcdbz"), list("azbz"), opcodes)


@given(LINES, LINES)
def test_large_texts_are_split_at_unique_lines_or_in_blocks(old: list[str], new: list[str]) -> None:
    area, block = lines_module.AREA, lines_module.BLOCK
    lines_module.AREA, lines_module.BLOCK = 30, 5
    try:
        check(old, new, diff_lines(old, new))
    finally:
        lines_module.AREA, lines_module.BLOCK = area, block


def test_lines_end_at_line_feeds_only() -> None:
    assert split_lines("a\rb\r\nc\x0bd\u2028e\n\nf") == ["a\rb\r\n", "c\x0bd\u2028e\n", "\n", "f"]
    assert split_lines("") == []
    assert split_lines("\n") == ["\n"]


@given(st.text(alphabet="a\r\n\x0c"))
def test_split_lines_loses_nothing(text: str) -> None:
    lines = split_lines(text)
    assert "".join(lines) == text
    assert all(line.endswith("\n") for line in lines[:-1])
