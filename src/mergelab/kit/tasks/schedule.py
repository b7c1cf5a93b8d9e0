"""Periodic tasks: each is enqueued once when due, however many workers look."""

import logging

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from mergelab.kit.models import Schedule
from mergelab.kit.tasks.declare import PERIODIC, Periodic

log = logging.getLogger(__name__)

_UNSETTLED = (TaskResultStatus.READY, TaskResultStatus.RUNNING)


def enqueue_due() -> int:
    """Enqueue the periodic tasks that are due by the database's clock; how many there were."""
    return sum(_enqueue_if_due(name, periodic) for name, periodic in PERIODIC.items())


def _enqueue_if_due(name: str, periodic: Periodic) -> bool:
    """The row's condition lets one worker of several through.

    A date further away than one interval comes from a clock that was set back; it counts as due.
    """
    Schedule.objects.get_or_create(name=name, defaults={"due_at": Now()})
    due = Q(due_at__lte=Now()) | Q(due_at__gt=Now() + periodic.interval)
    rows = Schedule.objects.filter(due, name=name)
    if not rows.exists():
        return False
    with transaction.atomic():
        if not rows.update(due_at=Now() + periodic.interval):
            return False
        if DBTaskResult.objects.filter(task_path=name, status__in=_UNSETTLED).exists():
            log.info("periodic task %s is due and has not ended its last run", name)
            return False
        periodic.task.enqueue()
        return True
