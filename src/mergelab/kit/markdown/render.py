"""Markdown, as GitHub's flavour has it, to safe HTML."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import comrak
from django.utils.safestring import SafeString, mark_safe
from selectolax.lexbor import LexborHTMLParser

from mergelab.kit.markdown.allowed import sanitized
from mergelab.kit.markdown.emit import Emitter
from mergelab.kit.markdown.links import Links
from mergelab.kit.markdown.references import Found, Linker, References
from mergelab.kit.markdown.scan import is_cheap

LARGEST = 1_000_000
"""Characters of Markdown; a longer text is shown as it is."""

DEEPEST = 100
"""Levels of nesting, likewise."""

WIDEST = 128
"""Columns of a table: the reader's time grows with the square of them."""

HTML_FACTOR = 8
"""Times its own length that a text's HTML may have: tables fill up missing cells."""


def render(
    text: str,
    *,
    references: References | None = None,
    links: Links | None = None,
    fence: Callable[[str, str], str | None] | None = None,
) -> SafeString:
    """The text as HTML that is safe in any page.

    Tables, task lists, strikethrough, links from bare addresses; raw HTML by the allow-list of
    `allowed`. With `references`, names become links; with `links`, so do paths, and images of the
    repository are shown. An image elsewhere becomes a link to it. What stands between dollars is
    LaTeX, kept as it was written for the page's script. `fence` may write fenced blocks, see
    `Emitter`; what it gives is sanitised as all else. A text that is too long, too deep or too
    costly is shown as it was written.
    """
    text = scrubbed(text)
    html = _html(text)
    if html is None:
        return mark_safe(f"<pre>{escape(text, quote=False)}</pre>")  # noqa: S308 -- escaped
    write = Linker(references).html if references else _escaped
    emitted = Emitter(text=write, fence=fence, links=links).emit(html)
    return mark_safe(sanitized(emitted, own_classes=True))  # noqa: S308 -- sanitised last


def find_references(text: str) -> Found:
    """Who and what the text names, outside code and links."""
    found = Found()

    def collect(piece: str) -> str:
        found.collect(piece)
        return ""

    html = _html(scrubbed(text))
    if html is not None:
        Emitter(text=collect).emit(html)
    return found


def excerpt(text: str, length: int) -> str:
    """The text's words without any markup, at most `length` characters, cut between words."""
    html = _html(scrubbed(text[: 20 * length + 1_000]))
    if html is None:
        words = text[:length].split()
    else:
        body = LexborHTMLParser(sanitized(html, own_classes=False)).body
        words = (body.text(deep=True, separator="") if body is not None else "").split()
    plain = " ".join(words)
    if len(plain) <= length:
        return plain
    cut = plain[: max(0, length - 1)]
    head = cut.rpartition(" ")[0] if plain[len(cut)] != " " and " " in cut else cut
    return head.rstrip() + "…"


def options(text: str) -> comrak.ExtensionOptions:
    """The syntax that we read beyond CommonMark; no tables where one would be absurdly wide."""
    chosen = comrak.ExtensionOptions()
    chosen.strikethrough = chosen.tasklist = chosen.autolink = True
    chosen.table = max(map(_bars, text.splitlines()), default=0) <= WIDEST
    return chosen


def _bars(line: str) -> int:
    return line.count("|")


def _html(text: str) -> str | None:
    """The text as HTML that is not safe yet; None when it is beyond the limits."""
    if len(text) > LARGEST:
        return None
    extensions = options(text)
    extensions.math_dollars = True
    for raw in (True, False):
        output = comrak.RenderOptions()
        output.unsafe_, output.escape = raw, not raw
        html = comrak.render_markdown(text, extension_options=extensions, render_options=output)
        if is_cheap(html, characters=HTML_FACTOR * len(text) + 1_000, depth=DEEPEST):
            return html
    return None


def scrubbed(text: str) -> str:
    """The text without what cannot be encoded: lone surrogates and NUL."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()


def _escaped(text: str) -> str:
    return escape(text, quote=False)
