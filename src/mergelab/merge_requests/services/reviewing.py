"""Approve, take approval back, and tick off files."""

from django.db import transaction

from mergelab.kit.actor import Actor
from mergelab.kit.errors import Conflict, Forbidden, Refused
from mergelab.merge_requests.files import content_of, path_can_hold_threads, restored
from mergelab.merge_requests.models import Approval, MergeRequest, Viewed
from mergelab.merge_requests.policies import can_approve, can_mark_viewed
from mergelab.merge_requests.queries.single import latest_version
from mergelab.merge_requests.services.states import locked
from mergelab.merge_requests.services.telling import announce, say
from mergelab.repository.git.names import display


@transaction.atomic
def approve(*, by: Actor, merge_request: MergeRequest, sha: str = "") -> Approval:
    """Say yes to the newest version; a second time changes nothing.

    With `sha`, only while that is its head: else Conflict, so that nobody approves what they have
    not seen. Raises Forbidden.
    """
    row = locked(merge_request)
    if not can_approve(by, row):
        is_own = row.author_id == by.user_id
        raise Forbidden(
            "In this project authors do not approve their own merge requests."
            if is_own
            else "Developers of the project can approve."
        )
    version = latest_version(row)
    if not row.is_open or version is None:
        raise Conflict("Only an open merge request can be approved.")
    if sha and sha != version.head_sha:
        raise Conflict("There are newer changes: look at them before you approve.")
    made, is_new = Approval.objects.get_or_create(
        merge_request=row, user=by.user, defaults={"version": version}
    )
    if is_new:
        say(row, by.user, "approved")
        announce(row, by.user, "approved")
    return made


@transaction.atomic
def unapprove(*, by: Actor, merge_request: MergeRequest) -> bool:
    """Take one's approval back; whether there was one."""
    row = locked(merge_request)
    if not row.is_open:
        raise Conflict("The merge request is not open any more.")
    deleted, _ = Approval.objects.filter(merge_request=row, user=by.user).delete()
    if deleted:
        say(row, by.user, "took their approval back")
    return bool(deleted)


@transaction.atomic
def mark_viewed(*, by: Actor, merge_request: MergeRequest, path: str, viewed: bool) -> None:
    """Tick a file of the newest version off, or take the tick away."""
    if not can_mark_viewed(by, merge_request):
        raise Forbidden("Sign in to tick off files.")
    if not path_can_hold_threads(path):
        raise Refused("A file with such a name cannot be ticked off.", field="path")
    if not viewed:
        Viewed.objects.filter(merge_request=merge_request, user=by.user, path=path).delete()
        return
    version = latest_version(merge_request)
    changes = restored(version.files) if version else []
    change = next((change for change in changes if change.path == path), None)
    if change is None:
        raise Refused(f"{display(path[:200])} is not among the changed files.", field="path")
    Viewed.objects.update_or_create(
        merge_request=merge_request,
        user=by.user,
        path=path,
        defaults={"blob_sha": content_of(change)},
    )
