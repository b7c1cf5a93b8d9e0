"""``mergelab serve``: one command that runs the whole server and keeps it running."""

import os
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from mergelab.cli import options, ports, prepare, single
from mergelab.cli.options import say
from mergelab.cli.prepare import Prepared
from mergelab.kit.wakeup import StopFlag

LOOK_SECONDS = 0.25
GRACE_SECONDS = 10.0
STEADY_SECONDS = 10.0
GIVE_UP_AFTER = 3
LONGEST_PAUSE_SECONDS = 10.0


@dataclass
class Child:
    """A process that is started again when it ends, after a growing pause if it ended at once."""

    name: str
    argv: list[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = 0.0
    due: float = 0.0
    quick_ends: int = 0

    def look(self, now: float) -> None:
        """Note that it ended, and start it when it is due."""
        if self.process is not None and self.process.poll() is not None:
            self._plan_restart(self.process.returncode, now)
        if self.process is None and now >= self.due:
            self.started = now
            self.process = subprocess.Popen(self.argv, process_group=0)

    def _plan_restart(self, status: int, now: float) -> None:
        steady = now - self.started >= STEADY_SECONDS
        self.quick_ends = 0 if steady else self.quick_ends + 1
        self.pause = 0.0 if steady else min(max(2 * self.pause, 0.5), LONGEST_PAUSE_SECONDS)
        self.process, self.due = None, now + self.pause
        say(f"{self.name} ended with status {status} and starts again in {self.pause:g} s")

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal, if it runs."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)


@dataclass
class Supervisor:
    """Keeps the children running until it is told to stop."""

    children: list[Child]
    stopping: StopFlag = field(default_factory=StopFlag)

    def run(self, announcement: "Announcement") -> bool:
        """Return when every child has ended, after `stopping` was set: true.

        False when a child could not be started at all: it ended at once several times before the
        server was ever ready.
        """
        while not self.stopping.is_set:
            now = time.monotonic()
            for child in self.children:
                child.look(now)
            announcement.look()
            if not announcement.done and any(c.quick_ends >= GIVE_UP_AFTER for c in self.children):
                break
            self.stopping.wait(LOOK_SECONDS)
        self._end()
        return self.stopping.is_set

    def _end(self) -> None:
        """Ask the children to stop; kill what is left after the grace."""
        for child in self.children:
            child.signal(signal.SIGTERM)
        deadline = time.monotonic() + GRACE_SECONDS
        for child in self.children:
            if child.process is None:
                continue
            try:
                child.process.wait(max(deadline - time.monotonic(), 0.01))
            except subprocess.TimeoutExpired:
                say(f"{child.name} did not stop within {GRACE_SECONDS:g} s and is killed")
                os.killpg(child.process.pid, signal.SIGKILL)
                child.process.wait()


@dataclass
class Announcement:
    """Says once where the server is, as soon as the port answers."""

    prepared: Prepared
    done: bool = False

    def look(self) -> None:
        """Try the port, and speak when it answers."""
        if self.done or not ports.answers(self.prepared.host, self.prepared.port):
            return
        self.done = True
        say(f"ready at {self.prepared.base_url}")
        if self.prepared.first_admin_link is not None:
            say(f"make the first administrator (works once): {self.prepared.first_admin_link}")


def main(argv: list[str]) -> int:
    """Prepare, start the children, supervise them until SIGTERM, SIGINT or SIGHUP."""
    made = options.parser("serve", "Start the whole server: web server and worker.")
    options.add_address(made)
    args = made.parse_args(argv)
    options.enter(args)
    ports.choose()
    preparing = options.own_command("prepare", "--alone")
    result = subprocess.run(preparing, stdout=subprocess.PIPE, check=False)
    if result.returncode:
        return 1
    prepared = prepare.parse(result.stdout.decode())
    try:
        lock = single.take(Path(prepared.data_dir))
    except single.AlreadyServed as error:
        say(str(error))
        return 1
    if not ports.wait_for(prepared.host, prepared.port):
        return 1
    supervisor = Supervisor(_children(prepared))

    def stop(_number: int, _frame: FrameType | None) -> None:
        supervisor.stopping.set()

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, stop)
    stopped = supervisor.run(Announcement(prepared))
    os.close(lock)
    if not stopped:
        say("the server cannot start; the messages above say why")
    return 0 if stopped else 1


def _children(prepared: Prepared) -> list[Child]:
    parent = ("--parent", str(os.getpid()))
    address = ("--host", prepared.host, "--port", str(prepared.port))
    threads = ("--threads", str(prepared.web_threads))
    return [
        Child("web", options.own_command("web", *parent, *address, *threads)),
        Child("worker", options.own_command("work", *parent)),
    ]
