"""JSON's strings, numbers and words, read so that nothing in a real file is refused or lost."""

from __future__ import annotations

import re

import orjson

from mergelab.pure.notebookdiff.values import Json

NON_FINITE = frozenset(["NaN", "Infinity", "-Infinity"])
"""What Python and JavaScript write for numbers that JSON lacks; kept as texts."""

_ESCAPE = re.compile(r'\\(?:u([0-9a-fA-F]{4})|(["\\/bfnrt])|(.))', re.DOTALL)
_NUMBER = re.compile(r"[+-]?\d[\d.eE+-]*\Z")
_SURROGATE = re.compile("[\ud800-\udfff]")
_LETTERS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_WORDS: dict[str, Json] = {"null": None, "true": True, "false": False}
_EXACT_DIGITS = 18


def string(token: str) -> tuple[str, bool]:
    """The text of a string with its quotation marks, and whether it had to be repaired.

    Wrong escapes stay as they are written; lone surrogates, which no encoding has, become U+FFFD.
    """
    if "\\" not in token:
        return token[1:-1], False
    try:
        return str(orjson.loads(token)), False
    except orjson.JSONDecodeError:
        value = _ESCAPE.sub(_unescaped, token[1:-1])
        paired = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return _SURROGATE.sub("\ufffd", paired), True


def is_number(token: str) -> bool:
    return bool(_NUMBER.match(token))


def word(token: str) -> Json:
    """The value of a bare word or number; the token itself where it is neither."""
    if token in _WORDS:
        return _WORDS[token]
    return number(token) if is_number(token) else token


def number(token: str) -> Json:
    """An int or float; what neither can hold exactly enough stays as its digits."""
    try:
        if len(token) <= _EXACT_DIGITS and token.lstrip("+-").isdecimal():
            return int(token)
        value = float(token)
    except ValueError:
        return token
    return value if abs(value) != float("inf") else token


def _unescaped(match: re.Match[str]) -> str:
    code, letter, other = match.groups()
    if code:
        return chr(int(code, 16))
    if letter:
        return _LETTERS.get(letter, letter)
    return f"\\{other}"
