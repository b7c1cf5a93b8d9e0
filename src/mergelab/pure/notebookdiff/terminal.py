"""What a terminal would show of a text output: progress bars collapsed, colours as spans.

Understands carriage return, backspace, cursor up, down, left and right, erase in line and SGR
(colours and weights) as in ECMA-48; every other control is dropped. Work and memory are linear in
the text for any input: what a hostile text could repeat for ever is paid from a budget (`_Screen`).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from mergelab.pure.notebookdiff.styles import PLAIN, Style, numbers, sgr

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x9b]")
_TOKEN = re.compile(
    r"[^\x00-\x08\x0a-\x1f\x7f\x9b]++"  # what is shown
    r"|(?:\x1b\[|\x9b)[0-9;:<=>?]{0,64}[ -/]{0,4}[@-~]?"  # a control sequence
    r"|\x1b[\]PX^_][^\x07\x1b\n]{0,4096}(?:\x07|\x1b\\)?"  # a command: links, titles
    r"|\x1b[ -/]{0,4}[0-~]?"
    r"|[\x00-\x08\x0a-\x1f\x7f\x9b]"
)
_FARTHEST = 1000
_PADDING_PER_CHARACTER = 4


class Span(NamedTuple):
    """A piece of a line in one style."""

    text: str
    style: Style


Line = tuple[Span, ...]


def steers(text: str) -> bool:
    """Whether the text holds what a terminal does not just show: it may show other lines."""
    return bool(_CONTROL.search(text))


def terminal(text: str) -> list[Line]:
    """The lines a terminal ends up showing; never raises.

    An end of line at the end of the text starts no further line; an empty text has no lines.
    """
    if not steers(text):
        return [(Span(line, PLAIN),) if line else () for line in _split(text)]
    return [row.spans() for row in _played(text)]


def terminal_text(text: str) -> list[str]:
    """The same lines without styles."""
    if not steers(text):
        return _split(text)
    return [row.text() for row in _played(text)]


def _split(text: str) -> list[str]:
    lines = text.split("\n")
    if not lines[-1]:
        lines.pop()
    return lines


class _Row:
    """One line on the screen: a character and a style a column."""

    __slots__ = ("chars", "styles")

    def __init__(self) -> None:
        self.chars: list[str] = []
        self.styles: list[Style] = []

    def text(self) -> str:
        return "".join(self.chars)

    def spans(self) -> Line:
        spans: list[Span] = []
        start = 0
        styles = self.styles
        for end in range(1, len(styles) + 1):
            if end == len(styles) or styles[end] is not styles[start]:
                spans.append(Span("".join(self.chars[start:end]), styles[start]))
                start = end
        return tuple(spans)


class _Screen:
    """Rows that grow downwards, and a cursor.

    `budget` is how many characters may be made out of nothing: blanks up to the cursor, and blanks
    over an erased beginning. When it is spent these are left out, which keeps the work linear.
    """

    def __init__(self, budget: int) -> None:
        self.rows = [_Row()]
        self.y = 0
        self.x = 0
        self.style = PLAIN
        self.budget = budget
        self._styles: dict[Style, Style] = {PLAIN: PLAIN}
        self._restyled: dict[tuple[Style, str], Style] = {}

    def restyle(self, sequence: str) -> None:
        """Apply an SGR sequence. Equal styles are one object, so that spans join by identity."""
        step = self.style, sequence
        if step not in self._restyled:
            style = sgr(self.style, numbers(sequence[:-1]))
            self._restyled[step] = self._styles.setdefault(style, style)
        self.style = self._restyled[step]

    def write(self, text: str) -> None:
        row = self.rows[self.y]
        missing = self.x - len(row.chars)
        if missing > 0:
            if not self._pay(missing):
                self.x = len(row.chars)
            else:
                row.chars.extend(" " * missing)
                row.styles.extend([PLAIN] * missing)
        end = self.x + len(text)
        row.chars[self.x : end] = text
        row.styles[self.x : end] = [self.style] * len(text)
        self.x = end

    def line_feed(self) -> None:
        self.down(1, grow=True)
        self.x = 0

    def down(self, count: int, *, grow: bool = False) -> None:
        if grow and self.y + 1 == len(self.rows):
            self.rows.append(_Row())
        self.y = min(self.y + count, len(self.rows) - 1)

    def up(self, count: int) -> None:
        self.y = max(self.y - count, 0)

    def erase(self, mode: int) -> None:
        """0: from the cursor to the end, 1: from the start to the cursor, 2: the whole line."""
        row = self.rows[self.y]
        if mode == 2:
            self.rows[self.y] = _Row()
        elif mode == 0:
            del row.chars[self.x :], row.styles[self.x :]
        elif mode == 1:
            blank = min(self.x, len(row.chars))
            if self._pay(blank):
                row.chars[:blank] = " " * blank
                row.styles[:blank] = [PLAIN] * blank

    def _pay(self, amount: int) -> bool:
        if amount > self.budget:
            return False
        self.budget -= amount
        return True


def _played(text: str) -> list[_Row]:
    screen = _Screen(_PADDING_PER_CHARACTER * len(text) + _FARTHEST)
    for match in _TOKEN.finditer(text):
        token = match.group()
        first = token[0]
        if first == "\n":
            screen.line_feed()
        elif first == "\r":
            screen.x = 0
        elif first == "\b":
            screen.x = max(screen.x - 1, 0)
        elif first == "\x9b" or token.startswith("\x1b["):
            _control(screen, token.removeprefix("\x1b[").removeprefix("\x9b"))
        elif first == "\t" or (first >= " " and first != "\x7f"):
            screen.write(token)
    rows = screen.rows
    if not rows[-1].chars:
        rows.pop()
    return rows


def _control(screen: _Screen, sequence: str) -> None:
    final = sequence[-1:]
    if final == "m":
        screen.restyle(sequence)
        return
    values = numbers(sequence[:-1])
    count = min(max(values[0], 1), _FARTHEST)
    if final == "K":
        screen.erase(values[0])
    elif final == "A":
        screen.up(count)
    elif final == "B":
        screen.down(count)
    elif final == "C":
        screen.x += count
    elif final == "D":
        screen.x = max(screen.x - count, 0)
    elif final == "G":
        screen.x = count - 1
