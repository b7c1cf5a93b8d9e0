"""Which Pygments lexer reads a file. A closed list: each one is tested against hostile text."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import PurePosixPath

from pygments.lexer import Lexer
from pygments.lexers import (
    find_lexer_class_by_name,
    find_lexer_class_for_filename,
    get_all_lexers,
)
from pygments.util import ClassNotFound

_NAMES = """
awk bash bat c clojure cmake common-lisp console cpp csharp css cuda cython dart diff django
docker elixir erlang fortran go graphql groovy haskell html ini java javascript json jsonld julia
kotlin less lua make markdown matlab nginx nixos objective-c ocaml perl php powershell properties
protobuf pycon pytb python r ruby rst rust sass scala scheme scss sql swift terraform tex toml
typescript vim xml yaml zig
"""

LANGUAGES = frozenset(_NAMES.split())
"""Pygments' names of the languages that are coloured."""

_BY_SUFFIX = {".ipynb": "json", ".jsonl": "json", ".geojson": "json", ".pyi": "python"}
_ALIASES = {"py": "python", "python3": "python", "ipython": "python", "ipython3": "python"}

LONGEST_NAME = 255


def lexer_for(*, filename: str | None = None, language: str | None = None) -> Lexer | None:
    """A lexer for the language if it is known, else for the file's name; None means plain text."""
    found = _class_for_language(language) if language else None
    if found is None and filename:
        found = _class_for_filename(PurePosixPath(filename).name[-LONGEST_NAME:])
    return found(stripnl=False, ensurenl=False) if found else None


@lru_cache(maxsize=512)
def _class_for_language(language: str) -> type[Lexer] | None:
    name = language.lower()[:LONGEST_NAME]
    try:
        found = find_lexer_class_by_name(_ALIASES.get(name, name))
    except ClassNotFound:
        return None
    return found if found.name in _allowed() else None


@lru_cache(maxsize=512)
def _class_for_filename(name: str) -> type[Lexer] | None:
    suffix = PurePosixPath(name).suffix.lower()
    if suffix in _BY_SUFFIX:
        return _class_for_language(_BY_SUFFIX[suffix])
    found = find_lexer_class_for_filename(name)
    return found if found is not None and found.name in _allowed() else None


@cache
def _allowed() -> frozenset[str]:
    known = get_all_lexers(plugins=False)
    return frozenset(name for name, aliases, _, _ in known if not LANGUAGES.isdisjoint(aliases))
