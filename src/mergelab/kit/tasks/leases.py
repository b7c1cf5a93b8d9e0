"""Leases: which workers live, and taking back the tasks of those that died.

A worker writes its heartbeat by the database's clock. It counts as dead when the heartbeat is
older than the lease, or at once when it ran on this machine and its process is gone.
"""

import os
import socket
from collections.abc import Iterable
from pathlib import Path

from django.db.models import Q
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
    """Queue again what dead workers were running; the number of tasks."""
    living = {w.id for w in Worker.objects.filter(last_seen_at__gte=Now() - LEASE) if _lives(w)}
    abandoned = [
        row
        for row in DBTaskResult.objects.running()
        if not row.worker_ids or row.worker_ids[-1] not in living
    ]
    for row in abandoned:
        retake(row)
    _forget_all_but(living)
    return len(abandoned)


def _forget_all_but(living: Iterable[str]) -> None:
    dead = Worker.objects.exclude(id__in=living)
    if dead.exists():
        here = Q(machine=machine())
        dead.filter(here | Q(last_seen_at__lt=Now() - LEASE)).delete()


def _lives(worker: Worker) -> bool:
    if worker.machine != machine():
        return True
    try:
        os.kill(worker.pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # another user's process: alive
    return True
