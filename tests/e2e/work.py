"""What people do beside the browser: operators' commands, REST, and git in a terminal."""

import json
import subprocess
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from support.git_client import Client
from support.server import SOURCE, RunningServer, wait_until

PASSWORD = "a long enough pass phrase"
CONTENT = SOURCE / "mergelab" / "cli" / "demo" / "content"
NOTEBOOK = "notebooks/power_curve.ipynb"


@dataclass
class House:
    """A running server whose administrator is root, and a place for checkouts."""

    server: RunningServer
    folder: Path
    tokens: dict[str, str] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        told = ("user", "create", "root", "--email", "root@example.org", "--admin")
        self._run(*told, "--password-stdin", said=PASSWORD)
        self.tokens["root"] = self._run("token", "create", "root", "--scopes", "api")["token"]

    @property
    def url(self) -> str:
        return self.server.url

    def _run(self, *arguments: str, said: str = "") -> Any:
        """An operator's command; its JSON answer."""
        done = subprocess.run(
            self.server.command(*arguments, "--json"),
            env=self.server.environment(),
            input=said,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def post(self, person: str, path: str, /, **body: object) -> Any:
        """A REST call of this person that makes something."""
        request = urllib.request.Request(  # noqa: S310  (the server of this test)
            f"{self.url}/api/v4/{path}",
            data=json.dumps(body).encode(),
            headers={"Private-Token": self.tokens[person], "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
            return json.load(answer)

    def add_user(self, name: str) -> None:
        """A user with PASSWORD, who can be asked for by `post` as well."""
        address = f"{name}@example.org"
        texts = {"username": name, "name": name.title(), "email": address, "password": PASSWORD}
        user = self.post("root", "users", **texts)
        self.ids[name] = user["id"]
        tokens = f"users/{user['id']}/personal_access_tokens"
        self.tokens[name] = self.post("root", tokens, name="rest", scopes=["api"])["token"]

    def add_project(self, owner: str, path: str, **values: object) -> str:
        """An empty project in the personal group of the owner; its full path."""
        made = self.post(owner, "projects", name=path, path=path, **values)
        return str(made["path_with_namespace"])

    def add_member(self, owner: str, project: str, person: str, access_level: int) -> None:
        members = f"projects/{project.replace('/', '%2F')}/members"
        self.post(owner, members, user_id=self.ids[person], access_level=access_level)

    def checkout(self, name: str) -> Client:
        """git in a new, empty folder."""
        tree = self.folder / name
        tree.mkdir(parents=True)
        return Client(home=tree.parent, tree=tree)

    def wait_for_merge_request(self, person: str, project: str, iid: int) -> None:
        """Until the worker has opened what a push asked for."""
        address = f"{self.url}/api/v4/projects/{project.replace('/', '%2F')}/merge_requests/{iid}"
        headers = {"Private-Token": self.tokens[person]}

        def is_there() -> bool:
            request = urllib.request.Request(address, headers=headers)  # noqa: S310
            try:
                with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
                    return bool(json.load(answer)["sha"])
            except urllib.error.HTTPError as error:
                error.close()
                return False

        wait_until(is_there, f"merge request !{iid} of {project}")

    def read(self, person: str, project: str, path: str, branch: str) -> bytes:
        """A file of a branch as REST gives it."""
        address = f"projects/{project.replace('/', '%2F')}/repository/files/{path}/raw?ref={branch}"
        headers = {"Private-Token": self.tokens[person]}
        request = urllib.request.Request(  # noqa: S310  (the server of this test)
            f"{self.url}/api/v4/{address}", headers=headers
        )
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
            return bytes(answer.read())

    def push(self, person: str, folder: Client, project: str, branch: str, *options: str) -> str:
        """Push a branch with this person's token; what the server said to it."""
        url = self.url.replace("://", f"://{person}:{self.tokens[person]}@", 1)
        return folder.run("push", *options, f"{url}/{project}.git", f"HEAD:{branch}").stderr


def content(folder: str) -> dict[str, bytes]:
    """The files of one state of the demo's project."""
    root = CONTENT / folder
    found = sorted(path for path in root.rglob("*") if path.is_file())
    return {str(path.relative_to(root)): path.read_bytes() for path in found}
