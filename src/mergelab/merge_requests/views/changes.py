"""The Changes tab: files with their threads, and the fragments that it loads."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from mergelab.discussions.policies import can_comment
from mergelab.discussions.queries import Thread
from mergelab.kit.access import Request
from mergelab.kit.errors import Refused
from mergelab.merge_requests import services
from mergelab.merge_requests.forms import ViewedForm
from mergelab.merge_requests.models import MergeRequest
from mergelab.merge_requests.notebook_viewer import drawing_of
from mergelab.merge_requests.queries import target_for
from mergelab.merge_requests.queries.comparisons import Comparison, comparison_of
from mergelab.merge_requests.queries.reviewing import (
    ListedFile,
    listed_files,
    unresolved_in,
    viewed_keys,
)
from mergelab.merge_requests.queries.single import address_of
from mergelab.merge_requests.reviews import Review
from mergelab.merge_requests.viewers import PageUrls, Shown, gap_url
from mergelab.merge_requests.views.common import number_in, page, threads_in
from mergelab.notebooks.diffview import Drawing
from mergelab.notebooks.queries.preferences import Choice
from mergelab.notebooks.queries.toolbar import toolbar_of
from mergelab.notebooks.views.choices import choice_in
from mergelab.pure.textdiff import Gap
from mergelab.repository.contents import is_notebook
from mergelab.repository.diffview import Around, FileDiff, Kind, Presented, opened_gap
from mergelab.repository.git.errors import NotFound, OutputTooLarge
from mergelab.repository.git.names import is_zero
from mergelab.repository.storage import directory
from mergelab.web.fragments import wants_fragment

FIRST_FILES: Final = 4
FIRST_NOTEBOOKS: Final = 1
FIRST_LINES: Final = 1_200
MAX_PLACES: Final = 1_000
PARTS: Final = ("from", "to", "row", "output", "table", "all", "pixels")


@dataclass(frozen=True)
class Waiting:
    """A file that is loaded when it comes into view."""

    key: str
    title: str
    meta: str
    url: str
    page_url: str


def show(request: Request, merge_request: MergeRequest) -> HttpResponse:
    """The files of a version: the first ones, the others as they are scrolled to."""
    comparison = _comparison(request, merge_request)
    if comparison is None:
        return page(request, merge_request, "changes", tab="changes", comparison=None)
    choice = choice_in(request)
    threads, _ = threads_in(request, merge_request)
    review = _review(request, comparison, choice, threads)
    wanted = _wanted_key(request, review)
    rows = listed_files(comparison, review.by_file, set(review.viewed))
    url = address_of(merge_request, "merge_request_changes")
    return page(
        request,
        merge_request,
        "changes",
        tab="changes",
        comparison=comparison,
        files=_files(review, rows, wanted),
        listed=rows,
        unresolved=unresolved_in(comparison, review.by_file, review.elsewhere),
        elsewhere=review.elsewhere,
        elsewhere_html=_threads_html(review, review.elsewhere),
        viewed_count=len(review.viewed),
        toolbar=toolbar_of(url, comparison.query, choice),
        hidden_count=max(0, len(comparison.changes) - MAX_PLACES),
        in_diff=True,
        has_notebooks=any(is_notebook(change.path) for change in comparison.changes),
    )


def show_file(request: Request, merge_request: MergeRequest) -> HttpResponse:
    """One file of the comparison, for a fragment; as a page it is opened in the list."""
    comparison = _comparison(request, merge_request)
    key = request.GET.get("file", "")
    if comparison is None or key not in comparison.by_key:
        raise Http404("404 File Not Found")
    if not wants_fragment(request):
        query = urlencode({**comparison.query, "file": key})
        url = address_of(merge_request, "merge_request_changes")
        return redirect(f"{url}?{query}#{key}")
    threads, _ = threads_in(request, merge_request)
    review = _review(request, comparison, choice_in(request, remember=False), threads)
    made = review.file(key, forced=request.GET.get("forced") == "1")
    return render(request, "repository/file_diff.html", {"file": made})


def show_lines(request: Request, merge_request: MergeRequest) -> HttpResponse:
    """The rows that take the place of a gap."""
    comparison = _comparison(request, merge_request)
    key = request.GET.get("file", "")
    change = None if comparison is None else comparison.by_key.get(key)
    if comparison is None or change is None or is_zero(change.new_sha):
        raise Http404("404 File Not Found")
    choice = choice_in(request, remember=False)
    review = _review(request, comparison, choice, [])
    gap = Gap(*(number_in(request, name) or 1 for name in ("old", "new", "count")))
    shown: Shown = review.shown_bare(key)
    around = Around(
        comment_url=shown.line_url if shown.may_have_threads else None,
        gap_url=lambda rest: gap_url(shown, rest),
    )
    try:
        rows = opened_gap(
            directory(merge_request.project_id),
            blob=change.new_sha,
            path=change.new_path,
            gap=gap,
            split=choice.split,
            around=around,
        )
    except (NotFound, OutputTooLarge) as problem:
        raise Http404(str(problem)) from problem
    return HttpResponse(rows)


def show_notebook_part(request: Request, merge_request: MergeRequest) -> HttpResponse:
    """Cells or lines of a notebook that the page left folded."""
    comparison = _comparison(request, merge_request)
    key = request.GET.get("file", "")
    if comparison is None or key not in comparison.by_key:
        raise Http404("404 File Not Found")
    threads, _ = threads_in(request, merge_request)
    review = _review(request, comparison, choice_in(request, remember=False), threads)
    shown = review.shown(key)
    if shown.diff.kind is not Kind.NOTEBOOK:
        raise Refused("This file is not shown as a notebook.", field="file")
    drawing = drawing_of(shown)
    asked = {name: number_in(request, name) for name in PARTS}
    query = {name: value for name, value in asked.items() if value is not None}
    part = drawing.part(query) if isinstance(drawing, Drawing) else None
    if part is None:
        raise Http404("404 Part Not Found")
    if not wants_fragment(request):
        back = urlencode({**comparison.query, "file": key, "unchanged": "show"})
        url = address_of(merge_request, "merge_request_changes")
        return redirect(f"{url}?{back}#{key}")
    return HttpResponse(part)


def mark_viewed(request: Request, merge_request: MergeRequest) -> HttpResponse:
    """Tick a file off; the answer is its box, as it is now."""
    form = ViewedForm(request.POST)
    if not form.is_valid():
        raise Refused("Say which file, and viewed=true or viewed=false.", field="file")
    comparison = comparison_of(merge_request)
    key, viewed = form.cleaned_data["file"], form.cleaned_data["viewed"] == "true"
    change = None if comparison is None else comparison.by_key.get(key)
    if change is None:
        raise Http404("404 File Not Found")
    services.mark_viewed(
        by=request.actor, merge_request=merge_request, path=change.path, viewed=viewed
    )
    if not wants_fragment(request):
        return redirect(f"{address_of(merge_request, 'merge_request_changes')}#{key}")
    values = {"key": key, "viewed": viewed, "url": address_of(merge_request, "mark_viewed")}
    return render(request, "merge_requests/parts/viewed.html", values)


def _comparison(request: Request, merge_request: MergeRequest) -> Comparison | None:
    return comparison_of(merge_request, number_in(request, "version"), number_in(request, "since"))


def _review(
    request: Request, comparison: Comparison, choice: Choice, threads: list[Thread]
) -> Review:
    merge_request = comparison.merge_request
    actor = request.actor
    may_tick = not actor.is_anonymous and comparison.is_latest
    context = {"project": merge_request.project, "person": actor.user, "request": request}

    def actions(diff: FileDiff, viewed: bool) -> SafeString:
        if not may_tick:
            return SafeString("")
        url = address_of(merge_request, "mark_viewed")
        values = {"key": diff.key, "viewed": viewed, "url": url}
        return SafeString(render_to_string("merge_requests/parts/viewed.html", values, request))

    return Review(
        comparison=comparison,
        threads=threads,
        urls=PageUrls(
            changes=address_of(merge_request, "merge_request_changes"),
            file=address_of(merge_request, "merge_request_file"),
            lines=address_of(merge_request, "merge_request_lines"),
            part=address_of(merge_request, "merge_request_notebook_part"),
            new_thread=_new_thread_url(comparison),
            query={**comparison.query, **choice.query},
        ),
        target=target_for(merge_request),
        choice=choice,
        may_comment=can_comment(actor, merge_request.project),
        viewed=frozenset(
            viewed_keys(actor, merge_request, comparison.changes) if comparison.is_latest else ()
        ),
        actions=actions,
        context=context,
        request=request,
    )


def _new_thread_url(comparison: Comparison) -> str:
    url = address_of(comparison.merge_request, "discussion_new")
    query = {"version": comparison.version.number, **comparison.query}
    return f"{url}?{urlencode(query)}&"


def _wanted_key(request: Request, review: Review) -> str:
    """The file that the address asks to be opened: by key, or by one of its threads."""
    key = request.GET.get("file", "")
    if key in review.comparison.by_key:
        return key
    thread = request.GET.get("thread", "")
    return next(
        (key for key, found in review.by_file.items() for one in found if one.key == thread), ""
    )


def _files(review: Review, rows: list[ListedFile], wanted: str) -> list[Presented | Waiting]:
    """The first files in full, as far as they are short, and the one that was asked for."""
    made: list[Presented | Waiting] = []
    lines = notebooks = 0
    for place, row in enumerate(rows[:MAX_PLACES]):
        change = review.comparison.by_key[row.key]
        lines += (change.additions or 0) + (change.deletions or 0)
        notebooks += is_notebook(change.path)
        is_short = lines <= FIRST_LINES and notebooks <= FIRST_NOTEBOOKS
        is_first = place < FIRST_FILES and (place == 0 or is_short)
        if row.key == wanted or is_first:
            made.append(review.file(row.key, forced=row.key == wanted))
        else:
            made.append(_waiting(review, row))
    return made


def _waiting(review: Review, row: ListedFile) -> Waiting:
    urls = review.urls
    return Waiting(
        row.key,
        row.title,
        row.meta,
        urls.with_query(urls.file, file=row.key),
        urls.with_query(urls.changes, file=row.key) + f"#{row.key}",
    )


def _threads_html(review: Review, threads: list[Thread]) -> list[SafeString]:
    made = []
    for thread in threads:
        values = {**review.context, "thread": thread, "target": review.target}
        made.append(render_to_string("discussions/thread.html", values, review.request))
    return made
