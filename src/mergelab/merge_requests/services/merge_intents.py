"""Deciding to merge: all that is looked at, and the row that makes the decision durable."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from mergelab.discussions.texts import check_text
from mergelab.kit.actor import Actor
from mergelab.kit.errors import Conflict
from mergelab.merge_requests.checks import Check, stopping
from mergelab.merge_requests.models import MergeIntent, MergeRequest
from mergelab.merge_requests.queries.single import latest_version, settings_of
from mergelab.merge_requests.queries.state import merge_checks
from mergelab.merge_requests.services.measuring import heads_of
from mergelab.merge_requests.services.messages import merge_message, squash_message
from mergelab.merge_requests.services.opening import allowed_squash
from mergelab.merge_requests.services.refreshing import refresh
from mergelab.merge_requests.services.states import locked


class NotMergeable(Conflict):
    """A check stops the merge; `check` says which."""

    def __init__(self, check: Check) -> None:
        super().__init__(f"{check.title}. {check.detail}".strip())
        self.check = check


@dataclass(frozen=True)
class Wish:
    """How somebody wants to merge; empty messages are composed, None takes what was set before."""

    sha: str = ""
    message: str = ""
    squash: bool | None = None
    squash_message: str = ""
    delete_source_branch: bool | None = None


def current_state(merge_request: MergeRequest) -> MergeRequest:
    """The row as it is now."""
    rows = MergeRequest.objects.select_related("project__group", "author")
    return rows.get(pk=merge_request.pk)


def write_intent(by: Actor, merge_request: MergeRequest, wish: Wish) -> MergeIntent:
    """Look at everything once more and write the intent; the first writer's stays.

    Raises NotMergeable, Conflict, Refused.
    """
    # What was pushed a moment ago counts: approvals fall and conflicts show before the checks.
    refresh(merge_request.pk)
    current = current_state(merge_request)
    if wish.sha and wish.sha != current.head_sha:
        raise Conflict("SHA does not match HEAD of source branch: there are newer changes.")
    for check in stopping(merge_checks(current, by)):
        raise NotMergeable(check)
    settings = settings_of(current.project)
    heads = heads_of(current.project_id, current.source_branch, current.target_branch)
    squash = current.squash if wish.squash is None else wish.squash
    deletes = wish.delete_source_branch
    author = current.author or by.user
    fresh = MergeIntent(
        merge_request=current,
        actor=by.user,
        method=settings.method,
        squash=allowed_squash(settings.squash, wanted=squash),
        source_branch=current.source_branch,
        target_branch=current.target_branch,
        source_sha=current.head_sha,
        target_sha=heads.target,
        author_name=by.user.name or by.user.username,
        author_email=by.user.email,
        committed_at=int(timezone.now().timestamp()),
        message=check_text(wish.message, field="message", required=False) or merge_message(current),
        squash_message=check_text(wish.squash_message, field="squash_message", required=False)
        or squash_message(current),
        squash_author_name=author.name or author.username,
        squash_author_email=author.email,
        delete_source_branch=current.delete_source_branch if deletes is None else deletes,
    )
    return _write(fresh, current)


def _write(fresh: MergeIntent, seen: MergeRequest) -> MergeIntent:
    """Commit the intent, unless what was checked has changed meanwhile."""
    try:
        with transaction.atomic():
            row = locked(seen)
            version = latest_version(row)
            if not row.is_open or version is None or version.head_sha != fresh.source_sha:
                raise Conflict("The merge request has changed; look at it again.")
            if row.target_branch != fresh.target_branch:
                raise Conflict("The target branch was changed; look at it again.")
            fresh.save(force_insert=True)
    except IntegrityError:
        return MergeIntent.objects.get(merge_request=seen)
    return fresh
