"""What a pusher is told of the merge requests of a branch."""

from factories import actor_of
from support.workspace import Workspace

from mergelab.accounts.models import User
from mergelab.merge_requests.models import MergeRequest
from mergelab.merge_requests.services import close_merge_request
from mergelab.projects.models import Project
from mergelab.repository.judging import notice_of


def test_a_branch_with_an_open_merge_request_leads_to_it(
    project: Project, ana: User, merge_request: MergeRequest
) -> None:
    assert notice_of(project, ana, "topic").split("\n") == [
        "",
        "View merge request !1 into main:",
        "  http://testserver/wind-farm/power-forecast/-/merge_requests/1",
        "",
    ]


def test_a_branch_without_one_leads_to_a_new_one(
    project: Project, ana: User, merge_request: MergeRequest, workspace: Workspace
) -> None:
    close_merge_request(by=actor_of(ana), merge_request=merge_request)
    assert "To open a merge request for topic, visit:" in notice_of(project, ana, "topic")
    assert notice_of(project, ana, "main") == ""
