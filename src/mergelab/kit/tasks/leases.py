"""Leases: which workers live, and taking back the tasks of those that died.

A worker writes its heartbeat by the database's clock. It counts as dead when the heartbeat is
older than the lease, or at once when it ran on this machine and its process is gone.
"""

import os
import socket
from pathlib import Path

from django.db.models.functions import Now
from django_tasks_db.models import DBTaskResult

from mergelab.kit.models import Worker
from mergelab.kit.tasks.queries import LEASE
from mergelab.kit.tasks.running import retake


def machine() -> str:
    """Names the machine and its process numbers: containers may share a host name."""
    return f"{socket.gethostname()} {Path('/proc/self/ns/pid').readlink()}"[:200]


def beat(worker_id: str) -> None:
    """Extend a worker's lease, which is made at its first beat."""
    if Worker.objects.filter(id=worker_id).update(last_seen_at=Now()):
        return
    Worker.objects.create(
        id=worker_id, machine=machine(), pid=os.getpid(), started_at=Now(), last_seen_at=Now()
    )


def end(worker_id: str) -> None:
    """End a worker's lease."""
    Worker.objects.filter(id=worker_id).delete()


def retake_from_dead_workers() -> int:
    """Queue again what dead workers were running; the number of tasks.

    The tasks are read before the leases: a worker has its lease before its first task, so one
    that has just started cannot look dead. A task that ended in between is left as it is.
    """
    rows = list(DBTaskResult.objects.running())
    dead = _dead_workers()
    living = set(Worker.objects.values_list("id", flat=True)) - dead
    abandoned = [row for row in rows if not row.worker_ids or row.worker_ids[-1] not in living]
    for row in abandoned:
        retake(row)
    if dead:
        Worker.objects.filter(id__in=dead).delete()
    return len(abandoned)


def _dead_workers() -> set[str]:
    silent = Worker.objects.filter(last_seen_at__lt=Now() - LEASE).values_list("id", flat=True)
    here = Worker.objects.filter(machine=machine())
    return set(silent) | {worker.id for worker in here if not _process_exists(worker.pid)}


def _process_exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # another user's process: alive
    return True
