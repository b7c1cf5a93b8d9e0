"""A difference as the text of a unified patch, in the form git writes and applies.

The form: git's documentation, "Generating patch text with -p", and POSIX `diff -u`.
"""

from __future__ import annotations

from collections.abc import Sequence

from mergelab.pure.textdiff.hunks import groups
from mergelab.pure.textdiff.lines import Opcode, diff_lines

NO_NEWLINE = "\\ No newline at end of file\n"

_ESCAPES = {"\a": "a", "\b": "b", "\t": "t", "\n": "n", "\v": "v", "\f": "f", "\r": "r"}


def unified_text(old_lines: Sequence[str], new_lines: Sequence[str], *, context: int = 3) -> str:
    """The hunks of a patch, without file headers; empty when the texts are equal.

    Lines keep their endings; only the last of a text may have none.
    """
    opcodes = diff_lines(old_lines, new_lines)
    parts: list[str] = []
    for group in groups(opcodes, context):
        parts.append(_range_line(group))
        for op in group:
            if op.tag == "equal":
                parts += _lines(" ", old_lines[op.i1 : op.i2])
            else:
                parts += _lines("-", old_lines[op.i1 : op.i2])
                parts += _lines("+", new_lines[op.j1 : op.j2])
    return "".join(parts)


def patch_text(
    old_lines: Sequence[str],
    new_lines: Sequence[str],
    *,
    old_path: str | None,
    new_path: str | None,
    context: int = 3,
) -> str:
    """A patch of one file with its headers; a path of None is a file that is not there."""
    body = unified_text(old_lines, new_lines, context=context)
    if not body:
        return ""
    a, b = old_path or new_path or "", new_path or old_path or ""
    head = f"diff --git {quoted('a/' + a)} {quoted('b/' + b)}\n"
    if old_path is None:
        head += "new file mode 100644\n"
    elif new_path is None:
        head += "deleted file mode 100644\n"
    elif old_path != new_path:
        head += f"rename from {quoted(old_path)}\nrename to {quoted(new_path)}\n"
    old_name = "/dev/null" if old_path is None else _header_name("a/" + old_path)
    new_name = "/dev/null" if new_path is None else _header_name("b/" + new_path)
    return f"{head}--- {old_name}\n+++ {new_name}\n{body}"


def quoted(path: str) -> str:
    """The path as git writes it: in C quotes where a character needs it, else bare."""
    if all(" " <= char <= "~" and char not in '"\\' for char in path):
        return path
    return '"' + "".join(_quoted(char) for char in path) + '"'


def _header_name(path: str) -> str:
    """A name on a `---` line; a tab ends one that has blanks, as git writes it."""
    name = quoted(path)
    return name + "\t" if " " in name and not name.startswith('"') else name


def _quoted(char: str) -> str:
    if char in '"\\':
        return "\\" + char
    if char in _ESCAPES:
        return "\\" + _ESCAPES[char]
    if " " <= char <= "~":
        return char
    return "".join(f"\\{byte:03o}" for byte in char.encode("utf-8", "surrogateescape"))


def _range_line(group: list[Opcode]) -> str:
    first, last = group[0], group[-1]
    return f"@@ -{_range(first.i1, last.i2)} +{_range(first.j1, last.j2)} @@\n"


def _range(start: int, end: int) -> str:
    count = end - start
    if count == 1:
        return str(start + 1)
    return f"{start + 1 if count else start},{count}"


def _lines(sign: str, lines: Sequence[str]) -> list[str]:
    return [sign + line if line.endswith("\n") else f"{sign}{line}\n{NO_NEWLINE}" for line in lines]
