"""Worker processes: killed in a task, stopped in a task, several at once."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.core.management import call_command
from django.db import connections
from django_tasks_db.models import DBTaskResult
from support import some_tasks

from mergelab.kit import tasks

TESTS = Path(__file__).parents[2]
DEADLINE_SECONDS = 20


def wait_for(condition: Callable[[], bool]) -> None:
    """Look until it is so; fail after a while."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


@pytest.fixture
def database(transactional_db, tmp_path, monkeypatch) -> Iterator[None]:
    """A database that worker processes share with the test."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(TESTS), str(TESTS.parent / "src")]))
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "mergelab.config.settings")
    if connections["default"].vendor == "postgresql":
        url = urlsplit(os.environ["MERGELAB_DATABASE_URL"])
        name = connections["default"].settings_dict["NAME"]
        monkeypatch.setenv("MERGELAB_DATABASE_URL", urlunsplit(url._replace(path=f"/{name}")))
        yield
        return
    file = tmp_path / "mergelab.sqlite3"
    monkeypatch.setenv("MERGELAB_DATABASE_URL", f"sqlite:///{file}")
    with _database_file(str(file)):
        yield


@contextmanager
def _database_file(name: str) -> Iterator[None]:
    """Have the default connection be one to a file, in place of the tests' memory."""
    default = connections["default"]
    own = connections.create_connection("default")
    own.settings_dict = {**default.settings_dict, "NAME": name}
    connections["default"] = own
    call_command("migrate", verbosity=0, interactive=False)
    yield
    own.close()
    connections["default"] = default


@pytest.fixture
def start() -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    started: list[subprocess.Popen[bytes]] = []

    def begin(threads: int = 2) -> subprocess.Popen[bytes]:
        argv = [sys.executable, "-m", "support.worker_program", str(threads)]
        started.append(subprocess.Popen(argv, cwd=TESTS, stderr=subprocess.DEVNULL))
        return started[-1]

    yield begin
    for process in started:
        process.kill()
        process.wait()


def lines(file: Path) -> list[str]:
    return file.read_text().splitlines() if file.exists() else []


def test_task_of_a_killed_worker_runs_again(database, start, tmp_path):
    out, release = tmp_path / "out", tmp_path / "release"
    tasks.enqueue(some_tasks.append_line_and_wait, str(out), str(release))
    first = start()
    wait_for(lambda: lines(out) == ["started"])
    first.send_signal(signal.SIGKILL)
    first.wait()
    release.touch()
    start()
    wait_for(lambda: tasks.finished().filter(task_path__endswith="wait").exists())
    assert lines(out) == ["started", "started", "finished"]
    row = tasks.finished().get(task_path__endswith="wait")
    assert tasks.describe(row).attempts == 2


def test_stopping_worker_ends_its_task_first(database, start, tmp_path):
    out, release = tmp_path / "out", tmp_path / "release"
    tasks.enqueue(some_tasks.append_line_and_wait, str(out), str(release))
    worker = start()
    wait_for(lambda: lines(out) == ["started"])
    worker.terminate()
    release.touch()
    assert worker.wait(DEADLINE_SECONDS) == 0
    assert lines(out) == ["started", "finished"]
    assert tasks.workers_alive() == 0
    assert tasks.finished().filter(task_path__endswith="wait").exists()


def test_task_that_outlasts_the_grace_is_put_back(database, start, tmp_path):
    out, release = tmp_path / "out", tmp_path / "release"
    task_id = tasks.enqueue(some_tasks.append_line_and_wait, str(out), str(release))
    worker = start()
    wait_for(lambda: lines(out) == ["started"])
    worker.terminate()
    assert worker.wait(DEADLINE_SECONDS) == 0
    row = DBTaskResult.objects.get(id=task_id)
    assert (row.status, row.worker_ids) == ("READY", [])


def test_several_workers_run_each_task_once(database, start, tmp_path):
    release = tmp_path / "release"
    release.touch()
    outs = [tmp_path / f"out-{number}" for number in range(40)]
    for out in outs:
        tasks.enqueue(some_tasks.append_line_and_wait, str(out), str(release))
    for _ in range(3):
        start()
    wait_for(lambda: tasks.finished().filter(task_path__endswith="wait").count() == len(outs))
    assert [lines(out) for out in outs] == [["started", "finished"]] * len(outs)
    # Three workers saw each periodic task due at their start, and one enqueued it.
    periodic = DBTaskResult.objects.filter(task_path__endswith="forget_old_tasks")
    wait_for(periodic.exists)
    assert periodic.count() == 1
