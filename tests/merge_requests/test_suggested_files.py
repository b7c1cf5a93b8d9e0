"""Lines of files replaced: whatever the line ends, nothing else changes."""

from hypothesis import given
from hypothesis import strategies as st

from mergelab.merge_requests.services.suggested_files import Edit, in_text
from mergelab.pure.textdiff import split_lines

WORDS = st.text(st.characters(exclude_characters="\r\n\ufeff", exclude_categories=["Cs"]))
LINES = st.lists(st.tuples(WORDS, st.sampled_from(["\n", "\r\n"])), min_size=1, max_size=12)


@given(lines=LINES, ends=st.booleans(), mark=st.booleans(), data=st.data())
def test_only_the_lines_that_are_named_change(
    lines: list[tuple[str, str]], ends: bool, mark: bool, data: st.DataObject
) -> None:
    text = "".join(word + end for word, end in lines)
    if not ends:
        text = text.removesuffix("\n").removesuffix("\r")
    old = split_lines(text)
    if not old:
        return
    first = data.draw(st.integers(1, len(old)))
    count = data.draw(st.integers(1, len(old) - first + 1))
    new = tuple(data.draw(st.lists(WORDS, max_size=4)))
    start = "\ufeff" if mark else ""
    edit = Edit("a.txt", -1, first, count, new)
    made = in_text((start + text).encode(), [edit]).decode()
    assert made.startswith(start)
    after = split_lines(made.removeprefix(start))
    rest = len(old) - (first - 1 + count)
    assert after[: first - 1] == old[: first - 1]
    assert after[len(after) - rest :] == old[len(old) - rest :]
    between = after[first - 1 : len(after) - rest]
    kept = [line.removesuffix("\n").removesuffix("\r") for line in between]
    # An empty text at the end of a file without a last line end is no line.
    assert kept == list(new) or (not rest and [*kept, ""] == list(new))
    assert len({line[len(word) :] for line, word in zip(between, new, strict=False)} - {""}) <= 1
