"""What became of an output, in one line: all that the code review shows of it at first."""

from typing import Final

from mergelab.notebooks.diffview.words import output_words, pixel_words
from mergelab.notebooks.rendering.images import figure_of, same_picture
from mergelab.notebooks.rendering.outputs import (
    HTML,
    LATEX,
    MARKDOWN,
    html_block,
    interactive_name,
    value_size,
)
from mergelab.pure.notebookdiff import Output, OutputPair
from mergelab.web.components.text import filesize

LONGEST: Final = 160
"""Characters of an error's message."""

MOST_PATHS: Final = 3

COMPARED_CHARACTERS: Final = 2_000_000
"""Longer texts are not compared line by line."""


def headline(pair: OutputPair, *, is_new_cell: bool = False) -> str:
    """Such as `stdout +12 −3` or `now fails: KeyError: 'speed'`, as text without markup."""
    if pair.verdict == "equal":
        return f"{pair.title} · unchanged"
    if pair.verdict == "noise":
        return f"{pair.title} · {_noise_words(pair)}"
    failure = _failure(pair, is_new_cell=is_new_cell)
    if failure:
        return failure
    if pair.old is None or pair.new is None:
        return f"{pair.title} · {pair.verdict}"
    return _changed(pair, pair.old, pair.new)


def is_text(output: Output) -> bool:
    """Whether the output is shown as lines of text."""
    if output.kind in ("stream", "error"):
        return True
    if output.kind == "unknown" or "text/plain" not in output.data:
        return False
    has_more = any(interactive_name(mime) for mime in output.data)
    marked_up = any(mime in output.data for mime in (MARKDOWN, LATEX))
    has_html = isinstance(output.data.get(HTML), str)
    return not (has_more or marked_up or has_html or figure_of(output))


def is_line_by_line(pair: OutputPair) -> bool:
    """Whether both are texts, short enough to be compared line by line."""
    sides = [output for output in (pair.old, pair.new) if output is not None]
    return all(is_text(one) and len(one.text) <= COMPARED_CHARACTERS for one in sides)


def looks_same(old: Output, new: Output) -> bool:
    """Whether what a page shows of two bundles is the same."""
    before, after = figure_of(old), figure_of(new)
    if before and after and before.mime == after.mime:
        return same_picture(str(old.data[before.mime]), str(new.data[after.mime]))
    if before or after:
        return False
    html = [output.data.get(HTML) for output in (old, new)]
    clean = [html_block(one) for one in html if isinstance(one, str)]
    return len(clean) == 2 and clean[0] is not None and clean[0] == clean[1]


def other_changes(old: Output, new: Output) -> str:
    """The parts of two bundles that differ, with their sizes."""
    parts = []
    for mime in dict.fromkeys([*old.data, *new.data]):
        before, after = old.data.get(mime), new.data.get(mime)
        if before != after:
            sizes = [
                filesize(value_size(value)) if value is not None else "none"
                for value in (before, after)
            ]
            change = sizes[0] if sizes[0] == sizes[1] else " → ".join(sizes)
            parts.append(f"{mime[:80]} differs ({change})")
    if old.metadata != new.metadata:
        parts.append("the output's metadata differ")
    return ", ".join(parts) or f"only its type differs: {old.name[:40]} → {new.name[:40]}"


def _noise_words(pair: OutputPair) -> str:
    if pair.pixels is not None and pair.pixels.is_equal:
        return "drawn anew, no pixel differs"
    return "rerun: only addresses, ids, progress or times differ"


def _changed(pair: OutputPair, old: Output, new: Output) -> str:
    words = output_words(pair)
    if is_line_by_line(pair):
        return f"{words} {_line_counts(pair)}"
    if pair.is_image:
        return f"{words} {'looks the same' if looks_same(old, new) else _figure(pair)}"
    if pair.table is not None and not pair.table.is_equal:
        return f"{words}: {pair.table.words}"
    if pair.json is not None:
        return f"{pair.title} · changed: {_paths(pair)}"
    return f"{words} {'looks the same' if looks_same(old, new) else 'changed'}"


def _figure(pair: OutputPair) -> str:
    return " · ".join(filter(None, ["changed", pixel_words(pair)]))


def _line_counts(pair: OutputPair) -> str:
    came = sum(line.tag == "insert" for line in pair.lines)
    went = sum(line.tag == "delete" for line in pair.lines)
    return " ".join([f"+{came:,}"] * bool(came) + [f"−{went:,}"] * bool(went)) or "changed"


def _paths(pair: OutputPair) -> str:
    if pair.json is None:
        return ""
    named = [change.path[:60] for change in pair.json.changes[:MOST_PATHS]]
    more = len(pair.json.changes) + pair.json.more - len(named)
    return ", ".join(named) + (f" and {more:,} more" if more else "")


def _failure(pair: OutputPair, *, is_new_cell: bool) -> str:
    was = pair.old if pair.old is not None and pair.old.kind == "error" else None
    now = pair.new if pair.new is not None and pair.new.kind == "error" else None
    if was is not None and now is not None:
        same = pair.traceback is not None and pair.traceback.is_same_error
        return f"fails elsewhere: {_error(now)}" if same else f"fails otherwise: {_error(now)}"
    if now is not None:
        return f"{'fails' if is_new_cell else 'now fails'}: {_error(now)}"
    return f"no longer fails: {_error(was)}" if was is not None else ""


def _error(output: Output) -> str:
    message = " ".join(output.evalue.split())
    name = output.ename[:LONGEST] or "error"
    return f"{name}: {message[:LONGEST]}{'…' * (len(message) > LONGEST)}" if message else name
