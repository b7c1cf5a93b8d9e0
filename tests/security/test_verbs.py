"""A hostile minute for each verb of a merge request: role, id, size, second click, odd fields."""

import json
from typing import Any

import pytest
from django.test import Client
from factories import client_of, make_member, make_token, make_user
from support.workspace import CHANGED, LINES, Workspace

from mergelab.accounts.models import User
from mergelab.discussions.models import Discussion, Note
from mergelab.kit.tasks import run_pending
from mergelab.merge_requests.models import MergeRequest
from mergelab.projects.models import Project
from mergelab.projects.roles import Role

HUGE = "9" * 30
LONG = "x" * 3_000_000
ODD: list[Any] = [HUGE, "-1", "\x00", b"\xed\xa0\x80"]


@pytest.fixture
def space(project: Project, ana: User) -> Workspace:
    made = Workspace(project, ana)
    made.commit("main", {"train.py": LINES})
    made.commit("topic", {"train.py": CHANGED})
    run_pending()
    made.open()
    return made


@pytest.fixture
def base(space: Workspace) -> str:
    return f"/{space.project.full_path}/-"


def quiet(user: User) -> Client:
    """A browser in which an error of the server is an answer."""
    client = client_of(user)
    client.raise_request_exception = False
    return client


def state(space: Workspace) -> tuple[Any, ...]:
    """All that the verbs could change."""
    rows = MergeRequest.objects.filter(project=space.project).order_by("pk")
    return (
        list(rows.values("title", "state", "description", "merge_commit_sha", "target_branch")),
        Discussion.objects.count(),
        Note.objects.count(),
        space.head("main"),
        space.head("topic"),
    )


VERBS: dict[str, dict[str, Any]] = {
    "new": {"source_branch": "topic", "target_branch": "main", "title": "Again"},
    "1/edit": {"title": "Other", "target_branch": "main"},
    "1/approve": {},
    "1/unapprove": {},
    "1/merge": {"message": "m"},
    "1/close": {},
    "1/reopen": {},
    "1/ready": {"draft": "true"},
    "1/discussions": {"body": "Hello"},
    "1/viewed": {"file": "f-" + "0" * 16, "viewed": "true"},
}
#: What guests of a private project and strangers get for all, and reporters for these.
DEVELOPERS_ONLY = ["new", "1/edit", "1/approve", "1/unapprove", "1/merge", "1/close", "1/reopen"]


def test_hostile_minute_wrong_role(space: Workspace, base: str) -> None:
    before = state(space)
    for name, role in (("stranger", None), ("gus", Role.GUEST), ("rita", Role.REPORTER)):
        user = make_user(name)
        if role is not None:
            make_member(space.project, user, role)
        client = quiet(user)
        for verb, fields in VERBS.items():
            status = client.post(f"{base}/merge_requests/{verb}", fields).status_code
            if name == "stranger":
                assert status == 404, (name, verb)
            elif name == "gus":
                assert status in {403, 404}, (name, verb)
            elif verb in DEVELOPERS_ONLY:
                assert status == 403, (name, verb)
    rita_said = 1  # reporters may talk
    after = state(space)
    assert after[0] == before[0]
    assert after[1] == before[1] + rita_said
    assert after[3:] == before[3:]


def test_hostile_minute_odd_fields(space: Workspace, base: str, ana: User) -> None:
    """Every field of every form with every odd value: refused or taken as text, never an error."""
    client = quiet(ana)
    names = {
        "new": ("source_branch", "target_branch", "title", "assignee", "reviewers"),
        "1/edit": ("title", "target_branch", "assignee", "reviewers"),
        "1/approve": ("sha", "back"),
        "1/merge": ("sha",),
        "1/ready": ("draft",),
        "1/discussions": (
            *("version", "since", "file", "old", "new", "side", "part", "cell", "line"),
            *("output", "individual"),
        ),
        "1/viewed": ("file", "viewed"),
    }
    for verb, fields in names.items():
        for field in fields:
            for odd in ODD:
                good = {**VERBS[verb], "file": "f-" + "0" * 16} if "file" in fields else VERBS[verb]
                answer = client.post(f"{base}/merge_requests/{verb}", {**good, field: odd})
                assert answer.status_code < 500, (verb, field, str(odd)[:40])


def test_hostile_minute_odd_queries(space: Workspace, base: str, ana: User) -> None:
    """Every page of a merge request and of code with odd parameters."""
    client = quiet(ana)
    pages = {
        "merge_requests": "state search author reviewer draft sort page",
        "merge_requests/new": "source_branch target_branch",
        "merge_requests/1/diffs": "version since file thread view whitespace",
        "merge_requests/1/file": "version since file forced",
        "merge_requests/1/lines": "version file old new count",
        "merge_requests/1/discussions": "version since file old new side part cell line output",
        "branches": "state search page ref",
        "tags": "search page ref",
        "commits/main": "page",
        "tree/main": "offset",
        "compare": "from to",
        "diff_lines/main/train.py": "old new count split",
        "activity": "before page",
        "members": "page",
    }
    for page, names in pages.items():
        for name in names.split():
            for odd in (HUGE, b"\xed\xa0\x80"):
                answer = client.get(f"{base}/{page}", {name: odd})
                assert answer.status_code < 500, (page, name, str(odd)[:40])


def test_h3_hostile_minute_huge_texts(space: Workspace, base: str, ana: User) -> None:
    """Each text that people write has a limit, said in the answer; nothing is cut silently."""
    client = quiet(ana)
    before = state(space)
    for verb, fields in (
        ("new", {**VERBS["new"], "title": "x" * 301}),
        ("1/edit", {"title": "x" * 301, "target_branch": "main"}),
        ("1/edit", {"title": "t", "target_branch": "main", "description": LONG}),
        ("1/discussions", {"body": LONG}),
        ("1/merge", {"message": LONG}),
        ("1/merge", {"squash": "on", "squash_message": LONG}),
    ):
        answer = client.post(f"{base}/merge_requests/{verb}", fields)
        assert answer.status_code in {400, 413}, (verb, list(fields), answer.status_code)
    assert state(space) == before


def test_h3_texts_of_projects_groups_and_people(space: Workspace, base: str, ana: User) -> None:
    client = quiet(ana)
    rest = Client(headers={"Private-Token": make_token(ana, "api")})
    rest.raise_request_exception = False
    for url, fields in (
        (
            f"{base}/settings",
            {"name": "x" * 121, "visibility": "private", "default_branch": "main"},
        ),
        (
            f"{base}/settings",
            {"name": "x", "description": LONG, "visibility": "private", "default_branch": "main"},
        ),
        (f"{base}/settings/rename", {"path": "x" * 101}),
        (
            "/groups/wind-farm/-/settings",
            {"name": "x", "description": LONG, "visibility": "private"},
        ),
        ("/-/projects/new", {"name": LONG, "path": "a", "visibility": "private"}),
        ("/-/profile", {"name": "x" * 121, "email": "a@example.org"}),
        ("/-/profile", {"name": "x", "email": "a" * 300 + "@example.org"}),
        ("/-/profile/tokens", {"name": "x" * 121, "scopes": "api"}),
        (f"{base}/branches", {"name": "x" * 201, "ref": "main"}),
        (f"{base}/tags", {"name": "v", "ref": "main", "message": LONG}),
        (
            f"{base}/settings/protected_branches",
            {"name": "x" * 201, "push_level": 40, "merge_level": 40},
        ),
    ):
        answer = client.post(url, fields)
        assert answer.status_code in {400, 413, 422}, (url, answer.status_code)
    api = f"/api/v4/projects/{space.project.pk}"
    for method, url, body in (
        ("POST", "/api/v4/projects", {"name": "x" * 300}),
        ("PUT", api, {"description": LONG}),
        ("PUT", api, {"default_branch": "--output=x"}),
        ("POST", "/api/v4/groups", {"name": "x" * 300, "path": "x"}),
        ("POST", f"{api}/repository/branches", {"branch": "x" * 300, "ref": "main"}),
        ("POST", f"{api}/repository/branches", {"branch": "-x", "ref": "main"}),
        ("POST", f"{api}/repository/branches", {"branch": "a" * 40, "ref": "main"}),
        ("POST", f"{api}/repository/tags", {"tag_name": "b" * 40, "ref": "main"}),
        ("POST", f"{api}/repository/tags", {"tag_name": "--output=x", "ref": "main"}),
        ("POST", f"{api}/repository/tags", {"tag_name": "v", "ref": "main", "message": LONG}),
        ("POST", f"{api}/merge_requests/1/notes", {"body": LONG}),
        ("POST", f"{api}/merge_requests/1/discussions", {"body": LONG}),
        ("PUT", f"{api}/merge_requests/1", {"title": LONG}),
        ("PUT", f"{api}/merge_requests/1", {"description": LONG}),
        ("PUT", f"{api}/merge_requests/1/merge", {"merge_commit_message": LONG}),
        ("POST", f"{api}/access_tokens", {"name": LONG, "scopes": ["api"], "access_level": 10}),
        ("POST", "/api/v4/user/personal_access_tokens", {"name": LONG, "scopes": ["api"]}),
        ("POST", f"{api}/protected_branches", {"name": "x" * 300}),
    ):
        sent = rest.generic(method, url, json.dumps(body), "application/json")
        assert sent.status_code in {400, 413}, (method, url, list(body), sent.status_code)


def test_hostile_minute_second_click(space: Workspace, base: str, ana: User) -> None:
    """A button pressed twice does its thing once: it says so, or finds it done."""
    client = quiet(ana)
    one = f"{base}/merge_requests/1"
    for verb in ("close", "reopen", "merge"):
        assert client.post(f"{one}/{verb}", {}).status_code == 302, verb
        once = state(space)
        assert client.post(f"{one}/{verb}", {}).status_code in {302, 409}, verb
        assert state(space) == once, verb
    merged = state(space)
    for verb in ("close", "reopen", "merge", "ready"):
        assert client.post(f"{one}/{verb}", {}).status_code in {302, 403, 409}, verb
    assert state(space) == merged
    assert merged[0][0]["state"] == "merged"


def test_b18_an_approval_is_for_what_was_seen(space: Workspace, base: str, ana: User) -> None:
    """Pushing, or approving an old head, leaves no approval of the new one."""
    ben = make_user("ben")
    make_member(space.project, ben, Role.DEVELOPER)
    client = quiet(ben)
    old = space.head("topic")
    assert client.post(f"{base}/merge_requests/1/approve", {"sha": old}).status_code == 302
    merge_request = MergeRequest.objects.get(project=space.project)
    assert merge_request.approvals.count() == 1
    space.commit("topic", {"train.py": CHANGED + "evil()\n"})
    run_pending()
    assert merge_request.approvals.count() == 0
    assert client.post(f"{base}/merge_requests/1/approve", {"sha": old}).status_code == 409
    assert merge_request.approvals.count() == 0
    stale = quiet(ana).post(f"{base}/merge_requests/1/merge", {"sha": old})
    assert stale.status_code == 409
    assert MergeRequest.objects.get(pk=merge_request.pk).state == "opened"
