"""Tables of the plumbing: which workers live, and when periodic tasks are next due."""

from django.db import models


class Worker(models.Model):
    """A worker process. A task that runs in one whose heartbeat stopped is run again."""

    id = models.CharField(primary_key=True, max_length=64)
    machine = models.CharField(max_length=200)
    pid = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    last_seen_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.id


class Schedule(models.Model):
    """When a periodic task, named by its import path, is next due."""

    name = models.CharField(primary_key=True, max_length=200)
    due_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
