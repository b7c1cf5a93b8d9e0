"""A running server and repositories on it."""

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.git_server import Server, start

from mergelab.repository.git import writes
from mergelab.repository.git.layout import Layout


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    layout = Layout(tmp_path_factory.mktemp("data"))
    layout.prepare()
    running = start(layout)
    yield running
    running.kill()


@pytest.fixture
def directory(server: Server) -> Iterator[Path]:
    """An empty repository on the server, with an open policy."""
    server.policy({})
    path = server.layout.repositories / f"{secrets.token_hex(4)}.git"
    writes.create_repository(server.layout, path)
    yield path
    server.policy({})


@pytest.fixture
def url(server: Server, directory: Path) -> str:
    return server.url(directory)
