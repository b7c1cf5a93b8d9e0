"""A server of git's HTTP protocol in a process of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mergelab.repository.git.layout import Layout

ROOT = Path(__file__).parents[2]


@dataclass
class Server:
    """Granian with ``git_app.py``, its worker in the same process group."""

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
            "--working-dir", str(Path(__file__).parent), "git_app:application",
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
