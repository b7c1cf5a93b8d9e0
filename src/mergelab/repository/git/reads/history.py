"""Walks over commits: history, counts, ancestry."""

from collections.abc import Iterable
from dataclasses import dataclass

import pygit2

from mergelab.repository.git import names
from mergelab.repository.git.command import Command, git
from mergelab.repository.git.errors import NotFound
from mergelab.repository.git.process import run
from mergelab.repository.git.reads.handle import Handle
from mergelab.repository.git.reads.objects import Commit, describe


@dataclass(frozen=True)
class Divergence:
    """How many commits only ``head`` has (ahead) and only ``base`` has (behind)."""

    ahead: int
    behind: int


def history(
    handle: Handle,
    sha: str,
    *,
    path: str | None = None,
    skip: int = 0,
    limit: int = 20,
    first_parent: bool = False,
    exclude: Iterable[str] = (),
) -> list[Commit]:
    """Commits reachable from ``sha``, newest first; not those reachable from ``exclude``.

    With ``path``, those that changed this file or directory. Raises NotFound for a commit or path
    that cannot be, GitTimeout.
    """
    command = git("rev-list", "--date-order", *(("--first-parent",) if first_parent else ()))
    command = command.value("--max-count", max(limit, 0)).value("--skip", max(skip, 0))
    listed = run(handle.directory, _range(command, handle, sha, exclude, path))
    return [describe(handle.get(line)) for line in listed.decode("ascii").split()]


def count_commits(
    handle: Handle, sha: str, *, path: str | None = None, exclude: Iterable[str] = ()
) -> int:
    """The number of commits that :func:`history` would give without a limit."""
    command = _range(git("rev-list", "--count"), handle, sha, exclude, path)
    return int(run(handle.directory, command))


def divergence(handle: Handle, base: str, head: str) -> Divergence:
    """Commits ahead of and behind ``base``. Raises NotFound."""
    _exists(handle, base, head)
    ahead, behind = handle.store.ahead_behind(head, base)
    return Divergence(ahead, behind)


def merge_base(handle: Handle, one: str, other: str) -> str | None:
    """The best common ancestor, or None for unrelated histories. Raises NotFound."""
    _exists(handle, one, other)
    found = handle.store.merge_base(one, other)
    return None if found is None else str(found)


def is_ancestor(handle: Handle, ancestor: str, descendant: str) -> bool:
    """Is ``ancestor`` the same commit or one before ``descendant``? Raises NotFound."""
    _exists(handle, ancestor, descendant)
    return ancestor == descendant or bool(handle.store.descendant_of(descendant, ancestor))


def _range(
    command: Command, handle: Handle, sha: str, exclude: Iterable[str], path: str | None
) -> Command:
    unwanted = list(exclude)
    _exists(handle, sha, *unwanted)
    command = command.revisions(sha, *(f"^{other}" for other in unwanted))
    if path is None:
        return command.only()
    # git itself fails on these, as on any path that leads out of the repository.
    if path.startswith("/") or ".." in path.split("/"):
        raise NotFound("No file has such a path.")
    return command.only(path)


def _exists(handle: Handle, *shas: str) -> None:
    for sha in shas:
        if not names.is_sha(sha):
            raise NotFound(f"{sha[:64]!r} is not a full commit name.")
        if handle.get(sha).type != pygit2.enums.ObjectType.COMMIT:
            raise NotFound(f"{sha} is not a commit.")
