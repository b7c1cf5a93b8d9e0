"""The administrators' page of background work: what waits, runs, failed and ended."""

from typing import Final
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from mergelab.kit import tasks

PAGE_SIZE: Final = 50
STATES: Final = {
    "queued": tasks.queued,
    "running": tasks.running,
    "failed": tasks.failed,
    "finished": tasks.finished,
}


def work(request: HttpRequest) -> HttpResponse:
    """One tab of the list; an unknown state shows the failed tasks, or the queue if none failed."""
    counts = tasks.counts()
    state = request.GET.get("state", "")
    if state not in STATES:
        state = "failed" if counts.failed else "queued"
    page = Paginator(STATES[state](), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "state": state,
        "tabs": [(name.capitalize(), name, getattr(counts, name)) for name in STATES],
        "page": page,
        "rows": [tasks.describe(row) for row in page],
        "workers": tasks.workers_alive(),
        "changes": state in {"queued", "running"},
    }
    return render(request, "web/work.html", context)


def retry(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Queue a failed task again."""
    if tasks.retry_failed(str(task_id)):
        messages.success(request, "The task is queued again.")
    else:
        messages.info(request, "The task is not failed any more.")
    return redirect(reverse("admin_work") + "?state=failed")
