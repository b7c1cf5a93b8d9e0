"""Overview and Commits of one merge request, and the box of merge checks."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from mergelab.accounts.models import User
from mergelab.kit.access import Request
from mergelab.merge_requests import policies
from mergelab.merge_requests.checks import Check, State, stopping
from mergelab.merge_requests.forms import MergeForm
from mergelab.merge_requests.models import MergeMethod, MergeRequest, Squash
from mergelab.merge_requests.queries import (
    approvals_of,
    latest_version,
    merge_checks,
    settings_of,
)
from mergelab.merge_requests.queries.commits import MAX_COMMITS, commits_of
from mergelab.merge_requests.queries.single import address_of
from mergelab.merge_requests.queries.timeline import timeline
from mergelab.merge_requests.services import merge_message, squash_message
from mergelab.merge_requests.views.common import header_values, page, threads_in
from mergelab.repository.addresses import Addresses
from mergelab.repository.queries.history import by_day, with_users

ROW_STATES = {State.PASSED: "ok", State.PENDING: "waiting", State.FAILED: "failed"}


def show(request: Request, merge_request: MergeRequest) -> HttpResponse:
    """Description, merge checks and everything that was said."""
    return overview(request, merge_request)


def overview(
    request: Request, merge_request: MergeRequest, *, status: int = 200, **values: Any
) -> HttpResponse:
    """The page, also as the answer to a form on it that was wrong."""
    threads, html = threads_in(request, merge_request)
    return page(
        request,
        merge_request,
        "show",
        tab="overview",
        status=status,
        description=html(merge_request.description),
        items=timeline(threads),
        reviewers=_reviewers(merge_request),
        versions=list(merge_request.versions.order_by("-number").defer("files", "summaries")),
        **{**box_values(request, merge_request), **values},
    )


def checks(request: Request, merge_request: MergeRequest) -> HttpResponse:
    """The box alone, asked for again while something is being found out."""
    values = {**header_values(request, merge_request), **box_values(request, merge_request)}
    return render(request, "merge_requests/parts/merge_box.html", values)


def commits(request: Request, merge_request: MergeRequest) -> HttpResponse:
    """The commits of the newest version, newest first."""
    version = latest_version(merge_request)
    found = [] if version is None else commits_of(merge_request.project_id, version)
    return page(
        request,
        merge_request,
        "commits",
        tab="commits",
        days=by_day(with_users(found)),
        is_cut=len(found) == MAX_COMMITS,
    )


@dataclass(frozen=True)
class Reviewer:
    """Somebody who was asked to review, or who has approved."""

    user: User
    approved: bool


def _reviewers(merge_request: MergeRequest) -> list[Reviewer]:
    approvers = [row.user for row in approvals_of(merge_request)]
    asked = list(merge_request.reviewers.order_by("username"))
    both = [*asked, *(user for user in approvers if user not in asked)]
    return [Reviewer(user, user in approvers) for user in both]


def box_values(request: Request, merge_request: MergeRequest) -> dict[str, Any]:
    """What the box of merge checks shows, and the form under it."""
    found = merge_checks(merge_request, request.actor)
    settings = settings_of(merge_request.project)
    may_merge = merge_request.is_open and policies.can_merge(request.actor, merge_request)
    squash = settings.squash == Squash.ALWAYS or (
        merge_request.squash and settings.squash != Squash.NEVER
    )
    initial = {
        "sha": merge_request.head_sha,
        "message": merge_message(merge_request),
        "squash": squash,
        "squash_message": squash_message(merge_request),
        "delete_source_branch": merge_request.delete_source_branch,
    }
    merged_at = merge_request.merge_commit_sha
    return {
        "merge_commit_url": Addresses(merge_request.project).commit(merged_at) if merged_at else "",
        "checks": [(row_state(check), check) for check in found],
        "is_pending": any(check.state is State.PENDING for check in found),
        "can_merge_now": may_merge and not stopping(found),
        "may_merge": may_merge,
        "merge_form": MergeForm(initial=initial),
        "settings": settings,
        "is_fast_forward": settings.method == MergeMethod.FAST_FORWARD,
        "asks_squash": settings.squash not in {Squash.ALWAYS, Squash.NEVER},
        "may_squash": settings.squash != Squash.NEVER,
        "merge_url": address_of(merge_request, "merge"),
        "checks_url": address_of(merge_request, "merge_request_checks"),
    }


def row_state(check: Check) -> str:
    """The state of a check in the words of the component; what does not block only warns."""
    if check.state is State.FAILED and not check.blocking:
        return "warning"
    return ROW_STATES[check.state]
