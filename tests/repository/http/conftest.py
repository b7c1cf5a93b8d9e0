"""A running server and repositories on it."""

import itertools
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from mergelab.repository.git import writes
from mergelab.repository.git.layout import Layout

ROOT = Path(__file__).parents[3]
_COUNTER = itertools.count(1)


@dataclass
class Server:
    """Granian with ``server.py``, its worker in the same process group."""

    layout: Layout
    port: int
    process: subprocess.Popen[str]

    def url(self, directory: Path) -> str:
        return f"http://127.0.0.1:{self.port}/{directory.name}"

    def policy(self, verdicts: dict[str, dict[str, Any]]) -> None:
        (self.layout.root / "policy.json").write_text(json.dumps(verdicts))

    def pushed(self, directory: Path) -> list[dict[str, Any]]:
        path = self.layout.root / "pushed.jsonl"
        lines = path.read_text().splitlines() if path.exists() else []
        found = [json.loads(line) for line in lines]
        return [record for record in found if record["directory"] == directory.name]

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()


def start(layout: Layout) -> Server:
    """Start a server on a free port and wait until it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1",
            "--port", str(port), "--blocking-threads", "16", "--workers", "1",
            "--working-dir", str(Path(__file__).parent), "server:application",
        ],
        env={**os.environ, "MERGELAB_TEST_DATA": str(layout.root), "PYTHONPATH": str(ROOT / "src")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )  # fmt: skip
    said = []
    for line in process.stdout or ():
        said.append(line)
        if "Started worker-1" in line and "runtime" not in line:
            return Server(layout, port, process)
    raise AssertionError("".join(said))


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
    path = server.layout.repositories / f"{next(_COUNTER)}-{secrets.token_hex(4)}.git"
    writes.create_repository(server.layout, path)
    yield path
    server.policy({})


@pytest.fixture
def url(server: Server, directory: Path) -> str:
    return server.url(directory)


@pytest.fixture
def running(server: Server) -> Callable[[str], list[str]]:
    """The command lines of live processes that mention a text."""

    def find(text: str) -> list[str]:
        done = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True)
        return [line for line in done.stdout.splitlines() if text in line]

    return find
