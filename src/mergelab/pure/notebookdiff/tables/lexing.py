"""Texts and tags of an HTML output, in linear time for any input.

A lexer, no tree: building one costs more than linear time for hostile nesting, and a table written
by a program needs none. Tags are as in the HTML standard's tokenizer, save that an attribute may
hold neither `<` nor `>`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,15})(?![a-zA-Z0-9])([^<>]*+)>")
_OPAQUE = frozenset(["style", "script", "template", "title"])


class Token(NamedTuple):
    """`value` is a text as written, entities left, or a tag's name in lower case."""

    kind: Literal["text", "open", "close", "opaque"]
    value: str
    attributes: str = ""


def tokens(text: str) -> Iterator[Token]:
    """The tokens in order, comments left out. What stands in scripts and styles is `opaque`."""
    text = _without_comments(text)
    lower: str | None = None
    at = 0
    for match in _TAG.finditer(text):
        start = match.start()
        if start < at:
            continue
        if start > at:
            yield Token("text", text[at:start])
        at = match.end()
        close, word, attributes = match.groups()
        name = word.lower()
        yield Token("close" if close else "open", name, attributes)
        if name in _OPAQUE and not close:
            lower = text.lower() if lower is None else lower
            end = lower.find(f"</{name}", at)
            end = len(text) if end < 0 else end
            yield Token("opaque", text[at:end])
            at = end
    if at < len(text):
        yield Token("text", text[at:])


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
