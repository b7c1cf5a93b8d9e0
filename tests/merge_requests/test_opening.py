"""Opening merge requests."""

import pytest
from factories import actor_of, make_member, make_project, make_user
from support.workspace import Workspace

from mergelab.accounts.models import User
from mergelab.kit.errors import Conflict, Forbidden, Refused
from mergelab.kit.tasks import run_pending
from mergelab.merge_requests import services
from mergelab.merge_requests.models import MergeRequest
from mergelab.projects.models import Activity
from mergelab.projects.roles import Role
from mergelab.repository.git.reads import open_repository, read_ref
from mergelab.repository.storage import directory


def test_the_first_version_is_the_difference_of_the_branches(workspace: Workspace) -> None:
    made = workspace.open(description="Text", reviewers=[workspace.owner])
    version = made.versions.get()
    assert (made.iid, made.state, made.author, made.head_sha) == (
        1,
        "opened",
        workspace.owner,
        workspace.head("topic"),
    )
    assert (version.number, version.base_sha, version.start_sha, version.head_sha) == (
        1,
        workspace.head("main"),
        workspace.head("main"),
        workspace.head("topic"),
    )
    assert (version.commits_count, version.files_count, version.additions, version.deletions) == (
        1,
        1,
        1,
        1,
    )
    assert (made.has_conflicts, made.checked_source_sha, made.checked_target_sha) == (
        False,
        workspace.head("topic"),
        workspace.head("main"),
    )


def test_its_commits_are_kept_and_named(workspace: Workspace, merge_request: MergeRequest) -> None:
    head = workspace.head("topic")
    workspace.move("topic", "")
    with open_repository(directory(workspace.project.pk)) as handle:
        assert read_ref(handle, f"refs/keep-around/{head}") == head
        assert read_ref(handle, "refs/merge-requests/1/head") == head


def test_numbers_count_up_in_each_project(workspace: Workspace) -> None:
    workspace.commit("second", {"b.txt": "b\n"}, start="main")
    other = Workspace(make_project(workspace.owner, "other"), workspace.owner)
    other.commit("main", {"a": "a"})
    other.commit("topic", {"a": "b"})
    assert workspace.open().iid == 1
    assert workspace.open("second").iid == 2
    assert other.open().iid == 1


def test_it_is_told_in_the_activity(workspace: Workspace, merge_request: MergeRequest) -> None:
    told = Activity.objects.filter(noun="merge_request").get()
    assert (told.verb, told.reference, told.title) == ("opened", "!1", "Use density")


@pytest.mark.parametrize(
    ("title", "text", "is_draft"),
    [
        ("Draft: speed", "speed", True),
        ("draft:speed", "speed", True),
        ("[Draft] speed", "speed", True),
        ("  Drafting  rules ", "Drafting rules", False),
    ],
)
def test_a_title_may_make_a_draft(
    workspace: Workspace, title: str, text: str, is_draft: bool
) -> None:
    made = workspace.open(title=title)
    assert (made.title, made.is_draft) == (text, is_draft)


@pytest.mark.parametrize(
    ("source", "target", "field"),
    [
        ("topic", "topic", "target_branch"),
        ("missing", "main", "source_branch"),
        ("topic", "missing", "target_branch"),
    ],
)
def test_branches_must_exist_and_differ(
    workspace: Workspace, source: str, target: str, field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        workspace.open(source, target)
    assert refusal.value.field == field


@pytest.mark.parametrize("title", ["", "Draft:", "x" * 256, "a\x00b"])
def test_bad_titles_are_refused(workspace: Workspace, title: str) -> None:
    with pytest.raises(Refused) as refusal:
        workspace.open(title=title)
    assert refusal.value.field == "title"


def test_one_open_merge_request_for_two_branches(
    workspace: Workspace, merge_request: MergeRequest
) -> None:
    with pytest.raises(Conflict, match="already exists for this source branch: !1"):
        workspace.open()
    services.close_merge_request(by=workspace.by, merge_request=merge_request)
    assert workspace.open().iid == 2
    with pytest.raises(Conflict):
        services.reopen_merge_request(by=workspace.by, merge_request=merge_request)


def test_reporters_may_not_open(workspace: Workspace, ben: User) -> None:
    make_member(workspace.project, ben, Role.REPORTER)
    with pytest.raises(Forbidden):
        workspace.open(by=actor_of(ben))


def test_reviewers_must_see_the_project(workspace: Workspace, ben: User) -> None:
    with pytest.raises(Refused, match="ben cannot see this project"):
        workspace.open(reviewers=[ben])
    with pytest.raises(Refused) as refusal:
        workspace.open(assignee=ben)
    assert refusal.value.field == "assignee"


def test_a_push_option_opens_one(workspace: Workspace) -> None:
    options = ["merge_request.create", "merge_request.title=Ten", "merge_request.draft"]
    for _ in range(2):
        services.open_from_push(workspace.project.pk, workspace.owner.pk, "topic", options)
    made = MergeRequest.objects.get()
    assert (made.title, made.is_draft, made.target_branch) == ("Ten", True, "main")


def test_a_push_option_without_a_title_takes_the_commits(workspace: Workspace) -> None:
    services.open_from_push(
        workspace.project.pk, workspace.owner.pk, "topic", ["merge_request.create"]
    )
    made = MergeRequest.objects.get()
    assert (made.title, made.description) == ("Write ten", "Because words read better.")


def test_push_options_of_other_kinds_open_nothing(workspace: Workspace) -> None:
    assert services.read_options(["ci.skip", "merge_request.title=x"]) is None
    services.open_from_push(workspace.project.pk, workspace.owner.pk, "topic", ["ci.skip"])
    assert not MergeRequest.objects.exists()


def test_suggested_texts_of_several_commits(workspace: Workspace) -> None:
    workspace.commit("topic", {"b.txt": "b\n"}, "Add b")
    texts = services.suggested_texts(
        workspace.project.pk,
        base=workspace.head("main"),
        head=workspace.head("topic"),
        branch="feature/use-density_now",
    )
    assert texts == ("Use density now", "- Write ten\n- Add b")


def test_a_branch_without_commits_of_its_own(workspace: Workspace) -> None:
    workspace.move("same", workspace.head("main"))
    made = workspace.open("same")
    assert (made.state, made.versions.get().commits_count) == ("opened", 0)


def test_blocked_people_are_refused(workspace: Workspace) -> None:
    mei = make_user("mei")
    make_member(workspace.project, mei)
    mei.state = User.State.BLOCKED
    mei.save()
    with pytest.raises(Refused):
        workspace.open(reviewers=[mei])
    assert run_pending() == 0
