"""Claiming, running and settling single tasks: what the worker and tests share."""

import logging
import random
from dataclasses import dataclass
from datetime import timedelta
from traceback import format_exception
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from mergelab.kit.errors import Refused
from mergelab.kit.tasks.declare import MAX_ATTEMPTS, BackgroundTask

log = logging.getLogger(__name__)

LONGEST_PAUSE_SECONDS = 3600.0
ERROR_CHARACTERS = 20_000


@dataclass(frozen=True)
class Claim:
    """A task that a worker has taken; `holders` is the fence against a worker that came late."""

    id: str
    path: str
    holders: tuple[str, ...]
    row: Any

    @property
    def attempt(self) -> int:
        """1 for the first try."""
        return len(self.holders)


def claim(worker_id: str) -> Claim | None:
    """Take the next due task, or None. Two workers never take the same one."""
    if not DBTaskResult.objects.ready().exists():
        return None  # an idle poll must not ask for the writer's turn
    with transaction.atomic():
        row = DBTaskResult.objects.ready().select_for_update(skip_locked=True).first()
        if row is None:
            return None
        row.claim(worker_id)
    return Claim(str(row.id), row.task_path, tuple(row.worker_ids), row)


def run(claimed: Claim) -> BaseException | None:
    """Run a claimed task and record how it ended. Returns its error, if it had one."""
    log.info("task %s (%s), attempt %d", claimed.path, claimed.id, claimed.attempt)
    try:
        task = claimed.row.task
        arguments = claimed.row.args_kwargs
        task.call(*arguments["args"], **arguments["kwargs"])
    except Exception as error:
        log.warning("task %s (%s) failed", claimed.path, claimed.id, exc_info=True)
        _settle_failure(claimed, error)
        return error
    _settle(claimed, {"status": TaskResultStatus.SUCCESSFUL, "finished_at": timezone.now()})
    return None


def _settle(claimed: Claim, changes: dict[str, Any]) -> bool:
    """Record an outcome, unless the task was meanwhile given to another worker."""
    with transaction.atomic():
        row = DBTaskResult.objects.select_for_update().filter(id=claimed.id).first()
        if row is None or row.status != TaskResultStatus.RUNNING:
            return False
        if tuple(row.worker_ids) != claimed.holders:
            return False
        DBTaskResult.objects.filter(id=claimed.id).update(**changes)
        return True


def _settle_failure(claimed: Claim, error: BaseException) -> None:
    kind = type(error)
    text = "".join(format_exception(error))
    changes: dict[str, Any] = {
        "exception_class_path": f"{kind.__module__}.{kind.__qualname__}",
        "traceback": text[-ERROR_CHARACTERS:],
    }
    task = task_of(claimed.row)
    if task is None or isinstance(error, Refused) or claimed.attempt >= task.max_attempts:
        changes |= {"status": TaskResultStatus.FAILED, "finished_at": timezone.now()}
    else:
        pause = pause_after(claimed.attempt, task.first_pause)
        changes |= {"status": TaskResultStatus.READY, "run_after": timezone.now() + pause}
    _settle(claimed, changes)


def pause_after(attempt: int, first_pause: float) -> timedelta:
    """How long to wait after failed attempt number `attempt`: four times longer each time.

    A quarter more or less by chance keeps tasks that failed together from returning together.
    """
    seconds = min(first_pause * 4.0 ** (attempt - 1), LONGEST_PAUSE_SECONDS)
    return timedelta(seconds=seconds * random.uniform(0.75, 1.25))  # noqa: S311 - no secret


def task_of(row: DBTaskResult[Any, Any]) -> BackgroundTask[Any, Any] | None:
    """The task that a row names; None when this version of the server does not know it."""
    try:
        found = row.task
    except Exception:  # the path may name anything, and importing may raise anything
        return None
    return found if isinstance(found, BackgroundTask) else None


def put_back(claimed: Claim) -> bool:
    """Queue a task again that a stopping worker could not finish; the attempt does not count."""
    return _settle(
        claimed,
        {
            "status": TaskResultStatus.READY,
            "run_after": get_date_max(),
            "worker_ids": list(claimed.holders[:-1]),
        },
    )


def retake(row: DBTaskResult[Any, Any]) -> None:
    """Queue a task again whose worker died, or give up when that happened too often."""
    claimed = Claim(str(row.id), row.task_path, tuple(row.worker_ids), row)
    task = task_of(row)
    if claimed.attempt < (MAX_ATTEMPTS if task is None else task.max_attempts):
        _settle(claimed, {"status": TaskResultStatus.READY, "run_after": get_date_max()})
        return
    _settle(
        claimed,
        {
            "status": TaskResultStatus.FAILED,
            "finished_at": timezone.now(),
            "exception_class_path": "WorkerDied",
            "traceback": f"The worker died in each of {claimed.attempt} attempts.",
        },
    )


def retry_failed(task_id: str) -> bool:
    """Queue a failed task again with a fresh count of attempts; false if it is not failed."""
    return bool(
        DBTaskResult.objects.failed()
        .filter(id=task_id)
        .update(
            status=TaskResultStatus.READY,
            run_after=get_date_max(),
            finished_at=None,
            worker_ids=[],
        )
    )


def run_pending(*, reraise: bool = True) -> int:
    """Run every due task here, also those that tasks enqueue, and count them. For tests.

    Raises the first error of a task unless `reraise` is false; the error is recorded either way.
    """
    count = 0
    while claimed := claim("here"):
        count += 1
        error = run(claimed)
        if error is not None and reraise:
            raise error
    return count
