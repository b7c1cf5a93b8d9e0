"""The demo's server: started for the pushes, stopped after them."""

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mergelab.cli import options

START_SECONDS = 120.0
STOP_SECONDS = 30.0
LOOK_SECONDS = 0.1


@contextmanager
def running(data_dir: Path) -> Iterator[str]:
    """`mergelab serve` on a free port of loopback; yields its address once it is ready."""
    address = f"http://127.0.0.1:{_free_port()}"
    log = data_dir / "serve.log"
    environment = {
        **os.environ,
        "MERGELAB_DATA_DIR": str(data_dir),
        "MERGELAB_BASE_URL": "",
        "MERGELAB_LOG_LEVEL": "WARNING",
    }
    arguments = ["--host", "127.0.0.1", "--port", address.rpartition(":")[2]]
    with log.open("wb") as output:
        process = subprocess.Popen(
            options.own_command("serve", *arguments),
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait(process, address, log)
            yield address
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(STOP_SECONDS)
    log.unlink()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    """Return when the server is ready; RuntimeError with its last words when it is not."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/-/ready", timeout=5) as answer:  # noqa: S310
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(LOOK_SECONDS)
    raise RuntimeError(f"the server did not start: {log.read_text(errors='replace')[-2000:]}")
