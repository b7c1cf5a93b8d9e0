"""Every declared route, walked with the wrong caller, the wrong child and odd spellings."""

import base64
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from factories import client_of, make_user, token_client
from security.world import CHILDREN, WHERE_PROJECT, World, build, counts, parameters, routes

from mergelab.accounts.models import User
from mergelab.kit.access import Door, Guard
from mergelab.projects.roles import Visibility

#: What answers everybody with a page, whoever asks.
OPEN_TO_ALL = {
    "sign_in",
    "password_reset",
    "ui_patterns",
    "style_sheet",
    "health",
    "ready",
    "home",
    "projects",
    "groups",
    "api_openapi",
    "api_projects",
    "api_groups",
}
ODD_NUMBERS = ["0", "9" * 19]
ODD_WORDS = ["-1", "１"]


def send(client: Client, method: str, url: str, **extra: Any) -> Any:
    """The whole answer; a stream is read to its end, as a test's connection must not be closed."""
    answer = client.generic(method, url, **extra)
    if answer.streaming:
        answer.getvalue()
    return answer


def clients_of(user: User | None) -> dict[Door, Client]:
    """A client for each door; an error of the server is an answer like any other."""
    rest = Client() if user is None else token_client(user)
    clients = {Door.PAGE: client_of(user), Door.API: rest, Door.GIT: rest}
    for client in clients.values():
        client.raise_request_exception = False
    return clients


def requests(world: World, **other: str) -> Iterator[tuple[str, str, str, Guard]]:
    """Every route and method: name, method, address."""
    for pattern, guard in routes():
        url = world.url(pattern, guard.name, **other)
        for method in guard.allowed:
            yield guard.name, method, url, guard


def test_b1_b2_anonymous_people_reach_only_the_listed_routes(mine: World) -> None:
    client, before = clients_of(None)[Door.PAGE], counts()
    wrong = []
    for name, method, url, _ in requests(mine):
        answer = send(client, method, url)
        # Nothing works in the background of a test, so `ready` is 503.
        is_fault = answer.status_code >= 500 and name != "ready"
        if is_fault or (answer.status_code < 300 and name not in OPEN_TO_ALL):
            wrong.append(f"{name} {method} {url}: {answer.status_code}")
        if name in OPEN_TO_ALL and b"one-lab" in answer.content:
            wrong.append(f"{name} {method} speaks of a private project")
    assert wrong == []
    assert counts() == before


def test_b4_another_spelling_of_an_address_opens_nothing(mine: World) -> None:
    """For a stranger, an address and its odd spellings are equally shut."""
    stranger = clients_of(make_user("stranger"))
    wrong = []
    for name, method, url, guard in requests(mine):
        if "one-lab/one" not in url and f"projects/{mine.values['project']}/" not in url:
            continue
        spellings = [url + mark for mark in ("/", "%2f..")]
        spellings += [url.replace("/-/", f"/-{mark}/", 1) for mark in ("/", "/..")]
        for odd in spellings:
            status = send(stranger[guard.door], method, odd).status_code
            if (status < 400 and status not in {301, 302}) or status >= 500:
                wrong.append(f"{name} {method} {odd}: {status}")
    assert wrong == []


@pytest.mark.parametrize("whose", ["own_other", "foreign"])
def test_b7_a_child_of_another_project_is_not_found(
    whose: str, ana: User, mine: World, request: pytest.FixtureRequest
) -> None:
    """The project is ana's own; what stands below it belongs to another one."""
    other: World = request.getfixturevalue(whose)
    clients = clients_of(ana)
    wrong, asked = [], 0
    before = counts()
    for pattern, guard in routes():
        names = parameters(pattern)
        if not set(names) & {"project_path", "project", "group_path", "group"}:
            continue
        for child in set(names) & set(CHILDREN):
            strange = {child: other.value(guard.name, child)}
            url = mine.url(pattern, guard.name, **strange)
            for method in guard.allowed:
                answer = send(clients[guard.door], method, url)
                asked += 1
                # `files/<ref>` only leads to `tree/<ref>`, whatever is there.
                if answer.status_code != 404 and guard.name != "files":
                    wrong.append(f"{guard.name} {method} {url}: {answer.status_code}")
    assert wrong == []
    assert asked > 60
    assert counts() == before


def test_b7_b8_other_peoples_ids_in_a_body_are_refused(
    ana: User, mine: World, foreign: World
) -> None:
    """Reviewers, assignees, members and threads are looked up within the project."""
    page, rest = client_of(ana), token_client(ana)
    outsider = foreign.owner
    base = f"/one-lab/one/-/merge_requests/{mine.values['iid']}"
    edit = {"title": "t", "target_branch": "main", "reviewers": [outsider.pk]}
    assert page.post(f"{base}/edit", edit).status_code == 400
    edit = {"title": "t", "target_branch": "main", "assignee": outsider.pk}
    assert page.post(f"{base}/edit", edit).status_code == 400
    start = f"/api/v4/projects/{mine.values['project']}"
    one = f"{start}/merge_requests/{mine.values['iid']}"
    for body in ({"reviewer_ids": [outsider.pk]}, {"assignee_ids": [outsider.pk]}):
        answer = rest.put(one, body, content_type="application/json")
        assert answer.status_code in {200, 400}
        assert outsider.username.encode() not in rest.get(one).content
    moved = rest.put(
        f"{start}/transfer",
        {"namespace": int(foreign.values["group"])},
        content_type="application/json",
    )
    assert moved.status_code == 404
    made = {"name": "x", "namespace_id": int(foreign.values["group"])}
    assert rest.post("/api/v4/projects", made, "application/json").status_code == 404


def test_b9_odd_ids_are_not_found(ana: User, mine: World) -> None:
    clients = clients_of(ana)
    wrong = []
    before = counts()
    kinds = {"iid", "note", "version", "rule_id", "member_id", "token_id", "user_id", "project"}
    kinds |= {"group", "key", "sha", "blob", "invitation_id", "task_id"}
    for pattern, guard in routes():
        for child in set(parameters(pattern)) & kinds:
            is_number = f"<int:{child}>" in pattern
            for odd in ODD_NUMBERS if is_number else ODD_WORDS:
                url = mine.url(pattern, guard.name, **{child: "ODD"}).replace(
                    "ODD", quote(odd, "%")
                )
                for method in guard.allowed:
                    answer = send(clients[guard.door], method, url)
                    if answer.status_code not in {400, 403, 404, 405, 409}:
                        wrong.append(f"{guard.name} {method} {url}: {answer.status_code}")
    assert wrong == []
    assert counts() == before


@pytest.mark.parametrize("who", ["stranger", "anonymous"])
def test_b10_what_lists_hide_no_detail_shows(who: str, mine: World) -> None:
    """No list speaks of the project, and each address below it is as missing as a wrong one."""
    user = make_user("stranger") if who == "stranger" else None
    clients = clients_of(user)
    for _, _, url, guard in requests(mine):
        if guard.name in {"projects", "groups", "home", "api_projects", "api_groups"}:
            body = send(clients[guard.door], "GET", url).content
            assert b"one-lab" not in body
    wrong = []
    for pattern, guard in routes():
        if not set(parameters(pattern)) & set(WHERE_PROJECT):
            continue
        missing = {"project_path": "one-lab/none", "project": "999999"}
        for method in guard.allowed:
            client = clients[guard.door]
            there = send(client, method, mine.url(pattern, guard.name))
            nowhere = send(client, method, mine.url(pattern, guard.name, **missing))
            if there.status_code != nowhere.status_code or there.status_code not in {401, 404}:
                wrong.append(
                    f"{guard.name} {method}: {there.status_code}, missing {nowhere.status_code}"
                )
            elif guard.door is not Door.PAGE and there.content != nowhere.content:
                wrong.append(f"{guard.name} {method}: words differ")
    assert wrong == []


def test_a17_encoded_slashes_reach_no_file(ana: User) -> None:
    """Any parameter of a route on a public project, anonymously, in many spellings."""
    world = build(ana, "one", visibility=Visibility.PUBLIC)
    client = Client()
    spellings = [
        "..%2f..%2f..%2f..%2fetc%2fpasswd",
        "..%252f..%252f..%252fetc%252fpasswd",
        "%2fetc%2fpasswd",
        "%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "..%5c..%5c..%5cetc%5cpasswd",
        "main%2f..%2f..%2f..%2fconfig",
        "main/../../config",
        "main%00/../config",
        "..;/..;/config",
        "file:%2f%2f%2fetc%2fpasswd",
        "%c0%ae%c0%ae%c0%afetc%c0%afpasswd",
    ]
    wrong = []
    for pattern, guard in routes():
        if "GET" not in guard.allowed:
            continue
        for name in parameters(pattern):
            for odd in spellings:
                url = world.url(pattern, guard.name, **{name: "ODD"}).replace("ODD", odd)
                answer = send(client, "GET", url)
                body = b"" if answer.streaming else answer.content
                if answer.status_code in {200, 500} or b"root:x:" in body or b"[core]" in body:
                    wrong.append(f"{guard.name} {url}: {answer.status_code}")
    assert wrong == []


@pytest.mark.parametrize(
    "query",
    [
        "path=../../../../etc/passwd",
        "path=..%2f..%2f..%2fetc%2fpasswd&ref=main",
        "path=/etc&ref=main",
        "path=%00&ref=main",
        "ref=../../../etc/passwd",
        "ref=--output=/tmp/mergelab-hole",
        "sha=-h&ref=-h",
        "ref_name=--all&path=--help",
        "from=--output=x&to=main",
    ],
)
def test_a17_f1_query_parameters_reach_no_file(query: str, ana: User, mine: World) -> None:
    rest = token_client(ana)
    base = f"/api/v4/projects/{mine.values['project']}/repository"
    for what in ("tree", "commits", "compare", "archive", "archive.zip", "files/README.md", "tags"):
        answer = send(rest, "GET", f"{base}/{what}?{query}")
        assert answer.status_code in {200, 400, 404}, (what, answer.status_code)
        body = b"" if answer.streaming else answer.content
        assert b"root:" not in body


def test_h3_h4_an_address_too_long_is_400_on_every_door(ana: User, mine: World) -> None:
    """Before it reaches a database, whose search patterns have an end."""
    clients = clients_of(ana)
    long = "a" * 60_000
    base, project = f"/{mine.project.full_path}", mine.values["project"]
    for door, url in (
        (Door.PAGE, f"/-/projects?search={long}"),
        (Door.PAGE, f"{base}/-/merge_requests?author={long}"),
        (Door.PAGE, f"/{long}/b/-/files"),
        (Door.PAGE, "/-/projects?search=a%00b"),
        (Door.PAGE, "/-/users/a%00b"),
        (Door.API, f"/api/v4/projects?search={long}"),
        (Door.API, f"/api/v4/projects/{project}/merge_requests?author_username={long}"),
        (Door.API, f"/api/v4/projects/{project}/merge_requests?search=%00"),
        (Door.GIT, f"{base}.git/info/refs?service=git-upload-pack&x={long}"),
    ):
        assert send(clients[door], "GET", url).status_code == 400, url[:60]
    name = base64.b64encode(f"{long}:x".encode()).decode()
    basic = Client(headers={"Authorization": f"Basic {name}"})
    assert send(basic, "GET", "/api/v4/user").status_code == 401
