"""Suggestions applied as commits on the source branch.

The commit's name is stored with the suggestion before the branch moves. Whoever finds that name in
the branch later marks the suggestion as applied: a kill in between loses nothing, and applying once
more does nothing twice.
"""

from collections.abc import Sequence

from mergelab.discussions.models import Suggestion
from mergelab.discussions.policies import can_apply
from mergelab.discussions.texts import check_text
from mergelab.kit.actor import Actor
from mergelab.kit.errors import Conflict, Forbidden, Refused
from mergelab.merge_requests.models import MergeIntent, MergeRequest
from mergelab.merge_requests.queries.single import target_for
from mergelab.merge_requests.services.refreshing import refresh
from mergelab.merge_requests.services.suggested_files import Edit, changed_files, edit_of
from mergelab.merge_requests.services.suggestion_states import mark_applied
from mergelab.repository.git.names import HEADS, display
from mergelab.repository.git.reads import commit, open_repository, read_ref
from mergelab.repository.services import commit_files
from mergelab.repository.services.tags import identity_of
from mergelab.repository.services.translating import translated
from mergelab.repository.storage import directory

MOST_SUGGESTIONS = 100
"""Suggestions of one commit."""

ATTEMPTS = 3
OUTRUN = "The branch was changed meanwhile."


class Outrun(Conflict):
    """The branch moved while the commit was made; nothing was written to it."""


def apply_suggestions(
    *,
    by: Actor,
    suggestions: Sequence[Suggestion],
    message: str = "",
    clear_outputs: bool = True,
) -> list[Suggestion]:
    """Commit the suggestions of one merge request together; those applied already stay so.

    An empty message is composed. `clear_outputs` empties the outputs of the cells changed. Threads
    in which nothing is left to apply are resolved. Raises Forbidden, Refused, Conflict. Not to be
    called inside a transaction: git cannot be rolled back.
    """
    keys = [row.pk for row in suggestions]
    merge_request = _merge_request_of(suggestions)
    _permit(by, merge_request)
    for _ in range(ATTEMPTS):
        # What was pushed a moment ago counts: the lines may be others by now.
        refresh(merge_request.pk, by.user_id)
        merge_request.refresh_from_db(fields=["head_sha", "state", "source_missing"])
        _permit(by, merge_request)
        waiting = [row for row in _rows(keys) if not row.is_applied]
        try:
            if waiting:
                _commit(by, merge_request, waiting, message, clear_outputs=clear_outputs)
        except Outrun:
            continue
        return _rows(keys)
    raise Conflict("The branch keeps changing; try again.")


def _commit(
    by: Actor,
    merge_request: MergeRequest,
    rows: list[Suggestion],
    message: str,
    *,
    clear_outputs: bool,
) -> None:
    """One commit with all of these. Raises Outrun, Conflict, Refused."""
    keys = [row.pk for row in rows]
    project, head = merge_request.project, merge_request.head_sha
    if any(row.changes_nothing for row in rows):
        raise Refused("The suggestion changes nothing.", field="suggestion")
    with translated(), open_repository(directory(project.pk)) as handle:
        if read_ref(handle, HEADS + merge_request.source_branch) != head:
            raise Outrun(OUTRUN)
        edits = [edit_of(handle, head, row, row.note.discussion.position) for row in rows]
        found = _all_current(rows, edits)
        actions = changed_files(handle, head, found, clear_outputs=clear_outputs)
    text = check_text(message, field="commit_message", required=False) or composed(found)
    made: list[str] = []

    def remember(sha: str) -> None:
        made.append(sha)
        waiting = Suggestion.objects.filter(pk__in=keys, applied_at=None)
        waiting.update(commit=sha, applied_by=by.user)

    try:
        done = commit_files(
            by=by,
            project=project,
            branch=merge_request.source_branch,
            message=text + _trailers(by, rows),
            actions=actions,
            start=head,
            before_move=remember,
        ).sha
    except Conflict as problem:
        done = _same_change(merge_request, made)
        if not done:
            raise Outrun(OUTRUN) from problem
    mark_applied(keys, by.user, done)


def _same_change(merge_request: MergeRequest, made: Sequence[str]) -> str:
    """The branch's head where it holds the very files that were to be committed, else empty.

    Then the same suggestion was applied a moment earlier: a second click loses to the first.
    """
    with open_repository(directory(merge_request.project_id)) as handle:
        now = read_ref(handle, HEADS + merge_request.source_branch)
        is_same = now and made and commit(handle, now).tree == commit(handle, made[0]).tree
    return now or "" if is_same else ""


def composed(edits: Sequence[Edit]) -> str:
    """The commit message for somebody who wrote none."""
    paths = {edit.path for edit in edits}
    count = len(edits)
    what = "suggestion" if count == 1 else f"{count} suggestions"
    where = display(min(paths).rpartition("/")[2]) if len(paths) == 1 else f"{len(paths)} files"
    return f"Apply {what} to {where}"


def _merge_request_of(suggestions: Sequence[Suggestion]) -> MergeRequest:
    if not 1 <= len(suggestions) <= MOST_SUGGESTIONS:
        raise Refused(f"Choose 1 to {MOST_SUGGESTIONS} suggestions.", field="ids")
    targets = {row.note.discussion.target_id for row in suggestions}
    if len(targets) > 1:
        raise Refused("All suggestions must be of one merge request.", field="ids")
    rows = MergeRequest.objects.select_related("project__group", "author")
    return rows.get(pk=targets.pop())


def _permit(by: Actor, merge_request: MergeRequest) -> None:
    if not merge_request.is_open or MergeIntent.objects.filter(merge_request=merge_request):
        raise Conflict("Suggestions can be applied while the merge request is open.")
    if merge_request.source_missing:
        raise Conflict("The source branch was deleted.")
    if not can_apply(by, target_for(merge_request)):
        branch = display(merge_request.source_branch)
        raise Forbidden(f"You may not push to the branch {branch}.")


def _rows(keys: Sequence[int]) -> list[Suggestion]:
    """The suggestions as they are now."""
    related = ("note__discussion__position", "note__author", "applied_by")
    return list(Suggestion.objects.select_related(*related).filter(pk__in=keys).order_by("pk"))


def _all_current(rows: Sequence[Suggestion], edits: Sequence[Edit | None]) -> list[Edit]:
    stale = [row.pk for row, edit in zip(rows, edits, strict=True) if edit is None]
    if stale:
        Suggestion.objects.filter(pk__in=stale).update(is_outdated=True)
        raise Conflict("The lines have changed since this was suggested.")
    return [edit for edit in edits if edit is not None]


def _trailers(by: Actor, rows: Sequence[Suggestion]) -> str:
    """Who suggested it, as git and its hosts know co-authors."""
    authors = {row.note.author_id: row.note.author for row in rows}
    people = [identity_of(user) for pk, user in authors.items() if user and pk != by.user_id]
    lines = "".join(f"Co-authored-by: {who.name} <{who.email}>\n" for who in people)
    return f"\n\n{lines}" if lines else ""
