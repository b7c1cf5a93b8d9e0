"""REST: trees, files, commits, branches, tags and protected branches."""

import base64
from hashlib import sha1, sha256
from typing import Any

import pytest
from django.test import Client
from factories import make_member, make_project, make_user, token_client
from support.workspace import LINES, Workspace

from mergelab.accounts.models import User
from mergelab.kit.actor import READ_API, READ_REPOSITORY, WRITE_REPOSITORY
from mergelab.projects.models import Group, Project
from mergelab.projects.roles import Role, Visibility
from mergelab.repository.models import ProtectedBranch
from mergelab.repository.services import create_branch, protect_branch


@pytest.fixture
def workspace(project: Project, ana: User) -> Workspace:
    made = Workspace(project, ana)
    made.commit("main", {"train.py": LINES, "docs/a.md": "# A\n"}, "Begin")
    return made


@pytest.fixture
def rest(ana: User, workspace: Workspace) -> "Rest":
    return Rest(token_client(ana), workspace.project)


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


def test_a_file_in_full(rest: Rest, workspace: Workspace) -> None:
    head = workspace.head("main")
    shown = rest.get("repository/files/docs%2Fa.md?ref=main").json()
    assert shown == {
        "file_name": "a.md",
        "file_path": "docs/a.md",
        "size": 4,
        "encoding": "base64",
        "content": base64.b64encode(b"# A\n").decode(),
        "content_sha256": sha256(b"# A\n").hexdigest(),
        "ref": "main",
        "blob_id": sha1(b"blob 4\0# A\n", usedforsecurity=False).hexdigest(),
        "commit_id": head,
        "last_commit_id": head,
        "execute_filemode": False,
    }


def test_a_branch_and_its_commit_in_full(rest: Rest, workspace: Workspace) -> None:
    shown = rest.get("repository/branches/main").json()
    head = workspace.head("main")
    commit = shown.pop("commit")
    assert shown == {
        "name": "main",
        "merged": True,
        "protected": True,
        "developers_can_push": False,
        "developers_can_merge": False,
        "can_push": True,
        "default": True,
        "web_url": "http://testserver/wind-farm/power-forecast/-/tree/main",
    }
    dates = [commit.pop(f"{name}_date") for name in ("authored", "committed")]
    assert dates == [commit.pop("created_at")] * 2
    assert commit == {
        "id": head,
        "short_id": head[:8],
        "title": "Begin",
        "message": "Begin\n",
        "author_name": "Ana",
        "author_email": "ana@example.org",
        "committer_name": "Ana",
        "committer_email": "ana@example.org",
        "parent_ids": [],
        "web_url": f"http://testserver/wind-farm/power-forecast/-/commit/{head}",
    }


def test_head_of_a_file_tells_all_but_the_content(rest: Rest) -> None:
    answer = rest.client.head(f"{rest.root}/repository/files/train.py?ref=main")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer["X-Gitlab-File-Path"] == "train.py"
    assert answer["X-Gitlab-Size"] == str(len(LINES))
    assert answer["X-Gitlab-Execute-Filemode"] == "false"
    assert "X-Gitlab-Content" not in answer


def test_raw_bytes_are_served_as_untrusted(rest: Rest, workspace: Workspace) -> None:
    workspace.commit("main", {"x.html": "<script>alert(1)</script>"})
    answer = rest.get("repository/files/x.html/raw")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"branch": "a..b"}, 400, "branch"),
        ({"commit_message": " "}, 400, "commit_message"),
        ({"content": "%%%", "encoding": "base64"}, 400, "content"),
        ({"encoding": "rot13"}, 400, "encoding"),
        ({"start_branch": "nothing", "branch": "new"}, 400, "start_branch"),
        ({"content": 5}, 400, "content"),
    ],
)
def test_a_file_that_cannot_be_written(
    rest: Rest, workspace: Workspace, body: dict[str, Any], status: int, field: str
) -> None:
    before = workspace.head("main")
    row = {"branch": "main", "commit_message": "m", "content": "x", **body}
    answer = rest.send("post", "repository/files/new.txt", **row)
    assert (answer.status_code, list(answer.json()["message"])) == (status, [field])
    assert workspace.head("main") == before


@pytest.mark.parametrize("path", ["..%2Fx", ".git%2Fconfig", "a%2F..%2Fb", "GIT~1", "train.py%2Fx"])
def test_a_path_that_is_not_one(rest: Rest, path: str) -> None:
    row = {"branch": "main", "commit_message": "m", "content": "x"}
    assert rest.send("post", f"repository/files/{path}", **row).status_code == 400


def test_base64_may_have_line_breaks(rest: Rest) -> None:
    row = {"branch": "main", "commit_message": "m", "encoding": "base64"}
    made = rest.send("post", "repository/files/b.bin", **row, content="AAEC\nAwQF\n")
    assert made.status_code == 201
    assert rest.get("repository/files/b.bin/raw").content == bytes(range(6))


def test_an_update_of_what_one_has_not_seen_is_refused(rest: Rest, workspace: Workspace) -> None:
    seen = rest.get("repository/files/train.py").json()["last_commit_id"]
    row = {"branch": "main", "commit_message": "m", "last_commit_id": seen}
    assert rest.send("put", "repository/files/train.py", **row, content="1").status_code == 200
    again = rest.send("put", "repository/files/train.py", **row, content="2")
    assert (again.status_code, list(again.json()["message"])) == (400, ["last_commit_id"])
    assert rest.get("repository/files/train.py/raw").content == b"1"


@pytest.mark.parametrize(
    "path",
    [
        "repository/files/nothing",
        "repository/files/docs",
        "repository/files/train.py?ref=nothing",
        "repository/files/train.py?ref=--all",
        "repository/files/train.py?ref=main~1",
        "repository/tree?path=nothing",
        "repository/commits/nothing",
        "repository/commits/HEAD%5E",
        "repository/branches/nothing",
        "repository/branches/a..b",
        "repository/blobs/0000000000000000000000000000000000000000",
        "repository/blobs/~",
        "repository/compare?from=nothing&to=main",
        "repository/archive?sha=*",
        "protected_branches/nothing",
    ],
)
def test_b9_what_is_not_there_is_missing(rest: Rest, path: str) -> None:
    assert rest.get(path).status_code == 404


def test_an_address_with_a_nul_is_refused(rest: Rest) -> None:
    answer = rest.get("repository/tags/%00")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/json")


def test_an_empty_repository_has_empty_lists(ana: User, group: Group) -> None:
    rest = Rest(token_client(ana), make_project(ana, "empty", group=group))
    for path in ("tree", "commits", "branches", "tags"):
        assert rest.get(f"repository/{path}").json() == []


def test_the_default_branch_and_protected_ones_are_not_deleted(
    rest: Rest, workspace: Workspace
) -> None:
    create_branch(by=workspace.by, project=workspace.project, name="kept", ref="main")
    protect_branch(by=workspace.by, project=workspace.project, name="kept")
    assert rest.send("delete", "repository/branches/main").status_code == 409
    assert rest.send("delete", "repository/branches/kept").status_code == 409
    assert workspace.head("kept") == workspace.head("main")


def test_a_protection_of_another_project_is_missing_here(
    rest: Rest, ana: User, group: Group
) -> None:
    """B7: a child is looked up through its parent."""
    other = make_project(ana, "other", group=group)
    protect_branch(by=Workspace(other, ana).by, project=other, name="secret")
    assert rest.send("delete", "protected_branches/secret").status_code == 404
    assert ProtectedBranch.objects.filter(project=other, name="secret").exists()


WRITES = [
    ("post", "repository/files/x", {"branch": "b", "commit_message": "m", "content": "x"}),
    ("put", "repository/files/train.py", {"branch": "b", "commit_message": "m", "content": "x"}),
    ("delete", "repository/files/train.py", {"branch": "b", "commit_message": "m"}),
    ("post", "repository/commits", {"branch": "b", "commit_message": "m", "actions": []}),
    ("post", "repository/branches", {"branch": "b", "ref": "main"}),
    ("delete", "repository/branches/main", {}),
    ("post", "repository/tags", {"tag_name": "t", "ref": "main"}),
    ("post", "protected_branches", {"name": "x"}),
    ("delete", "protected_branches/main", {}),
]


@pytest.mark.parametrize(("method", "path", "body"), WRITES)
def test_a_reporter_does_not_write(
    workspace: Workspace, ben: User, method: str, path: str, body: dict[str, Any]
) -> None:
    make_member(workspace.project, ben, Role.REPORTER)
    rest = Rest(token_client(ben), workspace.project)
    before = workspace.head("main")
    assert rest.send(method, path, **body).status_code == 403
    assert (workspace.head("main"), workspace.head("b")) == (before, "")


@pytest.mark.parametrize("write", WRITES, ids=lambda write: f"{write[0]}-{write[1]}")
@pytest.mark.parametrize("scope", [READ_API, READ_REPOSITORY, WRITE_REPOSITORY])
def test_b12_a_token_without_api_does_not_write(
    workspace: Workspace, ana: User, write: tuple[str, str, dict[str, Any]], scope: str
) -> None:
    method, path, body = write
    answer = Rest(token_client(ana, scope), workspace.project).send(method, path, **body)
    assert (answer.status_code, answer.json()["error"]) == (403, "insufficient_scope")


@pytest.mark.parametrize("path", ["archive", "tree", "files/train.py/raw", "commits", "branches"])
def test_b11_a_git_token_opens_no_rest_door(workspace: Workspace, ana: User, path: str) -> None:
    rest = Rest(token_client(ana, READ_REPOSITORY), workspace.project)
    assert rest.get(f"repository/{path}").status_code == 403


@pytest.mark.parametrize("path", ["archive", "tree", "files/train.py", "commits", "compare"])
def test_a_guest_of_a_private_project_reads_no_code(
    workspace: Workspace, ben: User, path: str
) -> None:
    make_member(workspace.project, ben, Role.GUEST)
    assert Rest(token_client(ben), workspace.project).get(f"repository/{path}").status_code == 403


def test_a_public_project_is_read_by_anybody(workspace: Workspace) -> None:
    Project.objects.update(visibility=Visibility.PUBLIC)
    Group.objects.update(visibility=Visibility.PUBLIC)
    rest = Rest(Client(), workspace.project)
    assert rest.get("repository/files/train.py/raw").content == LINES.encode()
    assert rest.send("post", "repository/branches", branch="b", ref="main").status_code == 401


def test_a_method_that_is_not_there(rest: Rest) -> None:
    answer = rest.send("put", "repository/tree")
    assert (answer.status_code, answer["Allow"]) == (405, "GET")
    assert answer.json() == {"message": "405 Method Not Allowed"}


def test_the_list_of_branches_asks_the_same_number_of_questions(
    rest: Rest, workspace: Workspace, django_assert_max_num_queries: Any
) -> None:
    rest.get("repository/branches")
    for number in range(12):
        create_branch(by=workspace.by, project=workspace.project, name=f"b{number}", ref="main")
    with django_assert_max_num_queries(6):
        assert len(rest.get("repository/branches").json()) == 13


def test_members_and_tokens_ask_the_same_number_of_questions(
    rest: Rest, workspace: Workspace, django_assert_max_num_queries: Any
) -> None:
    rest.get("members/all")
    for number in range(12):
        make_member(workspace.project, make_user(f"user{number}"))
        rest.send("post", "access_tokens", name=f"t{number}", scopes=["read_api"], access_level=20)
    for path, count in (("members", 20), ("members/all", 20), ("access_tokens", 12)):
        with django_assert_max_num_queries(7):
            assert len(rest.get(path).json()) == count
