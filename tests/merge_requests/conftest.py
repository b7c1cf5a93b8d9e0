"""A project with a branch `main` of three files and a branch `topic` that changes one."""

import pytest
from support.workspace import CHANGED, LINES, Workspace

from mergelab.accounts.models import User
from mergelab.kit.tasks import run_pending
from mergelab.merge_requests.models import MergeRequest
from mergelab.projects.models import Project


@pytest.fixture
def workspace(project: Project, ana: User) -> Workspace:
    made = Workspace(project, ana)
    made.commit("main", {"train.py": LINES, "README.md": "# Power\n", "data.csv": "a,b\n1,2\n"})
    made.commit("topic", {"train.py": CHANGED}, "Write ten\n\nBecause words read better.")
    run_pending()
    return made


@pytest.fixture
def merge_request(workspace: Workspace) -> MergeRequest:
    """!1 of topic into main by ana."""
    return workspace.open()
