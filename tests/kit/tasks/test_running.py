"""Enqueueing, running, failing, retrying."""

from datetime import timedelta

import pytest
from django.db import transaction
from django_tasks_db.models import DBTaskResult
from support import some_tasks

from mergelab.kit import tasks
from mergelab.kit.tasks.running import Claim, claim, pause_after, put_back, retake, run

pytestmark = pytest.mark.django_db


def only() -> DBTaskResult:
    return DBTaskResult.objects.get()


def make_due() -> None:
    DBTaskResult.objects.update(run_after="2000-01-01T00:00:00Z")


def test_task_is_still_a_function(calls):
    some_tasks.note("now", times=2)
    assert calls == ["now", "now"]


def test_enqueued_task_runs_with_its_arguments(calls):
    task_id = tasks.enqueue(some_tasks.note, {"a": [1, None]}, times=2)
    assert calls == []
    assert tasks.run_pending() == 1
    assert calls == [{"a": [1, None]}, {"a": [1, None]}]
    assert str(only().id) == task_id
    assert only().status == "SUCCESSFUL"


def test_rolled_back_change_enqueues_nothing(calls):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        tasks.enqueue(some_tasks.note, 1)
        raise ZeroDivisionError
    assert tasks.run_pending() == 0
    assert calls == []


def test_arguments_must_be_json():
    with pytest.raises(TypeError, match="Unsupported type"):
        tasks.enqueue(some_tasks.note, object())


def test_tasks_that_tasks_enqueue_run_as_well(calls):
    tasks.enqueue(some_tasks.chain, 3)
    assert tasks.run_pending() == 4
    assert calls == [3, 2, 1, 0]


def test_first_come_first_served(calls):
    for number in range(4):
        tasks.enqueue(some_tasks.note, number)
    tasks.run_pending()
    assert calls == [0, 1, 2, 3]


def test_delayed_task_waits(calls):
    tasks.enqueue_in(timedelta(hours=1), some_tasks.note, 1)
    assert tasks.run_pending() == 0
    make_due()
    assert tasks.run_pending() == 1
    assert calls == [1]


def test_failure_is_raised_in_tests_and_recorded():
    tasks.enqueue(some_tasks.fail, "no disk")
    with pytest.raises(RuntimeError, match="no disk"):
        tasks.run_pending()
    row = only()
    assert (row.status, len(row.worker_ids)) == ("READY", 1)
    assert row.exception_class_path == "builtins.RuntimeError"
    assert row.traceback.endswith("RuntimeError: no disk\n")


def test_failed_task_is_tried_again_up_to_its_limit(calls):
    tasks.enqueue(some_tasks.fail, "no disk")
    assert tasks.run_pending(reraise=False) == 3
    assert calls == ["no disk"] * 3
    assert (only().status, len(only().worker_ids)) == ("FAILED", 3)
    assert tasks.run_pending(reraise=False) == 0


def test_refusal_is_not_tried_again():
    tasks.enqueue(some_tasks.refuse)
    assert tasks.run_pending(reraise=False) == 1
    assert only().status == "FAILED"


def test_pauses_grow_up_to_an_hour():
    for attempt, seconds in [(1, 10), (2, 40), (3, 160), (4, 640), (9, 3600)]:
        pauses = [pause_after(attempt, 10.0).total_seconds() for _ in range(50)]
        assert all(0.75 * seconds <= pause <= 1.25 * seconds for pause in pauses)
        assert len(set(pauses)) > 1


def test_unknown_task_fails_at_once():
    tasks.enqueue(some_tasks.note, 1)
    DBTaskResult.objects.update(task_path="support.some_tasks.gone")
    assert tasks.run_pending(reraise=False) == 1
    assert only().status == "FAILED"
    assert "gone" in only().traceback


def test_retry_of_a_failed_task(calls):
    task_id = tasks.enqueue(some_tasks.fail, "x")
    tasks.run_pending(reraise=False)
    assert tasks.retry_failed(task_id) is True
    assert (only().status, only().worker_ids) == ("READY", [])
    assert tasks.retry_failed(task_id) is False
    assert tasks.run_pending(reraise=False) == 3
    assert calls == ["x"] * 6


def claimed() -> Claim:
    found = claim("me")
    assert found is not None
    return found


def test_claim_takes_a_task_once():
    tasks.enqueue(some_tasks.note, 1)
    assert claimed().holders == ("me",)
    assert claim("other") is None


def test_late_worker_does_not_overwrite_the_new_owner():
    """It was stopped for longer than its lease, and wakes after the task was given away."""
    tasks.enqueue(some_tasks.note, 1)
    late = claimed()
    retake(only())
    second = claim("other")
    assert second is not None
    assert second.holders == ("me", "other")
    run(late)
    assert (only().status, only().worker_ids) == ("RUNNING", ["me", "other"])
    run(second)
    assert only().status == "SUCCESSFUL"


def test_task_that_kills_its_workers_is_given_up():
    tasks.enqueue(some_tasks.fail, "segfault")
    for _ in range(3):
        claimed()
        retake(only())
    row = only()
    assert row.status == "FAILED"
    assert row.traceback == "The worker died in each of 3 attempts."


def test_task_put_back_at_shutdown_keeps_its_attempts():
    tasks.enqueue(some_tasks.note, 1)
    assert put_back(claimed()) is True
    assert (only().status, only().worker_ids) == ("READY", [])
    assert tasks.run_pending() == 1


def test_counts_and_views():
    tasks.enqueue(some_tasks.note, "a b", times=2)
    tasks.run_pending()
    tasks.enqueue(some_tasks.refuse)
    tasks.run_pending(reraise=False)
    tasks.enqueue(some_tasks.note, 2)
    claimed()
    tasks.enqueue(some_tasks.note, 3)
    assert tasks.counts() == tasks.Counts(queued=1, running=1, failed=1, finished=1)
    finished = tasks.describe(tasks.finished().get())
    assert (finished.short_name, finished.arguments) == ("note", '"a b", times=2')
    assert (finished.attempts, finished.max_attempts) == (1, 5)
    assert finished.module == "support.some_tasks"
    failed = tasks.describe(tasks.failed().get())
    assert failed.error == "mergelab.kit.errors.Refused: there is no such thing"
    assert tasks.describe(tasks.running().get()).worker == "me"
    assert tasks.describe(tasks.queued().get()).due_at is None
