"""Which commit last changed each entry of a directory.

The walk follows, newest first, only those commits that may have changed an entry whose commit is
not known yet: an entry that a parent holds unchanged is handed on to that parent. This gives what
``git log -1 -- <entry>`` gives, for all entries in one walk.
"""

import heapq
import time
from typing import Any, Final

from pygit2.enums import ObjectType

from mergelab.repository.git import names
from mergelab.repository.git.errors import NotFound
from mergelab.repository.git.reads.handle import Handle
from mergelab.repository.git.reads.objects import Commit, describe
from mergelab.repository.git.reads.trees import raw_entries, subtree

MAX_COMMITS: Final = 20_000
MAX_SECONDS: Final = 1.0
_KEPT_TREES: Final = 16


def last_commit_per_entry(
    handle: Handle,
    sha: str,
    path: str = "",
    *,
    max_commits: int = MAX_COMMITS,
    max_seconds: float = MAX_SECONDS,
) -> dict[str, Commit]:
    """For each entry name of the directory the commit that last changed it.

    Entries not settled within the bounds are absent. Raises NotFound.
    """
    walk = _Walk(handle, [names.path_bytes(part) for part in path.split("/") if part])
    start = handle.get(sha)
    tree = walk.tree(start) if start.type == ObjectType.COMMIT else None
    if tree is None:
        raise NotFound(f"There is no directory {names.display(path)}.")
    walk.push(start, tree, {name for _, name, _ in raw_entries(tree)})
    deadline = time.monotonic() + max_seconds
    for visited in range(max_commits):
        if not walk.queue or (visited % 64 == 0 and time.monotonic() > deadline):
            break
        walk.step()
    return {names.path_text(name): describe(found) for name, found in walk.settled.items()}


class _Walk:
    def __init__(self, handle: Handle, parts: list[bytes]) -> None:
        self.handle = handle
        self.parsed: dict[str, frozenset[tuple[bytes, bytes, bytes]]] = {}
        self.parts = parts
        self.queue: list[tuple[int, int, str]] = []
        self.waiting: dict[str, set[bytes]] = {}
        self.commits: dict[str, tuple[Any, Any]] = {}
        self.settled: dict[bytes, Any] = {}
        self._order = 0

    def push(self, commit: Any, tree: Any, wanted: set[bytes]) -> None:
        sha = str(commit.id)
        if sha in self.waiting:
            self.waiting[sha] |= wanted
            return
        self.waiting[sha] = wanted
        self.commits[sha] = commit, tree
        self._order += 1
        heapq.heappush(self.queue, (-commit.commit_time, self._order, sha))

    def step(self) -> None:
        _, _, sha = heapq.heappop(self.queue)
        wanted = self.waiting.pop(sha)
        commit, here = self.commits.pop(sha)
        for parent in commit.parents:
            there = self.tree(parent)
            if there is None:
                continue
            same = wanted - self.changed(here, there)
            if same:
                self.push(parent, there, set(same))
                wanted = wanted - same
            if not wanted:
                return
        for name in wanted:
            self.settled.setdefault(name, commit)

    def tree(self, commit: Any) -> Any | None:
        found = commit.tree
        for part in self.parts:
            found = None if found is None else subtree(self.handle, found, part)
        return found

    def changed(self, here: Any, there: Any) -> set[bytes]:
        """The names whose entry differs between two trees."""
        if here.id == there.id:
            return set()
        return {name for _, name, _ in self.entries(here) ^ self.entries(there)}

    def entries(self, tree: Any) -> frozenset[tuple[bytes, bytes, bytes]]:
        """A tree's entries; the few last ones are kept, as one commit's are its child's too."""
        sha = str(tree.id)
        if sha not in self.parsed:
            if len(self.parsed) >= _KEPT_TREES:
                self.parsed.pop(next(iter(self.parsed)))
            self.parsed[sha] = frozenset(raw_entries(tree))
        return self.parsed[sha]
