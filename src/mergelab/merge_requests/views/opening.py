"""New merge requests: choose the branches, look at what they differ by, say why."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from mergelab.accounts.models import User
from mergelab.kit.access import Request
from mergelab.kit.errors import DomainError
from mergelab.kit.forms import carry_out
from mergelab.merge_requests import services
from mergelab.merge_requests.forms import BranchesForm, PeopleForm
from mergelab.merge_requests.models import MergeRequest, Squash
from mergelab.merge_requests.queries import settings_of
from mergelab.merge_requests.queries.people import candidates
from mergelab.merge_requests.queries.single import address_of
from mergelab.merge_requests.services.measuring import Measured
from mergelab.merge_requests.services.opening import measure_branches
from mergelab.projects.models import Project
from mergelab.repository.addresses import Addresses
from mergelab.repository.git import names
from mergelab.repository.git.reads import branches, history, open_repository
from mergelab.repository.queries.history import Day, by_day, with_users
from mergelab.repository.storage import directory

MAX_COMMITS = 100


@dataclass(frozen=True)
class Preview:
    """What would be merged."""

    days: tuple[Day, ...]
    commits_count: int
    files: list[tuple[str, str]]
    has_more: bool
    additions: int
    deletions: int


def new(request: Request, project: Project) -> HttpResponse:
    """Both steps: without two branches the pickers, with them the form and the preview."""
    data = request.POST if request.method == "POST" else request.GET
    chosen = {
        "source_branch": data.get("source_branch", ""),
        "target_branch": data.get("target_branch", "") or project.default_branch,
    }
    problem = ""
    measured: Measured | None = None
    if chosen["source_branch"]:
        try:
            measured = measure_branches(project, **chosen)
        except DomainError as refusal:
            problem = refusal.message
    if measured is None:
        return _pick(request, project, chosen, problem)
    people = candidates(project)
    initial = _initial(request.actor.user, project, measured, chosen)
    form = PeopleForm(request.POST or None, people=people, initial=initial)
    if request.method == "POST":
        made = carry_out(form, lambda: _open(request, project, chosen, form.cleaned_data))
        if made is not None:
            messages.success(request, f"Merge request !{made.iid} is open.")
            return redirect(address_of(made))
    context = {
        **_context(project),
        **chosen,
        "form": form,
        "preview": _preview(project, measured),
        "existing": _existing(project, chosen),
        "settings": settings_of(project),
    }
    return render(request, "merge_requests/new.html", context, status=400 if form.errors else 200)


def _pick(request: Request, project: Project, chosen: dict[str, str], problem: str) -> HttpResponse:
    with open_repository(directory(project.pk)) as handle:
        known = [branch.name for branch in branches(handle)]
    form = BranchesForm(branches=known, initial=chosen)
    context = {**_context(project), "form": form, "problem": problem, "branches": known}
    return render(
        request, "merge_requests/new_branches.html", context, status=400 if problem else 200
    )


def _open(
    request: Request, project: Project, chosen: dict[str, str], values: dict[str, Any]
) -> MergeRequest:
    return services.open_merge_request(
        by=request.actor,
        project=project,
        source_branch=chosen["source_branch"],
        target_branch=chosen["target_branch"],
        **values,
    )


def _initial(
    user: User, project: Project, measured: Measured, chosen: dict[str, str]
) -> dict[str, Any]:
    title, description = services.suggested_texts(
        project.pk, base=measured.start, head=measured.head, branch=chosen["source_branch"]
    )
    settings = settings_of(project)
    return {
        "title": title,
        "description": description,
        "assignee": user.pk,
        "squash": settings.squash in {Squash.ALWAYS, Squash.DEFAULT_ON},
        "delete_source_branch": settings.delete_source_branch,
    }


def _preview(project: Project, measured: Measured) -> Preview:
    with open_repository(directory(project.pk)) as handle:
        found = history(handle, measured.head, exclude=[measured.start], limit=MAX_COMMITS)
    return Preview(
        days=by_day(with_users(found)),
        commits_count=measured.commits_count,
        files=[
            (
                names.display(change.path),
                "" if change.additions is None else f"+{change.additions} −{change.deletions}",
            )
            for change in measured.changes[:200]
        ],
        has_more=len(measured.changes) > 200 or measured.truncated,
        additions=sum(change.additions or 0 for change in measured.changes),
        deletions=sum(change.deletions or 0 for change in measured.changes),
    )


def _existing(project: Project, chosen: dict[str, str]) -> MergeRequest | None:
    return MergeRequest.objects.filter(project=project, state="opened", **chosen).first()


def _context(project: Project) -> dict[str, Any]:
    return {
        "project": project,
        "active_tab": "merge_requests",
        "addresses": Addresses(project),
        "commands": ["git switch -c my-change", "git push -u origin my-change"],
    }
