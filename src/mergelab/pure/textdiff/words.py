"""Which words of a changed line changed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from rapidfuzz.distance import Indel

LONGEST = 4_000
"""Characters of a line beyond which no words are marked."""

COMMON = 0.3
"""Share of the text that must be common for marks to help rather than speckle."""

SHORT = 3
"""Characters of a token that is swallowed when it alone separates two marks."""

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")


class Span(NamedTuple):
    """Characters `start` up to `end` of a line, as Python counts them."""

    start: int
    end: int


def mark_words(old: str, new: str) -> tuple[list[Span], list[Span]] | None:
    """The changed spans of each side, ascending and apart; None when marks would not help.

    That is when too little is common, or when a line is longer than `LONGEST`. Equal lines have
    no spans. Line endings take part like other white space.
    """
    if old == new:
        return [], []
    if max(len(old), len(new)) > LONGEST or not old or not new:
        return None
    left, right = _TOKEN.findall(old), _TOKEN.findall(new)
    left_numbers, right_numbers = _numbered(left, right)
    gone, came = bytearray(len(left)), bytearray(len(right))
    for op in Indel.opcodes(left_numbers, right_numbers):
        if op.tag != "equal":
            gone[op.src_start : op.src_end] = b"\1" * (op.src_end - op.src_start)
            came[op.dest_start : op.dest_end] = b"\1" * (op.dest_end - op.dest_start)
    if _share(left, gone, right, came) < COMMON:
        return None
    return _spans(left, gone), _spans(right, came)


def _numbered(left: list[str], right: list[str]) -> tuple[list[int], list[int]]:
    numbers: dict[str, int] = {}
    return (
        [numbers.setdefault(token, len(numbers)) for token in left],
        [numbers.setdefault(token, len(numbers)) for token in right],
    )


def _share(left: list[str], gone: bytearray, right: list[str], came: bytearray) -> float:
    """The common share of the characters that are not white space; 1 when there are none."""
    total = common = 0
    for token, changed in (*zip(left, gone, strict=True), *zip(right, came, strict=True)):
        if not token.isspace():
            total += len(token)
            common += 0 if changed else len(token)
    return common / total if total else 1.0


def _spans(tokens: list[str], changed: Iterable[int]) -> list[Span]:
    spans: list[Span] = []
    at = 0
    since: list[str] = []
    for token, is_changed in zip(tokens, changed, strict=True):
        end = at + len(token)
        if is_changed:
            if spans and (not since or (len(since) == 1 and len(since[0]) <= SHORT)):
                spans[-1] = Span(spans[-1].start, end)
            else:
                spans.append(Span(at, end))
            since = []
        else:
            since.append(token)
        at = end
    return spans
