"""Named reads of groups and projects, scoped to who asks."""

from typing import Any, Final, TypeVar

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404

from mergelab.accounts.models import AccessToken, User
from mergelab.kit.access import Moved
from mergelab.kit.actor import Actor
from mergelab.projects.models import (
    Activity,
    Group,
    Member,
    Project,
    ProjectToken,
    Redirect,
    open_to,
)
from mergelab.projects.roles import Role

M = TypeVar("M", Group, Project)


def load_project(actor: Actor, project_path: str) -> Project:
    """The project at this path; Moved where it was renamed, Http404 where nothing is shown."""
    visible = Project.objects.visible_to(actor).select_related("group")
    found = visible.filter(full_path__iexact=project_path).first()
    if found is not None:
        return found
    moved = Redirect.objects.filter(full_path__iexact=project_path, project__in=visible).first()
    if moved is None:
        raise Http404("404 Project Not Found")
    assert moved.project is not None
    raise Moved(project_path, moved.project.full_path)


def load_group(actor: Actor, group_path: str) -> Group:
    """The group at this path; Moved where it was renamed, Http404 where nothing is shown."""
    visible = Group.objects.visible_to(actor).select_related("parent", "owner")
    found = visible.filter(full_path__iexact=group_path).first()
    if found is not None:
        return found
    moved = Redirect.objects.filter(full_path__iexact=group_path, group__in=visible).first()
    if moved is None:
        raise Http404("404 Group Not Found")
    assert moved.group is not None
    raise Moved(group_path, moved.group.full_path)


def load_place(actor: Actor, full_path: str) -> Group | Project:
    """The project or else the group at this path."""
    try:
        return load_project(actor, full_path)
    except Http404:
        return load_group(actor, full_path)


def project_by_reference(actor: Actor, project: str) -> Project:
    """REST's way to name a project: its number or its full path."""
    if not project.isdecimal():
        return load_project(actor, project)
    return _by_number(Project.objects.visible_to(actor).select_related("group"), project, "Project")


def group_by_reference(actor: Actor, group: str) -> Group:
    """REST's way to name a group: its number or its full path."""
    if not group.isdecimal():
        return load_group(actor, group)
    return _by_number(Group.objects.visible_to(actor).select_related("parent"), group, "Group")


def _by_number(rows: QuerySet[M], number: str, noun: str) -> M:
    found = rows.filter(pk=int(number)).first() if len(number) < 18 else None
    if found is None:
        raise Http404(f"404 {noun} Not Found")
    return found


def members_of(project: Project) -> QuerySet[Member]:
    """Everybody with a role in the project, direct or inherited; a user may come more than once."""
    return Member.objects.filter(project=project) | Member.objects.filter(
        group__below__group=project.group
    )


def code_readable_by(actor: Actor) -> QuerySet[Project]:
    """Visible projects whose files and merge requests the actor may read as well.

    The same rule as `policies.can_read_code`, as one query.
    """
    visible = Project.objects.visible_to(actor)
    if actor.is_admin or actor.is_anonymous:
        return visible
    enough = Member.objects.filter(user=actor.user, role__gte=Role.REPORTER)
    return visible.filter(
        open_to(actor)
        | Q(group__owner=actor.user)
        | Exists(enough.filter(project=OuterRef("pk")))
        | Exists(enough.filter(group__below__group=OuterRef("group")))
    )


def feed(actor: Actor, *, before: int | None = None) -> QuerySet[Activity]:
    """What happened, newest first, as far as the actor may know of it.

    Guests of a private project hear of the project and its members, not of branches and merge
    requests. `before` continues below an entry's number. `is_gone` says that the entry's branch or
    tag was deleted since.
    """
    shown = Activity.objects.filter(
        Q(project__in=code_readable_by(actor))
        | Q(project__in=Project.objects.visible_to(actor), noun__in=["project", "member"])
    )
    if before is not None:
        shown = shown.filter(pk__lt=before)
    same = {name: OuterRef(name) for name in ("project", "noun", "reference")}
    deleted = Activity.objects.filter(**same, verb="deleted", pk__gt=OuterRef("pk"))
    return shown.annotate(is_gone=Exists(deleted)).select_related("actor", "project")


SORTS: Final = {
    "recent": ("-last_activity_at", "-pk"),
    "name": ("full_path",),
    "created": ("-created_at", "-pk"),
}


def project_list(
    actor: Actor, *, mine: bool, search: str = "", sort: str = "recent", archived: bool = False
) -> QuerySet[Project]:
    """Projects for a list: the actor's own or all visible; unknown sorts count as recent."""
    rows = Project.objects.visible_to(actor).select_related("group")
    if mine and actor.user is not None:
        rows = rows.of_member(actor.user)
    if search:
        rows = rows.filter(Q(full_path__icontains=search) | Q(description__icontains=search))
    if not archived:
        rows = rows.filter(archived_at=None)
    return rows.order_by(*SORTS.get(sort, SORTS["recent"]))


def group_list(actor: Actor, *, search: str = "") -> QuerySet[Group]:
    """Groups for a list, without the users' personal ones."""
    rows = Group.objects.visible_to(actor).filter(owner=None)
    if search:
        rows = rows.filter(Q(full_path__icontains=search) | Q(name__icontains=search))
    return with_counts(rows, actor)


def with_counts(groups: QuerySet[Group], actor: Actor) -> QuerySet[Group]:
    """Each group with `projects_count`, the projects directly in it that the actor sees."""
    seen = Project.objects.visible_to(actor).filter(group=OuterRef("pk")).order_by()
    counted = seen.values("group").annotate(n=Count("pk")).values("n")
    return groups.annotate(projects_count=Coalesce(Subquery(counted), 0))


def subgroups(actor: Actor, group: Group) -> QuerySet[Group]:
    """The groups directly in this one that the actor sees."""
    return with_counts(Group.objects.visible_to(actor).filter(parent=group), actor)


def places_to_create(actor: Actor) -> QuerySet[Group]:
    """Groups in which the actor may create a project; the personal one first."""
    if actor.user is None:
        return Group.objects.none()
    if actor.is_admin:
        rows = Group.objects.filter(Q(owner=None) | Q(owner=actor.user))
    else:
        enough = Member.objects.filter(
            user=actor.user, role__gte=Role.DEVELOPER, group__below__group=OuterRef("pk")
        )
        rows = Group.objects.filter(Q(owner=actor.user) | Q(Exists(enough), owner=None))
    return rows.order_by(F("owner").asc(nulls_last=True), "full_path")


def group_members(group: Group) -> QuerySet[Member]:
    """Members of the group, direct and inherited from those above it."""
    rows = Member.objects.filter(group__below__group=group)
    return rows.select_related("user", "group").order_by("-role", "user__username", "pk")


def project_members(project: Project) -> QuerySet[Member]:
    """Members of the project, direct and inherited from its groups."""
    rows = Member.objects.filter(Q(project=project) | Q(group__below__group=project.group))
    return rows.select_related("user", "group").order_by("-role", "user__username", "pk")


def project_member(actor: Actor, project_path: str, member_id: int) -> Member:
    """A direct member of a project that the actor sees, else Http404."""
    return _member(load_project(actor, project_path).members, member_id)


def group_member(actor: Actor, group_path: str, member_id: int) -> Member:
    """A direct member of a group that the actor sees, else Http404."""
    return _member(load_group(actor, group_path).members, member_id)


def _member(members: Any, member_id: int) -> Member:
    row: Member | None = (
        members.select_related("user", "group__parent", "project__group")
        .filter(pk=member_id)
        .first()
    )
    if row is None:
        raise Http404
    return row


def project_tokens(project: Project) -> QuerySet[ProjectToken]:
    """The project's tokens that still work, each with its bot's role as `role`."""
    role = Member.objects.filter(project=project, user=OuterRef("token__user")).values("role")[:1]
    rows = ProjectToken.objects.filter(project=project, token__in=AccessToken.objects.active())
    return rows.select_related("token", "created_by").annotate(role=Subquery(role))


def project_token(actor: Actor, project_path: str, token_id: int) -> ProjectToken:
    """A token of a project that the actor sees, else Http404."""
    project = load_project(actor, project_path)
    rows = ProjectToken.objects.select_related("token__user", "project__group")
    row = rows.filter(project=project, pk=token_id).first()
    if row is None:
        raise Http404
    return row


def load_person(actor: Actor, username: str) -> Group:
    """The personal group of the user with this name, else Http404."""
    visible = Group.objects.visible_to(actor)
    row = visible.filter(owner__isnull=False, full_path__iexact=username).first()
    if row is None:
        raise Http404("404 User Not Found")
    return row


def user_to_add(name: str) -> User | None:
    """The active person with this user name or e-mail address."""
    rows = User.objects.filter(is_bot=False, state=User.State.ACTIVE)
    return rows.filter(Q(username__iexact=name) | Q(email__iexact=name)).first()
