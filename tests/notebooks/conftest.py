"""A private project to which tests commit notebooks."""

import pytest
from support.notebooks import Put
from support.workspace import Workspace

from mergelab.accounts.models import User
from mergelab.projects.models import Project
from mergelab.repository.git.reads import entry, open_repository
from mergelab.repository.storage import directory

PATH = "notebooks/work.ipynb"


@pytest.fixture
def workspace(project: Project, ana: User) -> Workspace:
    return Workspace(project, ana)


@pytest.fixture
def put(workspace: Workspace) -> Put:
    """Commits a notebook to main; gives the commit and the blob."""

    def commit(data: bytes, path: str = PATH, branch: str = "main") -> tuple[str, str]:
        sha = workspace.commit(branch, {path: data})
        with open_repository(directory(workspace.project.pk)) as handle:
            return sha, entry(handle, sha, path).sha

    return commit
