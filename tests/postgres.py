"""Run a command, by default the whole test suite, on a throw-away PostgreSQL server.

``python tests/postgres.py [COMMAND …]`` starts a new cluster in a temporary directory, reachable
by a UNIX socket only, sets MERGELAB_DATABASE_URL, runs the command, and removes everything again.
Arguments that begin with ``-`` or ``tests`` are handed to pytest. Where PostgreSQL is not
installed it says so and ends with status 0, or with 1 when MERGELAB_TESTS_REQUIRE names postgres.
"""

import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from needs import is_required

PLACES = "/usr/lib/postgresql/*/bin"
# Nothing here outlives the run, so nothing needs to reach the disk.
OPTIONS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60")


def find_binaries() -> Path | None:
    """The directory with the newest ``initdb``; None where there is none."""
    onpath = shutil.which("initdb")
    if onpath is not None:
        return Path(onpath).resolve().parent
    found = [place for place in Path("/").glob(PLACES.lstrip("/")) if (place / "initdb").exists()]
    return max(
        found, key=lambda place: int(re.sub(r"\D", "", place.parent.name) or 0), default=None
    )


def as_server_user() -> list[str]:
    """What to put before a command of the server, which refuses to run as root."""
    if os.getuid() != 0:
        return []
    user = next((u for u in ("postgres", "nobody") if _exists(u)), None)
    if user is None or shutil.which("setpriv") is None:
        raise SystemExit("PostgreSQL does not run as root: run this as another user")
    entry = pwd.getpwnam(user)
    return ["setpriv", f"--reuid={entry.pw_uid}", f"--regid={entry.pw_gid}", "--clear-groups"]


def _exists(user: str) -> bool:
    try:
        pwd.getpwnam(user)
    except KeyError:
        return False
    return True


@contextmanager
def cluster(binaries: Path) -> Iterator[str]:
    """A running server; yields its database URL."""
    directory = Path(tempfile.mkdtemp(prefix="mergelab-postgres-"))
    prefix = as_server_user()
    if prefix:
        owner = pwd.getpwuid(int(prefix[1].partition("=")[2]))
        os.chown(directory, owner.pw_uid, owner.pw_gid)
    data, log = directory / "data", directory / "log"
    control = [*prefix, str(binaries / "pg_ctl"), "-D", str(data), "-s", "-w"]
    try:
        initdb = [str(binaries / "initdb"), "-D", str(data), "-U", "mergelab", "-A", "trust"]
        _run([*prefix, *initdb, "-E", "UTF8", "--no-locale", "--no-sync"], directory)
        settings = " ".join(f"-c {option}" for option in OPTIONS)
        listen = f"-c listen_addresses= -c unix_socket_directories={directory} {settings}"
        _run([*control, "-l", str(log), "-o", listen, "start"], directory)
        try:
            yield f"postgres://mergelab@/postgres?host={directory}"
        finally:
            _run([*control, "-m", "immediate", "stop"], directory)
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _run(argv: list[str], directory: Path) -> None:
    done = subprocess.run(
        argv, cwd=directory, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False
    )
    if done.returncode:
        log = directory / "log"
        said = done.stderr.decode(errors="replace") + (log.read_text() if log.exists() else "")
        raise SystemExit(f"{argv[-1]}: {said}")


def command(arguments: list[str]) -> list[str]:
    """The argv to run: pytest, unless the arguments name another program."""
    if arguments and not arguments[0].startswith(("-", "tests")):
        return arguments
    return [sys.executable, "-m", "pytest", *arguments]


def main(arguments: list[str]) -> int:
    """Run the command on a new cluster; its exit status."""
    binaries = find_binaries()
    if binaries is None:
        sys.stderr.write("skipped: PostgreSQL's initdb was not found on PATH or in ")
        sys.stderr.write(f"{PLACES} (Debian: apt-get install postgresql)\n")
        return 1 if is_required("postgres") else 0
    # A signal must not end us before the server is stopped.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with cluster(binaries) as url:
        environment = {**os.environ, "MERGELAB_DATABASE_URL": url}
        try:
            return subprocess.run(command(arguments), env=environment, check=False).returncode
        except KeyboardInterrupt:
            return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
