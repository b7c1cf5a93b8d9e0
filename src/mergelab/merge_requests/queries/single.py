"""Reads around one merge request."""

from django.http import Http404
from django.urls import reverse

from mergelab.discussions.models import Discussion
from mergelab.discussions.targets import Target
from mergelab.kit.actor import Actor
from mergelab.merge_requests.models import MergeRequest, MergeSettings, Version
from mergelab.projects.models import Project
from mergelab.projects.policies import can_read_code
from mergelab.projects.queries import load_project

MISSING = "404 Merge request Not Found"


def load_merge_request(actor: Actor, project_path: str, iid: int) -> MergeRequest:
    """The merge request at this address. Http404 where the actor may not see it."""
    project = load_project(actor, project_path)
    if not can_read_code(actor, project):
        raise Http404(MISSING)
    return find_merge_request(project, iid)


def find_merge_request(project: Project, iid: int) -> MergeRequest:
    """The project's merge request with this number. Raises Http404."""
    rows = MergeRequest.objects.select_related("author", "assignee", "merged_by", "closed_by")
    found = rows.filter(project=project, iid=iid).first() if iid < 2**31 else None
    if found is None:
        raise Http404(MISSING)
    found.project = project
    return found


def latest_version(merge_request: MergeRequest) -> Version | None:
    return Version.objects.filter(merge_request=merge_request).order_by("-number").first()


def settings_of(project: Project) -> MergeSettings:
    """How the project merges; the defaults, unsaved, where nobody has chosen."""
    found = MergeSettings.objects.filter(project=project).first()
    return found or MergeSettings(project=project)


def address_of(merge_request: MergeRequest, page: str = "merge_request") -> str:
    """The address of one of the merge request's pages, by the name of its route."""
    path = merge_request.project.full_path
    return reverse(page, kwargs={"project_path": path, "iid": merge_request.iid})


def target_for(merge_request: MergeRequest) -> Target:
    """The merge request as discussions know it."""
    is_open = merge_request.is_open
    return Target(
        kind=Discussion.Target.MERGE_REQUEST,
        pk=merge_request.pk,
        project=merge_request.project,
        author_id=merge_request.author_id,
        url=address_of(merge_request),
        name=f"!{merge_request.iid} {merge_request.title}",
        diff_url=address_of(merge_request, "merge_request_changes"),
        branch="" if not is_open or merge_request.source_missing else merge_request.source_branch,
    )


def find_target(project: Project, pk: int) -> Target:
    """The target with this id. Raises Http404."""
    found = MergeRequest.objects.filter(project=project, pk=pk).first()
    if found is None:
        raise Http404(MISSING)
    found.project = project
    return target_for(found)
