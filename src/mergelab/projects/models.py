"""Groups, projects, their members and what happened in them."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.utils import timezone

from mergelab.accounts.models import AccessToken, User
from mergelab.kit.actor import Actor
from mergelab.projects.roles import Role, Visibility

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


def open_to(actor: Actor) -> Q:
    """What visibility alone shows to the actor."""
    if actor.is_anonymous:
        return Q(visibility=Visibility.PUBLIC)
    return Q(visibility__in=[Visibility.PUBLIC, Visibility.INTERNAL])


class GroupQuerySet(models.QuerySet["Group"]):
    def visible_to(self, actor: Actor) -> "GroupQuerySet":
        """Groups the actor may know of: by visibility, membership, or a project of theirs in it."""
        if actor.is_admin:
            return self
        if actor.is_anonymous:
            return self.filter(open_to(actor))
        inherited = Member.objects.filter(user=actor.user, group__below__group=OuterRef("pk"))
        inside = Member.objects.filter(
            user=actor.user, project__group__above__ancestor=OuterRef("pk")
        )
        beneath = Member.objects.filter(user=actor.user, group__above__ancestor=OuterRef("pk"))
        return self.filter(
            open_to(actor)
            | Q(owner=actor.user)
            | Exists(inherited)
            | Exists(inside)
            | Exists(beneath)
        )


class Group(models.Model):
    """A place for projects and other groups; a user's personal one has an `owner`."""

    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    owner = models.OneToOneField(
        User, null=True, on_delete=models.PROTECT, related_name="personal_group"
    )
    name = models.CharField(max_length=120)
    path = models.CharField(max_length=100)
    full_path = models.CharField(max_length=1100)
    description = models.TextField(blank=True, max_length=2000)
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.PRIVATE)
    created_at = models.DateTimeField(default=timezone.now)

    if TYPE_CHECKING:
        members: RelatedManager["Member"]
        projects: RelatedManager["Project"]

    objects = GroupQuerySet.as_manager()

    class Meta:
        ordering = ["full_path"]
        constraints = [
            models.UniqueConstraint(Lower("full_path"), name="group_full_path_unique"),
            models.CheckConstraint(
                condition=Q(owner=None) | Q(parent=None), name="group_personal_at_top"
            ),
        ]

    def __str__(self) -> str:
        return self.full_path

    @property
    def is_personal(self) -> bool:
        return self.owner_id is not None


class Ancestry(models.Model):
    """Each group with each of its ancestors and itself, so that inheritance is one join."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="above")
    ancestor = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="below")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "ancestor"], name="ancestry_unique")
        ]

    def __str__(self) -> str:
        return f"{self.group_id} in {self.ancestor_id}"


class ProjectQuerySet(models.QuerySet["Project"]):
    def visible_to(self, actor: Actor) -> "ProjectQuerySet":
        """Projects the actor may know of; nothing that is being deleted."""
        alive = self.filter(deleted_at=None)
        if actor.is_admin:
            return alive
        if actor.is_anonymous:
            return alive.filter(open_to(actor))
        direct = Member.objects.filter(user=actor.user, project=OuterRef("pk"))
        inherited = Member.objects.filter(user=actor.user, group__below__group=OuterRef("group"))
        return alive.filter(
            open_to(actor) | Q(group__owner=actor.user) | Exists(direct) | Exists(inherited)
        )

    def of_member(self, user: User) -> "ProjectQuerySet":
        """Projects that the user belongs to, directly, through a group, or by owning them."""
        direct = Member.objects.filter(user=user, project=OuterRef("pk"))
        inherited = Member.objects.filter(user=user, group__below__group=OuterRef("group"))
        return self.filter(Q(group__owner=user) | Exists(direct) | Exists(inherited))


class Project(models.Model):
    """A repository with its merge requests and, later, its runs, pipelines and models."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="projects")
    name = models.CharField(max_length=120)
    path = models.CharField(max_length=100)
    full_path = models.CharField(max_length=1200)
    description = models.TextField(blank=True, max_length=2000)
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.PRIVATE)
    default_branch = models.CharField(max_length=200, default="main")
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    last_activity_at = models.DateTimeField(default=timezone.now)
    archived_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)

    if TYPE_CHECKING:
        members: RelatedManager["Member"]

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ["full_path"]
        constraints = [
            models.UniqueConstraint(
                Lower("full_path"), name="project_full_path_unique", condition=Q(deleted_at=None)
            )
        ]
        indexes = [models.Index(fields=["-last_activity_at"], name="project_recent")]

    def __str__(self) -> str:
        return self.full_path

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None


class Member(models.Model):
    """A user's role in a group (inherited by all below it) or in one project."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    group = models.ForeignKey(Group, null=True, on_delete=models.CASCADE, related_name="members")
    project = models.ForeignKey(
        Project, null=True, on_delete=models.CASCADE, related_name="members"
    )
    role = models.PositiveSmallIntegerField(choices=Role)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-role", "user__username"]
        constraints = [
            models.CheckConstraint(
                condition=Q(group=None, project__isnull=False)
                | Q(group__isnull=False, project=None),
                name="member_of_one_place",
            ),
            models.UniqueConstraint(fields=["user", "group"], name="member_once_in_group"),
            models.UniqueConstraint(fields=["user", "project"], name="member_once_in_project"),
            models.CheckConstraint(
                condition=Q(role__in=[10, 20, 30, 40, 50]), name="member_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} as {self.get_role_display()}"


class Redirect(models.Model):
    """An earlier path of a group or project, which leads to it until somebody else takes it."""

    full_path = models.CharField(max_length=1200)
    group = models.ForeignKey(Group, null=True, on_delete=models.CASCADE, related_name="+")
    project = models.ForeignKey(Project, null=True, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("full_path"), name="redirect_path_unique"),
            models.CheckConstraint(
                condition=Q(group=None, project__isnull=False)
                | Q(group__isnull=False, project=None),
                name="redirect_to_one_place",
            ),
        ]

    def __str__(self) -> str:
        return self.full_path


class ProjectToken(models.Model):
    """An access token that belongs to a project: its bot user is a member with a role."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="access_tokens")
    token = models.OneToOneField(AccessToken, on_delete=models.CASCADE, related_name="of_project")
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.token} of {self.project}"


class Activity(models.Model):
    """One line of what happened: actor, verb and target, kept as text so that it outlives both."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="activities")
    actor = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="activities")
    verb = models.CharField(max_length=40)
    noun = models.CharField(max_length=40)
    reference = models.CharField(max_length=250, blank=True)
    title = models.CharField(max_length=300, blank=True)
    detail = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "activities"

    def __str__(self) -> str:
        return f"{self.actor} {self.verb} {self.noun} {self.reference}"
