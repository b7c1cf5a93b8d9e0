"""Tracebacks as errors and frames, and what differs between two of them.

Understands what CPython prints (`File "x.py", line 3, in f`) and what IPython makes of it, old
(`<ipython-input-3-ab…> in f(x)`) and new (`Cell In[3], line 2, in f(x)`, `File x.py:3, in f(x)`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from mergelab.pure.notebookdiff.hunks import DiffLine, diff_texts
from mergelab.pure.notebookdiff.masks import masked
from mergelab.pure.notebookdiff.model import Output
from mergelab.pure.notebookdiff.terminal import terminal_text
from mergelab.pure.textdiff import diff_lines

LINES = 5_000
"""Lines of the longest traceback that is taken apart."""

LENGTH = 1_000
"""Characters of the longest line that may name a place."""

CELL = "<cell>"
"""The file of a frame in the notebook itself."""

FrameTag = Literal["equal", "changed", "added", "removed"]

_PLACES = (
    re.compile(r'\s*File "(?P<file>[^"]+)", line (?P<line>\d{1,9})(?:, in (?P<name>.*))?'),
    re.compile(
        r"\s*(?:Cell|Input) In ?\[[^\]]*\](?:, line (?P<line>\d{1,9}))?(?:, in (?P<name>.*))?"
    ),
    re.compile(r"File (?P<file>\S.*):(?P<line>\d{1,9})(?:, in (?P<name>.*))?"),
    re.compile(r"(?P<file><ipython-input-[^>]*>|[~/.]\S*|[A-Za-z]:\\\S*) in (?P<name>\S.*)"),
)
_ARROW = re.compile(r"-+> ?(\d{1,9})(?!\d)")
_LIBRARIES = re.compile(r".*[/\\](?:site-packages|dist-packages|python\d(?:\.\d{1,2})?)[/\\]")
_CHAINED = ("During handling of the above", "The above exception was the direct cause")


@dataclass(frozen=True, slots=True)
class Frame:
    """One call of a traceback.

    `place` is the line that names it, as printed. `file` is short and without what changes at
    every run: `<cell>` for the notebook, a library's file from its package on. `function` has no
    arguments and is empty at the top level. `line` is the line number, if it is told. `code` are
    the printed lines. A remark between chained errors is a frame without file, function and code.
    """

    place: str
    file: str
    function: str
    line: int | None
    code: tuple[str, ...]

    @property
    def running(self) -> tuple[str, ...]:
        """The code that ran: the lines marked by an arrow, all of them where none is."""
        marked = [line[match.end() :] for line in self.code if (match := _ARROW.match(line))]
        return tuple(masked(line.strip()) for line in marked or self.code)


@dataclass(frozen=True)
class FramePair:
    """A frame before and after; `changed`: one function, but at another line or running other
    code. The lines around the one that ran may differ in equal frames."""

    tag: FrameTag
    old: Frame | None
    new: Frame | None

    @cached_property
    def lines(self) -> tuple[DiffLine, ...]:
        """The printed code of both, line by line."""
        return diff_texts(self.old.code if self.old else (), self.new.code if self.new else ())


@dataclass(frozen=True, slots=True)
class TracebackDiff:
    """Two tracebacks: the error's name and message first, then the frames from the outermost on.

    Each frame of either side is in one pair. `is_same_error` leaves out addresses and the like.
    """

    old_name: str
    new_name: str
    old_message: str
    new_message: str
    frames: tuple[FramePair, ...]

    @property
    def is_same_error(self) -> bool:
        return self.old_name == self.new_name and masked(self.old_message) == masked(
            self.new_message
        )


def compare_tracebacks(old: Output, new: Output) -> TracebackDiff | None:
    """The two errors by frame; None where the text of either is of no form known here."""
    left, right = frames(old), frames(new)
    if not (left and right):
        return None
    pairs = tuple(_paired(left, right))
    return TracebackDiff(old.ename, new.ename, old.evalue, new.evalue, pairs)


def frames(output: Output) -> tuple[Frame, ...]:
    """The frames of an error's traceback; none where there are none to be found."""
    lines = terminal_text("\n".join(output.traceback))
    if len(lines) > LINES:
        return ()
    found: list[tuple[re.Match[str] | None, str, list[str]]] = []
    for line in lines[: _error_line(lines, output.ename)]:
        if not line.strip("- "):
            continue
        place = _place(line)
        if place or line.startswith(_CHAINED):
            found.append((place, line, []))
        elif found and found[-1][0]:
            found[-1][2].append(line)
    return tuple(_frame(*parts) for parts in found) if any(place for place, _, _ in found) else ()


def _error_line(lines: Sequence[str], name: str) -> int:
    """Where the last line stands that tells the error: what follows is its message."""
    for number in range(len(lines) - 1, 0, -1):
        start = lines[number][:LENGTH].partition(":")[0]
        if name and (start == name or start.endswith(f".{name}")):
            return number
    return len(lines)


def _place(line: str) -> re.Match[str] | None:
    if len(line) > LENGTH:
        return None
    return next((match for pattern in _PLACES if (match := pattern.match(line))), None)


def _frame(place: re.Match[str] | None, line: str, code: list[str]) -> Frame:
    if place is None:
        return Frame(line.strip(), "", "", None, ())
    parts = place.groupdict()
    name = (parts.get("name") or "").partition("(")[0].strip()
    told = parts.get("line") or next(
        (match.group(1) for text in code if (match := _ARROW.match(text))), None
    )
    return Frame(
        place=line.strip(),
        file=_short(parts.get("file") or CELL),
        function="" if name.startswith("<") else name,
        line=int(told) if told else None,
        code=tuple(code),
    )


def _short(file: str) -> str:
    """The file without where it is installed, and without the kernel's temporary names."""
    clean = masked(file)
    return CELL if CELL in clean else _LIBRARIES.sub("", clean, count=1)


def _paired(old: Sequence[Frame], new: Sequence[Frame]) -> Iterator[FramePair]:
    """Frames of one function of one file pair up in order; the others went or came."""
    for op in diff_lines(list(map(_key, old)), list(map(_key, new))):
        if op.tag == "equal":
            for i, j in zip(range(op.i1, op.i2), range(op.j1, op.j2), strict=True):
                yield FramePair(_tag(old[i], new[j]), old[i], new[j])
            continue
        yield from (FramePair("removed", frame, None) for frame in old[op.i1 : op.i2])
        yield from (FramePair("added", None, frame) for frame in new[op.j1 : op.j2])


def _key(frame: Frame) -> str:
    return f"{frame.file or frame.place}\n{frame.function}"


def _tag(old: Frame, new: Frame) -> FrameTag:
    return "equal" if old.line == new.line and old.running == new.running else "changed"
