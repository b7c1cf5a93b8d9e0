"""The list of merge requests: filtered, sorted and counted."""

from dataclasses import dataclass, replace
from typing import Final

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from mergelab.accounts.models import User
from mergelab.discussions.models import Discussion, Note
from mergelab.kit.actor import Actor
from mergelab.merge_requests.models import Approval, MergeRequest
from mergelab.projects.models import Member, Project
from mergelab.projects.roles import Role, Visibility

SORTS: Final = {
    "updated": ("-updated_at", "-pk"),
    "created": ("-pk",),
    "oldest": ("pk",),
    "title": ("title", "pk"),
}
STATES: Final = ("opened", "merged", "closed", "all")


@dataclass(frozen=True)
class MergeRequestFilter:
    """What a list shows; empty strings and None do not filter. Unknown values find nothing."""

    state: str = "opened"
    search: str = ""
    author: str = ""
    assignee: str = ""
    reviewer: str = ""
    draft: bool | None = None
    source_branch: str = ""
    target_branch: str = ""
    sort: str = "updated"


def merge_requests_of(project: Project, wanted: MergeRequestFilter) -> QuerySet[MergeRequest]:
    """The project's merge requests with everything that a row of the list shows."""
    return merge_requests_among(MergeRequest.objects.filter(project=project), wanted)


def merge_requests_among(
    rows: QuerySet[MergeRequest], wanted: MergeRequestFilter
) -> QuerySet[MergeRequest]:
    """Those of the rows that the filter lets through, as `merge_requests_of` has them."""
    found = _matching(rows, wanted).select_related("author", "assignee", "project")
    counted = _with_counts(found.prefetch_related("reviewers"))
    return counted.order_by(*SORTS.get(wanted.sort, SORTS["updated"]))


def counts_by_state(project: Project, wanted: MergeRequestFilter) -> dict[str, int]:
    """How many each tab has under the same filters; one query."""
    whole = MergeRequest.objects.filter(project=project)
    rows = _matching(whole, replace(wanted, state="all"))
    found = dict(rows.order_by().values_list("state").annotate(n=Count("pk")))
    counts = {state: int(found.get(state, 0)) for state in ("opened", "merged", "closed")}
    return {**counts, "all": sum(counts.values())}


def open_count(_actor: Actor, project: Project) -> int:
    """The number in the project's tab."""
    return MergeRequest.objects.filter(project=project, state="opened").count()


def people_of(project: Project) -> tuple[QuerySet[User], QuerySet[User]]:
    """Who has authored and who reviews the project's merge requests: the choices of filters."""
    authors = User.objects.filter(merge_requests__project=project).distinct()
    reviewers = User.objects.filter(reviews__project=project).distinct()
    return authors.order_by("username"), reviewers.order_by("username")


def involving(actor: Actor) -> QuerySet[MergeRequest]:
    """Open merge requests that the actor wrote, is assigned to or reviews, and may see now."""
    roles = MergeRequest.reviewers.through.objects.filter(user=actor.user)
    mine = Q(author=actor.user) | Q(assignee=actor.user) | Q(pk__in=roles.values("mergerequest_id"))
    rows = MergeRequest.objects.filter(mine, state="opened", project__in=_code_of(actor))
    rows = rows.select_related("author", "assignee", "project").prefetch_related("reviewers")
    return _with_counts(rows).order_by("-updated_at", "-pk")


def _code_of(actor: Actor) -> QuerySet[Project]:
    """Projects whose code the actor reads: guests of a private project do not."""
    visible = Project.objects.visible_to(actor)
    if actor.is_admin:
        return visible
    reporter = Member.objects.filter(user=actor.user, role__gte=Role.REPORTER)
    return visible.filter(
        ~Q(visibility=Visibility.PRIVATE)
        | Q(group__owner=actor.user)
        | Exists(reporter.filter(project=OuterRef("pk")))
        | Exists(reporter.filter(group__below__group=OuterRef("group")))
    )


def _matching(rows: QuerySet[MergeRequest], wanted: MergeRequestFilter) -> QuerySet[MergeRequest]:
    if wanted.state != "all":
        rows = rows.filter(state=wanted.state)
    if wanted.search:
        rows = rows.filter(_search(wanted.search))
    if wanted.author:
        rows = rows.filter(author__username__iexact=wanted.author)
    if wanted.assignee:
        rows = rows.filter(assignee__username__iexact=wanted.assignee)
    if wanted.reviewer:
        rows = rows.filter(
            pk__in=MergeRequest.reviewers.through.objects.filter(
                user__username__iexact=wanted.reviewer
            ).values("mergerequest_id")
        )
    if wanted.draft is not None:
        rows = rows.filter(is_draft=wanted.draft)
    if wanted.source_branch:
        rows = rows.filter(source_branch=wanted.source_branch)
    if wanted.target_branch:
        rows = rows.filter(target_branch=wanted.target_branch)
    return rows


def _search(text: str) -> Q:
    """By number with `!`, else by words in title, description or source branch."""
    number = text.strip().removeprefix("!")
    if text.strip().startswith("!") and number.isdecimal() and len(number) < 10:
        return Q(iid=int(number))
    found = Q()
    for word in text.split()[:10]:
        found &= (
            Q(title__icontains=word)
            | Q(description__icontains=word)
            | Q(source_branch__icontains=word)
        )
    return found


def _with_counts(rows: QuerySet[MergeRequest]) -> QuerySet[MergeRequest]:
    approvals = Approval.objects.filter(merge_request=OuterRef("pk"))
    return rows.annotate(
        notes_count=_counted(_notes()),
        unresolved_count=_counted(_unresolved()),
        approvals_count=_counted(approvals, "merge_request"),
    )


def _notes() -> QuerySet[Note]:
    return Note.objects.filter(
        discussion__target=Discussion.Target.MERGE_REQUEST,
        discussion__target_id=OuterRef("pk"),
        is_system=False,
    ).annotate(of=F("discussion__target_id"))


def _unresolved() -> QuerySet[Discussion]:
    return Discussion.objects.filter(
        target=Discussion.Target.MERGE_REQUEST,
        target_id=OuterRef("pk"),
        resolvable=True,
        resolved_at=None,
    ).annotate(of=F("target_id"))


def _counted(
    rows: QuerySet[Note] | QuerySet[Discussion] | QuerySet[Approval], by: str = "of"
) -> Coalesce:
    counted = rows.order_by().values(by).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
