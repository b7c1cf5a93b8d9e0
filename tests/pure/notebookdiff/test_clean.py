import pytest
from hypothesis import given
from hypothesis import strategies as st
from pure.notebookdiff.made import code, display, notebook, stream

from mergelab.pure.notebookdiff import diff_notebooks
from mergelab.pure.notebookdiff.clean import clean_text
from mergelab.pure.notebookdiff.masks import masked


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("<A at 0x7f3a2b1c0d>", "<A at 0x…>"),
        ("0x12 and a0x123456789 stay", "0x12 and a0x123456789 stay"),
        ('id="0b8f1a2c-1234-4abc-8def-0123456789ab"', 'id="…uuid…"'),
        ("10b8f1a2c-1234-4abc-8def-0123456789ab", "10b8f1a2c-1234-4abc-8def-0123456789ab"),
        ("0b8f1a2c-1234-4abc-8def-0123456789ab" * 2, "0b8f1a2c-1234-4abc-8def-0123456789ab" * 2),
        ("#T_8f0c2_row0_col1", "#T_…_row0_col1"),
        ("BERT_abcde_x stays", "BERT_abcde_x stays"),
        ("altair-viz-0123456789abcdef0123456789abcdef", "altair-viz-…"),
        ("100%|##| 3/3 [00:12<00:00,  5.2it/s]", "100%|##| 3/3 […]"),
        ("File /tmp/ipykernel_123/456.py:1", "File <cell>:1"),
        ("<ipython-input-12-0123456789ab>", "<cell>"),
        ("Cell In[12], line 3", "Cell In[…], line 3"),
    ],
)
def test_masks(text: str, clean: str) -> None:
    assert masked(text) == clean


def test_text_is_what_the_terminal_shows() -> None:
    assert clean_text("1%\r\x1b[32m100%\x1b[0m  \nend") == "100%\nend"


@given(st.text(alphabet="0x-Tabcdef_[]<:,/ ipykernel123.\n"))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert masked(masked(text)) == masked(text)


OUTPUT = st.sampled_from(
    [
        *(stream("a\n"), stream("b\n"), stream("b\n", "stderr"), stream("at 0x7f00000001")),
        *(stream("at 0x7f00000002"), display(image__png="QUJD"), display(image__png="QU\nJD")),
        *(display(text__html="<p>1</p>"), display(text__html="<p>2</p>"), display()),
        *({"output_type": "new", "v": 1}, {"output_type": "new", "v": 2}, 5, None, "text"),
        {"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["t"]},
    ]
)


@given(st.lists(OUTPUT, max_size=8), st.lists(OUTPUT, max_size=8))
def test_every_output_is_in_one_pair_and_in_order(old: list[object], new: list[object]) -> None:
    before, after = notebook(code("x", *old)), notebook(code("x", *new))
    (row,) = diff_notebooks(before, after).rows
    assert [p.old.index for p in row.outputs if p.old] == list(range(len(before.cells[0].outputs)))
    assert [p.new.index for p in row.outputs if p.new] == list(range(len(after.cells[0].outputs)))
    for pair in row.outputs:
        assert (pair.verdict == "added") == (pair.old is None)
        assert (pair.verdict == "removed") == (pair.new is None)
        if pair.old and pair.new:
            assert (pair.verdict == "equal") == (pair.old.digest == pair.new.digest)
