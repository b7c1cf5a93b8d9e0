"""Operators' commands: users, tokens, projects, back-up, restore and check, in real processes."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

COMMAND = [sys.executable, "-m", "mergelab.cli"]
pytestmark = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="each test makes an SQLite instance of its own"
)


class Instance:
    """A data directory and the commands that work on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("MERGELAB_")},
            "MERGELAB_DATA_DIR": str(self.folder),
        }
        return subprocess.run(
            [*COMMAND, *arguments],
            env=environment,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def result(self, *arguments: str, stdin: str = "") -> dict[str, Any]:
        done = self.run(*arguments, "--json", stdin=stdin)
        assert done.returncode == 0, done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        return found


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Instance:
    """An instance with an administrator, a project and a commit in it."""
    made = Instance(tmp_path_factory.mktemp("operators") / "data")
    assert made.run("manage", "migrate", "--verbosity=0").returncode == 0
    made.result(
        "user",
        "create",
        "root",
        "--email=root@example.org",
        "--admin",
        "--password-stdin",
        stdin="correct horse battery\n",
    )
    made.result("project", "create", "lab/north/one", "--visibility=public")
    script = (
        "from mergelab.accounts.models import User\n"
        "from mergelab.kit.actor import Actor\n"
        "from mergelab.projects.models import Project\n"
        "from mergelab.repository.git.actions import Action, ActionKind\n"
        "from mergelab.repository.services import commit_files\n"
        "commit_files(by=Actor(user=User.objects.get(username='root')),\n"
        "    project=Project.objects.get(), branch='main', message='First',\n"
        "    actions=[Action(ActionKind.CREATE, 'a.txt', content=b'hello')])\n"
    )
    done = made.run("manage", "shell", "--no-imports", "-c", script)
    assert done.returncode == 0, done.stderr
    return made


def test_a_user_is_made_once(instance: Instance) -> None:
    arguments = ("user", "create", "ana", "--email=ana@example.org", "--password-stdin")
    made = instance.result(*arguments, stdin="another long phrase\n")
    assert made == {"id": made["id"], "username": "ana", "email": "ana@example.org", "admin": False}
    other = ("user", "create", "Ana", "--email=other@example.org", "--password-stdin")
    again = instance.run(*other, stdin="another long phrase\n")
    assert again.returncode == 1
    assert again.stderr == "mergelab: username: This user name is taken.\n"


def test_a_weak_password_is_refused(instance: Instance) -> None:
    done = instance.run(
        "user", "create", "bob", "--email=bob@example.org", "--password-stdin", stdin="short\n"
    )
    assert done.returncode == 1
    assert done.stderr.startswith("mergelab: password: This password is too short.")


def test_a_token_is_printed_once_and_has_its_scopes(instance: Instance) -> None:
    made = instance.result("token", "create", "root", "--scopes=read_api", "--days=3")
    assert made["token"].startswith("glpat-")
    assert made["scopes"] == ["read_api"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("token", "create", "nobody"), "user: There is no user 'nobody'."),
        (("token", "create", "root", "--scopes=all"), "scopes:"),
        (("token", "create", "root", "--days=4000"), "expires_on:"),
        (("project", "create", "alone"), "path: Write GROUP/NAME"),
        (("project", "create", "lab/north/one"), "path:"),
        (("project", "create", "lab/x", "--owner=nobody"), "owner: Name an existing user"),
        (("restore", "/nowhere/b.tar", "--data-dir", "{new}"), "is not a whole back-up"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    instance: Instance, tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    done = instance.run(*(part.format(new=tmp_path / "new") for part in arguments))
    assert done.returncode == 1
    assert words in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_back_up_restores_to_the_same(instance: Instance, tmp_path: Path) -> None:
    file = tmp_path / "backup.tar"
    written = instance.result("backup", str(file))
    assert (written["repositories"], file.stat().st_mode & 0o777) == (1, 0o600)
    again = instance.run("backup", str(file))
    assert (again.returncode, "exists already" in again.stderr) == (1, True)

    other = Instance(tmp_path / "restored")
    assert other.result("restore", str(file))["repositories"] == 1
    assert other.result("check") == {"ok": True, "repositories": 1, "blobs": 0, "problems": []}
    assert refs(other) == refs(instance)
    assert (other.folder / "secret.key").read_text() == (instance.folder / "secret.key").read_text()
    twice = other.run("restore", str(file))
    assert (twice.returncode, "is in use" in twice.stderr) == (1, True)


def test_a_damaged_back_up_is_not_restored(instance: Instance, tmp_path: Path) -> None:
    file = tmp_path / "backup.tar"
    instance.result("backup", str(file))
    data = bytearray(file.read_bytes())
    at = data.index(b"SQLite format 3")
    data[at + 200] ^= 1
    file.write_bytes(data)
    other = Instance(tmp_path / "restored")
    done = other.run("restore", str(file))
    assert (done.returncode, "is damaged" in done.stderr) == (1, True)
    assert not (other.folder / "mergelab.sqlite3").exists()


def refs(of: Instance) -> str:
    (repository,) = (of.folder / "repositories").glob("*/*/*.git")
    return subprocess.run(
        ["git", f"--git-dir={repository}", "for-each-ref"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
