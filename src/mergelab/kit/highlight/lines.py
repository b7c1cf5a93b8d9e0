"""One safe piece of HTML per line of a text."""

from __future__ import annotations

import hashlib
import re
import threading
import unicodedata
from collections import OrderedDict
from collections.abc import Iterator
from html import escape
from time import thread_time

from django.utils.safestring import SafeString, mark_safe
from pygments.lexer import Lexer
from pygments.token import STANDARD_TYPES, _TokenType

from mergelab.kit.highlight.lexers import lexer_for
from mergelab.pure.textdiff import Part, reveal, split_lines

LARGEST = 512 * 1024
"""Characters of a text beyond which it is shown without colours."""

LONGEST_LINE = 5_000

LONGEST_BLANK = 100
"""White space in a row, line ends included: some lexers look all through it at each character."""

SECONDS = 0.25
"""CPU time for any text, plus `SECONDS_PER_CHARACTER`; what comes after has no colours."""

SECONDS_PER_CHARACTER = 6e-6

CACHED_CHARACTERS = 8_000_000

CLASSES = frozenset(STANDARD_TYPES.values()) - {"", "w", "err"}
"""Every class a syntax token can have: Pygments' short names."""

_BLANKS = re.compile(r"\s+")
_UNUSUAL = re.compile(r"[^\t\x20-\x7e]")

_cache: OrderedDict[tuple[bytes, str], tuple[SafeString, ...]] = OrderedDict()
_cache_size = 0
_cache_lock = threading.Lock()


def highlight_lines(
    text: str, *, filename: str | None = None, language: str | None = None
) -> list[SafeString]:
    """The lines of `text`, as `split_lines` counts them, without endings, as safe HTML.

    Syntax tokens are `<span class="k">` with a class of `CLASSES`; a token that spans lines is
    closed and opened again at each. Hidden characters are shown as by `plain_lines`. A text over
    `LARGEST`, with a line over `LONGEST_LINE` or blanks over `LONGEST_BLANK`, or of no known
    language has no tokens.
    """
    lines = _bare_lines(text)
    if not lines:
        return []
    lexer = lexer_for(filename=filename, language=language)
    if lexer is None or not _is_readable(text, lines):
        return [_plain(line) for line in lines]
    key = (hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest(), lexer.name)
    cached = _cached(key)
    if cached is None:
        cached = tuple(_highlighted(lines, lexer))
        _remember(key, cached)
    return list(cached)


def plain_lines(text: str) -> list[SafeString]:
    """The lines escaped, with bidirectional, invisible and control characters as badges.

    A badge is `<span class="char char-bidi" title="name">U+202E</span>` and stands for one
    character; unusual white space and words of mixed scripts are kept inside `char-space` and
    `char-mixed` spans.
    """
    return [_plain(line) for line in _bare_lines(text)]


def _bare_lines(text: str) -> list[str]:
    lines = split_lines(text)
    return [line.removesuffix("\n").removesuffix("\r") for line in lines]


def _is_readable(text: str, lines: list[str]) -> bool:
    if len(text) > LARGEST or max(map(len, lines)) > LONGEST_LINE:
        return False
    return max(map(len, _BLANKS.findall(text)), default=0) <= LONGEST_BLANK


def _plain(line: str) -> SafeString:
    return mark_safe(_escaped(line))  # noqa: S308 -- escaped


def _highlighted(lines: list[str], lexer: Lexer) -> Iterator[SafeString]:
    text = "\n".join(lines) + "\n"
    current: list[str] = []
    for kind, value in _tokens(lexer, text):
        name = _class_of(kind)
        first, *rest = value.split("\n")
        current.append(_token(first, name))
        for piece in rest:
            yield mark_safe("".join(current))  # noqa: S308 -- escaped by _token
            current = [_token(piece, name)]


def _tokens(lexer: Lexer, text: str) -> Iterator[tuple[_TokenType | None, str]]:
    """The tokens, which together are the text: what the lexer leaves out or cannot do is plain."""
    limit = thread_time() + SECONDS + SECONDS_PER_CHARACTER * len(text)
    at = 0
    for start, kind, value in lexer.get_tokens_unprocessed(text):
        if start < at:
            continue
        if start > at:
            yield None, text[at:start]
        yield kind, text[start : start + len(value)]
        at = start + len(value)
        if thread_time() > limit:
            break
    if at < len(text):
        yield None, text[at:]


def _class_of(kind: _TokenType | None) -> str:
    while kind is not None and kind not in STANDARD_TYPES:
        kind = kind.parent
    name = STANDARD_TYPES[kind] if kind is not None else ""
    return name if name in CLASSES else ""


def _token(value: str, name: str) -> str:
    if not value:
        return ""
    escaped = _escaped(value)
    return f'<span class="{name}">{escaped}</span>' if name and not value.isspace() else escaped


def _escaped(text: str) -> str:
    if not _UNUSUAL.search(text):
        return escape(text, quote=False)
    return "".join(_part(part) for part in reveal(text))


def _part(part: Part) -> str:
    if part.kind == "text":
        return escape(part.text, quote=False)
    if part.kind == "mixed":
        title = "letters of different alphabets"
        return f'<span class="char-mixed" title="{title}">{escape(part.text, quote=False)}</span>'
    title = unicodedata.name(part.text, "control character").lower()
    if part.kind == "space":
        return f'<span class="char-space" title="{title}">{part.text}</span>'
    return f'<span class="char char-{part.kind}" title="{title}">{part.label}</span>'


def _cached(key: tuple[bytes, str]) -> tuple[SafeString, ...] | None:
    with _cache_lock:
        found = _cache.get(key)
        if found is not None:
            _cache.move_to_end(key)
        return found


def _remember(key: tuple[bytes, str], lines: tuple[SafeString, ...]) -> None:
    global _cache_size  # noqa: PLW0603 -- one cache per process, guarded by its lock
    size = _size(lines)
    if size > CACHED_CHARACTERS // 4:
        return
    with _cache_lock:
        if key not in _cache:
            _cache[key] = lines
            _cache_size += size
        while _cache_size > CACHED_CHARACTERS:
            _, dropped = _cache.popitem(last=False)
            _cache_size -= _size(dropped)


def _size(lines: tuple[SafeString, ...]) -> int:
    return sum(map(len, lines)) + 64 * len(lines)
