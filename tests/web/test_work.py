"""The administrators' page of background work."""

import re
import uuid

import pytest
from django.contrib.messages import get_messages
from factories import client_of
from support import some_tasks

from mergelab.kit import tasks
from mergelab.kit.tasks.running import claim

PAGE = "/-/admin/work"


@pytest.fixture
def page(admin):
    """Gets one tab as an administrator."""
    client = client_of(admin)
    return lambda state="", number=1: client.get(PAGE, {"state": state, "page": number})


def text(response) -> str:
    assert response.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", response.content.decode()))


@pytest.mark.parametrize(
    ("state", "title"),
    [
        ("queued", "Nothing waits"),
        ("running", "Nothing runs"),
        ("failed", "Nothing failed"),
        ("finished", "Nothing finished yet"),
        ("nonsense", "Nothing waits"),
    ],
)
def test_empty_tabs_say_so(page, state, title):
    assert title in text(page(state))


def test_missing_worker_is_pointed_out(page):
    assert "No worker is running" in text(page())


def test_each_state_has_its_tab(page):
    tasks.enqueue(some_tasks.note, "done")
    tasks.run_pending()
    tasks.enqueue(some_tasks.refuse)
    tasks.run_pending(reraise=False)
    tasks.enqueue(some_tasks.note, "busy")
    claim("some-worker")
    tasks.enqueue(some_tasks.note, "waiting")
    assert 'note("waiting")' in text(page("queued")).replace("&quot;", '"')
    assert "some-worker" in text(page("running"))
    failed = text(page())
    assert "refuse()" in failed
    assert "mergelab.kit.errors.Refused: there is no such thing" in failed
    assert "attempt 1 of 5" in failed
    assert 'note("done")' in text(page("finished")).replace("&quot;", '"')


def test_retry_queues_a_failed_task(page, admin):
    task_id = tasks.enqueue(some_tasks.refuse)
    tasks.run_pending(reraise=False)
    client = client_of(admin)
    response = client.post(f"{PAGE}/{task_id}/retry")
    assert (response.status_code, response.url) == (302, f"{PAGE}?state=failed")
    assert tasks.counts() == tasks.Counts(queued=1)
    again = client.post(f"{PAGE}/{task_id}/retry")
    said = [str(message) for message in get_messages(again.wsgi_request)]
    assert said == ["The task is queued again.", "The task is not failed any more."]


def test_retry_of_nothing_changes_nothing(admin):
    assert client_of(admin).post(f"{PAGE}/{uuid.uuid4()}/retry").status_code == 302


def test_pages_and_queries_do_not_grow_with_the_rows(page, django_assert_max_num_queries):
    for number in range(120):
        tasks.enqueue(some_tasks.note, number)
    with django_assert_max_num_queries(12):
        first = text(page("queued"))
    assert "1–50 of 120" in first
    assert "101–120 of 120" in text(page("queued", 3))


def test_arguments_are_escaped(page):
    tasks.enqueue(some_tasks.note, "<script>alert(1)</script>")
    assert "<script>alert" not in page("queued").content.decode()


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}/{uuid.UUID(int=1)}/retry"])
def test_only_administrators_may(browser, anonymous, path):
    method = "post" if path.endswith("retry") else "get"
    assert getattr(browser, method)(path).status_code == 403
    refused = getattr(anonymous, method)(path)
    assert refused.status_code == 302
    assert refused.url.startswith("/sign_in") or "sign" in refused.url
