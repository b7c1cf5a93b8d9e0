"""Merge: durable, and re-runnable from any point at which it was killed.

1. The intent is a committed row. It holds all that the result is made of, time included.
2. The tree and the commits are made from it. They are the same on every run, and harmless
   without a ref.
3. The target branch moves from the value in the intent to the result, compared and made durable
   by git. This is the moment of the merge.
4. The merge request is marked, in one transaction with its note and activity.
5. The source branch goes, if that is wanted, and the intent last.

`finish_merges` runs what is left of 2 to 5 for every intent that it finds.
"""

import logging

from django.db import transaction

from mergelab.kit.actor import Actor
from mergelab.kit.errors import Conflict, DomainError, Forbidden
from mergelab.kit.tasks import enqueue, every, task
from mergelab.merge_requests.models import MergeIntent, MergeRequest
from mergelab.merge_requests.policies import can_merge
from mergelab.merge_requests.services.merge_commits import Made, make_commits
from mergelab.merge_requests.services.merge_intents import (
    Wish,
    current_state,
    write_intent,
)
from mergelab.merge_requests.services.refreshing import refresh
from mergelab.merge_requests.services.states import mark_merged
from mergelab.repository.git.errors import GitError, RefMoved
from mergelab.repository.git.names import HEADS, ZERO
from mergelab.repository.git.reads import is_ancestor, open_repository, read_ref
from mergelab.repository.git.writes import RefUpdate
from mergelab.repository.policies import can_delete_branch
from mergelab.repository.services import move_refs, translated
from mergelab.repository.storage import directory

log = logging.getLogger(__name__)

ATTEMPTS = 3


class Outrun(Conflict):
    """The target branch moved between the intent and the update; nothing was merged."""


def merge(
    *,
    by: Actor,
    merge_request: MergeRequest,
    sha: str = "",
    message: str = "",
    squash: bool | None = None,
    squash_message: str = "",
    delete_source_branch: bool | None = None,
) -> MergeRequest:
    """Merge now; merging a merged one changes nothing.

    `sha` guards against merging what one has not seen: the newest head must be this, else
    Conflict. Empty messages are composed. Raises Forbidden, NotMergeable, Conflict, Refused.
    Not to be called inside a transaction: git cannot be rolled back.
    """
    wish = Wish(sha, message, squash, squash_message, delete_source_branch)
    for _ in range(ATTEMPTS):
        current = current_state(merge_request)
        if current.is_merged:
            finish_merges_of(current)
            return current_state(merge_request)
        _permit(by, current)
        intent = MergeIntent.objects.filter(merge_request=current).first()
        if intent is None:
            intent = write_intent(by, current, wish)
        try:
            with translated():
                carry_out(intent)
        except Outrun:
            continue
        return current_state(merge_request)
    raise Conflict("The target branch keeps changing; try again.")


def carry_out(intent: MergeIntent) -> None:
    """Run what is left of a merge. Raises Outrun, Conflict (nothing merged, the intent is gone)."""
    merge_request = current_state(intent.merge_request)
    if not merge_request.is_merged:
        made = _move_target(merge_request, intent)
        mark_merged(
            merge_request.pk,
            merged_by=intent.actor,
            merge_commit_sha="" if made.is_fast_forward else made.result,
            squash_commit_sha=made.squash,
            words=f"merged into {intent.target_branch} with {made.result[:8]}",
        )
    _delete_source(merge_request, intent)
    MergeIntent.objects.filter(pk=intent.pk).delete()


def finish_merges_of(merge_request: MergeRequest) -> None:
    """Finish a merge of this merge request that was cut off, if there is one."""
    intent = MergeIntent.objects.filter(merge_request=merge_request).first()
    if intent is not None:
        carry_out(intent)


@every(minutes=1)
@task
def finish_merges() -> int:
    """Finish every merge that was cut off by a dying process; how many there were."""
    rows = MergeIntent.objects.select_related("merge_request__project__group", "actor")
    found = list(rows.order_by("pk"))
    for intent in found:
        try:
            carry_out(intent)
        except (DomainError, GitError) as problem:
            log.warning("%s was not finished: %s", intent, problem)
    return len(found)


def _permit(by: Actor, merge_request: MergeRequest) -> None:
    if not can_merge(by, merge_request):
        raise Forbidden(f"You may not merge into {merge_request.target_branch}.")


def _move_target(merge_request: MergeRequest, intent: MergeIntent) -> Made:
    """Make the commits and move the target branch, unless an earlier run has."""
    repository = directory(merge_request.project_id)
    try:
        made = make_commits(merge_request, intent)
    except Conflict:
        MergeIntent.objects.filter(pk=intent.pk).delete()
        raise
    ref = HEADS + intent.target_branch
    with open_repository(repository) as handle:
        now = read_ref(handle, ref)
        if now is not None and now != intent.target_sha and is_ancestor(handle, made.result, now):
            return made
    _require_rights(merge_request, intent)
    try:
        if now != intent.target_sha:
            raise RefMoved("The branch was changed meanwhile.")
        update = RefUpdate(ref, intent.target_sha, made.result)
        move_refs(project=merge_request.project, by=intent.actor, updates=[update])
    except RefMoved:
        return _after_losing(merge_request, intent, made)
    except Conflict:
        MergeIntent.objects.filter(pk=intent.pk).delete()
        raise
    return made


def _require_rights(merge_request: MergeRequest, intent: MergeIntent) -> None:
    """A merge that was cut off goes on only if whoever asked for it still may merge."""
    actor = intent.actor
    if actor is None or not actor.is_active or not can_merge(Actor(user=actor), merge_request):
        MergeIntent.objects.filter(pk=intent.pk).delete()
        raise Conflict("Whoever started this merge may not merge any more.")


def _after_losing(merge_request: MergeRequest, intent: MergeIntent, made: Made) -> Made:
    """Somebody else moved the target: another run of this very merge, or a push."""
    with open_repository(directory(merge_request.project_id)) as handle:
        now = read_ref(handle, HEADS + intent.target_branch)
        if now is not None and is_ancestor(handle, made.result, now):
            return made
    with transaction.atomic():
        MergeIntent.objects.filter(pk=intent.pk).delete()
        enqueue(refresh, merge_request.pk)
    raise Outrun("The target branch was changed meanwhile.")


def _delete_source(merge_request: MergeRequest, intent: MergeIntent) -> None:
    """Delete the source branch where that is wanted, allowed, and nobody pushed to it since."""
    if not intent.delete_source_branch or intent.actor is None:
        return
    project, branch = merge_request.project, intent.source_branch
    others = MergeRequest.objects.filter(project=project, state="opened")
    is_used = others.filter(source_branch=branch) | others.filter(target_branch=branch)
    if is_used.exists() or not can_delete_branch(Actor(user=intent.actor), project, branch):
        return
    with open_repository(directory(project.pk)) as handle:
        now = read_ref(handle, HEADS + branch)
    if now == intent.source_sha:
        update = RefUpdate(HEADS + branch, now, ZERO)
        try:
            move_refs(project=project, by=intent.actor, updates=[update])
        except (RefMoved, Conflict):
            log.info("%s of %s was not deleted: it has changed", branch, project)
