"""Kill -9 in the middle of pushes: what was acknowledged is there, and the next push works."""

import contextlib
import functools
import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from support.git_client import Client
from support.git_server import Server, start

from mergelab.repository import spool
from mergelab.repository.git import maintenance, names, reads, writes
from mergelab.repository.git.layout import Layout

MAIN = "refs/heads/main"
ROUNDS = 25

pytestmark = pytest.mark.fault


class Pusher:
    """Pushes one commit after the other and remembers what the server acknowledged."""

    def __init__(self, client: Client, layout: Layout) -> None:
        self.client = client
        self.layout = layout
        self.directory = layout.repositories / "1.git"
        self.number = 0
        self.acknowledged = names.ZERO
        self.possible = {names.ZERO}
        self.result: CompletedProcess[str] | None = None

    def commit(self) -> str:
        self.number += 1
        return self.client.commit({"a": f"{self.number}"})

    def push(self, url: str, sha: str) -> None:
        refspec = f"{sha}:{MAIN}"
        self.result = self.client.run("push", "-q", "--force", url, refspec, check=False)
        if self.result.returncode == 0:
            self.acknowledged = sha
            self.possible = {sha}
        else:
            self.possible.add(sha)

    def begin(self, url: str) -> threading.Thread:
        thread = threading.Thread(target=self.push, args=(url, self.commit()))
        thread.start()
        return thread

    def current(self) -> str:
        with reads.open_repository(self.directory) as handle:
            return reads.read_ref(handle, MAIN) or names.ZERO


@pytest.fixture
def pusher(tmp_path: Path) -> Pusher:
    home, tree = tmp_path / "home", tmp_path / "tree"
    home.mkdir()
    tree.mkdir()
    client = Client(home, tree)
    client.run("init", "-q")
    layout = Layout(tmp_path / "data")
    layout.prepare()
    writes.create_repository(layout, layout.repositories / "1.git")
    return Pusher(client, layout)


def soon(condition: Callable[[], bool], seconds: float = 20.0) -> bool:
    deadline = time.monotonic() + seconds
    pause = threading.Event()
    while not condition():
        if time.monotonic() > deadline:
            return False
        pause.wait(0.005)
    return True


def receivers(directory: Path) -> Iterator[int]:
    """The process ids of receive-pack on this repository, hooks left out."""
    for path in Path("/proc").glob("[0-9]*"):
        try:
            arguments = (path / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"receive-pack" in arguments and str(directory).encode() in arguments:
            yield int(path.name)


def git_runs_or_ended(directory: Path, thread: threading.Thread) -> bool:
    return any(receivers(directory)) or not thread.is_alive()


def recorded(server: Server, directory: Path) -> set[str]:
    """The new values of all updates on record, those of killed servers recovered."""
    assert soon(lambda: not any(receivers(directory)))
    found = [update for record in server.pushed(directory) for update in record["updates"]]
    shas = {new for _, _, new in found}
    assert soon(
        lambda: (
            len(list(server.layout.spool.glob("[!.]*")))
            == len(list(spool.abandoned(server.layout)))
        )
    )
    for folder in spool.abandoned(server.layout):
        shas |= {update.new for update in spool.recover(folder).updates}
        spool.remove(folder)
    return shas


def check(pusher: Pusher, server: Server, news: set[str]) -> None:
    assert pusher.current() in pusher.possible
    news |= recorded(server, pusher.directory)
    assert pusher.current() in news | {names.ZERO}
    assert pusher.acknowledged in news | {names.ZERO}
    pusher.possible = {pusher.current()}


def test_killed_servers_lose_nothing(pusher: Pusher) -> None:
    delays = random.Random(11)
    news: set[str] = set()
    for _ in range(ROUNDS):
        server = start(pusher.layout)
        thread = pusher.begin(server.url(pusher.directory))
        threading.Event().wait(delays.uniform(0.02, 0.35))
        server.kill()
        thread.join()
        check(pusher, server, news)
    server = start(pusher.layout)
    pusher.push(server.url(pusher.directory), pusher.commit())
    server.kill()
    assert pusher.current() == pusher.acknowledged
    assert maintenance.fsck(pusher.directory) == []


def test_killed_git_loses_nothing(pusher: Pusher) -> None:
    delays = random.Random(12)
    news: set[str] = set()
    server = start(pusher.layout)
    url = server.url(pusher.directory)
    try:
        for _ in range(ROUNDS):
            thread = pusher.begin(url)
            soon(functools.partial(git_runs_or_ended, pusher.directory, thread))
            threading.Event().wait(delays.uniform(0.0, 0.25))
            for pid in receivers(pusher.directory):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            thread.join()
            check(pusher, server, news)
            pusher.push(url, pusher.commit())
            assert pusher.result is not None
            assert pusher.result.returncode == 0, pusher.result.stderr
            check(pusher, server, news)
            assert pusher.current() == pusher.acknowledged
    finally:
        server.kill()
    assert maintenance.fsck(pusher.directory) == []
