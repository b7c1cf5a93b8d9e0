"""Background work: verbs that run in a worker, as rows written with the change that causes them.

::

    @task
    def send_mail(user_id: int) -> None: ...

    enqueue(send_mail, user.id)          # inside the transaction of the change

A task runs at least once: a worker that is killed leaves its tasks to the next one, so a task
must be safe to repeat. One that fails is tried again with growing pauses, up to its
``max_attempts``; then it is kept as failed, with its error, until somebody retries it.
"""

from mergelab.kit.tasks.declare import BackgroundTask, enqueue, enqueue_in, every, task
from mergelab.kit.tasks.queries import (
    Counts,
    TaskView,
    counts,
    describe,
    failed,
    finished,
    queued,
    running,
    workers_alive,
)
from mergelab.kit.tasks.running import retry_failed, run_pending

__all__ = [
    "BackgroundTask",
    "Counts",
    "TaskView",
    "counts",
    "describe",
    "enqueue",
    "enqueue_in",
    "every",
    "failed",
    "finished",
    "queued",
    "retry_failed",
    "run_pending",
    "running",
    "task",
    "workers_alive",
]
