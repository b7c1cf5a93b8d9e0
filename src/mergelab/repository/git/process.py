"""Running git: limits, a wall clock, an own process group that is killed as a whole."""

import contextlib
import os
import resource
import select
import signal
import subprocess
import tempfile
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Final

from mergelab.repository.git.command import Command, environment
from mergelab.repository.git.errors import GitError, GitTimeout, OutputTooLarge

CHUNK: Final = 65_536
MIB: Final = 1024 * 1024
DEFAULT_CAP: Final = 64 * MIB
_STDERR_CAP: Final = 4_096


@dataclass(frozen=True)
class Limits:
    """Bounds of one git process group: seconds of wall clock and CPU, bytes, processes."""

    seconds: float = 60.0
    cpu: int = 60
    memory: int = 4096 * MIB
    file_size: int = 8192 * MIB
    processes: int = 8192


PAGE: Final = Limits(seconds=15.0, cpu=15, memory=2048 * MIB)
"""For reads that a page waits for."""

TRANSFER: Final = Limits(seconds=3600.0, cpu=1800)
"""For fetches and pushes, which last as long as the client's line needs."""


class Child:
    """A running git process in a session of its own.

    ``stdin`` bytes are handed over in a temporary file, so a child never waits for us to write;
    with ``pipe_stdin`` the caller writes to ``process.stdin`` itself.
    """

    def __init__(
        self,
        directory: Path,
        command: Command,
        *,
        stdin: bytes | IO[bytes] = b"",
        pipe_stdin: bool = False,
        extra: dict[str, str] | None = None,
        config: dict[str, str] | None = None,
        limits: Limits = PAGE,
        inherit: Collection[int] = (),
    ) -> None:
        self.label = command.name
        self.deadline = time.monotonic() + limits.seconds
        self._limits = limits
        self._stderr = tempfile.TemporaryFile()  # noqa: SIM115  (closed by close)
        source: IO[bytes] | int = subprocess.PIPE if pipe_stdin else _input(stdin)
        try:
            self.process = subprocess.Popen(
                command.argv(directory, config or {}),
                stdin=source,
                stdout=subprocess.PIPE,
                stderr=self._stderr,
                env=environment(directory, extra),
                cwd="/",
                start_new_session=True,
                pass_fds=tuple(inherit),
            )
        except OSError as problem:
            self._stderr.close()
            raise GitError(f"git could not be started: {problem}") from problem
        finally:
            if not isinstance(source, int) and source is not stdin:
                source.close()
        _limit(self.process.pid, limits)

    def __enter__(self) -> "Child":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def output(self) -> IO[bytes]:
        """The child's standard output."""
        stdout = self.process.stdout
        if stdout is None:
            raise GitError("git was started without an output pipe")
        return stdout

    def kill(self) -> None:
        """Kill the whole process group."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def close(self) -> None:
        """Kill what still runs and free the pipes."""
        if self.process.poll() is None:
            self.kill()
            self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout, self._stderr):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def chunks(self) -> Iterator[bytes]:
        """The output as it comes. Raises GitTimeout when the wall clock limit passes."""
        descriptor = self.output.fileno()
        poll = select.poll()
        poll.register(descriptor, select.POLLIN | select.POLLHUP)
        while True:
            self.wait_for(poll)
            chunk = os.read(descriptor, CHUNK)
            if not chunk:
                return
            yield chunk

    def wait_for(self, poll: "select.poll") -> list[tuple[int, int]]:
        """Wait for an event until the deadline. Raises GitTimeout."""
        remaining = self.deadline - time.monotonic()
        events = poll.poll(max(remaining, 0.0) * 1000.0) if remaining > 0 else []
        if not events:
            self.kill()
            raise GitTimeout(f"git {self.label} took longer than {self._limits.seconds:g} s")
        return events

    def finish(self, ok: Collection[int] = (0,)) -> int:
        """Wait for the exit. Raises GitError unless the exit status is in ``ok``."""
        try:
            code = self.process.wait(max(self.deadline - time.monotonic(), 0.1))
        except subprocess.TimeoutExpired:
            self.kill()
            raise GitTimeout(f"git {self.label} did not end in time") from None
        if code not in ok:
            text = self.complaint()
            first = text.strip().splitlines()
            raise GitError(
                f"git {self.label} failed: {first[0] if first else f'status {code}'}",
                returncode=code,
                stderr=text,
            )
        return code

    def complaint(self) -> str:
        """The end of what git wrote to its standard error."""
        size = self._stderr.seek(0, os.SEEK_END)
        self._stderr.seek(max(0, size - _STDERR_CAP))
        return self._stderr.read(_STDERR_CAP).decode("utf-8", "replace")


@dataclass(frozen=True)
class Result:
    """The exit status and the whole output of a finished command."""

    status: int
    output: bytes


def run(
    directory: Path,
    command: Command,
    *,
    stdin: bytes = b"",
    extra: dict[str, str] | None = None,
    config: dict[str, str] | None = None,
    limits: Limits = PAGE,
    cap: int = DEFAULT_CAP,
    inherit: Collection[int] = (),
) -> bytes:
    """Run a command to its end and return its output.

    Raises GitError for a failure, GitTimeout, and OutputTooLarge past ``cap`` bytes.
    """
    return status(
        directory,
        command,
        ok=(0,),
        stdin=stdin,
        extra=extra,
        config=config,
        limits=limits,
        cap=cap,
        inherit=inherit,
    ).output


def status(
    directory: Path,
    command: Command,
    *,
    ok: Collection[int],
    stdin: bytes = b"",
    extra: dict[str, str] | None = None,
    config: dict[str, str] | None = None,
    limits: Limits = PAGE,
    cap: int = DEFAULT_CAP,
    inherit: Collection[int] = (),
) -> Result:
    """As :func:`run`, for commands that speak through their exit status."""
    with Child(
        directory,
        command,
        stdin=stdin,
        extra=extra,
        config=config,
        limits=limits,
        inherit=inherit,
    ) as child:
        collected = bytearray()
        for chunk in child.chunks():
            collected += chunk
            if len(collected) > cap:
                raise OutputTooLarge(f"git {command.name} wrote more than {cap} bytes")
        return Result(child.finish(ok), bytes(collected))


def stream(
    directory: Path,
    command: Command,
    *,
    stdin: bytes = b"",
    limits: Limits = PAGE,
    cap: int | None = None,
) -> Iterator[bytes]:
    """Yield the output as it comes; closing the iterator kills the process group.

    Raises as :func:`run` does, possibly after the first chunks.
    """
    with Child(directory, command, stdin=stdin, limits=limits) as child:
        total = 0
        for chunk in child.chunks():
            total += len(chunk)
            if cap is not None and total > cap:
                raise OutputTooLarge(f"git {command.name} wrote more than {cap} bytes")
            yield chunk
        child.finish()


def _input(stdin: bytes | IO[bytes]) -> IO[bytes] | int:
    if not isinstance(stdin, bytes):
        return stdin
    if not stdin:
        return subprocess.DEVNULL
    source = tempfile.TemporaryFile()  # noqa: SIM115  (closed by the caller)
    source.write(stdin)
    source.seek(0)
    return source


def _limit(pid: int, limits: Limits) -> None:
    """Set the limits from outside: code between fork and exec is unsafe in a threaded server."""
    table = (
        (resource.RLIMIT_CPU, limits.cpu),
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_FSIZE, limits.file_size),
        (resource.RLIMIT_NPROC, limits.processes),
        (resource.RLIMIT_CORE, 0),
    )
    for kind, value in table:
        with contextlib.suppress(ProcessLookupError, PermissionError, ValueError):
            hard = resource.prlimit(pid, kind)[1]
            bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
            resource.prlimit(pid, kind, (bound, bound))
