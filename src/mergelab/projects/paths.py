"""What a group or project may be called in a URL."""

import re
from typing import Final

from mergelab.kit.errors import Refused

SEGMENT: Final = r"[A-Za-z0-9_][A-Za-z0-9_.-]*"
MAX_SEGMENT: Final = 100
MAX_DEPTH: Final = 10

#: Words that a top-level name would hide, or that REST paths use after a group or project.
_RESERVED_WORDS: Final = """
    access_tokens admin api approvals archive assets blame blob branches changes commits compare
    dashboard diffs discussions events explore favicon.ico files groups health help import
    invitations members merge_requests metrics new notes oauth profile projects protected_branches
    raw ready repository robots.txt search sign_in sign_out static subgroups tags transfer tree
    unarchive uploads user users version versions
"""
RESERVED: Final = frozenset(_RESERVED_WORDS.split())


def check_path(segment: str, *, field: str = "path") -> str:
    """The segment itself when it can name a group or project; else Refused, saying why."""
    if not re.fullmatch(SEGMENT, segment):
        raise Refused(
            "Use letters, digits, '_', '-' and '.', starting with a letter, digit or '_'.",
            field=field,
        )
    if len(segment) > MAX_SEGMENT:
        raise Refused(f"Use at most {MAX_SEGMENT} characters.", field=field)
    if segment.endswith((".", ".git", ".atom", ".lock")):
        raise Refused("Do not end with '.', '.git', '.atom' or '.lock'.", field=field)
    if segment.lower() in RESERVED:
        raise Refused(f"'{segment}' is reserved; choose another path.", field=field)
    return segment
