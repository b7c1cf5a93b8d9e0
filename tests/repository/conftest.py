"""A data directory, a repository in it, and users' working trees."""

import contextlib
from collections.abc import Callable
from pathlib import Path

import pytest
from support.git_client import Client

from mergelab.repository.git import writes
from mergelab.repository.git.layout import Layout


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    found = Layout(tmp_path / "data")
    found.prepare()
    return found


@pytest.fixture
def directory(layout: Layout) -> Path:
    """An empty bare repository."""
    path = layout.repositories / "1.git"
    writes.create_repository(layout, path)
    return path


@pytest.fixture
def make_client(tmp_path: Path) -> Callable[[str], Client]:
    def make(name: str) -> Client:
        home, tree = tmp_path / "home", tmp_path / "trees" / name
        home.mkdir(exist_ok=True)
        tree.mkdir(parents=True)
        client = Client(home, tree)
        client.run("init", "-q")
        return client

    return make


@pytest.fixture
def client(make_client: Callable[[str], Client]) -> Client:
    return make_client("ann")


@pytest.fixture
def put(directory: Path, client: Client) -> Callable[..., None]:
    """Copy refs of the client's repository into the bare one, past all hooks."""

    def copy(*refspecs: str) -> None:
        client.run(
            "push", "-q", "--force", str(directory), *(refspecs or ("HEAD:refs/heads/main",))
        )

    return copy


@pytest.fixture
def running() -> Callable[[object], list[str]]:
    """The command lines of live processes that mention a text."""

    def find(text: object) -> list[str]:
        found = []
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            with contextlib.suppress(OSError):
                line = path.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
                found += [line] if str(text) in line else []
        return found

    return find
