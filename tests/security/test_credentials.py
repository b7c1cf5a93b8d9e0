"""What tokens, passwords and roles open on each transport, and that taking them shuts it."""

import base64
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from factories import PASSWORD, actor_of, client_of, make_member, make_token, make_user
from security.test_routes import requests, send
from security.world import World, build, counts

from mergelab.accounts import services as accounts
from mergelab.accounts.models import AccessToken, User
from mergelab.kit.access import Door
from mergelab.kit.actor import SCOPES
from mergelab.merge_requests.models import MergeRequest
from mergelab.merge_requests.services import start_thread
from mergelab.projects import services as projects
from mergelab.projects.models import Member
from mergelab.projects.roles import Role, Visibility

SAFE = {"GET", "HEAD"}


def basic(name: str, secret: str) -> dict[str, str]:
    given = base64.b64encode(f"{name}:{secret}".encode()).decode()
    return {"Authorization": f"Basic {given}"}


def git_answers(world: World, headers: dict[str, str]) -> tuple[int, int, int]:
    """The statuses of listing refs for a fetch and for a push, and of a push's request."""
    base = f"/{world.project.full_path}.git"
    client = Client(headers=headers)
    seen = []
    for service in ("git-upload-pack", "git-receive-pack"):
        seen.append(send(client, "GET", f"{base}/info/refs?service={service}").status_code)
    kind = "application/x-git-receive-pack-request"
    pushed = send(client, "POST", f"{base}/git-receive-pack", data=b"0000", content_type=kind)
    return seen[0], seen[1], pushed.status_code


def is_inside(world: World, url: str) -> bool:
    """Whether the address is one of the project's."""
    return world.project.full_path in url or f"/projects/{world.values['project']}" in url


def rest_answers(
    world: World, headers: dict[str, str], *, only_safe: bool | None = None
) -> Iterator[tuple[str, int]]:
    client = Client(headers=headers)
    client.raise_request_exception = False
    for name, method, url, guard in requests(world):
        if guard.door is Door.API and only_safe in {None, method in SAFE}:
            yield f"{name} {method}", send(client, method, url).status_code


# B11 ------------------------------------------------------------------------------------------


def test_b11_scopes_on_git(ana: User, mine: World) -> None:
    """Listing refs to fetch and to push, and a push itself."""
    expected = {
        "read_api": (403, 403, 403),
        "read_repository": (200, 403, 403),
        "write_repository": (200, 200, 200),
        "api": (200, 200, 200),
    }
    for scope, answers in expected.items():
        secret = make_token(ana, scope)
        for headers in (
            basic("ana", secret),
            basic("oauth2", secret),
            {"Authorization": f"Bearer {secret}"},
            {"Private-Token": secret},
        ):
            assert git_answers(mine, headers) == answers


def test_b11_b12_read_api_reads_and_never_writes(ana: User, mine: World) -> None:
    headers = {"Private-Token": make_token(ana, "read_api")}
    before = counts()
    written = dict(rest_answers(mine, headers, only_safe=False))
    assert {row for row, status in written.items() if status != 403} == set()
    assert len(written) > 40
    assert counts() == before
    read = dict(rest_answers(mine, headers, only_safe=True))
    # Administrators' routes are 403, odd ones want parameters.
    assert {row for row, status in read.items() if status not in {200, 400, 403, 404}} == set()
    assert read["api_project GET"] == read["api_file_raw GET"] == read["api_archive GET"] == 200


def test_b11_repository_scopes_open_no_rest(ana: User, mine: World) -> None:
    secret = make_token(ana, "read_repository", "write_repository")
    headers = {"Authorization": f"Bearer {secret}"}
    opened = {row for row, status in rest_answers(mine, headers) if status != 403}
    assert opened <= {"api_openapi GET"}


def test_b11_pages_take_no_token(ana: User, mine: World) -> None:
    """No header and no parameter that carries a token signs anybody in to a page."""
    secret = make_token(ana, "api")
    before = counts()
    clients = [
        Client(headers=headers)
        for headers in (
            {"Private-Token": secret, "Job-Token": secret},
            basic("ana", PASSWORD),
        )
    ]
    for name, method, url, guard in requests(mine):
        if guard.door is Door.PAGE and f"/{mine.project.full_path}/" in url:
            seen = {send(client, method, url).status_code for client in clients}
            assert seen == {404}, (name, method)
    assert counts() == before


def test_b11_e9_no_token_in_an_address(ana: User, mine: World) -> None:
    secret = make_token(ana, "api")
    project = mine.values["project"]
    names = ("private_token", "access_token", "job_token", "token", "rss_token")
    everything = "&".join(f"{name}={secret}" for name in names)
    for url in (
        f"/api/v4/projects/{project}",
        f"/api/v4/projects/{project}/repository/archive.zip",
        f"/{mine.project.full_path}",
        f"/{mine.project.full_path}/-/raw/main/README.md",
        f"/{mine.project.full_path}.git/info/refs?service=git-upload-pack",
    ):
        mark = "&" if "?" in url else "?"
        assert send(Client(), "GET", url + mark + everything).status_code in {401, 404}


def test_b11_a_session_opens_neither_rest_nor_git(ana: User, mine: World) -> None:
    """So nothing there can be forged by another site."""
    browser = client_of(ana)
    before = counts()
    for name, method, url, guard in requests(mine):
        if guard.door is not Door.PAGE and name not in {
            "api_openapi", "api_projects", "api_groups"
        }:  # fmt: skip
            assert send(browser, method, url).status_code in {401, 403, 404}, (name, method)
    assert counts() == before


@pytest.mark.parametrize(
    "secret", ["", "glpat-", "glpat-x", "x" * 5000, "ana", "é", "\x7f", "glpat-" + "A" * 40]
)
def test_b11_a_wrong_token_is_401_everywhere(secret: str, db: None) -> None:
    """Also where anybody may read: a client that means to be somebody is told that it is not."""
    for header in ({"Private-Token": secret}, {"Authorization": f"Bearer {secret}"}):
        client = Client(headers=header)
        assert send(client, "GET", "/api/v4/projects/1").status_code == 401
        assert send(client, "GET", "/api/v4/projects").status_code == 401


# B12 ------------------------------------------------------------------------------------------


def test_b12_no_scope_but_api_makes_a_token(ana: User, mine: World) -> None:
    """By any route that makes one."""
    project = mine.values["project"]
    body = {"name": "x", "scopes": ["api"], "access_level": 30}
    before = AccessToken.objects.count()
    for scope in set(SCOPES) - {"api"}:
        client = Client(headers={"Private-Token": make_token(ana, scope)})
        before += 1
        for url in (
            "/api/v4/user/personal_access_tokens",
            f"/api/v4/users/{ana.pk}/personal_access_tokens",
            f"/api/v4/projects/{project}/access_tokens",
        ):
            assert client.post(url, body, content_type="application/json").status_code == 403
    assert AccessToken.objects.count() == before


def test_b12_a_projects_token_reaches_no_other_project(
    ana: User, mine: World, own_other: World
) -> None:
    _, secret = projects.create_project_token(
        by=actor_of(ana), project=mine.project, name="ci", role=Role.MAINTAINER, scopes=["api"]
    )
    headers = {"Private-Token": secret}
    client = Client(headers=headers)
    assert client.get(f"/api/v4/projects/{mine.values['project']}").status_code == 200
    assert client.get(f"/api/v4/projects/{own_other.values['project']}").status_code == 404
    assert git_answers(own_other, basic("x", secret)) == (404, 404, 404)
    own = client.post(
        "/api/v4/user/personal_access_tokens",
        {"name": "x", "scopes": ["api"]},
        content_type="application/json",
    )
    assert own.status_code == 403
    for url in ("/api/v4/projects", "/api/v4/groups"):
        made = client.post(url, {"name": "x", "path": "x"}, content_type="application/json")
        assert made.status_code in {400, 403}
    owner = {"name": "x", "scopes": ["api"], "access_level": 50}
    tokens = f"/api/v4/projects/{mine.values['project']}/access_tokens"
    assert client.post(tokens, owner, content_type="application/json").status_code == 403


# B13 ------------------------------------------------------------------------------------------


@pytest.fixture
def ben_works(mine: World, ben: User) -> World:
    """ben is a developer who has done everything that a member can."""
    make_member(mine.project, ben, Role.DEVELOPER)
    merge_request = MergeRequest.objects.get(project=mine.project)
    start_thread(by=actor_of(ben), merge_request=merge_request, body="Mine.")
    merge_request.reviewers.add(ben)
    merge_request.assignee = ben
    merge_request.save()
    return mine


def remove(world: World, ben: User) -> None:
    member = Member.objects.get(project=world.project, user=ben)
    projects.remove_member(by=actor_of(world.owner), member=member)


def block(_world: World, ben: User) -> None:
    accounts.block_user(by=actor_of(make_user("root", is_admin=True)), user=ben)


def archive_and_delete(world: World, _ben: User) -> None:
    path = world.project.full_path
    projects.delete_project(by=actor_of(world.owner), project=world.project, confirmation=path)


@pytest.mark.parametrize("shut_out", [remove, block, archive_and_delete])
def test_b13_access_ends_at_once_on_every_transport(
    shut_out: Callable[[World, User], None], ben_works: World, ben: User
) -> None:
    secret = make_token(ben, "api", "write_repository")
    browser, headers = client_of(ben), {"Private-Token": secret}
    browser.raise_request_exception = False
    assert browser.get(f"/{ben_works.project.full_path}/-/files").status_code == 200
    assert Client(headers=headers).get(f"/api/v4/projects/{ben_works.values['project']}").json()
    assert git_answers(ben_works, basic("ben", secret)) == (200, 200, 200)
    assert git_answers(ben_works, basic("ben", PASSWORD)) == (200, 200, 200)
    shut_out(ben_works, ben)
    rows = counts()
    wrong = []
    for name, method, url, guard in requests(ben_works):
        inside = (
            ben_works.project.full_path in url or f"projects/{ben_works.values['project']}" in url
        )
        client = browser if guard.door is Door.PAGE else Client(headers=headers)
        if guard.door is Door.PAGE and name in {"sign_out", "revoke_other_sessions"}:
            continue
        answer = send(client, method, url)
        if inside and answer.status_code not in {401, 404}:
            wrong.append(f"{name} {method}: {answer.status_code}")
        body = b"" if answer.streaming else answer.content
        if not inside and (b"one-lab/one" in body or b"Change one" in body):
            wrong.append(f"{name} {method} speaks of the project")
    assert wrong == []
    assert counts().items() >= {k: v for k, v in rows.items() if k != "Session"}.items()
    for credentials in (basic("ben", secret), basic("ben", PASSWORD)):
        assert set(git_answers(ben_works, credentials)) <= {401, 404}


def test_b13_a_project_made_private_is_gone_for_strangers(ana: User, ben: User) -> None:
    world = build(ana, "one", visibility=Visibility.PUBLIC)
    secret = make_token(ben, "api")
    browser, rest = client_of(ben), Client(headers={"Private-Token": secret})
    addresses = [f"/{world.project.full_path}/-/files", f"/{world.project.full_path}/-/activity"]
    assert {browser.get(url).status_code for url in addresses} == {200}
    projects.edit_project(by=actor_of(ana), project=world.project, visibility="private")
    for client in (browser, Client()):
        for url in addresses:
            assert client.get(url).status_code == 404
        for url in (
            "/",
            "/-/projects?view=all",
            "/one-lab",
            "/groups/one-lab/-/activity",
            "/-/users/ana",
        ):
            answer = client.get(url)
            assert b"one-lab/one" not in answer.content
    assert rest.get(f"/api/v4/projects/{world.values['project']}").status_code == 404
    assert b"one-lab/one" not in rest.get("/api/v4/projects?per_page=100").content
    assert git_answers(world, basic("ben", secret)) == (404, 404, 404)
    assert git_answers(world, {}) == (401, 401, 401)


def test_b13_the_tokens_of_a_deleted_project_are_dead(ana: User, mine: World) -> None:
    _, secret = projects.create_project_token(
        by=actor_of(ana), project=mine.project, name="ci", role=Role.DEVELOPER, scopes=["api"]
    )
    client = Client(headers={"Private-Token": secret})
    assert client.get("/api/v4/user").status_code == 200
    archive_and_delete(mine, ana)
    assert client.get("/api/v4/user").status_code == 401
    assert git_answers(mine, basic("x", secret)) == (401, 401, 401)


# B5, B17, B22 ---------------------------------------------------------------------------------


def test_b5_outsiders_change_nothing_in_a_public_project(ana: User, ben: User) -> None:
    """A signed-in stranger and nobody, with every unsafe route."""
    world = build(ana, "one", visibility=Visibility.PUBLIC)
    rest = Client(headers={"Private-Token": make_token(ben, "api")})
    #: What one may do with a public project: look, talk, and keep one's own marks.
    may = {"mark_viewed", "discussion_new", "discussion_preview", "note_reply", "markdown_preview",
           "api_discussions", "api_merge_request_notes", "api_discussion_notes"}  # fmt: skip
    wrong = []
    for page, api in ((client_of(ben), rest), (Client(), Client())):
        before = counts()
        for name, method, url, guard in requests(world):
            inside = is_inside(world, url)
            if method in SAFE or not inside or (name in may and api is rest):
                continue
            if name == "git_upload_pack":  # reads, by POST
                continue
            answer = send(page if guard.door is Door.PAGE else api, method, url)
            if answer.status_code not in {302, 401, 403, 404}:
                wrong.append(f"{name} {method}: {answer.status_code}")
        assert counts() == before
    assert wrong == []


def test_b22_no_header_names_the_caller(ana: User, mine: World) -> None:
    names = ("Remote-User", "X-Webauth-User", "X-Forwarded-User", "Sudo", "X-Gitlab-User")
    headers = dict.fromkeys(names, "ana")
    client = Client(headers=headers)
    assert client.get(f"/{mine.project.full_path}").status_code == 404
    assert client.get("/api/v4/user").status_code == 401
    assert git_answers(mine, headers) == (401, 401, 401)
    assert client.get("/-/profile").status_code == 302
