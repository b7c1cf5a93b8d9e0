"""What changed between two commits or trees."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Final

from mergelab.repository.git import names
from mergelab.repository.git.command import Command, git
from mergelab.repository.git.errors import GitError, NotFound
from mergelab.repository.git.process import MIB, PAGE, Limits, run, stream
from mergelab.repository.git.reads.handle import Handle, open_repository
from mergelab.repository.git.reads.trees import Item, items, root

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
    """The lines of a stream, each with its line feed."""
    rest = b""
    for chunk in chunks:
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            yield line + b"\n"
    if rest:
        yield rest


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


def _root(handle: Handle, sha: str) -> str:
    if not names.is_sha(sha):
        raise NotFound(f"{sha[:64]!r} is not a full object name.")
    return str(root(handle, sha).id)


def _bounded(handle: Handle, old: str | None, new: str, limit: int) -> Iterator[Change]:
    """The first ``limit`` changed files by our own walk, which stops there.

    git's own diff collects every file first, which on a tree made for it never ends. Directories
    are bounded too: equal ones are skipped, and every other holds at least one change.
    """
    stack: list[tuple[str, str | None, str | None]] = [("", old, new)]
    found = 0
    for _ in range(100 * limit):
        if not stack:
            return
        prefix, left_sha, right_sha = stack.pop()
        left, right = _items(handle, left_sha), _items(handle, right_sha)
        folders = []
        for name in sorted({*left, *right}):
            one, other = left.get(name), right.get(name)
            if one == other:
                continue
            path = prefix + names.path_text(name)
            if (one and one.is_tree) or (other and other.is_tree):
                folders.append((f"{path}/", _tree(one), _tree(other)))
            if (one and not one.is_tree) or (other and not other.is_tree):
                found += 1
                yield _plain(path, _file(one), _file(other))
                if found >= limit:
                    return
        stack += reversed(folders)
    raise GitError("The trees hold too many directories to be compared.")


def _items(handle: Handle, sha: str | None) -> dict[bytes, Item]:
    return {} if sha is None else items(handle.get(sha))


def _tree(item: Item | None) -> str | None:
    return item.sha if item is not None and item.is_tree else None


def _file(item: Item | None) -> Item | None:
    return None if item is None or item.is_tree else item


def _plain(path: str, left: Item | None, right: Item | None) -> Change:
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
        left.mode if left else 0,
        right.mode if right else 0,
        left.sha if left else names.ZERO,
        right.sha if right else names.ZERO,
    )
