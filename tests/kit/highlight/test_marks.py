from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from mergelab.kit.highlight import highlight_lines, mark, plain_lines
from mergelab.pure.textdiff import Span


def test_a_word_inside_a_token() -> None:
    (line,) = highlight_lines("total_count", language="python")
    assert mark(line, [Span(6, 11)], "ins") == (
        '<span class="n">total_<ins class="word">count</ins></span>'
    )


def test_a_mark_over_several_tokens_and_entities() -> None:
    (line,) = highlight_lines("a<b&c", language="python")
    assert mark(line, [Span(1, 4)], "del") == (
        '<span class="n">a</span><span class="o"><del class="word">&lt;</del></span>'
        '<span class="n"><del class="word">b</del></span>'
        '<span class="o"><del class="word">&amp;</del></span><span class="n">c</span>'
    )


def test_a_badge_is_one_character() -> None:
    (line,) = plain_lines("a\u202ebc")
    assert mark(line, [Span(2, 3)]) == (
        'a<span class="char char-bidi" title="right-to-left override">U+202E</span>'
        '<mark class="word">b</mark>c'
    )
    assert mark(line, [Span(1, 2)]) == (
        'a<mark class="word"><span class="char char-bidi" title="right-to-left override">'
        "U+202E</span></mark>bc"
    )


def test_no_spans_leave_the_line_alone() -> None:
    (line,) = plain_lines("abc")
    assert mark(line, []) is line


def test_spans_beyond_the_line_end_with_it() -> None:
    (line,) = plain_lines("abc")
    assert mark(line, [Span(2, 9), Span(20, 30)]) == 'ab<mark class="word">c</mark>'


CUTS = st.lists(st.integers(0, 30), unique=True, max_size=8).map(sorted)


@given(st.text(alphabet="ab <>&\"'#=1é", min_size=1, max_size=30), CUTS)
def test_exactly_the_spans_are_marked(text: str, cuts: list[int]) -> None:
    spans = [Span(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
    (line,) = highlight_lines(text, language="python")
    tree = LexborHTMLParser(f"<p>{mark(line, spans)}</p>")
    assert tree.css_first("p").text(deep=True) == text
    marked = "".join(node.text(deep=True) for node in tree.css("mark"))
    assert marked == "".join(text[span.start : span.end] for span in spans)
