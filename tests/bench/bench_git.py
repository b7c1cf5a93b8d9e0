"""Push and clone a repository of 200 MB: time, and the server's memory meanwhile.

``python tests/bench/bench_git.py [MEGABYTES]``
"""

import json
import random
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from served import demo_server, resident_bytes, run_cli

ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "GIT_CONFIG_NOSYSTEM": "1"}


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=Bench", "-c", "user.email=bench@example.org")
    environment = {**ENVIRONMENT, "HOME": str(folder)}
    done = subprocess.run(
        ["git", *who, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"git {arguments[0]}: {done.stderr}")


def make(folder: Path, megabytes: int) -> None:
    """A repository of files that do not compress, in ten commits."""
    bytes_of = random.Random(1).randbytes
    git(folder, "init", "--quiet", "--initial-branch=main")
    for commit in range(10):
        for number in range(megabytes // 10):
            (folder / f"{commit}-{number}.bin").write_bytes(bytes_of(2**20))
        git(folder, "add", ".")
        git(folder, "commit", "--quiet", "-m", f"Commit {commit}")


class Memory:
    """The peak of the server's memory above its idle, sampled while something runs."""

    def __enter__(self) -> "Memory":
        self.idle = self.peak = resident_bytes()
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._watch)
        self.thread.start()
        self.started = time.perf_counter()
        return self

    def _watch(self) -> None:
        while not self.ended.wait(0.1):
            self.peak = max(self.peak, resident_bytes())

    def __exit__(self, *_: object) -> None:
        self.seconds = time.perf_counter() - self.started
        self.ended.set()
        self.thread.join()

    def row(self, name: str, megabytes: int) -> str:
        grown = (self.peak - self.idle) / 2**20
        rate = megabytes / self.seconds
        return f"| {name} | {self.seconds:.1f} | {rate:.0f} | {self.idle >> 20} | +{grown:.0f} |"


def main() -> None:
    megabytes = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with demo_server() as address, tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        source, peer = folder / "source", folder / "peer.git"
        source.mkdir()
        make(source, megabytes)
        token = json.loads(run_cli("token", "create", "ana", "--scopes=write_repository"))["token"]
        run_cli("project", "create", "wind-farm/large")
        url = f"{address}/wind-farm/large.git".replace("://", f"://ana:{token}@")
        git(folder, "init", "--quiet", "--bare", str(peer))
        print(f"| {megabytes} MB | seconds | MB/s | server's idle MiB | server's peak MiB |")
        print("|---|---|---|---|---|")
        with Memory() as pushed:
            git(source, "push", "--quiet", url, "main")
        print(pushed.row("push over HTTP", megabytes))
        with Memory() as local:
            git(source, "push", "--quiet", str(peer), "main")
        print(local.row("push to a local path (peer)", megabytes))
        with Memory() as cloned:
            git(folder, "clone", "--quiet", url, "clone")
        print(cloned.row("clone over HTTP", megabytes))
        with Memory() as copied:
            git(folder, "clone", "--quiet", "--no-local", str(peer), "copy")
        print(copied.row("clone of a local path (peer)", megabytes))


if __name__ == "__main__":
    main()
