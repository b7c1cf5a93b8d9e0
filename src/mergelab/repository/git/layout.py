"""Where the git layer keeps its files: everything lies under one data directory."""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path


@dataclass(frozen=True)
class Layout:
    """The data directory's folders. ``hooks`` and ``locks`` lie outside every repository."""

    root: Path

    @cached_property
    def repositories(self) -> Path:
        return self.root / "repositories"

    @cached_property
    def locks(self) -> Path:
        return self.root / "locks"

    @cached_property
    def spool(self) -> Path:
        return self.root / "spool"

    @cached_property
    def hooks(self) -> Path:
        return self.root / "hooks"

    def prepare(self) -> None:
        """Make the folders, readable by the server's user only."""
        for folder in (self.root, self.repositories, self.locks, self.spool, self.hooks):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def lock_file(self, directory: Path) -> Path:
        """The writer lock of a repository: one file for each repository directory."""
        name = hashlib.sha256(str(directory.resolve()).encode()).hexdigest()[:32]
        return self.locks / f"{name}.lock"
