"""A text difference as a table: what the rows are, and their markup.

Rows are written here and not by a template, because a page may hold ten thousand of them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Final, Literal

from django.utils.safestring import SafeString, mark_safe

from mergelab.web.components.base import register, render

Kind = Literal["context", "added", "removed"]
Layout = Literal["unified", "split"]

UNIFIED_COLUMNS: Final = 3
SPLIT_COLUMNS: Final = 4


@dataclass(frozen=True, slots=True)
class Line:
    """One line of one side or of both.

    `html` is the highlighted text with `<mark>` around changed words, escaped by who made it.
    `comment_url` answers with the form for a new thread; `threads` is the markup of threads on
    this line; `anchor` is the row's id; `note` is said after the text ("no newline").
    """

    kind: Kind
    old: int | None
    new: int | None
    html: str
    anchor: str = ""
    comment_url: str = ""
    threads: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two lines side by side; None is an empty side."""

    left: Line | None
    right: Line | None


@dataclass(frozen=True, slots=True)
class Heading:
    """The start of a hunk: where it is, and the function around it."""

    text: str


@dataclass(frozen=True, slots=True)
class Fold:
    """Unchanged lines that are not shown; `url` answers with the rows that replace this one."""

    label: str
    url: str = ""
    anchor: str = ""


Row = Line | Pair | Heading | Fold


def _number(number: int | None, anchor: str, side: str) -> str:
    if number is None:
        return f'<td class="diff-num {side}"></td>'
    if anchor:
        return (
            f'<td class="diff-num {side}"><a href="#{escape(anchor)}" data-n="{number}"'
            f' aria-label="Line {number}"></a></td>'
        )
    return f'<td class="diff-num {side}" data-n="{number}"></td>'


def _code(line: Line) -> str:
    comment = ""
    if line.comment_url:
        number = line.new if line.new is not None else line.old
        comment = (
            f'<a class="comment-button" href="{escape(line.comment_url)}" data-comment'
            f' aria-label="Comment on line {number}"></a>'
        )
    note = f'<span class="diff-note">{escape(line.note)}</span>' if line.note else ""
    return f'<td class="diff-code is-{line.kind}">{comment}<code>{line.html}</code>{note}</td>'


def _unified(line: Line) -> str:
    anchor = f' id="{escape(line.anchor)}"' if line.anchor else ""
    row = (
        f'<tr class="diff-line is-{line.kind}"{anchor}>{_number(line.old, line.anchor, "old")}'
        f"{_number(line.new, line.anchor, 'new')}{_code(line)}</tr>\n"
    )
    if line.threads:
        row += f'<tr class="diff-thread"><td colspan="{UNIFIED_COLUMNS}">{line.threads}</td></tr>\n'
    return row


def _side(line: Line | None, side: str) -> str:
    if line is None:
        return '<td class="diff-num diff-none"></td><td class="diff-code diff-none"></td>'
    number = line.old if side == "old" else line.new
    cell = _number(number, line.anchor, f"{side} is-{line.kind}")
    return cell + _code(line)


def _pair(pair: Pair) -> str:
    anchors = [line.anchor for line in (pair.right, pair.left) if line and line.anchor]
    anchor = f' id="{escape(anchors[0])}"' if anchors else ""
    row = (
        f'<tr class="diff-line"{anchor}>{_side(pair.left, "old")}{_side(pair.right, "new")}</tr>\n'
    )
    # An unchanged line stands on both sides but has its threads once.
    left = pair.left.threads if pair.left and pair.left is not pair.right else ""
    right = pair.right.threads if pair.right else ""
    if left or right:
        row += (
            f'<tr class="diff-thread"><td colspan="2">{left}</td>'
            f'<td colspan="2">{right}</td></tr>\n'
        )
    return row


def _fold(fold: Fold, columns: int) -> str:
    anchor = f' id="{escape(fold.anchor)}"' if fold.anchor else ""
    label: str = escape(fold.label)
    if fold.url:
        url = escape(fold.url)
        swap = f'hx-get="{url}" hx-target="closest tr" hx-swap="outerHTML"'
        label = f'<a href="{url}" {swap}>{label}</a>'
    return f'<tr class="diff-fold"{anchor}><td colspan="{columns}">{label}</td></tr>\n'


def diff_rows(rows: Iterable[Row], layout: Layout = "unified") -> SafeString:
    """The rows' markup alone, for a fragment that replaces a fold."""
    columns = SPLIT_COLUMNS if layout == "split" else UNIFIED_COLUMNS
    parts = []
    for row in rows:
        match row:
            case Line():
                parts.append(_unified(row))
            case Pair():
                parts.append(_pair(row))
            case Fold():
                parts.append(_fold(row, columns))
            case Heading():
                text = escape(row.text)
                parts.append(f'<tr class="diff-hunk"><td colspan="{columns}">{text}</td></tr>\n')
    return mark_safe("".join(parts))  # noqa: S308  # each value above is escaped or made by Line's maker


@register.simple_tag
def diff(rows: Iterable[Row], *, layout: Layout = "unified", label: str = "") -> SafeString:
    """A table of `Line`s (unified) or `Pair`s (split) with `Heading`s and `Fold`s between."""
    return render("diff", body=diff_rows(rows, layout), layout=layout, label=label)
