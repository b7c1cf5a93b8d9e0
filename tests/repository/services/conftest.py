"""ana's project with two commits on main, and git as a user has it."""

from collections.abc import Callable
from typing import Any

import pytest

from mergelab.projects.models import Project
from mergelab.repository.git.reads import branches, open_repository, tags
from mergelab.repository.storage import directory


@pytest.fixture
def shas(project: Project, client: Any) -> list[str]:
    """The commits of main, oldest first."""
    made = [client.commit({"a.txt": "1\n"}, "One"), client.commit({"a.txt": "2\n"}, "Two")]
    client.run("push", "-q", str(directory(project.pk)), "HEAD:refs/heads/main")
    return made


@pytest.fixture
def refs(project: Project) -> Callable[[], dict[str, str]]:
    """All branches and tags now, with the object that each names."""

    def read() -> dict[str, str]:
        with open_repository(directory(project.pk)) as handle:
            return {ref.ref: ref.target for ref in (*branches(handle), *tags(handle))}

    return read
