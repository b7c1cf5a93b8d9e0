"""Texts of a notebook in a line of ours."""

from __future__ import annotations


def short(text: str, length: int = 80) -> str:
    """The text in one line, cut to so many characters."""
    line = " ".join(text[: length * 8].split())
    return line if len(line) <= length else f"{line[:length]}…"


def counted(number: int, noun: str) -> str:
    """Such as `1 line` or `1,200 lines`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
