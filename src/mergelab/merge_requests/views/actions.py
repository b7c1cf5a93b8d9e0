"""The buttons of a merge request."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from mergelab.kit.access import Request
from mergelab.kit.errors import DomainError
from mergelab.merge_requests import services
from mergelab.merge_requests.forms import MergeForm
from mergelab.merge_requests.models import MergeRequest
from mergelab.merge_requests.queries import target_for
from mergelab.merge_requests.queries.single import address_of, find_merge_request
from mergelab.merge_requests.views.single import overview


def approve(request: Request, merge_request: MergeRequest) -> HttpResponse:
    sha = request.POST.get("sha", "")
    services.approve(by=request.actor, merge_request=merge_request, sha=sha)
    messages.success(request, "You approved this merge request.")
    return _back(request, merge_request)


def unapprove(request: Request, merge_request: MergeRequest) -> HttpResponse:
    services.unapprove(by=request.actor, merge_request=merge_request)
    messages.success(request, "You took your approval back.")
    return _back(request, merge_request)


def close(request: Request, merge_request: MergeRequest) -> HttpResponse:
    services.close_merge_request(by=request.actor, merge_request=merge_request)
    return _back(request, merge_request)


def reopen(request: Request, merge_request: MergeRequest) -> HttpResponse:
    services.reopen_merge_request(by=request.actor, merge_request=merge_request)
    return _back(request, merge_request)


def mark_ready(request: Request, merge_request: MergeRequest) -> HttpResponse:
    """Out of draft, or back with `draft=true`."""
    services.edit_merge_request(
        by=request.actor,
        merge_request=merge_request,
        draft=request.POST.get("draft") == "true",
    )
    return _back(request, merge_request)


def merge(request: Request, merge_request: MergeRequest) -> HttpResponse:
    """Merge with the form's choices; what stops it is said on the page."""
    form = MergeForm(request.POST)
    if not form.is_valid():
        return overview(request, merge_request, status=400, merge_form=form)
    try:
        services.merge(by=request.actor, merge_request=merge_request, **form.cleaned_data)
    except DomainError as problem:
        fresh = find_merge_request(merge_request.project, merge_request.iid)
        return overview(request, fresh, status=problem.status, merge_problem=problem.message)
    messages.success(request, f"Merged into {merge_request.target_branch}.")
    return redirect(address_of(merge_request))


def _back(request: Request, merge_request: MergeRequest) -> HttpResponse:
    """To the tab on which the button was pressed."""
    target = target_for(merge_request)
    is_review = request.POST.get("back") == "changes"
    return redirect(target.diff_url if is_review else target.url)
