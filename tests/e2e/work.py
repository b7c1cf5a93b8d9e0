"""What people do beside the browser: operators' commands, and git in a terminal."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

from support.git_client import Client
from support.server import SOURCE, RunningServer

PASSWORD = "a long enough pass phrase"
CONTENT = SOURCE / "mergelab" / "cli" / "demo" / "content"
NOTEBOOK = "notebooks/power_curve.ipynb"


@dataclass
class House:
    """A running server and a place for checkouts."""

    server: RunningServer
    folder: Path

    @property
    def url(self) -> str:
        return self.server.url

    def run(self, *arguments: str, said: str = "") -> dict[str, object]:
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
        answer: dict[str, object] = json.loads(done.stdout)
        return answer

    def add_user(self, name: str, *options: str) -> None:
        address = f"{name}@example.org"
        told = ("user", "create", name, "--email", address, "--password-stdin", *options)
        self.run(*told, said=PASSWORD)

    def checkout(self, name: str) -> Client:
        """git in a new, empty folder."""
        tree = self.folder / name
        tree.mkdir(parents=True)
        return Client(home=tree.parent, tree=tree)

    def with_password(self, person: str) -> str:
        """The server's address as git takes it with a user and a password."""
        secret = PASSWORD.replace(" ", "%20")
        return self.url.replace("://", f"://{person}:{secret}@", 1)


def content(folder: str) -> dict[str, str | bytes]:
    """The files of one state of the demo's project."""
    root = CONTENT / folder
    found = sorted(path for path in root.rglob("*") if path.is_file())
    return {str(path.relative_to(root)): path.read_bytes() for path in found}
