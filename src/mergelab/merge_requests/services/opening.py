"""Open a merge request."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max

from mergelab.accounts.models import User
from mergelab.discussions.texts import check_text
from mergelab.kit.actor import Actor
from mergelab.kit.errors import Conflict, Forbidden, Refused
from mergelab.kit.tasks import enqueue
from mergelab.merge_requests.models import MergeRequest, Squash
from mergelab.merge_requests.policies import can_open_merge_request
from mergelab.merge_requests.queries.single import settings_of
from mergelab.merge_requests.services.measuring import Measured, heads_of, measure
from mergelab.merge_requests.services.people import check_people
from mergelab.merge_requests.services.refreshing import refresh
from mergelab.merge_requests.services.telling import announce
from mergelab.merge_requests.services.titles import read_title
from mergelab.merge_requests.services.versions import add_version, keep
from mergelab.projects.models import Project
from mergelab.repository.git.names import display
from mergelab.repository.services import translated


def open_merge_request(
    *,
    by: Actor,
    project: Project,
    source_branch: str,
    target_branch: str,
    title: str,
    description: str = "",
    draft: bool = False,
    assignee: User | None = None,
    reviewers: Iterable[User] = (),
    squash: bool | None = None,
    delete_source_branch: bool | None = None,
) -> MergeRequest:
    """Ask to merge one branch into another; its first version is what they differ by now.

    A title that begins with `Draft:` makes a draft. Branches without a difference are taken: the
    checks say that there is nothing to merge. Raises Forbidden, Refused, Conflict. Not to be
    called inside a transaction: it writes refs.
    """
    if not can_open_merge_request(by, project):
        raise Forbidden("Developers of the project can open merge requests.")
    named = read_title(title)
    settings = settings_of(project)
    wanted = settings.squash == Squash.DEFAULT_ON if squash is None else squash
    fresh = MergeRequest(
        project=project,
        title=named.text,
        description=check_text(description, field="description", required=False),
        is_draft=draft or named.is_draft,
        author=by.user,
        assignee=_one(project, assignee),
        source_branch=source_branch,
        target_branch=target_branch,
        squash=allowed_squash(settings.squash, wanted=wanted),
        delete_source_branch=(
            settings.delete_source_branch if delete_source_branch is None else delete_source_branch
        ),
    )
    chosen = check_people(project, reviewers, field="reviewers")
    measured = measure_branches(project, source_branch, target_branch)
    keep(project.pk, measured)
    return _create(fresh, measured, chosen)


def allowed_squash(policy: str, *, wanted: bool) -> bool:
    """The choice as far as the project leaves one."""
    return policy == Squash.ALWAYS or (wanted and policy != Squash.NEVER)


def measure_branches(project: Project, source_branch: str, target_branch: str) -> Measured:
    """The difference between two branches that a merge request may name. Raises Refused."""
    if source_branch == target_branch:
        raise Refused("Choose two different branches.", field="target_branch")
    with translated():
        heads = heads_of(project.pk, source_branch, target_branch)
        if not heads.source:
            message = f"There is no branch {display(source_branch[:200])}."
            raise Refused(message, field="source_branch")
        if not heads.target:
            message = f"There is no branch {display(target_branch[:200])}."
            raise Refused(message, field="target_branch")
        return measure(project.pk, start=heads.target, head=heads.source)


def refuse_second(project: Project, source: str, target: str, *, but: int | None = None) -> None:
    """Raise Conflict where an open merge request has the same branches."""
    rows = MergeRequest.objects.filter(
        project=project, source_branch=source, target_branch=target, state="opened"
    )
    other = rows.first() if but is None else rows.exclude(pk=but).first()
    if other is not None:
        raise Conflict(
            f"Another open merge request already exists for this source branch: !{other.iid}",
            field="source_branch",
        )


@transaction.atomic
def _create(fresh: MergeRequest, measured: Measured, reviewers: list[User]) -> MergeRequest:
    project = fresh.project
    # One at a time in a project: on PostgreSQL by this row, on SQLite writers queue anyway.
    Project.objects.select_for_update(of=("self",)).get(pk=project.pk)
    refuse_second(project, fresh.source_branch, fresh.target_branch)
    last = MergeRequest.objects.filter(project=project).aggregate(last=Max("iid"))["last"]
    fresh.iid = (last or 0) + 1
    fresh.head_sha = measured.head
    fresh.save()
    fresh.reviewers.set(reviewers)
    add_version(fresh, measured, pushed_by=fresh.author)
    announce(fresh, fresh.author, "opened")
    enqueue(refresh, fresh.pk)
    return fresh


def _one(project: Project, person: User | None) -> User | None:
    return None if person is None else check_people(project, [person], field="assignee")[0]
