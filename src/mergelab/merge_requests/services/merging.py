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

from django.db import IntegrityError, transaction
from django.utils import timezone

from mergelab.discussions.texts import check_text
from mergelab.kit.actor import Actor
from mergelab.kit.errors import Conflict, DomainError, Forbidden
from mergelab.kit.tasks import enqueue, every, task
from mergelab.merge_requests.checks import Check, stopping
from mergelab.merge_requests.models import MergeIntent, MergeMethod, MergeRequest
from mergelab.merge_requests.policies import can_merge
from mergelab.merge_requests.queries.single import latest_version, settings_of
from mergelab.merge_requests.queries.state import merge_checks
from mergelab.merge_requests.services.measuring import heads_of
from mergelab.merge_requests.services.merge_commits import Made, make_commits
from mergelab.merge_requests.services.messages import merge_message, squash_message
from mergelab.merge_requests.services.opening import allowed_squash
from mergelab.merge_requests.services.refreshing import refresh
from mergelab.merge_requests.services.states import locked, mark_merged
from mergelab.repository.git.errors import GitError, RefMoved
from mergelab.repository.git.names import HEADS, ZERO
from mergelab.repository.git.reads import is_ancestor, open_repository, read_ref
from mergelab.repository.git.writes import RefUpdate
from mergelab.repository.policies import can_delete_branch
from mergelab.repository.services import move_refs, translated
from mergelab.repository.storage import directory

log = logging.getLogger(__name__)

ATTEMPTS = 3


class NotMergeable(Conflict):
    """A check stops the merge; `check` says which."""

    def __init__(self, check: Check) -> None:
        super().__init__(f"{check.title}. {check.detail}".strip())
        self.check = check


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
    for _ in range(ATTEMPTS):
        current = _current(merge_request)
        if current.is_merged:
            finish_merges_of(current)
            return _current(merge_request)
        _permit(by, current)
        intent = MergeIntent.objects.filter(merge_request=current).first()
        if intent is None:
            intent = _decide(
                by, current, sha, message, squash, squash_message, delete_source_branch
            )
        try:
            with translated():
                carry_out(intent)
        except Outrun:
            continue
        return _current(merge_request)
    raise Conflict("The target branch keeps changing; try again.")


def carry_out(intent: MergeIntent) -> None:
    """Run what is left of a merge. Raises Outrun, Conflict (nothing merged, the intent is gone)."""
    merge_request = _current(intent.merge_request)
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


def _current(merge_request: MergeRequest) -> MergeRequest:
    rows = MergeRequest.objects.select_related("project__group", "author")
    return rows.get(pk=merge_request.pk)


def _permit(by: Actor, merge_request: MergeRequest) -> None:
    if not can_merge(by, merge_request):
        raise Forbidden(f"You may not merge into {merge_request.target_branch}.")


def _decide(
    by: Actor,
    merge_request: MergeRequest,
    sha: str,
    message: str,
    squash: bool | None,
    squash_words: str,
    delete_source_branch: bool | None,
) -> MergeIntent:
    """Look at everything once more and write the intent; the first writer's stays."""
    # What was pushed a moment ago counts: approvals fall and conflicts show before the checks.
    refresh(merge_request.pk)
    current = _current(merge_request)
    if sha and sha != current.head_sha:
        raise Conflict("SHA does not match HEAD of source branch: there are newer changes.")
    for check in stopping(merge_checks(current, by)):
        raise NotMergeable(check)
    settings = settings_of(current.project)
    heads = heads_of(current.project_id, current.source_branch, current.target_branch)
    use_squash = allowed_squash(
        settings.squash, wanted=current.squash if squash is None else squash
    )
    deletes = current.delete_source_branch if delete_source_branch is None else delete_source_branch
    author = current.author or by.user
    fresh = MergeIntent(
        merge_request=current,
        actor=by.user,
        method=settings.method,
        squash=use_squash,
        source_branch=current.source_branch,
        target_branch=current.target_branch,
        source_sha=current.head_sha,
        target_sha=heads.target,
        author_name=by.user.name or by.user.username,
        author_email=by.user.email,
        committed_at=int(timezone.now().timestamp()),
        message=check_text(message, field="message", required=False) or merge_message(current),
        squash_message=check_text(squash_words, field="squash_message", required=False)
        or squash_message(current),
        squash_author_name=author.name or author.username,
        squash_author_email=author.email,
        delete_source_branch=deletes,
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
