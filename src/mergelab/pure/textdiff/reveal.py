"""Characters that do not look like what they are: the text of "Trojan Source" (CVE-2021-42574).

Bidirectional controls reorder what is read, zero-width characters hide, letters of another script
pass for Latin ones. A page shows each as a badge.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Literal, NamedTuple

Kind = Literal["text", "bidi", "invisible", "control", "space", "mixed"]

_UNUSUAL = re.compile(r"[^\t\n\x20-\x7e]")
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u2065\u206a-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_SPACE = re.compile("[\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")
_WORD = re.compile(r"[^\W\d_]{2,}")
_WORD_START = re.compile(r"[^\t\n\x20-\x7e]|(?<![^\W\d_])[^\W\d_]")
_LOOKALIKES = frozenset(
    "\u0430\u0441\u0435\u043e\u0440\u0445\u0443\u0456\u0458\u0455\u04bb\u0501\u051b\u051d"
    "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0425\u0423\u0405\u0406\u0408"
    "\u03bf\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7"
    "\u0578\u057d\u0585"
)
"""Cyrillic, Greek and Armenian letters drawn like Latin ones; not those that formulas use."""


class Part(NamedTuple):
    """A stretch of text; every kind but "text" and "mixed" is a single character."""

    text: str
    kind: Kind

    @property
    def label(self) -> str:
        """What a badge says: `U+202E` for a character."""
        return self.text if self.kind in {"text", "mixed"} else f"U+{ord(self.text):04X}"


def reveal(text: str) -> list[Part]:
    """The text in parts, in order and complete; one part of kind "text" when all is plain.

    Kinds: `bidi` reorders, `invisible` has no width, `control` is a C0 or C1 control or a lone
    surrogate, `space` is white space other than blank, tab and line feed, `mixed` is a word that
    mixes Latin letters with look-alikes of another script. Joiners inside emoji and inside scripts
    that need them are plain.
    """
    if not _UNUSUAL.search(text):
        return [Part(text, "text")] if text else []
    parts: list[Part] = []
    plain_from = 0
    for start, end, kind in _findings(text):
        if start > plain_from:
            parts.append(Part(text[plain_from:start], "text"))
        parts.append(Part(text[start:end], kind))
        plain_from = end
    if plain_from < len(text):
        parts.append(Part(text[plain_from:], "text"))
    return parts


def is_suspicious(text: str) -> bool:
    """Whether the text holds bidirectional, invisible or look-alike characters: worth a banner."""
    return any(part.kind in {"bidi", "invisible", "mixed"} for part in reveal(text))


def _findings(text: str) -> Iterator[tuple[int, int, Kind]]:
    mixed = {m.start(): m.end() for m in _WORD.finditer(text) if _is_mixed(m.group())}
    for match in (_WORD_START if mixed else _UNUSUAL).finditer(text):
        at = match.start()
        if at in mixed:
            yield at, mixed[at], "mixed"
        elif kind := _kind(text, at):
            yield at, at + 1, kind


def _kind(text: str, at: int) -> Kind | None:
    char = text[at]
    if _BIDI.match(char):
        return "bidi"
    if _INVISIBLE.match(char):
        return None if _belongs(text, at) else "invisible"
    if _CONTROL.match(char):
        return "control"
    return "space" if _SPACE.match(char) else None


def _belongs(text: str, at: int) -> bool:
    """Whether a joiner or variation selector follows a character that it is written with."""
    char, before = text[at], text[at - 1 : at]
    if not before:
        return False
    if char == "\ufe0f":
        return unicodedata.category(before) in {"So", "Sm", "Po", "Nd"}
    if char == "\u200d":
        emoji = unicodedata.category(before) in {"So", "Sk"} or before == "\ufe0f"
        return emoji or _needs_joiners(before)
    return char == "\u200c" and _needs_joiners(before)


def _needs_joiners(char: str) -> bool:
    """Whether the character is a letter or mark of an Arabic, Indic or South-East Asian script."""
    return "\u0600" <= char < "\u1900" and unicodedata.category(char)[0] in "LM"


def _is_mixed(word: str) -> bool:
    return not _LOOKALIKES.isdisjoint(word) and any("a" <= char.lower() <= "z" for char in word)
