import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mergelab.pure.notebookdiff import Span, Style, terminal, terminal_text

PLAIN = Style()


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", []),
        ("a", ["a"]),
        ("a\n", ["a"]),
        ("a\n\nb", ["a", "", "b"]),
        ("a\r\nb\r\n", ["a", "b"]),
        ("10%\r50%\r100%", ["100%"]),
        ("100%\r5", ["500%"]),
        ("long line\r\x1b[Kshort", ["short"]),
        ("abc\x1b[2K\rx", ["x"]),
        ("abcdef\x1b[3D\x1b[1Kx", ["   xef"]),
        ("ab\b\bX", ["Xb"]),
        ("\b\bx", ["x"]),
        ("one\ntwo\x1b[1A\rONE", ["ONE", "two"]),
        ("one\ntwo\x1b[9A\rA\x1b[9B\rB", ["Ane", "Bwo"]),
        ("a\x1b[3Cb", ["a   b"]),
        ("abc\x1b[1Gx", ["xbc"]),
        ("a\tb\x07\x00\x7f\x0c", ["a\tb"]),
        ("\x1b]8;;http://x\x07link\x1b]8;;\x1b\\", ["link"]),
        ("\x1b]0;title without end\nnext", ["", "next"]),
        ("\x1b[", []),
        ("x\x1b[999999999999999999999999999999Cy", ["x" + " " * 1000 + "y"]),
        ("\x9b31mred", ["red"]),
    ],
)
def test_lines(text: str, lines: list[str]) -> None:
    assert terminal_text(text) == lines
    assert ["".join(span.text for span in line) for line in terminal(text)] == lines


@pytest.mark.parametrize(
    ("codes", "style"),
    [
        ("31", Style(fg="red")),
        ("1;4;92", Style(fg="bright-green", bold=True, underline=True)),
        ("44;3;2;9;7", Style(bg="blue", italic=True, dim=True, strike=True, inverse=True)),
        ("103", Style(bg="bright-yellow")),
        ("38;5;9", Style(fg="bright-red")),
        ("38;5;196;1", Style(fg="bright-red", bold=True)),
        ("48;5;240", Style(bg="bright-black")),
        ("48;2;0;0;230", Style(bg="blue")),
        ("38:2:205:0:0", Style(fg="red")),
        ("1;22;31;39;44;49", PLAIN),
        ("31;0;1", Style(bold=True)),
        ("", PLAIN),
        ("38", PLAIN),
        ("38;7;1", Style(bold=True)),
        ("77", PLAIN),
    ],
)
def test_styles(codes: str, style: Style) -> None:
    assert terminal(f"\x1b[{codes}mx") == [(Span("x", style),)]


def test_spans_join_and_overwritten_columns_lose_their_style() -> None:
    text = "\x1b[31mab\x1b[31mcd\x1b[0mef\rX"
    assert terminal(text) == [
        (Span("X", PLAIN), Span("bcd", Style(fg="red")), Span("ef", PLAIN)),
    ]


def test_classes_come_from_a_fixed_set() -> None:
    assert Style("red", "bright-blue", bold=True, inverse=True).classes == (
        *("fg-red", "bg-bright-blue"),
        *("bold", "inverse"),
    )
    assert PLAIN.classes == ()


PARTS = [
    *("a", "bc", "\n", "\r", "\b", "\x1b[", "K", "1K", "2K", "5A", "3B", "9C", "2D", "31m"),
    *("38;5;", "m", "7", ";", "\x1b", "]", "\x07", "\x9b", "é", "\t"),
]


@given(st.lists(st.sampled_from(PARTS)))
def test_never_raises_and_never_shows_a_control(parts: list[str]) -> None:
    text = "".join(parts)
    lines = terminal(text)
    assert ["".join(span.text for span in line) for line in lines] == terminal_text(text)
    shown = "".join(terminal_text(text))
    assert not any(ord(char) < 32 and char != "\t" for char in shown)
    assert len(shown) <= 5 * len(text) + 1000


HOSTILE = {
    "backspaces": "x" * 50_000 + "\b" * 50_000 + "y",
    "returns": "progress\r" * 100_000,
    "lines": "line\n" * 300_000,
    "one long line": "x" * 3_000_000,
    "erase to start": "x\x1b[1K" * 50_000,
    "erase all": "x" * 100_000 + "\x1b[2Ky" * 50_000,
    "forward": "\x1b[1000Cx\x1b[2K" * 50_000,
    "fresh lines": "\x1b[1000Cx\n" * 50_000,
    "up and down": ("\x1b[1000A\x1b[1000By\n") * 50_000,
    "colours": "".join(f"\x1b[38;5;{n % 256}mx" for n in range(100_000)),
    "no end": "\x1b]" * 100_000,
    "open sequences": "\x1b[" + "1;" * 200_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_takes_linear_time(name: str) -> None:
    started = time.process_time()
    lines = terminal(HOSTILE[name])
    # a quadratic step takes minutes on these; the bound is generous for a busy machine
    assert time.process_time() - started < 10
    assert sum(len(span.text) for line in lines for span in line) <= 5 * len(HOSTILE[name]) + 1000
