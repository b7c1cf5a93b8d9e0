"""What the pages of one merge request share: header, tabs, rights."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from mergelab.discussions.queries import (
    Render,
    Thread,
    discussions_of,
    rights_of,
    thread_view,
)
from mergelab.discussions.rendering import renderer
from mergelab.kit.access import Request
from mergelab.merge_requests import policies
from mergelab.merge_requests.models import MergeRequest
from mergelab.merge_requests.queries import latest_version, target_for
from mergelab.merge_requests.queries.single import address_of
from mergelab.repository.addresses import Addresses
from mergelab.repository.git.errors import NotFound
from mergelab.repository.git.names import HEADS
from mergelab.repository.git.reads import open_repository, read_ref
from mergelab.repository.storage import directory


def number_in(request: Request, name: str) -> int | None:
    """A whole number of the query string; None for anything else."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def threads_in(request: Request, merge_request: MergeRequest) -> tuple[list[Thread], Render]:
    """All threads with the number of the version that each was started on, and the renderer."""
    target = target_for(merge_request)
    found = list(discussions_of(target.kind, target.pk))
    texts = [note.body for one in found for note in one.notes.all()]
    html = renderer(request.actor, merge_request.project, [merge_request.description, *texts])
    rights = rights_of(request.actor, target)
    numbers = dict(merge_request.versions.values_list("head_sha", "number"))
    threads = []
    for one in found:
        position = getattr(one, "position", None)
        version = None if position is None else numbers.get(position.head_sha)
        threads.append(thread_view(one, rights, html, version=version))
    return threads, html


def page(
    request: Request,
    merge_request: MergeRequest,
    template: str,
    *,
    tab: str,
    status: int = 200,
    **values: Any,
) -> HttpResponse:
    """A page of the merge request with one of its tabs marked."""
    context = {**header_values(request, merge_request), "tab": tab, **values}
    return render(request, f"merge_requests/{template}.html", context, status=status)


def header_values(request: Request, merge_request: MergeRequest) -> dict[str, Any]:
    """What the head and the tabs show."""
    actor, project = request.actor, merge_request.project
    version = latest_version(merge_request)
    may_edit = policies.can_edit_merge_request(actor, merge_request)
    may_approve = merge_request.is_open and policies.can_approve(actor, merge_request)
    approvers = [row.user_id for row in merge_request.approvals.all()]
    return {
        "project": project,
        "active_tab": "merge_requests",
        "merge_request": merge_request,
        "target": target_for(merge_request),
        "addresses": Addresses(project),
        "version": version,
        "may_edit": may_edit,
        "may_approve": may_approve,
        "source_exists": _source_exists(merge_request),
        "may_talk": policies.can_talk(actor, merge_request),
        "has_approved": actor.user_id in approvers,
        "reference": f"!{merge_request.iid}",
        "draft_values": {"draft": "true"},
        "source_url": Addresses(project).tree(merge_request.source_branch),
        "target_url": Addresses(project).tree(merge_request.target_branch),
        "checkout": _checkout(merge_request),
        "urls": {
            "overview": address_of(merge_request),
            "commits": address_of(merge_request, "merge_request_commits"),
            "changes": address_of(merge_request, "merge_request_changes"),
            "edit": address_of(merge_request, "merge_request_edit"),
            "approve": address_of(merge_request, "approve"),
            "unapprove": address_of(merge_request, "unapprove"),
            "close": address_of(merge_request, "close"),
            "reopen": address_of(merge_request, "reopen"),
            "ready": address_of(merge_request, "mark_ready"),
            "new_thread": address_of(merge_request, "discussion_new"),
        },
        "talk_count": _talk_count(merge_request),
    }


def _source_exists(merge_request: MergeRequest) -> bool:
    """Whether the source branch is there now, whatever became of the merge request."""
    try:
        with open_repository(directory(merge_request.project_id)) as handle:
            return read_ref(handle, HEADS + merge_request.source_branch) is not None
    except NotFound:
        return False


def _talk_count(merge_request: MergeRequest) -> int:
    target = target_for(merge_request)
    found = discussions_of(target.kind, target.pk).prefetch_related(None)
    return found.filter(notes__is_system=False).count()


def _checkout(merge_request: MergeRequest) -> list[str]:
    """The commands that bring the source branch to one's own machine."""
    return ["git fetch origin", f"git switch {merge_request.source_branch}"]
