import re
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pygments.lexers import find_lexer_class_by_name

from mergelab.kit.highlight import CLASSES, highlight_lines, lexer_for, plain_lines
from mergelab.kit.highlight.lexers import LANGUAGES
from mergelab.kit.highlight.lines import LARGEST, LONGEST_LINE
from mergelab.pure.textdiff import split_lines

SPAN = re.compile(r'<span class="([^"]*)"[^>]*>|</span>')
CODE = st.text(alphabet="ab1 \n\r\t'\"#<>&/*{}()=:\\$@\u202e\u00e9", max_size=120)


def plain(line: str) -> str:
    """The text of a line; badges as the characters they stand for."""
    line = re.sub(
        r'<span class="char [^>]*>U\+([0-9A-F]+)</span>', lambda m: chr(int(m[1], 16)), line
    )
    return unescape(SPAN.sub("", line))


def bare(text: str) -> list[str]:
    return [line.removesuffix("\n").removesuffix("\r") for line in split_lines(text)]


def test_tokens_have_short_classes() -> None:
    head, body = highlight_lines("def f(x):\n    return 1\n", filename="a.py")
    assert head == (
        '<span class="k">def</span> <span class="nf">f</span><span class="p">(</span>'
        '<span class="n">x</span><span class="p">)</span><span class="p">:</span>'
    )
    assert body == '    <span class="k">return</span> <span class="mi">1</span>'


def test_a_string_over_lines_is_closed_in_each() -> None:
    assert highlight_lines('"""a\n\nb<"""', language="python") == [
        '<span class="sd">"""a</span>',
        "",
        '<span class="sd">b&lt;"""</span>',
    ]


def test_line_endings_are_not_shown_and_not_counted_twice() -> None:
    assert highlight_lines("a\r\nb\r\n") == ["a", "b"]
    assert highlight_lines("") == []
    assert highlight_lines("\n\n", language="python") == ["", ""]
    assert len(highlight_lines("x = 1\x0cy\u2028z\n", language="python")) == 1


def test_hidden_characters_are_badges_also_in_code() -> None:
    (line,) = highlight_lines("x # \u202e", language="python")
    assert line == (
        '<span class="n">x</span> <span class="c1"># <span class="char char-bidi" '
        'title="right-to-left override">U+202E</span></span>'
    )
    assert plain_lines("a\x1bb\nc\u00a0d\np\u0430y") == [
        'a<span class="char char-control" title="control character">U+001B</span>b',
        'c<span class="char-space" title="no-break space">\u00a0</span>d',
        '<span class="char-mixed" title="letters of different alphabets">p\u0430y</span>',
    ]


def test_large_texts_and_long_lines_have_no_colours() -> None:
    assert highlight_lines("x" * (LONGEST_LINE + 1), language="python") == [
        "x" * (LONGEST_LINE + 1)
    ]
    text = "def\n" * (LARGEST // 4 + 1)
    assert set(highlight_lines(text, language="python")) == {"def"}
    assert highlight_lines("int" + "\n" * 20_000, language="c") == ["int", *[""] * 19_999]


def test_unknown_languages_are_plain() -> None:
    assert highlight_lines("a < b", language="no such", filename="x.unknown") == ["a &lt; b"]
    assert lexer_for(language="brainfuck") is None


@pytest.mark.parametrize(
    ("name", "lexer"),
    [
        ("a/b/train.py", "Python"),
        ("x.ipynb", "JSON"),
        (".gitlab-ci.yml", "YAML"),
        ("Dockerfile", "Docker"),
        ("Makefile", "Makefile"),
        ("README.md", "Markdown"),
        ("q.SQL", None),
        ("x" * 5_000 + ".py", "Python"),
        ("*?[", None),
        ("", None),
    ],
)
def test_lexers_by_file_name(name: str, lexer: str | None) -> None:
    found = lexer_for(filename=name)
    assert (found.name if found else None) == lexer


def test_every_listed_language_exists() -> None:
    assert {alias for alias in LANGUAGES if not find_lexer_class_by_name(alias)} == set()


@settings(deadline=None)  # the first use of a language compiles its expressions
@given(CODE, st.sampled_from(sorted(LANGUAGES)))
def test_lines_are_the_text_and_classes_are_known(text: str, language: str) -> None:
    lines = highlight_lines(text, language=language)
    assert [plain(line) for line in lines] == bare(text)
    used = {name for line in lines for name in SPAN.findall(line) if name}
    own = {name for name in used if name.startswith("char")}
    assert used - own <= CLASSES
    for line in lines:
        assert line.count("<span") == line.count("</span>")


def test_the_same_text_is_read_once() -> None:
    text = "cached = 1\n"
    first, second = (highlight_lines(text, language="python") for _ in range(2))
    assert first == second
    assert first is not second
    assert first[0] is second[0]
