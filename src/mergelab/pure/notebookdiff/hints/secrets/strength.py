"""Whether a text could be a secret: how random it looks, and whether it stands for one."""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import Final

_PLACEHOLDER = re.compile(
    r"example|placeholder|change.?me|your[_-]|_your|dummy|replace|redacted|insert|xxx|\*\*\*|\.\.\.|…"
    r"|://|\\u|abcdef|12345|secret_|_secret|password|passwd|\bpass\b"
    r"|<\|?[\w .-]{1,40}\|?>|\{[\w.]{0,40}\}|\$[{(]|\$[A-Z_]{3}|%[sdr(]|\[[A-Z_]{1,40}\]",
    re.IGNORECASE,
)
_USUAL: Final = frozenset(["admin", "guest", "postgres", "root", "secret", "test", "user"])
_VARIED: Final = 2.7
_RANDOM: Final = 3.4
_REPEATED: Final = 2.0
_NO_WORD: Final = 20
_SEPARATOR = re.compile(r"[_.-]")


def is_placeholder(value: str) -> bool:
    """Whether this stands for a secret or takes it from elsewhere: `<token>`, `{key}`, `xxxx`."""
    return value.lower() in _USUAL or bool(_PLACEHOLDER.search(value))


def is_repetitive(value: str) -> bool:
    return entropy(value) < _REPEATED


def is_varied(value: str) -> bool:
    """Letters together with digits or signs, and not the same few over and over."""
    has_letters = any(char.isalpha() for char in value)
    has_others = any(not char.isalpha() and char not in "_-." for char in value)
    return has_letters and has_others and entropy(value) >= _VARIED


def is_random(value: str) -> bool:
    """Letters and digits, or small and capital letters, mixed as no words are."""
    return entropy(value) >= _RANDOM and any(map(_is_mixed, _SEPARATOR.split(value)))


def _is_mixed(part: str) -> bool:
    has_small = any(char.islower() for char in part)
    has_capital = any(char.isupper() for char in part)
    has_digit = any(char.isdecimal() for char in part)
    if len(part) >= _NO_WORD:
        return has_small + has_capital + has_digit > 1
    return has_digit and (has_small or has_capital)


def entropy(text: str) -> float:
    """Shannon's entropy of the characters, in bits a character; 0 for an empty text."""
    size = len(text)
    return -sum(n / size * math.log2(n / size) for n in Counter(text).values())
