"""Text that programs printed, as safe HTML: colours by class, long texts cut in the middle."""

import re
from collections.abc import Sequence
from html import escape
from typing import Final

from django.utils.safestring import SafeString, mark_safe

from mergelab.kit.highlight import plain_lines
from mergelab.pure.notebookdiff import Line, Style, terminal

WHOLE: Final = 120
"""Lines of a text that is shown without a cut."""

HEAD_LINES: Final = 80
TAIL_LINES: Final = 30
LONGEST_LINE: Final = 5_000
LONGEST_LABEL: Final = 120

CHARACTERS: Final = 300_000
"""A longer text is looked at only at its ends, which is all that is shown of it."""

END_CHARACTERS: Final = 100_000

_UNUSUAL: Final = re.compile(r"[^\t\x20-\x7e]")


def safe_text(text: str) -> str:
    """The text escaped, with hidden and control characters as badges."""
    if not _UNUSUAL.search(text):
        return escape(text, quote=False)
    return "".join(plain_lines(text))


def line_html(line: Line) -> SafeString:
    """One line of a terminal."""
    parts: list[str] = []
    left = LONGEST_LINE
    for span in line:
        text, left = span.text[:left], left - len(span.text)
        names = classes(span.style)
        html = safe_text(text)
        parts.append(f'<span class="{names}">{html}</span>' if names else html)
        if left < 0:
            parts.append('<span class="nb-ellipsis" title="The line goes on">…</span>')
            break
    return mark_safe("".join(parts))  # noqa: S308  # escaped above, classes from a fixed set


def classes(style: Style) -> str:
    """The style sheet's names for a terminal's style."""
    names = [f"ansi-{_plain(style.fg)}"] if style.fg else []
    names += [f"ansi-on-{_plain(style.bg)}"] if style.bg else []
    flags = {
        "bold": style.bold,
        "faint": style.dim,
        "italic": style.italic,
        "underline": style.underline,
        "strike": style.strike,
        "inverse": style.inverse,
    }
    return " ".join([*names, *(f"ansi-{name}" for name, is_on in flags.items() if is_on)])


def text_block(
    text: str, more_url: str = "", *, css: str = "", label: str = "output"
) -> SafeString:
    """The text as a terminal shows it; of a long one both ends and a link to all of it.

    Without an address for more it is shown whole.
    """
    if len(text) > CHARACTERS and more_url:
        head, tail = terminal(text[:END_CHARACTERS]), terminal(text[-END_CHARACTERS:])
        hidden = max(text.count("\n") - HEAD_LINES - TAIL_LINES, 0)
    else:
        head = tail = terminal(text)
        hidden = len(head) - HEAD_LINES - TAIL_LINES
        if len(head) <= WHOLE or not more_url:
            return _framed(_pre(head, css, label))
    parts = (
        _pre(head[:HEAD_LINES], css, label),
        _more_link(hidden, more_url),
        _pre(tail[-TAIL_LINES:], css, f"end of {label}"),
    )
    return _framed("".join(parts))


def _framed(body: str) -> SafeString:
    return mark_safe(f'<div class="nb-text">{body}</div>')  # noqa: S308  # lines are escaped


def _more_link(hidden: int, url: str) -> str:
    words = f"{hidden:,} more lines" if hidden else "More text"
    return (
        f'<a class="fold nb-more" href="{escape(url)}" hx-get="{escape(url)}"'
        f' hx-target="closest .nb-text" hx-swap="outerHTML">{words}: show all</a>'
    )


def _pre(lines: Sequence[Line], css: str, label: str) -> str:
    names = f"output-text {css}".rstrip()
    body = "\n".join(line_html(line) for line in lines)
    # Focusable, because a long one scrolls and must do so by keyboard.
    name = escape(label[:LONGEST_LABEL])
    return f'<pre class="{names}" tabindex="0" aria-label="{name}">{body}</pre>'


def _plain(colour: str) -> str:
    return colour.removeprefix("bright-")
