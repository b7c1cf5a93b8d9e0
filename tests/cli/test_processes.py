"""What the supervisor decides, without a server."""

import os
import socket
import subprocess
import sys

import pytest

from mergelab.cli import options, ports, serve, single


def child(code: str) -> serve.Child:
    return serve.Child("part", [sys.executable, "-c", code])


def test_child_that_ends_at_once_starts_again_after_growing_pauses(capsys):
    part = child("raise SystemExit(3)")
    pauses, now = [], 100.0
    for _ in range(7):
        part.look(now)
        assert part.process is not None
        part.process.wait()
        part.look(now)
        pauses.append(part.pause)
        now = part.due
    assert pauses == [0.5, 1.0, 2.0, 4.0, 8.0, 10.0, 10.0]
    assert part.quick_ends == 7
    assert "part ended with status 3 and starts again in 0.5 s" in capsys.readouterr().out


def test_child_that_ran_for_long_starts_again_at_once():
    part = child("raise SystemExit(0)")
    part.quick_ends, part.pause = 5, 8.0
    part.look(100.0)
    assert part.process is not None
    part.process.wait()
    part.look(100.0 + serve.STEADY_SECONDS)
    assert (part.pause, part.quick_ends) == (0.0, 0)
    assert part.process is not None
    part.process.wait()


def test_child_that_ignores_the_signal_is_killed(monkeypatch):
    monkeypatch.setattr(serve, "GRACE_SECONDS", 0.3)
    code = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); "
    part = child(code + "import time; time.sleep(60)")
    part.process = subprocess.Popen(part.argv, process_group=0, stdout=subprocess.PIPE)
    assert part.process.stdout is not None
    part.process.stdout.readline()
    part.process.stdout.close()
    serve.Supervisor([part])._end()
    assert part.process.returncode == -9


def test_second_server_on_a_directory_is_refused(tmp_path):
    first = single.take(tmp_path)
    with pytest.raises(single.AlreadyServed) as refused:
        single.take(tmp_path)
    assert str(refused.value) == (
        f"another server (process {os.getpid()}) is using {tmp_path}; stop it first"
    )
    os.close(first)
    os.close(single.take(tmp_path))


def test_port_that_is_taken(monkeypatch, capsys):
    monkeypatch.setattr(ports, "WAIT_SECONDS", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert ports.wait_for("127.0.0.1", port) is False
    said = capsys.readouterr().out
    assert f"port {port} is taken, waiting for it" in said
    assert f"cannot listen on 127.0.0.1 port {port}: Address already in use" in said
    assert ports.wait_for("127.0.0.1", port) is True


def test_free_port_is_chosen_before_anything_starts(monkeypatch):
    monkeypatch.setenv("MERGELAB_PORT", "0")
    monkeypatch.setenv("MERGELAB_HOST", "127.0.0.1")
    ports.choose()
    assert 1024 <= int(os.environ["MERGELAB_PORT"]) <= 65535


def test_options_win_over_the_environment(monkeypatch):
    monkeypatch.setenv("MERGELAB_PORT", "1")
    monkeypatch.setenv("MERGELAB_HOST", "h")
    options.override({"port": "2", "host": None, "data_dir": None})
    assert (os.environ["MERGELAB_PORT"], os.environ["MERGELAB_HOST"]) == ("2", "h")


def test_orphan_ends_before_it_serves():
    """In a process of its own, for the kernel's setting would outlive the test."""
    code = (
        "import signal; from mergelab.cli import options; "
        "options.end_with_parent(1 << 22, signal.SIGTERM)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 1
