"""Follow the branches: new versions, fallen approvals, merges made by pushing, conflicts."""

from django.db import transaction
from django.db.models import Q

from mergelab.accounts.models import User
from mergelab.kit.tasks import task
from mergelab.merge_requests.models import MergeIntent, MergeRequest, Version
from mergelab.merge_requests.queries.single import latest_version
from mergelab.merge_requests.services.measuring import Heads, Measured, heads_of, measure
from mergelab.merge_requests.services.mergeability import check_conflicts
from mergelab.merge_requests.services.states import mark_merged
from mergelab.merge_requests.services.telling import say
from mergelab.merge_requests.services.tracking import track_threads
from mergelab.merge_requests.services.versions import add_version, keep
from mergelab.repository.git.errors import NotFound
from mergelab.repository.git.names import HEADS
from mergelab.repository.git.reads import (
    Handle,
    count_commits,
    is_ancestor,
    merge_base,
    open_repository,
)
from mergelab.repository.models import Push
from mergelab.repository.storage import directory


def touched_by(project_id: int, branches: set[str]) -> list[int]:
    """The open merge requests that come from or go to one of the branches."""
    rows = MergeRequest.objects.filter(
        Q(source_branch__in=branches) | Q(target_branch__in=branches),
        project=project_id,
        state="opened",
    )
    return list(rows.values_list("pk", flat=True))


@task
def refresh(merge_request_id: int, pushed_by: int | None = None) -> None:
    """Bring an open merge request up to its branches. Safe to repeat and to run twice at once."""
    rows = MergeRequest.objects.select_related("project__group", "author")
    merge_request = rows.filter(pk=merge_request_id, state="opened").first()
    if merge_request is None or MergeIntent.objects.filter(merge_request=merge_request_id).exists():
        return
    heads = heads_of(
        merge_request.project_id, merge_request.source_branch, merge_request.target_branch
    )
    _note_missing(merge_request, heads)
    pusher = None if pushed_by is None else User.objects.filter(pk=pushed_by).first()
    if heads.target and _was_merged(merge_request, heads):
        _finish_pushed_merge(merge_request, heads, pusher)
        return
    if heads.source and heads.target:
        follow(merge_request, heads, pusher)
    track_threads(merge_request)
    check_conflicts(merge_request, heads)


def follow(merge_request: MergeRequest, heads: Heads, pusher: User | None) -> Version | None:
    """A new version if the difference has changed since the last one."""
    newest = latest_version(merge_request)
    if newest is not None and _is_same(merge_request, newest, heads):
        return None
    measured = measure(merge_request.project_id, start=heads.target, head=heads.source)
    keep(merge_request.project_id, measured)
    return _record(merge_request, measured, pusher)


@transaction.atomic
def _record(merge_request: MergeRequest, measured: Measured, pusher: User | None) -> Version | None:
    """Write the version unless somebody else has by now."""
    row = MergeRequest.objects.select_for_update(of=("self",)).get(pk=merge_request.pk)
    newest = latest_version(row)
    if not row.is_open or (
        newest is not None
        and (newest.head_sha, newest.base_sha) == (measured.head, measured.base)
        and newest.target_branch == merge_request.target_branch
    ):
        return None
    version = add_version(merge_request, measured, pushed_by=pusher)
    merge_request.head_sha = measured.head
    MergeRequest.objects.filter(pk=row.pk).update(head_sha=measured.head)
    say(merge_request, pusher, _words(merge_request, newest, version))
    fallen = merge_request.approvals.exclude(version__patch_id=measured.patch_id)
    names = ", ".join(fallen.order_by("pk").values_list("user__username", flat=True))
    if names:
        fallen.delete()
        say(merge_request, None, f"took back the approval of {names}, because the changes differ")
    return version


def _words(merge_request: MergeRequest, newest: Version | None, version: Version) -> str:
    """What the timeline says of a new version."""
    where = f"version {version.number}"
    if newest is None or newest.head_sha == version.head_sha:
        return f"compared with the target branch anew, {where}"
    with open_repository(directory(merge_request.project_id)) as handle:
        if not is_ancestor(handle, newest.head_sha, version.head_sha):
            return f"rewrote the branch, {where}"
        count = count_commits(
            handle, version.head_sha, exclude=[newest.head_sha, version.start_sha]
        )
    return f"pushed {count} commit{'' if count == 1 else 's'}, {where}"


def _is_same(merge_request: MergeRequest, newest: Version, heads: Heads) -> bool:
    """Whether the newest version is what the branches differ by: new commits on the target alone
    do not matter.
    """
    if newest.head_sha != heads.source or newest.target_branch != merge_request.target_branch:
        return False
    if newest.start_sha == heads.target:
        return True
    with open_repository(directory(merge_request.project_id)) as handle:
        return merge_base(handle, heads.target, heads.source) == newest.base_sha


def _note_missing(merge_request: MergeRequest, heads: Heads) -> None:
    source, target = not heads.source, not heads.target
    if (source, target) == (merge_request.source_missing, merge_request.target_missing):
        return
    with transaction.atomic():
        if source and not merge_request.source_missing:
            say(merge_request, None, f"the branch {merge_request.source_branch} was deleted")
        merge_request.source_missing, merge_request.target_missing = source, target
        MergeRequest.objects.filter(pk=merge_request.pk).update(
            source_missing=source, target_missing=target
        )


def _was_merged(merge_request: MergeRequest, heads: Heads) -> bool:
    """Whether the target now holds what was to be merged, and did not before.

    A branch that never had commits of its own, or was set back to the target, is not merged.
    """
    newest = latest_version(merge_request)
    if newest is None or not newest.commits_count:
        return False
    with open_repository(directory(merge_request.project_id)) as handle:
        return is_ancestor(handle, newest.head_sha, heads.target) and (
            not heads.source or is_ancestor(handle, heads.source, heads.target)
        )


def _finish_pushed_merge(merge_request: MergeRequest, heads: Heads, pusher: User | None) -> None:
    """Keep what came with the merging push as a version, then say who merged."""
    newest = latest_version(merge_request)
    if newest is not None and heads.source and newest.head_sha != heads.source:
        with open_repository(directory(merge_request.project_id)) as handle:
            is_later = is_ancestor(handle, newest.head_sha, heads.source)
        if is_later:
            follow(merge_request, Heads(heads.source, newest.start_sha), pusher)
    commit = _merging_commit(merge_request, heads)
    mark_merged(
        merge_request.pk,
        merged_by=pusher,
        merge_commit_sha=commit,
        words=f"merged by a push to {merge_request.target_branch}",
    )
    track_threads(merge_request)


def _merging_commit(merge_request: MergeRequest, heads: Heads) -> str:
    """The newest push to the target that brought the commits in: where the target was after it."""
    pushes = Push.objects.filter(project=merge_request.project_id).order_by("-pk")[:50]
    ref = HEADS + merge_request.target_branch
    found = heads.target
    with open_repository(directory(merge_request.project_id)) as handle:
        for update in (row for push in pushes for row in push.updates if row["ref"] == ref):
            if not _holds(handle, update["new"], merge_request.head_sha):
                break
            found = update["new"]
    return found


def _holds(handle: Handle, commit: str, ancestor: str) -> bool:
    try:
        return is_ancestor(handle, ancestor, commit)
    except NotFound:
        return False
