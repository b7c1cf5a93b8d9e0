"""Errors and values that are no text, before and after: what differs in them, in a list."""

from typing import Final

from mergelab.notebooks.diffview.tracebacks import frames_html
from mergelab.notebooks.rendering.text import safe_text
from mergelab.pure.notebookdiff import OutputPair
from mergelab.pure.notebookdiff.rich.paths import JsonDiff

LONGEST: Final = 300
"""Characters of an error's message."""


def error_lines(pair: OutputPair) -> str:
    """The errors' names and messages, then the calls that changed; the text stands below."""
    sides = [
        (tag, f"<strong>{safe_text(one.ename[:120])}</strong>: {safe_text(one.evalue[:LONGEST])}")
        for tag, one in (("del", pair.old), ("ins", pair.new))
        if one is not None and one.kind == "error"
    ]
    if len(sides) == 2 and sides[0][1] == sides[1][1]:
        sides = [("span", sides[0][1])]
    lines = "".join(f'<p class="nb-error"><{tag}>{words}</{tag}></p>' for tag, words in sides)
    return lines + (frames_html(pair.traceback) if pair.traceback is not None else "")


def path_list(diff: JsonDiff) -> str:
    """The places in a value that differ."""
    items = "".join(
        f"<li><code>{safe_text(change.path[:120])}</code> {safe_text(change.words[:200])}</li>"
        for change in diff.changes
    )
    more = f"<li>and {diff.more:,} more</li>" if diff.more else ""
    return f'<ul class="nb-paths">{items}{more}</ul>'
