"""Lines of a diff for the terminal: signs, colours, marked words; nothing that steers it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from mergelab.pure.notebookdiff.hunks import DiffLine, hunks
from mergelab.pure.notebookdiff.text import printable

Paint = Callable[[str, str], str]
"""Makes a text of a kind (`-`, `+`, `mark-`, `mark+`, `header`, `note`) look like it."""

_CODES = {
    "-": "31",
    "+": "32",
    "mark-": "31;7",
    "mark+": "32;7",
    "header": "1;36",
    "warning": "33",
    "note": "2",
}
_SIGNS = {"equal": " ", "delete": "-", "insert": "+"}
_LONGEST = 400

LINES = 20_000
"""Lines of one text that are listed."""


def paint_for(*, color: bool) -> Paint:
    """ANSI codes, or the text as it is."""
    return _painted if color else _plain


def changed_lines(
    lines: Sequence[DiffLine], paint: Paint, context: int, indent: str = ""
) -> Iterator[str]:
    """The hunks of a line diff as `-` and `+` lines, with some unchanged ones around.

    After `LINES` of them a note says that the rest is left out.
    """
    left = LINES
    for number, hunk in enumerate(hunks(lines, context)):
        if number:
            yield paint("note", f"  {indent}⋮")
        for line in hunk[:left]:
            yield _line(line, paint, indent)
        left -= len(hunk)
        if left < 0:
            yield paint("note", f"  {indent}⋮ more than {LINES:,} lines; the rest is left out")
            return


def _line(line: DiffLine, paint: Paint, indent: str) -> str:
    sign = _SIGNS[line.tag]
    if line.tag == "equal":
        return f"  {indent}{printable(line.text[:_LONGEST])}"
    pieces: list[str] = []
    at = 0
    for start, end in line.marks or ():
        pieces.append(paint(sign, printable(line.text[at:start])))
        pieces.append(paint(f"mark{sign}", printable(line.text[start:end])))
        at = end
        if at > _LONGEST:
            break
    rest = line.text[at : max(at, _LONGEST)]
    more = "…" if at + len(rest) < len(line.text) else ""
    return paint(sign, f"{sign} {indent}") + "".join(pieces) + paint(sign, printable(rest) + more)


def _plain(_kind: str, text: str) -> str:
    return text


def _painted(kind: str, text: str) -> str:
    return f"\x1b[{_CODES[kind]}m{text}\x1b[0m" if text else ""
