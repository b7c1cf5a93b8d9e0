"""The check boxes of a text."""

from __future__ import annotations

import re

import comrak
from selectolax.lexbor import LexborHTMLParser

from mergelab.kit.markdown.emit import task_box
from mergelab.kit.markdown.render import DEEPEST, HTML_FACTOR, LARGEST, options, scrubbed
from mergelab.kit.markdown.scan import is_cheap

_BOX = re.compile(r"\[([ xX\t])\]")
_POSITION = re.compile(r"(\d+):(\d+)-")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)?")


def task_counts(text: str) -> tuple[int, int]:
    """How many boxes are ticked, and how many there are."""
    boxes = _boxes(text)
    return sum(done for _, _, done in boxes), len(boxes)


def toggle_task(text: str, index: int) -> str:
    """The text with box number `index`, counted from 0, the other way; all else byte for byte.

    Raises IndexError when there is no such box.
    """
    if index < 0:
        raise IndexError(index)
    line, column, done = _boxes(text)[index]
    lines = _LINE.findall(text)
    start = sum(map(len, lines[:line])) + column
    match = _BOX.search(text, start)
    if match is None:
        raise IndexError(index)
    return text[: match.start(1)] + (" " if done else "x") + text[match.end(1) :]


def _boxes(text: str) -> list[tuple[int, int, bool]]:
    """Line and column from 0 of each item with a box, as the renderer saw them, and its state."""
    if len(text) > LARGEST or "[" not in text:
        return []
    output, reading = comrak.RenderOptions(), comrak.ParseOptions()
    output.sourcepos = output.escape = reading.sourcepos_chars = True
    html = comrak.render_markdown(
        scrubbed(text),
        extension_options=options(text),
        parse_options=reading,
        render_options=output,
    )
    if not is_cheap(html, characters=2 * HTML_FACTOR * LARGEST, depth=DEEPEST):
        return []
    boxes: list[tuple[int, int, bool]] = []
    for item in LexborHTMLParser(html).css("li[data-sourcepos]"):
        box = task_box(item)
        match = _POSITION.match(item.attributes["data-sourcepos"] or "")
        if box is not None and match:
            place = int(match.group(1)) - 1, int(match.group(2)) - 1
            boxes.append((*place, "checked" in box.attributes))
    return boxes
