"""Secrets known by the name that they are given: `password = "…"`, `"api_key": "…"`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from mergelab.pure.notebookdiff.hints.secrets.shapes import Secret
from mergelab.pure.notebookdiff.hints.secrets.strength import is_placeholder, is_random, is_varied

_NAMES: Final = {
    "password": "a password",
    "passwd": "a password",
    "passphrase": "a password",
    "secret": "a secret",
    "token": "a token",
    "apikey": "an API key",
    "api_key": "an API key",
    "api-key": "an API key",
    "access_key": "an access key",
    "auth_key": "an access key",
    "private_key": "a private key",
}
_REST = re.compile(
    r"(?i:_?(?:key|value|token))?['\"]?\]?[ \t]{0,9}[=:][ \t]{0,9}"
    r"[rbfu]?['\"]([^'\"\s]{8,200})['\"]"
)
_MOST: Final = 2_000


def assigned(text: str) -> Iterator[Secret]:
    """Values that look like secrets and are named like them."""
    if '"' not in text and "'" not in text:
        return
    lower = text.lower()
    for word, name in _NAMES.items():
        if word in lower:
            for spelling in (word, word.upper(), word.title()):
                yield from _after(text, spelling, name)


def _after(text: str, word: str, name: str) -> Iterator[Secret]:
    at = text.find(word)
    for _ in range(_MOST):
        if at < 0:
            return
        end = at + len(word)
        match = _REST.match(text, end)
        if match and _is_secret(match[1], name):
            yield Secret(name, match[1])
        at = text.find(word, end)


def _is_secret(value: str, name: str) -> bool:
    """A password is what varies at all; a token, in notebooks mostly a word's, must be random."""
    if is_placeholder(value):
        return False
    return is_varied(value) if name == "a password" else len(value) >= 16 and is_random(value)
