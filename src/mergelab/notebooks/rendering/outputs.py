"""One output as safe HTML: the richest form that can be shown without running anything."""

import hashlib
from html import escape
from typing import Final, NamedTuple

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from mergelab.kit.markdown import render, sanitize_html
from mergelab.notebooks.frames.programs import program_of
from mergelab.notebooks.rendering.addresses import Contents
from mergelab.notebooks.rendering.images import Figure, figure_of
from mergelab.notebooks.rendering.text import safe_text, text_block
from mergelab.pure.notebookdiff import Json, Output, as_json
from mergelab.repository.diffview.cache import Remembered
from mergelab.web.components.controls import icon
from mergelab.web.components.text import filesize

CACHED_CHARACTERS: Final = 16_000_000
LONGEST_NAME: Final = 120
JSON_CHARACTERS: Final = 100_000
NOTHING: Final = SafeString("")

HTML: Final = "text/html"
MARKDOWN: Final = "text/markdown"
LATEX: Final = "text/latex"
PLAIN: Final = "text/plain"

_INTERACTIVE: Final = (
    ("application/vnd.plotly.v", "Plotly figure"),
    ("application/vnd.vegalite.v", "Vega-Lite chart"),
    ("application/vnd.vega.v", "Vega chart"),
    ("application/vnd.bokehjs_exec.v", "Bokeh figure"),
    ("application/vnd.bokehjs_load.v", "Bokeh library"),
    ("application/vnd.holoviews_", "HoloViews figure"),
    ("application/vnd.jupyter.widget-view+json", "Jupyter widget"),
    ("application/vnd.jupyter.widget-state+json", "Jupyter widgets' state"),
    ("application/geo+json", "GeoJSON map"),
    ("application/vnd.dataresource+json", "Data table"),
    ("application/javascript", "JavaScript, which is not run"),
    ("text/javascript", "JavaScript, which is not run"),
    ("application/pdf", "PDF document"),
    ("audio/", "Audio"),
    ("video/", "Video"),
)
"""MIME types, or how they begin, that need a program to be seen."""

_RUN: Final = SafeString(
    '<button class="button button-small" type="button" data-frame-run>Show</button> '
)

_sanitised: Remembered[SafeString | None] = Remembered(
    CACHED_CHARACTERS, lambda html: 200 + len(html or "")
)


class Where(NamedTuple):
    """Which output of which cell of which file: its parts are served from there."""

    contents: Contents
    cell: int

    def figure(self, output: Output, figure: Figure) -> str:
        return self.contents.figure(self.cell, output.index, figure.kind)

    def frame(self, output: Output) -> str:
        return self.contents.frame(self.cell, output.index)

    def whole(self, output: Output) -> str:
        return self.contents.whole(self.cell, output.index)

    def data(self, output: Output, mime: str) -> str:
        places = list(output.data)
        part = places.index(mime) if mime in output.data else 0
        return self.contents.data(self.cell, output.index, part)


def output_body(output: Output, where: Where) -> SafeString:
    """The output without its frame; always something that can be seen."""
    if output.kind == "stream":
        css = "output-stderr" if output.name == "stderr" else ""
        return text_block(output.text, where.whole(output), css=css, label=output.name)
    if output.kind == "error":
        return error_block(output, where)
    if output.kind == "unknown" or not output.data:
        return unknown_block(output, where)
    return _bundle(output, where)


def label_of(output: Output) -> str:
    """The few words above an output; empty where it speaks for itself."""
    if output.kind == "stream":
        return output.name[:LONGEST_NAME]
    return "error" if output.kind == "error" else ""


def error_block(output: Output, where: Where) -> SafeString:
    """The error's name first, then the traceback."""
    trace = text_block(output.text, where.whole(output), css="output-error", label="traceback")
    head = format_html(
        '<p class="nb-error"><strong>{}</strong>: {}</p>',
        mark_safe(safe_text(output.ename[:LONGEST_NAME])),  # noqa: S308  # escaped
        mark_safe(safe_text(output.evalue[:500])),  # noqa: S308  # escaped
    )
    return head + trace


def unknown_block(output: Output, where: Where) -> SafeString:
    """What nobody knows how to show still has a name and a size."""
    words = f"Output of type “{output.name[:LONGEST_NAME]}”"
    return placeholder(words, output.size, where.data(output, ""))


def placeholder(words: str, size: int, url: str, *, frame: str = "") -> SafeString:
    """A line that stands for what is not shown; `frame` is the address of what can show it."""
    line = format_html(
        '<p class="nb-data">{} {} <span class="subtle">{}</span>'
        ' {}<a href="{}" download>Download</a></p>',
        icon("file-code"),
        mark_safe(safe_text(words)),  # noqa: S308  # escaped
        filesize(size),
        _RUN if frame else NOTHING,
        url,
    )
    if not frame:
        return line
    return format_html(
        '<div class="nb-frame" data-frame="{}" data-title="{}">{}</div>', frame, words, line
    )


def figure_block(output: Output, figure: Figure, where: Where) -> SafeString:
    """The picture by its address, on white paper."""
    size = (
        "" if figure.size is None else f' width="{figure.size.width}" height="{figure.size.height}"'
    )
    url, alt = escape(where.figure(output, figure)), escape(alt_text(output))
    return mark_safe(  # noqa: S308  # escaped above
        f'<figure class="figure-paper nb-figure"><img src="{url}" alt="{alt}"{size}'
        ' loading="lazy" decoding="async"></figure>'
    )


def alt_text(output: Output) -> str:
    """What is known of a picture in words: its text form, if that says more than an address."""
    text = output.data.get(PLAIN, "")
    first = text.strip().partition("\n")[0] if isinstance(text, str) else ""
    return first[:LONGEST_NAME].strip("<>") or f"figure {output.index + 1}"


def interactive_name(mime: str) -> str:
    """Such as "Plotly figure"; empty for a type that is no program's own."""
    return next((name for start, name in _INTERACTIVE if mime.startswith(start)), "")


def value_size(value: Json) -> int:
    return len(value) if isinstance(value, str) else len(as_json(value))


def html_block(html: str) -> SafeString | None:
    """Sanitised HTML; None where it is too large or nothing of it can be shown."""
    key = hashlib.blake2b(html.encode("utf-8", "replace"), digest_size=20).digest()
    return _sanitised.get(key, lambda: _clean(html))


def _clean(html: str) -> SafeString | None:
    clean = sanitize_html(html)
    if clean is None or not clean.strip():
        return None
    return mark_safe(f'<div class="output-table">{clean}</div>')  # noqa: S308  # sanitised


def beside_figure(output: Output, where: Where) -> SafeString:
    """What an output with a figure offers besides; empty for most."""
    return _program(output, where)[1]


def _bundle(output: Output, where: Where) -> SafeString:
    program, note = _program(output, where)
    figure = figure_of(output)
    if figure is not None:
        return figure_block(output, figure, where) + note
    body, shown = _written(output, where)
    if body is not None:
        return note + body if program and shown != PLAIN else body + note
    if note:
        return note
    first = next(iter(output.data))
    return placeholder(
        f"Output of type “{first[:LONGEST_NAME]}”", output.size, where.data(output, first)
    )


def _program(output: Output, where: Where) -> tuple[str, SafeString]:
    """The type of an output that needs a program, and the line that offers to run it."""
    found = program_of(output, where.contents.widgets)
    named = (mime for mime in output.data if interactive_name(mime))
    mime = found[1] if found else next(named, "")
    if not mime:
        return "", NOTHING
    words = interactive_name(mime) or "HTML with a script"
    size, url = value_size(output.data[mime]) or output.size, where.data(output, mime)
    return mime, placeholder(words, size, url, frame=where.frame(output) if found else "")


def _written(output: Output, where: Where) -> tuple[SafeString | None, str]:
    """HTML, Markdown, LaTeX, JSON or text, and which of them it is."""
    note = NOTHING
    html = output.data.get(HTML)
    if isinstance(html, str):
        clean = html_block(html)
        if clean is not None:
            return clean, HTML
        note = placeholder("HTML that is not shown", len(html), where.data(output, HTML))
    for mime in (MARKDOWN, LATEX):
        value = output.data.get(mime)
        if isinstance(value, str) and value.strip():
            return _marked_up(mime, value, output, where), mime
    if PLAIN in output.data:
        return note + text_block(output.text, where.whole(output)), PLAIN
    for mime, value in output.data.items():
        if mime.startswith(("text/", "application/json")) and mime != HTML:
            text = value if isinstance(value, str) else as_json(value, indent=True)
            return note + text_block(text[:JSON_CHARACTERS], where.whole(output), label=mime), mime
    return (note or None), HTML


def _marked_up(mime: str, value: str, output: Output, where: Where) -> SafeString:
    if mime == MARKDOWN:
        return format_html('<div class="prose nb-prose">{}</div>', render(value))
    if len(value) > JSON_CHARACTERS:
        return text_block(value[:JSON_CHARACTERS], where.whole(output), label="LaTeX")
    return mark_safe(f'<p class="nb-math"><code class="math">{safe_text(value)}</code></p>')  # noqa: S308
