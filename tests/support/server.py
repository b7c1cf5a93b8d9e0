"""A whole `mergelab serve` in processes of its own, for tests that kill, restart or browse it."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

READY_SECONDS = 60.0
SOURCE = Path(__file__).parents[2] / "src"


def wait_until(condition: Callable[[], bool], what: str, seconds: float = READY_SECONDS) -> float:
    """Look until it is so; how long that took. Fails after `seconds`."""
    started = time.monotonic()
    while not condition():
        if time.monotonic() - started > seconds:
            raise AssertionError(f"not within {seconds:g} s: {what}")
        time.sleep(0.02)
    return time.monotonic() - started


class RunningServer:
    """One `mergelab serve` on a data directory; it can be killed and started again."""

    def __init__(self, data_dir: Path, **settings: str) -> None:
        self.data_dir = data_dir
        self.settings = settings
        self.log = data_dir.with_name(data_dir.name + ".log")
        self.url = ""
        self.process: subprocess.Popen[bytes] | None = None

    def environment(self) -> dict[str, str]:
        """The environment that the server, or a command beside it, runs in."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("MERGELAB_", "DJANGO_"))}
        return {
            **kept,
            "PYTHONPATH": str(SOURCE),
            "MERGELAB_DATA_DIR": str(self.data_dir),
            **self.settings,
        }

    def command(self, *arguments: str) -> list[str]:
        """The argv of a `mergelab` subcommand."""
        return [sys.executable, "-m", "mergelab.cli", *arguments]

    def start(self, port: int = 0) -> None:
        """Start it and wait until it says that it is ready."""
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                self.command("serve", "--port", str(port)),
                env=self.environment(),
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        wait_until(self._is_ready, f"ready: {self.said()}")
        match = re.search(r"ready at (\S+)", self.said())
        assert match is not None
        self.url = match[1]

    def _is_ready(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.said()
        return "ready at" in self.said()

    def said(self) -> str:
        """What it printed so far."""
        return self.log.read_text(errors="replace")

    def status(self, path: str = "/-/health") -> int:
        """The status of a GET; 0 when nobody answers."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=5) as response:  # noqa: S310
                return int(response.status)
        except urllib.error.HTTPError as error:
            error.close()
            return error.code
        except OSError:
            return 0

    def processes(self) -> list[psutil.Process]:
        """The server and everything below it, the supervisor first."""
        assert self.process is not None
        parent = psutil.Process(self.process.pid)
        return [parent, *parent.children(recursive=True)]

    def kill(self) -> None:
        """SIGKILL every process at once, as a machine that fails would."""
        for process in self.processes():
            process.suspend()
        for process in reversed(self.processes()):
            process.kill()
        self._reap()

    def stop(self) -> int:
        """SIGTERM; the exit status."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)

    def _reap(self) -> None:
        assert self.process is not None
        self.process.wait(30)


@contextmanager
def running_server(data_dir: Path, **settings: str) -> Iterator[RunningServer]:
    """A server that is ready, and gone at the end of the block."""
    server = RunningServer(data_dir, **settings)
    try:
        server.start()
        yield server
    finally:
        if server.process is not None and server.process.poll() is None:
            server.kill()
