"""The whole server as processes: starting, dying, stopping."""

import json
import re
import signal
import subprocess
import urllib.request
from contextlib import suppress

import psutil
from support.server import RunningServer, running_server, wait_until


def run(server: RunningServer, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        server.command(*arguments),
        env=server.environment(),
        capture_output=True,
        text=True,
        check=False,
    )


def by_name(server: RunningServer, name: str) -> list[int]:
    """The numbers of the processes that run a subcommand."""
    found = []
    for process in server.processes()[1:]:
        with suppress(psutil.NoSuchProcess):  # a zombie counts as gone
            if name in process.cmdline():
                found.append(process.pid)
    return found


def test_life_of_a_server(tmp_path):
    """One server for all of it, because each start takes seconds."""
    with running_server(tmp_path / "data") as server:
        assert server.status() == 200
        link = re.search(r"first administrator \(works once\): (\S+)", server.said())
        assert link is not None
        assert link[1].startswith(server.url + "/")
        assert server.status(link[1].removeprefix(server.url)) == 200
        wait_until(lambda: server.status("/-/ready") == 200, "worker seen")
        with urllib.request.urlopen(server.url + "/-/ready") as response:  # noqa: S310
            assert set(json.load(response)["checks"].values()) == {"ok"}
        assert {p.name for p in (tmp_path / "data").iterdir()} >= {"mergelab.sqlite3", "secret.key"}
        open_to_others = [p for p in (tmp_path / "data").rglob("*") if p.stat().st_mode & 0o077]
        assert open_to_others == []

        second = run(server, "serve", "--port", "0")
        assert second.returncode == 1
        assert f"another server (process {server.processes()[0].pid}) is using" in second.stderr

        for name in ("work", "web"):
            before = by_name(server, name)
            psutil.Process(before[0]).kill()
            wait_until(lambda n=name, b=before: set(by_name(server, n)) - set(b) != set(), name)
            wait_until(lambda: server.status() == 200, "web answers again")
        assert "web ended with status -9 and starts again in 0.5 s" in server.said()

        everything = server.processes()
        assert server.stop() == 0
        assert [p.pid for p in everything if p.is_running()] == []


def test_killed_supervisor_leaves_no_orphans(tmp_path):
    with running_server(tmp_path / "data") as server:
        supervisor, *children = server.processes()
        assert len(children) == 3  # Granian, its process for requests, the worker
        supervisor.send_signal(signal.SIGKILL)
        assert server.process is not None
        server.process.wait()
        psutil.wait_procs(children, timeout=15)
        assert [p.pid for p in children if p.is_running()] == []


def test_wrong_setting_stops_the_start_with_a_sentence(tmp_path):
    server = RunningServer(tmp_path / "data", MERGELAB_WEB_THREADS="many")
    refused = run(server, "serve")
    assert refused.returncode == 1
    assert refused.stderr == (
        "mergelab: MERGELAB_WEB_THREADS must be a whole number from 1 to 1000000.\n"
    )
    assert refused.stdout == ""


def test_unreachable_database_stops_the_start_with_a_sentence(tmp_path):
    server = RunningServer(
        tmp_path / "data", MERGELAB_DATABASE_URL="postgres://me:hunter2@127.0.0.1:1/none"
    )
    refused = run(server, "serve")
    assert refused.returncode == 1
    assert refused.stderr.startswith("mergelab: ")
    assert "hunter2" not in refused.stderr
    assert "Traceback" not in refused.stderr


def test_web_and_worker_alone(tmp_path):
    """Each prepares for itself; the one that comes later finds all done."""
    server = RunningServer(tmp_path / "data")
    argv = server.command("web", "--port", "0")
    web = subprocess.Popen(argv, env=server.environment(), stdout=subprocess.PIPE, text=True)
    worker = subprocess.Popen(server.command("work"), env=server.environment())
    try:
        assert web.stdout is not None
        server.url = web.stdout.readline().removeprefix("mergelab: serving ").strip()
        wait_until(lambda: server.status("/-/ready") == 200, "both are there")
    finally:
        for process in (web, worker):
            process.terminate()
        assert [web.wait(30), worker.wait(30)] == [0, 0]
        web.stdout.close()
