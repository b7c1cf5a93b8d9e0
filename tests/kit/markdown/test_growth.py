"""Time grows with the size of the input, not with its square (D16)."""

from collections.abc import Callable
from time import process_time

import pytest

from mergelab.kit.markdown import find_references, render, sanitize_html, task_counts

# It compares times, so it is no part of every run.
pytestmark = pytest.mark.nightly

FLOOR = 0.05
RATIO = 4.0
SIZE = 40_000

PIECES = [
    "<!-- -->",
    *(
        "<div>",
        "<b>",
        "> ",
        "- ",
        "[",
        "![",
        "*a ",
        "_a_ ",
        "**a ",
        "`",
        "``a",
        "<",
        "<a ",
        "&",
        "\\",
    ),
    *(
        "| ",
        "|a|\n",
        "<!--",
        "[a](",
        "[a][",
        "a@b.",
        "http://a.",
        "~~a ",
        "@a",
        "@a.",
        "!1 ",
        "#1 ",
    ),
    *(
        "abcdef1 ",
        "\t",
        "  - ",
        "<p><b>",
        "</p><p>",
        "<x>",
        "<table>",
        "<svg>",
        "- [ ] ",
        "[x]: y\n",
    ),
    *(
        "\r",
        "=\n",
        "```\n",
        "<input>",
        "<!-",
        "<?",
        "&#",
        "&lt;",
        "*_",
        "<style>",
        "</b>",
        "*a_b",
        "<p>x",
    ),
]


def hostile(piece: str, size: int) -> str:
    return piece * (size // len(piece))


def attributes(size: int) -> str:
    return "<p " + " ".join(f"a{n}=1" for n in range(size // 8)) + ">"


def reopened(size: int) -> str:
    opened = "".join(f"<b c={n}>" for n in range(90))
    return f"<p>{opened}</p>" + "<p>x</p>" * (size // 8)


def wide_table(size: int) -> str:
    return "|a" * (size // 4) + "|\n" + "|-" * (size // 4) + "|\n" + "x\n" * 50


CASES = {
    **{piece: lambda size, piece=piece: hostile(piece, size) for piece in PIECES},
    "attributes": attributes,
    "reopened": reopened,
    "wide table": wide_table,
}


def seconds(function: Callable[[str], object], text: str) -> float:
    start = process_time()
    function(text)
    return max(process_time() - start, FLOOR)


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("function", [render, sanitize_html, find_references, task_counts])
def test_twice_the_text_takes_about_twice_the_time(
    name: str, function: Callable[[str], object]
) -> None:
    small, large = (seconds(function, CASES[name](size)) for size in (SIZE, 2 * SIZE))
    assert large / small < RATIO
