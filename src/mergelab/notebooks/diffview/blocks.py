"""Rendered Markdown before and after: the blocks that came and went marked, the others once."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from django.utils.safestring import SafeString, mark_safe

from mergelab.notebooks.rendering.sources import Side, markdown_html
from mergelab.pure.notebookdiff import Cell
from mergelab.pure.textdiff import diff_lines

MOST: Final = 5_000
"""Blocks of a side that are compared; of a text with more, all of it went and came."""

_VOID: Final = frozenset({"br", "col", "hr", "img", "input"})
_TAG: Final = re.compile(r'<(/?)([a-z][a-z0-9]*)(?:[^>"]|"[^"]*+")*+>')
_SIGNS: Final = {"is-added": "added", "is-removed": "removed"}


@dataclass(frozen=True)
class Rendered:
    """A Markdown cell of one side as blocks of HTML; `keys` are equal where readers see the same.

    The sides' addresses differ by commit and blob, which alone makes no block another.
    """

    blocks: Sequence[str]
    keys: Sequence[str]


def rendered(cell: Cell | None, side: Side) -> Rendered:
    """The blocks of a cell; none without one, and none of code."""
    if cell is None or cell.kind != "markdown" or not cell.source.strip():
        return Rendered((), ())
    blocks = list(top_blocks(markdown_html(cell, side)))
    own = side.contents.attachment(cell.index, 0).removesuffix("0")
    keys = [block.strip().replace(own, "").replace(side.commit, "") for block in blocks]
    return Rendered(blocks, keys)


def top_blocks(html: str) -> Iterator[str]:
    """The outermost elements of sanitised HTML, each with the text after it; together all of it.

    Cuts the text of the sanitiser as it is: nothing is parsed and written anew.
    """
    start = depth = 0
    for tag in _TAG.finditer(html):
        name = tag[2]
        if name in _VOID and depth:
            continue
        if tag[1]:
            depth -= 1
        elif depth == 0 and html[start : tag.start()].strip():
            yield html[start : tag.start()]
            start = tag.start()
        if not tag[1] and name not in _VOID:
            depth += 1
    if html[start:].strip():
        yield html[start:]


def unified(old: Rendered, new: Rendered) -> SafeString:
    """One column in reading order: what went before what came in its place."""
    parts = []
    for before, after, is_same in _groups(old, new):
        if is_same:
            parts += after
            continue
        went = [_marked(block, "is-removed") for block in before]
        came = [_marked(block, "is-added") for block in after]
        # As many blocks on both sides are most likely the same ones, edited.
        pairs = zip(went, came, strict=True) if len(went) == len(came) else [(*went, *came)]
        parts += chain.from_iterable(pairs)
    body = "".join(parts)
    return mark_safe(f'<div class="prose nb-prose">{body}</div>')  # noqa: S308  # sanitised


def beside(old: Rendered, new: Rendered) -> SafeString:
    """Two columns, the same blocks at the same height."""
    rows = []
    for before, after, is_same in _groups(old, new):
        left = "".join(before if is_same else [_marked(block, "is-removed") for block in before])
        right = "".join(after if is_same else [_marked(block, "is-added") for block in after])
        css = "cell-columns nb-same-blocks" if is_same else "cell-columns"
        rows.append(
            f'<div class="{css}"><div class="prose">{left}</div>'
            f'<div class="prose">{right}</div></div>'
        )
    body = "".join(rows)
    return mark_safe(f'<div class="nb-beside">{body}</div>')  # noqa: S308  # sanitised


def _marked(block: str, css: str) -> str:
    return (
        f'<div class="nb-block {css}"><span class="visually-hidden">{_SIGNS[css]}: </span>'
        f"{block}</div>"
    )


def _groups(old: Rendered, new: Rendered) -> Iterator[tuple[list[str], list[str], bool]]:
    """Runs of blocks before and after, and whether they are the same."""
    if len(old.blocks) > MOST or len(new.blocks) > MOST:
        yield list(old.blocks), list(new.blocks), False
        return
    for code in diff_lines(old.keys, new.keys):
        before = list(old.blocks[code.i1 : code.i2])
        after = list(new.blocks[code.j1 : code.j2])
        yield before, after, code.tag == "equal"
