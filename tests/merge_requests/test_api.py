"""REST: merge requests, their lists, versions, approvals and merge."""

from typing import Any

import pytest
from django.test import Client
from factories import make_member, make_project, make_user, token_client
from support.workspace import CHANGED, Workspace

from mergelab.accounts.models import User
from mergelab.kit.actor import READ_API
from mergelab.merge_requests.models import Approval, MergeRequest
from mergelab.projects.models import Group, Project
from mergelab.projects.roles import Role

ONE = "merge_requests/1"


class Rest:
    """One user's requests below one project."""

    def __init__(self, client: Client, project: Project) -> None:
        self.client = client
        self.root = f"/api/v4/projects/{project.pk}"

    def send(self, method: str, path: str, /, **body: Any) -> Any:
        call = getattr(self.client, method)
        return call(f"{self.root}/{path}", data=body, content_type="application/json")

    def get(self, path: str) -> Any:
        return self.client.get(f"{self.root}/{path}")


@pytest.fixture
def rest(ana: User, merge_request: MergeRequest) -> Rest:
    return Rest(token_client(ana), merge_request.project)


def test_a_merge_request_in_full(rest: Rest, merge_request: MergeRequest, ana: User) -> None:
    shown = rest.get(ONE).json()
    version = merge_request.versions.get()
    author = {
        "id": ana.pk,
        "username": "ana",
        "name": "Ana",
        "state": "active",
        "avatar_url": None,
        "web_url": "http://testserver/ana",
    }
    assert shown.pop("created_at") <= shown.pop("updated_at")
    assert shown == {
        "id": merge_request.pk,
        "iid": 1,
        "project_id": merge_request.project.pk,
        "title": "Use density",
        "description": "",
        "state": "opened",
        "merged_at": None,
        "closed_at": None,
        "merged_by": None,
        "merge_user": None,
        "closed_by": None,
        "target_branch": "main",
        "source_branch": "topic",
        "source_project_id": merge_request.project.pk,
        "target_project_id": merge_request.project.pk,
        "author": author,
        "assignee": None,
        "assignees": [],
        "reviewers": [],
        "draft": False,
        "work_in_progress": False,
        "sha": merge_request.head_sha,
        "merge_commit_sha": None,
        "squash_commit_sha": None,
        "squash": False,
        "should_remove_source_branch": True,
        "force_remove_source_branch": True,
        "has_conflicts": False,
        "web_url": "http://testserver/wind-farm/power-forecast/-/merge_requests/1",
        "references": {"short": "!1", "relative": "!1", "full": "wind-farm/power-forecast!1"},
        "user_notes_count": 0,
        "labels": [],
        "detailed_merge_status": "mergeable",
        "merge_status": "can_be_merged",
        "blocking_discussions_resolved": True,
        "changes_count": "1",
        "diff_refs": {
            "base_sha": version.base_sha,
            "start_sha": version.start_sha,
            "head_sha": version.head_sha,
        },
    }


def test_notes_are_counted_in_lists_and_alone(rest: Rest) -> None:
    rest.send("post", f"{ONE}/notes", body="One")
    rest.send("post", f"{ONE}/discussions", body="Two")
    assert rest.get(ONE).json()["user_notes_count"] == 2
    assert [row["user_notes_count"] for row in rest.get("merge_requests").json()] == [2]


def test_a_form_opens_and_changes_one(rest: Rest, workspace: Workspace) -> None:
    workspace.commit("more", {"train.py": CHANGED}, start="main")
    form = "source_branch=more&target_branch=main&title=Draft:+More"
    kind = "application/x-www-form-urlencoded"
    made = rest.client.post(f"{rest.root}/merge_requests", data=form, content_type=kind)
    assert (made.status_code, made.json()["iid"], made.json()["draft"]) == (201, 2, True)
    path = f"{rest.root}/merge_requests/2?state_event=close"
    changed = rest.client.put(path, data="title=Less", content_type=kind).json()
    assert (changed["title"], changed["draft"], changed["state"]) == ("Less", False, "closed")


@pytest.mark.parametrize("iid", ["0", "2", "999999999999", "9" * 40])
def test_b9_a_number_that_is_not_there(rest: Rest, iid: str) -> None:
    answer = rest.get(f"merge_requests/{iid}")
    assert (answer.status_code, answer.json()["message"]) == (404, "404 Merge request Not Found")


@pytest.mark.parametrize("iid", ["-1", "~", "*", "%2A", "1.0", ""])
def test_b9_what_is_no_number(rest: Rest, iid: str) -> None:
    answer = rest.get(f"merge_requests/{iid}")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/json")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("state=open", "state"),
        ("order_by=id;drop", "order_by"),
        ("wip=perhaps", "draft"),
        ("author_id=-1", "author_id"),
        ("author_id=99999999999999999999", "author_id"),
        ("iids[]=4294967296", "iids[0]"),
        ("created_after=yesterday", "created_after"),
    ],
)
def test_a_filter_that_makes_no_sense_is_refused(rest: Rest, query: str, field: str) -> None:
    answer = rest.get(f"merge_requests?{query}")
    assert (answer.status_code, list(answer.json()["message"])) == (400, [field])


DEVELOPER_ONLY = [
    ("post", "merge_requests", {"source_branch": "a", "target_branch": "b", "title": "t"}),
    ("put", ONE, {"title": "x"}),
    ("post", f"{ONE}/approve", {}),
    ("post", f"{ONE}/unapprove", {}),
    ("put", f"{ONE}/merge", {}),
    ("post", "approvals", {"approvals_before_merge": 1}),
]


@pytest.mark.parametrize(("method", "path", "body"), DEVELOPER_ONLY)
def test_a_reporter_does_not_change_it(
    merge_request: MergeRequest, ben: User, method: str, path: str, body: dict[str, Any]
) -> None:
    make_member(merge_request.project, ben, Role.REPORTER)
    rest = Rest(token_client(ben), merge_request.project)
    assert rest.send(method, path, **body).status_code == 403
    assert list(MergeRequest.objects.values_list("state", "title")) == [("opened", "Use density")]


@pytest.mark.parametrize(("method", "path", "body"), DEVELOPER_ONLY)
def test_b12_a_reading_token_does_not_change_it(
    merge_request: MergeRequest, ana: User, method: str, path: str, body: dict[str, Any]
) -> None:
    rest = Rest(token_client(ana, READ_API), merge_request.project)
    assert rest.send(method, path, **body).json()["error"] == "insufficient_scope"
    assert list(MergeRequest.objects.values_list("state", "title")) == [("opened", "Use density")]


@pytest.mark.parametrize("path", ["", "/changes", "/diffs", "/notes", "/discussions", "/versions"])
def test_a_guest_of_a_private_project_sees_none(
    merge_request: MergeRequest, ben: User, path: str
) -> None:
    make_member(merge_request.project, ben, Role.GUEST)
    rest = Rest(token_client(ben), merge_request.project)
    assert rest.get(ONE + path).status_code == 404


@pytest.mark.parametrize("scope", ["created_by_me", "assigned_to_me", "reviews_for_me", "all"])
def test_b13_who_has_left_sees_none_of_their_own(
    merge_request: MergeRequest, ben: User, scope: str
) -> None:
    member = make_member(merge_request.project, ben, Role.DEVELOPER)
    MergeRequest.objects.update(author=ben, assignee=ben)
    merge_request.reviewers.add(ben)
    client = token_client(ben)
    path = f"/api/v4/merge_requests?scope={scope}"
    assert len(client.get(path).json()) == 1
    member.role = Role.GUEST
    member.save()
    assert client.get(path).json() == []


def test_b7_children_of_another_project_are_missing_here(
    rest: Rest, ana: User, group: Group, merge_request: MergeRequest
) -> None:
    other = Workspace(make_project(ana, "other", group=group), ana)
    other.commit("main", {"a": "1\n"})
    other.commit("topic", {"a": "2\n"})
    foreign = other.open()
    there = Rest(rest.client, other.project)
    thread = there.send("post", f"{ONE}/discussions", body="Keep").json()
    note, key = thread["notes"][0]["id"], thread["id"]
    version = foreign.versions.get().pk
    for method, path in (
        ("get", f"{ONE}/versions/{version}"),
        ("get", f"{ONE}/notes/{note}"),
        ("put", f"{ONE}/notes/{note}"),
        ("delete", f"{ONE}/notes/{note}"),
        ("get", f"{ONE}/discussions/{key}"),
        ("put", f"{ONE}/discussions/{key}"),
        ("post", f"{ONE}/discussions/{key}/notes"),
        ("delete", f"{ONE}/discussions/{key}/notes/{note}"),
    ):
        answer = rest.send(method, path, body="Forged", resolved=True)
        assert (method, path, answer.status_code) == (method, path, 404)
    assert there.get(f"{ONE}/discussions/{key}").json() == thread


def test_a_person_who_cannot_see_the_project_is_not_asked(rest: Rest, ben: User) -> None:
    answer = rest.send("put", ONE, reviewer_ids=[ben.pk])
    assert (answer.status_code, list(answer.json()["message"])) == (400, ["reviewers"])


def test_approval_rules(rest: Rest) -> None:
    changed = rest.send("post", "approvals", approvals_before_merge=2)
    assert changed.status_code == 201
    assert rest.get("approvals").json() == {
        "approvals_before_merge": 2,
        "merge_requests_author_approval": False,
    }
    assert rest.send("post", "approvals", approvals_before_merge=-1).status_code == 400
    assert rest.get(f"{ONE}/approvals").json()["approvals_left"] == 2


def test_reviewers_and_whether_they_approved(
    rest: Rest, merge_request: MergeRequest, ben: User
) -> None:
    make_member(merge_request.project, ben, Role.DEVELOPER)
    merge_request.reviewers.add(ben)
    assert [row["state"] for row in rest.get(f"{ONE}/reviewers").json()] == ["unreviewed"]
    Rest(token_client(ben), merge_request.project).send("post", f"{ONE}/approve")
    assert Approval.objects.get().user == ben
    assert [row["state"] for row in rest.get(f"{ONE}/reviewers").json()] == ["approved"]


@pytest.mark.parametrize(
    ("body", "status"),
    [({"sha": "0" * 40}, 409), ({"squash": "perhaps"}, 400), ({"merge_commit_message": 5}, 400)],
)
def test_a_merge_that_is_refused(rest: Rest, body: dict[str, Any], status: int) -> None:
    assert rest.send("put", f"{ONE}/merge", **body).status_code == status
    assert MergeRequest.objects.get().state == "opened"


def test_the_list_asks_the_same_number_of_questions(
    rest: Rest, workspace: Workspace, django_assert_max_num_queries: Any
) -> None:
    rest.get("merge_requests")
    reviewers = [make_user(f"user{number}") for number in range(3)]
    for number in range(8):
        workspace.commit(f"b{number}", {"train.py": CHANGED}, start="main")
        made = workspace.open(f"b{number}")
        made.reviewers.add(*reviewers)
    for path in (f"{rest.root}/merge_requests", "/api/v4/merge_requests"):
        with django_assert_max_num_queries(7):
            assert len(rest.client.get(path).json()) == 9
