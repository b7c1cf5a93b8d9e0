"""Change a merge request's texts, people and branches."""

from collections.abc import Iterable

from django.db import IntegrityError, transaction

from mergelab.accounts.models import User
from mergelab.discussions.texts import check_text
from mergelab.kit.actor import Actor
from mergelab.kit.errors import Conflict, Forbidden
from mergelab.kit.tasks import enqueue
from mergelab.merge_requests.models import MergeRequest, MergeSettings
from mergelab.merge_requests.policies import can_edit_merge_request, can_edit_merge_settings
from mergelab.merge_requests.queries.single import settings_of
from mergelab.merge_requests.services.opening import (
    allowed_squash,
    measure_branches,
    refuse_second,
)
from mergelab.merge_requests.services.people import check_people
from mergelab.merge_requests.services.refreshing import refresh
from mergelab.merge_requests.services.states import locked
from mergelab.merge_requests.services.telling import say
from mergelab.merge_requests.services.titles import read_title
from mergelab.projects.models import Project


class _Keep:
    """Says that a person is not to be changed; None says that there is nobody."""


KEEP = _Keep()


def edit_merge_request(
    *,
    by: Actor,
    merge_request: MergeRequest,
    title: str | None = None,
    description: str | None = None,
    draft: bool | None = None,
    assignee: User | _Keep | None = KEEP,
    reviewers: Iterable[User] | None = None,
    target_branch: str | None = None,
    squash: bool | None = None,
    delete_source_branch: bool | None = None,
) -> MergeRequest:
    """Change what is given and say so in the timeline; None leaves a part as it is.

    A title with `Draft:` makes a draft; one without leaves the flag to `draft`, and clears it
    where that is not given. Another target branch makes a new version, and approvals fall with
    the difference. Raises Forbidden, Refused, Conflict. Not to be called inside a transaction.
    """
    if not can_edit_merge_request(by, merge_request):
        raise Forbidden("Its author and developers can change a merge request.")
    project = merge_request.project
    retarget = target_branch is not None and target_branch != merge_request.target_branch
    if retarget and target_branch is not None:
        if not merge_request.is_open:
            raise Conflict("Only an open merge request can get another target branch.")
        measure_branches(project, merge_request.source_branch, target_branch)
    people = None if reviewers is None else check_people(project, reviewers, field="reviewers")
    if isinstance(assignee, User):
        check_people(project, [assignee], field="assignee")
    try:
        with transaction.atomic():
            row = locked(merge_request)
            _texts(row, by, title, description, draft)
            _assign(row, by, assignee, people)
            if squash is not None:
                row.squash = allowed_squash(settings_of(project).squash, wanted=squash)
            if delete_source_branch is not None:
                row.delete_source_branch = delete_source_branch
            if retarget and target_branch is not None:
                _retarget(row, by, target_branch)
            row.save()
            enqueue(refresh, row.pk, by.user_id)
    except IntegrityError:
        raise Conflict("Another open merge request has the same branches.") from None
    if retarget:
        refresh(row.pk, by.user_id)
        row.refresh_from_db()
    return row


@transaction.atomic
def edit_merge_settings(
    *, by: Actor, project: Project, **values: str | int | bool
) -> MergeSettings:
    """Choose how the project merges and what blocks a merge: the fields of MergeSettings."""
    if not can_edit_merge_settings(by, project):
        raise Forbidden("Only maintainers change how a project merges.")
    settings, _ = MergeSettings.objects.get_or_create(project=project)
    for name, value in values.items():
        setattr(settings, name, value)
    settings.full_clean()
    settings.save()
    return settings


def _texts(
    row: MergeRequest, by: Actor, title: str | None, description: str | None, draft: bool | None
) -> None:
    was_draft = row.is_draft
    if title is not None:
        named = read_title(title)
        if named.text != row.title:
            say(row, by.user, f"changed the title from “{row.title}” to “{named.text}”")
        row.title = named.text
        row.is_draft = named.is_draft if draft is None else (draft or named.is_draft)
    elif draft is not None:
        row.is_draft = draft
    if row.is_draft != was_draft:
        say(row, by.user, "marked as draft" if row.is_draft else "marked as ready")
    if description is not None:
        text = check_text(description, field="description", required=False)
        if text != row.description:
            row.description = text
            say(row, by.user, "changed the description")


def _assign(
    row: MergeRequest, by: Actor, assignee: User | _Keep | None, reviewers: list[User] | None
) -> None:
    if not isinstance(assignee, _Keep) and assignee != row.assignee:
        row.assignee = assignee
        words = f"assigned to @{assignee.username}" if assignee else "removed the assignee"
        say(row, by.user, words)
    if reviewers is None:
        return
    before = {person.pk: person for person in row.reviewers.all()}
    after = {person.pk: person for person in reviewers}
    added = [f"@{after[key].username}" for key in after.keys() - before.keys()]
    removed = [f"@{before[key].username}" for key in before.keys() - after.keys()]
    row.reviewers.set(reviewers)
    if added:
        say(row, by.user, f"asked {', '.join(sorted(added))} to review")
    if removed:
        say(row, by.user, f"no longer asks {', '.join(sorted(removed))} to review")


def _retarget(row: MergeRequest, by: Actor, target_branch: str) -> None:
    if not row.is_open:
        raise Conflict("Only an open merge request can get another target branch.")
    refuse_second(row.project, row.source_branch, target_branch, but=row.pk)
    say(row, by.user, f"changed the target branch from {row.target_branch} to {target_branch}")
    row.target_branch = target_branch
    # An approval was for merging into that branch; this one may be protected for a reason.
    names = ", ".join(row.approvals.order_by("pk").values_list("user__username", flat=True))
    if names:
        row.approvals.all().delete()
        say(row, None, f"took back the approval of {names}, because the target differs")
    row.checked_target_sha = ""
