"""``mergelab nb git-diff``: what git calls to show one changed file.

Called as gitattributes(5) and GIT_EXTERNAL_DIFF in git(1) describe: path, old file, old name, old
mode, new file, new name, new mode and, for renames, the new path and git's words about it; or the
path alone for a file with conflicts. Whatever happens it ends well, since git gives up its whole
diff when this fails.
"""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from mergelab.cli.nb import gitcalls, printing
from mergelab.pure.notebookdiff import (
    NotNotebook,
    diff_notebooks,
    diff_text,
    raw_diff_text,
    read_notebook,
)
from mergelab.pure.notebookdiff.text import printable

_USAGE = "usage: PATH OLD-FILE OLD-NAME OLD-MODE NEW-FILE NEW-NAME NEW-MODE [NEW-PATH WORDS]"
_SHORTEST, _LONGEST = 7, 9
_NONE = "."


def main(argv: list[str]) -> int:
    """Print one file's difference."""
    if len(argv) == 1 and not argv[0].startswith("-"):
        printing.say(f"* Unmerged path {printable(argv[0])}\n")
        return printing.OK
    if not _SHORTEST <= len(argv) <= _LONGEST:
        return printing.complain("git-diff", _USAGE)
    color = _wants_color()
    for line in _head(argv):
        printing.say(printing.painted("strong", line, color=color) + "\n")
    printing.say(_body(_read(argv[1]), _read(argv[4]), color=color))
    return printing.OK


def _head(argv: Sequence[str]) -> Iterator[str]:
    """What git says above a diff."""
    path, _, _, old_mode, _, _, new_mode, *renamed = (printable(part) for part in argv)
    now = renamed[0] if renamed else path
    yield f"diff --mergelab a/{path} b/{now}"
    if old_mode == _NONE:
        yield f"new file mode {new_mode}"
    elif new_mode == _NONE:
        yield f"deleted file mode {old_mode}"
    elif old_mode != new_mode:
        yield f"old mode {old_mode}"
        yield f"new mode {new_mode}"
    for line in "".join(argv[_SHORTEST + 1 :]).splitlines():
        if not line.startswith("index "):
            yield printable(line)


def _body(old: bytes | None, new: bytes | None, *, color: bool) -> str:
    if old == new:
        return ""
    try:
        notebooks = [None if data is None else read_notebook(data) for data in (old, new)]
    except NotNotebook as problem:
        note = f"shown as text: {problem}"
        shown = raw_diff_text(old or b"", new or b"", color=color)
        return printing.painted("note", printable(note), color=color) + "\n" + shown
    return diff_text(diff_notebooks(*notebooks), color=color)


def _read(path: str) -> bytes | None:
    try:
        return None if path == os.devnull else Path(path).read_bytes()
    except OSError as error:
        printing.complain("git-diff", f"{path}: {error.strerror}")
        return b""


def _wants_color() -> bool:
    """What git's settings say, asked of git, which also knows of its pager."""
    return not os.environ.get("NO_COLOR") and gitcalls.wants_color()
