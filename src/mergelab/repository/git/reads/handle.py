"""An opened repository: pygit2 for refs and objects, the directory for git's own commands."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pygit2
from pygit2 import enums

from mergelab.repository.git import names
from mergelab.repository.git.errors import NotFound

# The server's user owns the repositories, and no configuration outside them may matter.
pygit2.option(enums.Option.SET_OWNER_VALIDATION, 0)
for _level in (enums.ConfigLevel.SYSTEM, enums.ConfigLevel.XDG, enums.ConfigLevel.GLOBAL):
    pygit2.option(enums.Option.SET_SEARCH_PATH, _level, "/dev/null")


@dataclass(frozen=True)
class Handle:
    """What the read functions take. Not to be shared between threads."""

    directory: Path
    store: Any  # a pygit2.Repository; the library ships no usable types

    @property
    def is_empty(self) -> bool:
        """Whether there is no ref at all; libgit2's own answer depends on the branch's name."""
        return not self.store.raw_listall_references()

    def get(self, sha: str) -> Any:
        """The object with this full name. Raises NotFound."""
        try:
            found = self.store.get(sha) if names.is_sha(sha) else None
        except (ValueError, pygit2.GitError) as problem:
            raise NotFound(f"There is no object {sha[:64]}.") from problem
        if found is None:
            raise NotFound(f"There is no object {sha[:64]}.")
        return found


@contextmanager
def open_repository(directory: Path) -> Iterator[Handle]:
    """Open the bare repository at ``directory`` (well under a millisecond). Raises NotFound."""
    try:
        store = pygit2.Repository(str(directory), enums.RepositoryOpenFlag.BARE)
    except pygit2.GitError as problem:
        raise NotFound("The repository does not exist.") from problem
    try:
        yield Handle(directory, store)
    finally:
        store.free()
