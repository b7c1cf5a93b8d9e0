"""Names with `*` for any stretch of characters, as protected branches have them. See README.md."""

from functools import lru_cache


def matches(pattern: str, name: str) -> bool:
    """Whether the name is the pattern, each `*` of which stands for any characters, also none.

    Nothing but `*` is special, and letters match by case. The time is linear for any pattern.
    """
    pieces = _pieces(pattern)
    if len(pieces) == 1:
        return pattern == name
    first, *middle, last = pieces
    if len(name) < len(first) + len(last) or not name.startswith(first) or not name.endswith(last):
        return False
    at, end = len(first), len(name) - len(last)
    for piece in middle:
        found = name.find(piece, at, end)
        if found < 0:
            return False
        at = found + len(piece)
    return True


def is_pattern(name: str) -> bool:
    """Whether the name stands for more than one branch."""
    return "*" in name


@lru_cache(maxsize=1024)
def _pieces(pattern: str) -> tuple[str, ...]:
    first, *others = pattern.split("*")
    return (first, *filter(None, others[:-1]), *others[-1:])
