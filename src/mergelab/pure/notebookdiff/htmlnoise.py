"""An HTML output as far as it shows something: for comparing, never for showing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest

from mergelab.pure.notebookdiff.scripts import without_counters
from mergelab.pure.notebookdiff.tables.lexing import tokens

CHARACTERS = 1_000_000
"""Longer outputs are compared as they are written."""

_UNSEEN = re.compile(
    r"\s(?:id|class|for|headers|scoped|aria-[a-z]{1,20})"
    r"(?:=(?:\"[^\"]*\"|'[^']*'|[^\s\"'=]*)|(?=\s|/|$))"
)
_RANDOM = re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")
_FRAME_STYLE = ".dataframe"


def same_html(old: str, new: str) -> bool:
    """Whether a reader sees the same in two outputs; both texts are masked already."""
    if max(len(old), len(new)) > CHARACTERS:
        return old == new
    return all(a == b for a, b in zip_longest(_shown(old), _shown(new)))


def _shown(text: str) -> Iterator[str]:
    """The tags and texts that a reader sees: no ids, no classes, no random names in scripts.

    A data frame's standard style is left out; other styles count, as a styled frame's colours do.
    """
    for kind, value, attributes in tokens(text):
        if kind == "text":
            if line := " ".join(value.split()):
                yield line
        elif kind == "opaque":
            content = value.strip()
            if not content.startswith(_FRAME_STYLE):
                yield without_counters(_RANDOM.sub("…", content))
        elif kind in {"td", "th"}:
            yield kind
            yield " ".join(value.split())
            if attributes:
                yield _seen(attributes)
        elif value not in ("style", "script"):
            yield kind
            yield value
            if attributes:
                yield _seen(attributes)


def _seen(attributes: str) -> str:
    return " ".join(_UNSEEN.sub("", _RANDOM.sub("…", attributes)).split())
