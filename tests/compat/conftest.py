"""A whole server in processes of its own, and unmodified python-gitlab clients of it."""

import json
import subprocess
from collections.abc import Callable, Iterator
from typing import Any

import gitlab
import pytest
from support.server import RunningServer, running_server
from support.workspace import LINES

PASSWORD = "correct horse battery staple"


def operate(server: RunningServer, *arguments: str, stdin: str = "") -> dict[str, Any]:
    """One operators' command beside the running server; its JSON object."""
    done = subprocess.run(
        server.command(*arguments, "--json"),
        env=server.environment(),
        input=stdin,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    folder = tmp_path_factory.mktemp("compat") / "data"
    with running_server(folder, MERGELAB_RATE_LIMIT_PER_MINUTE="0") as running:
        yield running


@pytest.fixture(scope="session")
def root(server: RunningServer) -> Iterator[gitlab.Gitlab]:
    """The administrator, made by an operator's commands."""
    user = ("user", "create", "root", "--email=root@example.org", "--admin", "--password-stdin")
    operate(server, *user, stdin=PASSWORD)
    secret = operate(server, "token", "create", "root", "--scopes=api")["token"]
    with gitlab.Gitlab(server.url, private_token=secret) as client:
        yield client


@pytest.fixture(scope="session")
def sign_up(server: RunningServer, root: gitlab.Gitlab) -> Iterator[Callable[[str], gitlab.Gitlab]]:
    """Makes a user by REST and gives a client with a token of that user."""
    clients: list[gitlab.Gitlab] = []

    def make(name: str) -> gitlab.Gitlab:
        user = root.users.create(
            {
                "username": name,
                "email": f"{name}@example.org",
                "name": name.title(),
                "password": PASSWORD,
            }
        )
        made = root.http_post(
            f"/users/{user.id}/personal_access_tokens", post_data={"name": "t", "scopes": ["api"]}
        )
        assert isinstance(made, dict)
        client = gitlab.Gitlab(server.url, private_token=made["token"])
        client.auth()
        clients.append(client)
        return client

    yield make
    for client in clients:
        client.session.close()


@pytest.fixture(scope="session")
def ana(sign_up: Callable[[str], gitlab.Gitlab]) -> gitlab.Gitlab:
    return sign_up("ana")


@pytest.fixture(scope="session")
def ben(sign_up: Callable[[str], gitlab.Gitlab]) -> gitlab.Gitlab:
    return sign_up("ben")


@pytest.fixture(scope="session")
def group(ana: gitlab.Gitlab) -> Any:
    return ana.groups.create({"name": "Wind farm", "path": "wind-farm"})


@pytest.fixture
def project(ana: gitlab.Gitlab, ben: gitlab.Gitlab, group: Any) -> Iterator[Any]:
    """A project of ana in the group, with ben as developer and one commit on main."""
    assert ben.user is not None
    made = ana.projects.create({"name": "Power forecast", "namespace_id": group.id})
    made.members.create({"user_id": ben.user.id, "access_level": 30})
    made.commits.create(
        {
            "branch": "main",
            "commit_message": "Begin",
            "actions": [
                {"action": "create", "file_path": "train.py", "content": LINES},
                {"action": "create", "file_path": "README.md", "content": "# Power\n"},
            ],
        }
    )
    yield made
    made.delete()
