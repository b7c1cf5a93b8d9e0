"""Close, reopen and mark as merged."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from mergelab.accounts.models import User
from mergelab.kit.actor import Actor
from mergelab.kit.errors import Conflict, Forbidden
from mergelab.kit.tasks import enqueue
from mergelab.merge_requests.models import MergeIntent, MergeRequest
from mergelab.merge_requests.policies import can_edit_merge_request
from mergelab.merge_requests.services.telling import announce, say


@transaction.atomic
def close_merge_request(*, by: Actor, merge_request: MergeRequest) -> MergeRequest:
    """Give up on merging for now; closing a closed one changes nothing."""
    _require_editor(by, merge_request)
    row = locked(merge_request)
    if row.state == MergeRequest.State.CLOSED:
        return row
    if row.is_merged or MergeIntent.objects.filter(merge_request=row).exists():
        raise Conflict("This merge request is merged and cannot be closed.")
    row.state = MergeRequest.State.CLOSED
    row.closed_at, row.closed_by = timezone.now(), by.user
    row.save(update_fields=["state", "closed_at", "closed_by"])
    say(row, by.user, "closed")
    announce(row, by.user, "closed")
    return row


def reopen_merge_request(*, by: Actor, merge_request: MergeRequest) -> MergeRequest:
    """Take up a closed merge request again; reopening an open one changes nothing."""
    from mergelab.merge_requests.services.opening import refuse_second
    from mergelab.merge_requests.services.refreshing import refresh

    _require_editor(by, merge_request)
    try:
        with transaction.atomic():
            row = locked(merge_request)
            if row.is_open:
                return row
            if row.is_merged:
                raise Conflict("This merge request is merged and cannot be reopened.")
            refuse_second(row.project, row.source_branch, row.target_branch, but=row.pk)
            row.state = MergeRequest.State.OPENED
            row.closed_at, row.closed_by = None, None
            row.save(update_fields=["state", "closed_at", "closed_by"])
            say(row, by.user, "reopened")
            announce(row, by.user, "reopened")
            enqueue(refresh, row.pk)
    except IntegrityError:
        raise Conflict("Another open merge request has the same branches.") from None
    return row


@transaction.atomic
def mark_merged(
    merge_request_id: int,
    *,
    merged_by: User | None,
    merge_commit_sha: str,
    squash_commit_sha: str = "",
    words: str,
) -> bool:
    """Record that the target branch holds the changes; False where that was known already."""
    rows = MergeRequest.objects.select_related("project__group")
    row = rows.select_for_update(of=("self",)).get(pk=merge_request_id)
    if row.is_merged:
        return False
    row.state = MergeRequest.State.MERGED
    row.merged_at, row.merged_by = timezone.now(), merged_by
    row.merge_commit_sha, row.squash_commit_sha = merge_commit_sha, squash_commit_sha
    row.closed_at, row.closed_by = None, None
    row.save(
        update_fields=[
            "state",
            "merged_at",
            "merged_by",
            "merge_commit_sha",
            "squash_commit_sha",
            "closed_at",
            "closed_by",
        ]
    )
    say(row, merged_by, words)
    announce(row, merged_by, "merged")
    return True


def locked(merge_request: MergeRequest) -> MergeRequest:
    """The newest state of the row, kept still until the transaction ends."""
    rows = MergeRequest.objects.select_related("project__group", "author")
    return rows.select_for_update(of=("self",)).get(pk=merge_request.pk)


def _require_editor(by: Actor, merge_request: MergeRequest) -> None:
    if not can_edit_merge_request(by, merge_request):
        raise Forbidden("Its author and developers can change a merge request.")
