"""What changed between two commits or trees."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from pygit2.enums import FileMode, ObjectType

from mergelab.repository.git import names
from mergelab.repository.git.command import Command, git
from mergelab.repository.git.errors import GitError, NotFound
from mergelab.repository.git.process import MIB, PAGE, Limits, run, stream
from mergelab.repository.git.reads.handle import Handle, open_repository

MAX_FILES: Final = 3_000
MAX_PATCH_BYTES: Final = 16 * MIB
MAX_DIFF_ID_BYTES: Final = 512 * MIB
EMPTY_TREE: Final = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
_DIFF_ID_LIMITS: Final = Limits(seconds=120.0, cpu=120, memory=2048 * MIB)


class Status(StrEnum):
    """git's letter for what happened to a file (see ``git diff --diff-filter``)."""

    ADDED = "A"
    MODIFIED = "M"
    DELETED = "D"
    RENAMED = "R"
    COPIED = "C"
    TYPE_CHANGED = "T"


class Whitespace(StrEnum):
    """Which white space a patch leaves out."""

    SHOW = "show"
    IGNORE_CHANGES = "ignore-changes"
    IGNORE_ALL = "ignore-all"


@dataclass(frozen=True)
class Change:
    """One changed file. Paths turn into bytes by ``names.path_bytes``.

    Modes are octal numbers such as 0o100644, 0 where there is no file; blob names are all zeros
    there. Line counts are None for binary files and where they were not counted.
    """

    status: Status
    old_path: str
    new_path: str
    old_mode: int
    new_mode: int
    old_sha: str
    new_sha: str
    similarity: int | None = None
    additions: int | None = None
    deletions: int | None = None
    binary: bool = False

    @property
    def path(self) -> str:
        """The path to show: the new one, or the old one of a deleted file."""
        return self.old_path if self.status is Status.DELETED else self.new_path


@dataclass(frozen=True)
class Changes:
    """The changed files in git's order; ``truncated`` when there are more than the limit."""

    files: tuple[Change, ...]
    truncated: bool


def raw_changes(
    directory: Path, base: str | None, head: str, *, max_files: int = MAX_FILES
) -> Changes:
    """The files that differ between two commits or trees; ``base`` None is the empty tree.

    Past ``max_files`` only the first ones are given, without renames and line counts.
    Raises NotFound, GitError, GitTimeout.
    """
    with open_repository(directory) as handle:
        old = None if base is None else _root(handle, base)
        first = list(_bounded(handle, old, _root(handle, head), max_files + 1))
    if len(first) > max_files:
        return Changes(tuple(first[:max_files]), truncated=True)
    if not first:
        return Changes((), truncated=False)
    command = git("diff-tree", "-r", "-z", "-M", "--raw", "--numstat", "--no-ext-diff", "-l1000")
    output = run(directory, command.revisions(base or EMPTY_TREE, head).only())
    return Changes(tuple(_parse(output)), truncated=False)


def patch(
    directory: Path,
    base: str | None,
    head: str,
    *,
    paths: tuple[str, ...] = (),
    context: int = 3,
    whitespace: Whitespace = Whitespace.SHOW,
    cap: int = MAX_PATCH_BYTES,
) -> bytes:
    """The unified diff of the given paths (of a renamed file give both), or of everything.

    Raises OutputTooLarge past ``cap`` bytes, GitError, GitTimeout.
    """
    command = _patch_command(whitespace).value("--unified", min(max(context, 0), 1_000_000))
    command = command.revisions(base or EMPTY_TREE, head).only(*paths)
    return run(directory, command, cap=cap, limits=PAGE)


def diff_id(directory: Path, base: str | None, head: str) -> str:
    """A digest (SHA-256, hexadecimal) of what changes between two commits.

    Equal before and after a rebase that changes neither a changed line nor its surroundings; white
    space, modes, paths and the bytes of binary files count.
    """
    command = git(
        "diff-tree", "-r", "-p", "--no-renames", "--full-index", "--no-color", "--no-ext-diff",
        "--no-textconv",
    ).revisions(base or EMPTY_TREE, head).only()  # fmt: skip
    digest = hashlib.sha256()
    index = b""
    for line in _lines(stream(directory, command, limits=_DIFF_ID_LIMITS, cap=MAX_DIFF_ID_BYTES)):
        if line.startswith(b"index "):
            index = line
        elif line.startswith(b"@@ "):
            digest.update(b"@@\n")
        elif line.startswith(b"Binary files "):
            digest.update(index + line)
        else:
            digest.update(line)
    return digest.hexdigest()


def _patch_command(whitespace: Whitespace) -> Command:
    base = ("-r", "-p", "-M", "--full-index", "--no-color", "--no-ext-diff", "--no-textconv")
    if whitespace is Whitespace.IGNORE_CHANGES:
        return git("diff-tree", *base, "--ignore-space-change")
    if whitespace is Whitespace.IGNORE_ALL:
        return git("diff-tree", *base, "--ignore-all-space")
    return git("diff-tree", *base)


def _lines(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Lines of a stream; one without an end within a chunk comes in pieces."""
    rest = b""
    for chunk in chunks:
        lines = (
            (rest + chunk).splitlines(keepends=True)
            if b"\r" not in chunk + rest
            else _split(rest + chunk)
        )
        rest = b"" if not lines or lines[-1].endswith(b"\n") else lines.pop()
        yield from lines
    if rest:
        yield rest


def _split(data: bytes) -> list[bytes]:
    parts = data.split(b"\n")
    return [part + b"\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])


def _parse(output: bytes) -> Iterator[Change]:
    """git's ``--raw --numstat -z`` output: first all raw records, then all counts."""
    fields = iter(output.split(b"\0")[:-1])
    changes: dict[bytes, Change] = {}
    for field in fields:
        if field.startswith(b":"):
            key, change = _raw(field, fields)
            changes[key] = change
            continue
        added, removed, path = field.split(b"\t", 2)
        if not path:
            next(fields)
            path = next(fields)
        changes[path] = _counted(changes[path], added, removed)
    yield from changes.values()


def _raw(field: bytes, fields: Iterator[bytes]) -> tuple[bytes, Change]:
    old_mode, new_mode, old_sha, new_sha, letter = field[1:].decode("ascii").split(" ")
    old_path = next(fields)
    status = Status(letter[0])
    new_path = next(fields) if status in {Status.RENAMED, Status.COPIED} else old_path
    return new_path, Change(
        status,
        names.path_text(old_path),
        names.path_text(new_path),
        int(old_mode, 8),
        int(new_mode, 8),
        old_sha,
        new_sha,
        similarity=int(letter[1:]) if letter[1:] else None,
    )


def _counted(change: Change, added: bytes, removed: bytes) -> Change:
    if added == b"-":
        return replace(change, binary=True)
    return replace(change, additions=int(added), deletions=int(removed))


def _root(handle: Handle, sha: str) -> Any:
    found = handle.get(sha) if names.is_sha(sha) else None
    if found is None or found.type not in {ObjectType.COMMIT, ObjectType.TREE}:
        raise NotFound(f"{sha[:64]!r} is not a commit or tree.")
    return found.tree if found.type == ObjectType.COMMIT else found


def _bounded(handle: Handle, old: Any | None, new: Any | None, limit: int) -> Iterator[Change]:
    """The first ``limit`` changed files by our own walk, which stops there.

    git's own diff collects every file first, which on a tree made for it never ends. Directories
    are bounded too: equal ones are skipped, and every other holds at least one change.
    """
    stack = [("", old, new)]
    found = 0
    visited = 0
    while stack and found < limit and visited < 100 * limit:
        prefix, one, other = stack.pop()
        visited += 1
        folders = []
        for name in sorted({*_names(one), *_names(other)}):
            left, right = _child(one, name), _child(other, name)
            if _same(left, right):
                continue
            path = f"{prefix}{names.path_text(name)}"
            if _is_tree(left) or _is_tree(right):
                folders.append((f"{path}/", _tree(left), _tree(right)))
            if (left and not _is_tree(left)) or (right and not _is_tree(right)):
                found += 1
                yield _plain(
                    path, None if _is_tree(left) else left, None if _is_tree(right) else right
                )
                if found >= limit:
                    return
        stack += reversed(folders)
    if stack and found < limit:
        raise GitError("The trees hold too many directories to be compared.")


def _names(tree: Any | None) -> list[bytes]:
    return [] if tree is None else [item.raw_name for item in tree]


def _child(tree: Any | None, name: bytes) -> Any | None:
    if tree is None:
        return None
    try:
        return tree[name]
    except KeyError:
        return None


def _same(left: Any | None, right: Any | None) -> bool:
    if left is None or right is None:
        return left is right
    return bool(left.id == right.id and left.filemode == right.filemode)


def _is_tree(item: Any | None) -> bool:
    return item is not None and item.filemode == FileMode.TREE


def _tree(item: Any | None) -> Any | None:
    return item if _is_tree(item) else None


def _plain(path: str, left: Any | None, right: Any | None) -> Change:
    if left is None:
        status = Status.ADDED
    elif right is None:
        status = Status.DELETED
    else:
        status = Status.MODIFIED
    return Change(
        status,
        path,
        path,
        int(left.filemode) if left else 0,
        int(right.filemode) if right else 0,
        str(left.id) if left else names.ZERO,
        str(right.id) if right else names.ZERO,
    )
