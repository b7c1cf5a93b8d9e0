"""Tree objects as bytes, the one form that keeps every file name exactly.

The format is git's own: for each entry ``<octal mode> SP <name> NUL <20 bytes of object name>``,
sorted by name as if the names of directories ended in a slash.
"""

import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import pygit2
from pygit2.enums import FileMode, ObjectType

from mergelab.repository.git.errors import NotFound
from mergelab.repository.git.reads.handle import Handle

_ENTRY: Final = re.compile(rb"([0-7]+) ([^\0]+)\0(.{20})", re.DOTALL)


class Item(NamedTuple):
    """What a name in a tree stands for: the mode and the object's name."""

    mode: int
    sha: str

    @property
    def is_tree(self) -> bool:
        """Is it a directory?"""
        return self.mode == FileMode.TREE


def raw_entries(tree: Any) -> list[tuple[bytes, bytes, bytes]]:
    """The entries of a pygit2 tree as (mode, name, object name), all as they are stored."""
    return _ENTRY.findall(tree.read_raw())


def items(tree: Any | None) -> dict[bytes, Item]:
    """The entries of a pygit2 tree by name, in git's order; none for None."""
    if tree is None:
        return {}
    return {name: Item(int(mode, 8), sha.hex()) for mode, name, sha in raw_entries(tree)}


def write(handle: Handle, entries: Mapping[bytes, Item]) -> str:
    """Write a tree object and return its name."""
    ordered = sorted(entries.items(), key=lambda pair: pair[0] + b"/" * pair[1].is_tree)
    data = b"".join(
        b"%o %b\0%b" % (item.mode, name, bytes.fromhex(item.sha)) for name, item in ordered
    )
    return str(handle.store.write(ObjectType.TREE, data))


def root(handle: Handle, sha: str) -> Any:
    """The tree of a commit or tag, or the tree itself. Raises NotFound."""
    try:
        return handle.get(sha).peel(pygit2.Tree)
    except (pygit2.GitError, ValueError) as problem:
        raise NotFound(f"{sha[:64]} has no files.") from problem


def subtree(handle: Handle, tree: Any, name: bytes) -> Any | None:
    """The directory ``name`` in a pygit2 tree, None when there is none."""
    if not name or b"\0" in name or b"/" in name:
        return None
    try:
        found = tree[name.decode("utf-8")]
    except KeyError:
        return None
    except UnicodeDecodeError:
        item = items(tree).get(name)
        return handle.get(item.sha) if item is not None and item.is_tree else None
    return found if found.type == ObjectType.TREE else None


def count_files(handle: Handle, tree: Any) -> int:
    """The number of files below a pygit2 tree.

    Every tree object is read once however often it is used, so a tree of a few objects that
    describe billions of files is counted as fast as it was pushed.
    """
    known: dict[str, int] = {}
    stack = [str(tree.id)]
    while stack:
        sha = stack[-1]
        entries = items(handle.get(sha)).values()
        missing = [item.sha for item in entries if item.is_tree and item.sha not in known]
        if missing:
            stack += missing
            continue
        stack.pop()
        known[sha] = sum(known[item.sha] if item.is_tree else 1 for item in entries)
    return known[str(tree.id)]
