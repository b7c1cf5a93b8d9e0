"""The worker process: claims due tasks, runs them in threads, keeps its lease, fires schedules."""

import logging
import os
import signal
import socket
import time
import uuid
from concurrent.futures import Future, ThreadPoolExecutor
from types import FrameType

from django.db import DatabaseError, InterfaceError, close_old_connections, connections
from django.utils.module_loading import autodiscover_modules

from mergelab.kit.tasks import leases, schedule, upkeep  # noqa: F401 - upkeep declares tasks
from mergelab.kit.tasks.running import Claim, claim, put_back, run
from mergelab.kit.wakeup import Wakeup

log = logging.getLogger(__name__)

POLL_SECONDS = 0.25
BEAT_SECONDS = 10.0
GRACE_SECONDS = 8.0
PAUSE_AFTER_ERROR_SECONDS = 1.0


class WorkerProcess:
    """One worker. `run` returns after `stop` was called and what ran has ended or was put back."""

    def __init__(self, *, threads: int) -> None:
        self.id = f"{socket.gethostname()[:30]}-{uuid.uuid4().hex[:16]}"
        self._threads = threads
        self._stopping = False
        self._wake = Wakeup()
        self._running: dict[Future[None], Claim] = {}
        self._next_beat = 0.0

    def stop(self) -> None:
        """Ask the worker to end; safe in a signal handler."""
        self._stopping = True
        self._wake.ring()

    def run(self) -> bool:
        """Work until `stop`. False when threads are still inside tasks that were put back."""
        autodiscover_modules("services")
        pool = ThreadPoolExecutor(self._threads, thread_name_prefix="task")
        while not self._stopping:
            try:
                self._turn(pool)
                pause = POLL_SECONDS
            except (DatabaseError, InterfaceError):
                log.warning("the database does not answer", exc_info=True)
                connections.close_all()
                pause = PAUSE_AFTER_ERROR_SECONDS
            self._wake.wait(pause)
        return self._end(pool)

    def _turn(self, pool: ThreadPoolExecutor) -> None:
        """Keep the lease and fire schedules when it is time, then fill the free threads."""
        close_old_connections()
        if time.monotonic() >= self._next_beat:
            leases.beat(self.id)
            leases.retake_from_dead_workers()
            schedule.enqueue_due()
            self._next_beat = time.monotonic() + BEAT_SECONDS
        self._running = {f: c for f, c in self._running.items() if not f.done()}
        while len(self._running) < self._threads and not self._stopping:
            claimed = claim(self.id)
            if claimed is None:
                break
            future = pool.submit(_run_in_thread, claimed)
            self._running[future] = claimed
            future.add_done_callback(lambda _: self._wake.ring())

    def _end(self, pool: ThreadPoolExecutor) -> bool:
        deadline = time.monotonic() + GRACE_SECONDS
        pool.shutdown(wait=False, cancel_futures=False)
        while time.monotonic() < deadline and not all(f.done() for f in self._running):
            self._wake.wait(deadline - time.monotonic())
        unfinished = [c for f, c in self._running.items() if not f.done()]
        try:
            for claimed in unfinished:
                put_back(claimed)
            leases.end(self.id)
        except (DatabaseError, InterfaceError):
            log.warning("the database does not answer; the lease will run out", exc_info=True)
        return not unfinished


def _run_in_thread(claimed: Claim) -> None:
    close_old_connections()
    try:
        run(claimed)
    except (DatabaseError, InterfaceError):
        log.exception("the outcome of task %s could not be recorded", claimed.id)
        connections.close_all()
    finally:
        close_old_connections()


def work(*, threads: int) -> None:
    """Run a worker in this process until SIGTERM or SIGINT; does not return."""
    worker = WorkerProcess(threads=threads)

    def stop(_number: int, _frame: FrameType | None) -> None:
        worker.stop()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    log.info("worker %s with %d threads", worker.id, threads)
    worker.run()
    logging.shutdown()
    # A thread that is still inside a task would keep the interpreter from ending.
    os._exit(0)
