"""The page on which conflicts in cells are decided."""

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect

from mergelab.kit.access import Request
from mergelab.kit.errors import Conflict, DomainError, Refused
from mergelab.merge_requests import services
from mergelab.merge_requests.models import MergeRequest
from mergelab.merge_requests.queries.conflicts import asked, field_of
from mergelab.merge_requests.queries.single import address_of
from mergelab.merge_requests.services import Standoff
from mergelab.merge_requests.services.measuring import Heads
from mergelab.merge_requests.services.merged_trees import MergedTree
from mergelab.merge_requests.views.common import page
from mergelab.pure.notebookdiff.merging import Resolution
from mergelab.repository.git.names import display


def resolve(request: Request, merge_request: MergeRequest) -> HttpResponse:
    """Each conflict in three columns; deciding all of them makes a commit on the source branch."""
    try:
        standoff = services.standoff_of(merge_request)
    except Conflict as problem:
        messages.error(request, problem.message)
        return redirect(address_of(merge_request))
    if not standoff.merged.in_cells or standoff.merged.others:
        messages.info(request, _words(standoff.merged))
        return redirect(address_of(merge_request))
    if request.method != "POST":
        return _asked(request, merge_request, standoff)
    try:
        services.resolve_conflicts(
            by=request.actor,
            merge_request=merge_request,
            seen=Heads(request.POST.get("source", ""), request.POST.get("target", "")),
            decisions=_decisions(request.POST, standoff.merged),
            message=request.POST.get("message", ""),
        )
    except DomainError as problem:
        return _asked(request, merge_request, standoff, problem)
    messages.success(request, f"The conflicts are resolved on {merge_request.source_branch}.")
    return redirect(address_of(merge_request))


def _asked(
    request: Request,
    merge_request: MergeRequest,
    standoff: Standoff,
    problem: DomainError | None = None,
) -> HttpResponse:
    said = {name: str(value) for name, value in request.POST.items()}
    merges = standoff.merged.notebooks
    notebooks = [
        asked(merge_request, path, merges[path], said) for path in standoff.merged.in_cells
    ]
    return page(
        request,
        merge_request,
        "conflicts",
        tab="conflicts",
        status=problem.status if problem else 200,
        problem=problem.message if problem else "",
        heads=standoff.heads,
        notebooks=notebooks,
        total=sum(len(notebook.questions) for notebook in notebooks),
        done=[display(path) for path in merges if path not in standoff.merged.in_cells],
        message=said.get("message") or services.default_message(merge_request),
        commit_label=f"Commit to {merge_request.source_branch}",
        resolve_url=address_of(merge_request, "resolve_conflicts"),
    )


def _decisions(said: QueryDict, merged: MergedTree) -> dict[str, dict[str, Resolution]]:
    """What the form says. Raises Refused for a conflict that it leaves open."""
    decisions: dict[str, dict[str, Resolution]] = {}
    left = 0
    for path in merged.in_cells:
        chosen = decisions.setdefault(path, {})
        for conflict in merged.notebooks[path].conflicts:
            field = field_of(path, conflict)
            pick = next((one for one in conflict.choices if one == said.get(f"pick-{field}")), None)
            if pick is None:
                left += 1
            else:
                text = said.get(f"text-{field}", "").replace("\r\n", "\n")
                chosen[conflict.key] = Resolution(pick, text if pick == "edit" else "")
    if left:
        noun = "conflict is" if left == 1 else "conflicts are"
        raise Refused(f"{left} {noun} not decided yet.", field="decisions")
    return decisions


def _words(merged: MergedTree) -> str:
    if not merged.conflicts:
        return "There are no conflicts."
    listed = ", ".join(display(path) for path in merged.others[:5])
    return f"{listed}: resolve these conflicts with git and push."
