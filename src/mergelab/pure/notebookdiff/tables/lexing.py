"""Texts and tags of an HTML output, in linear time for any input.

A lexer, no tree: building one costs more than linear time for hostile nesting, and a table written
by a program needs none. Tags are as in the HTML standard's tokenizer, save that an attribute may
hold neither `<` nor `>`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

Kind = Literal["text", "open", "close", "opaque", "td", "th"]

Token = tuple[Kind, str, str]
"""Kind, value and attributes. The value is a text as written, entities left, or the name of a tag
in lower case; of a table's cell without tags inside, kind `td` or `th`, it is the cell's text."""

_TAG = re.compile(
    r"<(t[dh])(?![a-zA-Z0-9])([^<>]*+)>([^<]*+)</t[dh]>\s*+"
    r"|<(/?)([a-zA-Z][a-zA-Z0-9]{0,15})(?![a-zA-Z0-9])([^<>]*+)>"
)
_OPAQUE = frozenset(["style", "script", "template", "title"])


def tokens(text: str) -> Iterator[Token]:
    """The tokens in order, comments left out. What stands in scripts and styles is `opaque`."""
    text = _without_comments(text)
    lower = ""
    at = 0
    for match in _TAG.finditer(text):
        start, end = match.span()
        if start != at:
            if start < at:
                continue
            yield "text", text[at:start], ""
        at = end
        cell, cell_attributes, content, close, word, attributes = match.groups()
        if cell:
            yield ("th" if cell == "th" else "td"), content, cell_attributes
            continue
        name = word.lower()
        yield ("close" if close else "open"), name, attributes
        if name in _OPAQUE and not close:
            lower = lower or text.lower()
            end = lower.find(f"</{name}", at)
            end = len(text) if end < 0 else end
            yield "opaque", text[at:end], ""
            at = end
    if at < len(text):
        yield "text", text[at:], ""


def _without_comments(text: str) -> str:
    if "<!--" not in text:
        return text
    kept: list[str] = []
    at = 0
    while (start := text.find("<!--", at)) >= 0:
        kept.append(text[at:start])
        end = text.find("-->", start + 4)
        at = len(text) if end < 0 else end + 3
    return "".join([*kept, text[at:]])
