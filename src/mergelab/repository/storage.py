"""Where each project's repository lies under the data directory."""

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings

from mergelab.repository.git.layout import Layout


@cache
def _layout(root: Path) -> Layout:
    made = Layout(root)
    made.prepare()
    return made


def layout() -> Layout:
    """The git layer's folders under the data directory."""
    return _layout(Path(settings.DATA_DIR))


def directory(project_id: int) -> Path:
    """The bare repository of a project.

    The path comes from the number alone: nothing that a user can name becomes a file name. Two
    levels of shards keep every folder small.
    """
    shard = hashlib.sha256(str(project_id).encode()).hexdigest()
    return layout().repositories / shard[:2] / shard[2:4] / f"{project_id}.git"


def project_id_of(repository: Path) -> int:
    """The project whose repository lies in this directory; ValueError for any other directory."""
    number = int(repository.name.removesuffix(".git"))
    if directory(number) != repository:
        raise ValueError(f"not a project's repository: {repository}")
    return number
