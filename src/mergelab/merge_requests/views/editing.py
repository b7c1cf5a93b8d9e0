"""Change a merge request, and how a project merges."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from mergelab.kit.access import Request
from mergelab.kit.forms import carry_out, posted
from mergelab.merge_requests import services
from mergelab.merge_requests.forms import EditForm, MergeSettingsForm
from mergelab.merge_requests.models import MergeRequest
from mergelab.merge_requests.policies import can_edit_merge_settings
from mergelab.merge_requests.queries import settings_of
from mergelab.merge_requests.queries.people import candidates
from mergelab.merge_requests.queries.single import address_of
from mergelab.merge_requests.views.common import page
from mergelab.projects.models import Project
from mergelab.repository.git.reads import branches, open_repository
from mergelab.repository.storage import directory


def edit(request: Request, merge_request: MergeRequest) -> HttpResponse:
    """Texts, people, branches and how it is to be merged."""
    reviewers = list(merge_request.reviewers.values_list("pk", flat=True))
    also = [*reviewers, *([merge_request.assignee_id] if merge_request.assignee_id else [])]
    form = EditForm(
        posted(request),
        people=candidates(merge_request.project, *also),
        initial=_initial(merge_request, reviewers),
    )
    if carry_out(
        form,
        lambda: services.edit_merge_request(
            by=request.actor, merge_request=merge_request, **form.cleaned_data
        ),
    ):
        messages.success(request, "The merge request is changed.")
        return redirect(address_of(merge_request))
    with open_repository(directory(merge_request.project_id)) as handle:
        known = [branch.name for branch in branches(handle)]
    return page(
        request,
        merge_request,
        "edit",
        tab="edit",
        status=400 if form.errors else 200,
        form=form,
        branches=known,
        settings=settings_of(merge_request.project),
    )


def settings(request: Request, project: Project) -> HttpResponse:
    """How the project merges and what blocks a merge."""
    form = MergeSettingsForm(posted(request), instance=settings_of(project))
    if carry_out(
        form,
        lambda: services.edit_merge_settings(
            by=request.actor, project=project, **form.cleaned_data
        ),
    ):
        messages.success(request, "The settings are saved.")
        return redirect("merge_settings", project_path=project.full_path)
    context: dict[str, Any] = {
        "project": project,
        "active_tab": "project_settings",
        "form": form,
        "may_edit": can_edit_merge_settings(request.actor, project),
    }
    return render(
        request, "merge_requests/settings.html", context, status=400 if form.errors else 200
    )


def _initial(merge_request: MergeRequest, reviewers: list[int]) -> dict[str, Any]:
    return {
        "title": merge_request.title,
        "draft": merge_request.is_draft,
        "description": merge_request.description,
        "assignee": merge_request.assignee_id,
        "reviewers": reviewers,
        "target_branch": merge_request.target_branch,
        "squash": merge_request.squash,
        "delete_source_branch": merge_request.delete_source_branch,
    }
