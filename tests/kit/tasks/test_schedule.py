"""Periodic tasks fire once, leases end, old rows go."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from support import some_tasks

from mergelab.kit import tasks
from mergelab.kit.models import Schedule, Worker
from mergelab.kit.tasks import declare, leases, schedule, upkeep
from mergelab.kit.tasks.running import claim

pytestmark = pytest.mark.django_db


@pytest.fixture
def tick(monkeypatch):
    """The only periodic task, due every ten minutes."""
    monkeypatch.setattr(schedule, "PERIODIC", {})
    monkeypatch.setattr(declare, "PERIODIC", schedule.PERIODIC)
    return tasks.every(minutes=10)(some_tasks.refuse)


def move(seconds: float) -> None:
    row = Schedule.objects.get()
    row.due_at += timedelta(seconds=seconds)
    row.save()


def test_due_at_first_sight_and_then_once_an_interval(tick):
    assert schedule.enqueue_due() == 1
    assert schedule.enqueue_due() == 0
    tasks.run_pending(reraise=False)
    move(-601)
    assert schedule.enqueue_due() == 1
    assert schedule.enqueue_due() == 0


def test_skipped_while_the_last_run_is_queued(tick):
    schedule.enqueue_due()
    move(-601)
    assert schedule.enqueue_due() == 0
    assert DBTaskResult.objects.count() == 1


def test_clock_set_back_does_not_silence_it(tick):
    """Due in three days at an interval of ten minutes: the clock was three days ahead."""
    schedule.enqueue_due()
    tasks.run_pending(reraise=False)
    move(3 * 86400)
    assert schedule.enqueue_due() == 1


def test_interval_must_be_longer_than_nothing():
    with pytest.raises(ValueError, match="longer than nothing"):
        tasks.every(minutes=0)


def age_worker(worker_id: str) -> None:
    Worker.objects.filter(id=worker_id).update(last_seen_at=timezone.now() - timedelta(minutes=2))


def test_heartbeat():
    assert tasks.workers_alive() == 0
    leases.beat("w")
    leases.beat("w")
    assert tasks.workers_alive() == 1
    leases.end("w")
    assert tasks.workers_alive() == 0


def test_tasks_of_a_living_worker_are_left_alone():
    leases.beat("w")
    tasks.enqueue(some_tasks.note, 1)
    claim("w")
    assert leases.retake_from_dead_workers() == 0
    assert tasks.counts().running == 1


def test_tasks_of_a_worker_whose_heartbeat_stopped_are_taken_back():
    leases.beat("w")
    tasks.enqueue(some_tasks.note, 1)
    claim("w")
    age_worker("w")
    assert leases.retake_from_dead_workers() == 1
    assert tasks.counts().queued == 1
    assert not Worker.objects.exists()


def test_tasks_of_a_process_that_is_gone_are_taken_back_at_once():
    leases.beat("w")
    Worker.objects.update(pid=2**22 + 1)  # above the kernel's largest
    tasks.enqueue(some_tasks.note, 1)
    claim("w")
    assert leases.retake_from_dead_workers() == 1
    assert not Worker.objects.exists()


def test_worker_on_another_machine_lives_by_its_lease():
    leases.beat("w")
    Worker.objects.update(pid=2**22 + 1, machine="elsewhere")
    tasks.enqueue(some_tasks.note, 1)
    claim("w")
    assert leases.retake_from_dead_workers() == 0
    assert Worker.objects.count() == 1


def test_old_rows_are_forgotten():
    now = timezone.now()
    for status, days in [("SUCCESSFUL", 6), ("SUCCESSFUL", 8), ("FAILED", 89), ("FAILED", 91)]:
        task_id = tasks.enqueue(some_tasks.note, 1)
        DBTaskResult.objects.filter(id=task_id).update(
            status=status, finished_at=now - timedelta(days=days)
        )
    upkeep.forget_old_tasks()
    assert tasks.counts() == tasks.Counts(failed=1, finished=1)


def test_plumbing_has_its_periodic_tasks():
    own = {name for name in declare.PERIODIC if name.startswith("mergelab.kit.")}
    assert own == {
        f"mergelab.kit.tasks.upkeep.{name}"
        for name in ("forget_old_tasks", "shrink_journal", "sweep_blobs")
    }
    for name in own:
        declare.PERIODIC[name].task()
