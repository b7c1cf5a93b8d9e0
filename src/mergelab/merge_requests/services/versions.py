"""The versions of a merge request's diff."""

from django.db import transaction

from mergelab.accounts.models import User
from mergelab.kit.tasks import enqueue, task
from mergelab.merge_requests.files import restored, stored
from mergelab.merge_requests.models import MergeRequest, Version
from mergelab.merge_requests.services.measuring import Measured
from mergelab.merge_requests.services.summaries import summaries_by_pixels, summaries_of
from mergelab.repository.git.writes import keep_around, set_merge_request_head
from mergelab.repository.storage import directory, layout


def keep(merge_request_project: int, measured: Measured) -> None:
    """Keep a version's commits from being pruned. Done before its row names them."""
    repository = directory(merge_request_project)
    for sha in {measured.base, measured.start, measured.head}:
        keep_around(layout(), repository, sha)


def add_version(
    merge_request: MergeRequest, measured: Measured, *, pushed_by: User | None
) -> Version:
    """The next version, inside the caller's transaction, which holds the merge request's row."""
    newest = merge_request.versions.order_by("-number").first()
    version = Version.objects.create(
        merge_request=merge_request,
        number=newest.number + 1 if newest else 1,
        target_branch=merge_request.target_branch,
        base_sha=measured.base,
        start_sha=measured.start,
        head_sha=measured.head,
        patch_id=measured.patch_id,
        commits_count=measured.commits_count,
        files_count=len(measured.changes),
        is_truncated=measured.truncated,
        additions=sum(change.additions or 0 for change in measured.changes),
        deletions=sum(change.deletions or 0 for change in measured.changes),
        files=stored(measured.changes),
        pushed_by=pushed_by,
    )
    enqueue(finish_version, version.pk)
    return version


@task
def finish_version(version_id: int) -> None:
    """Describe the changed notebooks and let the merge request's ref name the newest head."""
    version = Version.objects.select_related("merge_request__project").filter(pk=version_id).first()
    if version is None:
        return
    merge_request = version.merge_request
    repository = directory(merge_request.project_id)
    found = summaries_of(merge_request.project, restored(version.files))
    words = {path: described.words for path, described in found.items()}
    with transaction.atomic():
        Version.objects.filter(pk=version.pk).update(summaries=words)
        if any(described.may_change for described in found.values()):
            enqueue(compare_figures, version.pk)
    newest = merge_request.versions.order_by("-number").first()
    if newest is not None and newest.pk == version.pk:
        set_merge_request_head(layout(), repository, merge_request.iid, version.head_sha)


@task(priority=-10)
def compare_figures(version_id: int) -> None:
    """Describe the changed notebooks anew, with figures compared by their pixels."""
    version = Version.objects.select_related("merge_request__project").filter(pk=version_id).first()
    if version is None:
        return
    project = version.merge_request.project
    found = summaries_by_pixels(project, restored(version.files), version.summaries)
    with transaction.atomic():
        Version.objects.filter(pk=version.pk).update(summaries=found)
