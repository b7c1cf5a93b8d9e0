"""Two errors: names and messages first, then what of the calls between them changed."""

from collections.abc import Iterator
from typing import Final

from mergelab.notebooks.rendering.text import safe_text
from mergelab.pure.notebookdiff.tracebacks import Frame, FramePair, TracebackDiff
from mergelab.web.components import diff as component

MOST_FRAMES: Final = 60
_CSS: Final = {"changed": "is-changed", "added": "is-added", "removed": "is-removed", "equal": ""}
_SIGNS: Final = {"delete": "removed", "insert": "added", "equal": "context"}


def frames_html(diff: TracebackDiff) -> str:
    """Each call in a line, opened by a click; runs of equal ones as one line."""
    return f'<div class="nb-frames">{"".join(_frames(diff))}</div>'


def _frames(diff: TracebackDiff) -> Iterator[str]:
    same: list[FramePair] = []
    for pair in diff.frames[:MOST_FRAMES]:
        if pair.tag == "equal":
            same.append(pair)
            continue
        yield _equal(same)
        same = []
        yield _frame(pair)
    yield _equal(same)
    more = len(diff.frames) - MOST_FRAMES
    if more > 0:
        yield f'<p class="nb-note">{more:,} more calls, in the whole traceback</p>'


def _equal(pairs: list[FramePair]) -> str:
    if not pairs:
        return ""
    inside = "".join(map(_frame, pairs))
    words = "1 call as before" if len(pairs) == 1 else f"{len(pairs)} calls as before"
    return f'<details class="nb-frame"><summary>{words}</summary>{inside}</details>'


def _frame(pair: FramePair) -> str:
    frame = pair.new or pair.old
    if frame is None:
        return ""
    words = _place(frame)
    if pair.old and pair.new and pair.old.line != pair.new.line:
        words = f"{_place(pair.old)} → {pair.new.line}"
    badge = "" if pair.tag == "equal" else f' <span class="badge">{pair.tag}</span>'
    lines = [
        component.Line(
            kind=_SIGNS[line.tag],  # type: ignore[arg-type]
            old=line.old,
            new=line.new,
            html=safe_text(line.text[:1_000]),
        )
        for line in pair.lines
    ]
    table = component.diff(lines, label=f"Code of {frame.function or 'the call'}")
    return (
        f'<details class="nb-frame {_CSS[pair.tag]}"><summary>{safe_text(words)}{badge}</summary>'
        f'<div class="file-body nb-lines">{table}</div></details>'
    )


def _place(frame: Frame) -> str:
    if not frame.file:
        return frame.place[:200]
    file = "this notebook" if frame.file == "<cell>" else frame.file
    called = f", in {frame.function}" if frame.function else ""
    line = "" if frame.line is None else f", line {frame.line}"
    return f"{file[:200]}{called[:200]}{line}"
