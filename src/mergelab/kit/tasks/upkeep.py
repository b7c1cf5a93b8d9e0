"""The plumbing's own periodic tasks."""

from datetime import timedelta

from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from mergelab.kit import blobs
from mergelab.kit.errors import Refused
from mergelab.kit.sqlite import journal
from mergelab.kit.tasks.declare import every, task

KEEP_FINISHED = timedelta(days=7)
KEEP_FAILED = timedelta(days=90)


@every(hours=1)
@task
def forget_old_tasks() -> None:
    """Drop the rows of tasks that ended long ago."""
    now = timezone.now()
    DBTaskResult.objects.successful().filter(finished_at__lt=now - KEEP_FINISHED).delete()
    DBTaskResult.objects.failed().filter(finished_at__lt=now - KEEP_FAILED).delete()


@every(hours=24)
@task(max_attempts=2)
def sweep_blobs() -> None:
    """Remove blobs that no row names."""
    try:
        blobs.sweep_unreferenced()
    except Refused:
        return  # no app keeps blobs yet


@every(minutes=30)
@task(max_attempts=1)
def shrink_journal() -> None:
    """Copy SQLite's write-ahead log into the database, as far as readers let it."""
    journal.shrink(connection)
