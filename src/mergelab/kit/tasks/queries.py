"""What administrators see of background work."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.functions import Now
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from mergelab.kit.models import Worker
from mergelab.kit.tasks.declare import MAX_ATTEMPTS
from mergelab.kit.tasks.running import task_of

LEASE = timedelta(seconds=60)

Rows = QuerySet[DBTaskResult[Any, Any]]


@dataclass(frozen=True)
class Counts:
    """How many tasks are in each state."""

    queued: int = 0
    running: int = 0
    failed: int = 0
    finished: int = 0


@dataclass(frozen=True)
class TaskView:
    """One task as a page shows it. `due_at` is None for one that may start at once."""

    id: str
    path: str
    arguments: str
    worker: str
    attempts: int
    max_attempts: int
    enqueued_at: datetime
    due_at: datetime | None
    started_at: datetime | None
    finished_at: datetime | None
    error: str
    traceback: str

    @property
    def short_name(self) -> str:
        """The function's name."""
        return self.path.rpartition(".")[2]

    @property
    def module(self) -> str:
        """Where the function is defined."""
        return self.path.rpartition(".")[0]


def queued() -> Rows:
    """Tasks that wait, the next one first; also those that wait for another attempt."""
    return DBTaskResult.objects.filter(status=TaskResultStatus.READY)


def running() -> Rows:
    """Tasks that run now, the longest-running first."""
    return DBTaskResult.objects.running().order_by("started_at", "id")


def failed() -> Rows:
    """Tasks that were given up, the newest first."""
    return DBTaskResult.objects.failed().order_by("-finished_at", "id")


def finished() -> Rows:
    """Tasks that succeeded, the newest first."""
    return DBTaskResult.objects.successful().order_by("-finished_at", "id")


def counts() -> Counts:
    """The number of tasks in each state, in one query."""
    rows = DBTaskResult.objects.order_by().values_list("status").annotate(n=Count("id"))
    by_status: dict[str, int] = dict(rows)
    return Counts(
        queued=by_status.get(TaskResultStatus.READY, 0),
        running=by_status.get(TaskResultStatus.RUNNING, 0),
        failed=by_status.get(TaskResultStatus.FAILED, 0),
        finished=by_status.get(TaskResultStatus.SUCCESSFUL, 0),
    )


def describe(row: DBTaskResult[Any, Any]) -> TaskView:
    """A row as a page shows it."""
    task = task_of(row)
    return TaskView(
        id=str(row.id),
        path=row.task_path,
        arguments=_arguments(row.args_kwargs),
        worker=row.worker_ids[-1] if row.worker_ids else "",
        attempts=len(row.worker_ids),
        max_attempts=MAX_ATTEMPTS if task is None else task.max_attempts,
        enqueued_at=row.enqueued_at,
        due_at=None if row.run_after == get_date_max() else row.run_after,
        started_at=row.started_at,
        finished_at=row.finished_at,
        error=_last_line(row.traceback),
        traceback=row.traceback,
    )


def _arguments(args_kwargs: dict[str, Any]) -> str:
    positional = [json.dumps(value) for value in args_kwargs["args"]]
    named = [f"{name}={json.dumps(value)}" for name, value in args_kwargs["kwargs"].items()]
    return ", ".join(positional + named)


def _last_line(traceback: str) -> str:
    lines = traceback.strip().splitlines()
    return lines[-1] if lines else ""


def workers_alive() -> int:
    """Workers whose heartbeat was seen within the lease."""
    return Worker.objects.filter(last_seen_at__gte=Now() - LEASE).count()
