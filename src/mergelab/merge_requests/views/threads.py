"""New threads: on the merge request, and in its diff."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from mergelab.discussions.models import Position
from mergelab.discussions.queries import find_discussion, rights_of, thread_view
from mergelab.discussions.rendering import renderer
from mergelab.discussions.suggesting import Subject, fenced, subject_of, where_of
from mergelab.discussions.views import preview_answer
from mergelab.kit.access import Request
from mergelab.kit.errors import DomainError, Refused
from mergelab.merge_requests import services
from mergelab.merge_requests.forms import PlaceForm, ThreadForm
from mergelab.merge_requests.models import MergeRequest
from mergelab.merge_requests.queries import target_for
from mergelab.merge_requests.queries.comparisons import comparison_of
from mergelab.merge_requests.queries.single import address_of
from mergelab.merge_requests.views.common import page
from mergelab.repository.git.names import display
from mergelab.web.fragments import wants_fragment


def form(request: Request, merge_request: MergeRequest) -> HttpResponse:
    """The form for a thread at a place in the diff, in place or as a page."""
    place = PlaceForm(request.GET)
    if not place.is_valid():
        raise Http404("The address does not name a place.")
    asked = asked_position(merge_request, place.cleaned_data)
    if asked is None:
        raise Http404("The address does not name a place.")
    return _form_page(request, merge_request, request.GET.dict(), asked)


def start(request: Request, merge_request: MergeRequest) -> HttpResponse:
    """A new thread; htmx gets it in place of the form."""
    posted = ThreadForm(request.POST)
    if not posted.is_valid():
        return _refused(request, merge_request, posted, "Write something first.")
    values = posted.cleaned_data
    asked = asked_position(merge_request, values)
    try:
        made = services.start_thread(
            by=request.actor,
            merge_request=merge_request,
            body=values["body"],
            position=asked,
            individual=values["individual"],
        )
    except DomainError as problem:
        return _refused(request, merge_request, posted, problem.message, problem.status)
    target = target_for(merge_request)
    if not wants_fragment(request):
        url = target.url if asked is None else f"{target.diff_url}?thread={made.key}"
        return redirect(f"{url}#discussion-{made.key}")
    fresh = find_discussion(merge_request.project, made.key)
    texts = [note.body for note in fresh.notes.all()]
    html = renderer(request.actor, merge_request.project, texts)
    context = {
        "thread": thread_view(fresh, rights_of(request.actor, target), html),
        "project": merge_request.project,
        "target": target,
        "in_diff": asked is not None,
    }
    return render(request, "discussions/thread.html", context)


def asked_position(merge_request: MergeRequest, values: dict[str, Any]) -> services.Asked | None:
    """The place that a form names by the file's key; None for the merge request as a whole."""
    key = values.get("file")
    if not key:
        return None
    comparison = comparison_of(merge_request, values.get("version"), values.get("since"))
    change = None if comparison is None else comparison.by_key.get(key)
    if comparison is None or change is None:
        raise Http404("404 File Not Found")
    ends: dict[str, Any] = {
        "base_sha": comparison.base_sha,
        "start_sha": comparison.version.start_sha,
        "head_sha": comparison.head_sha,
        "old_path": change.old_path,
        "new_path": change.new_path,
    }
    if values.get("part"):
        spot = services.NotebookSpot(
            side=values.get("side") or "new",
            part=values["part"],
            cell=values.get("cell"),
            line=values.get("line"),
            output=values.get("output"),
            region=values.get("region") or (),
        )
        return services.Asked(kind="notebook", spot=spot, **ends)
    if values.get("old") is None and values.get("new") is None:
        return services.Asked(kind="file", **ends)
    return services.Asked(old_line=values.get("old"), new_line=values.get("new"), **ends)


def preview(request: Request, merge_request: MergeRequest) -> HttpResponse:
    """What a new thread will look like at the place that the address names."""
    place = PlaceForm(request.GET)
    asked = asked_position(merge_request, place.cleaned_data) if place.is_valid() else None
    return preview_answer(request, merge_request.project, subject_asked(merge_request, asked))


def subject_asked(merge_request: MergeRequest, asked: services.Asked | None) -> Subject | None:
    """What suggestions at this place would replace; None where they cannot be made."""
    if asked is None:
        return None
    try:
        fields = services.check_position(merge_request, asked)
    except Refused:
        return None
    return subject_of(merge_request.project_id, where_of(Position(**fields)))


def place_words(asked: services.Asked) -> str:
    """Where a new thread will stand, such as `train.py, line 12`."""
    name = display(asked.new_path.rpartition("/")[2])
    if asked.spot is not None and asked.spot.cell is not None:
        words = f"{name}, cell {asked.spot.cell + 1}"
        if asked.spot.output is not None:
            words += f", output {asked.spot.output + 1}"
        words += ", a region of the figure" * bool(asked.spot.region)
        return words if asked.spot.line is None else f"{words}, line {asked.spot.line}"
    if asked.new_line is not None:
        return f"{name}, line {asked.new_line}"
    return name if asked.old_line is None else f"{name}, old line {asked.old_line}"


def _refused(
    request: Request,
    merge_request: MergeRequest,
    posted: ThreadForm,
    message: str,
    status: int = 400,
) -> HttpResponse:
    """The form again with what was written in it."""
    place = PlaceForm(request.POST)
    asked = asked_position(merge_request, place.cleaned_data) if place.is_valid() else None
    fields = {name: value for name, value in request.POST.dict().items() if name in place.fields}
    return _form_page(
        request,
        merge_request,
        {str(k): str(v) for k, v in fields.items()},
        asked,
        problem=message,
        body=str(posted.data.get("body", "")),
        status=422 if wants_fragment(request) else status,
    )


def _form_page(
    request: Request,
    merge_request: MergeRequest,
    fields: dict[str, str],
    asked: services.Asked | None,
    *,
    problem: str = "",
    body: str = "",
    status: int = 200,
) -> HttpResponse:
    template = "new_thread"
    subject = subject_asked(merge_request, asked)
    target = target_for(merge_request)
    named = {name: value for name, value in fields.items() if value}
    values: dict[str, Any] = {
        "fields": named,
        "preview_url": f"{address_of(merge_request, 'discussion_preview')}?{urlencode(named)}",
        "suggest": fenced(subject.chosen) if subject else None,
        "where": "" if asked is None else place_words(asked),
        "post_url": address_of(merge_request, "discussion_new"),
        "back_url": target.url if asked is None else target.diff_url,
        "problem": problem,
        "body": body,
    }
    if not wants_fragment(request):
        return page(request, merge_request, template, tab="changes", status=status, **values)
    context = {"project": merge_request.project, **values}
    return render(request, f"merge_requests/{template}.html#form", context, status=status)
