"""What the database knows of repositories: protection, pushes and upkeep. Refs live in git."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from mergelab.accounts.models import User
from mergelab.projects.models import Project


class Level(models.IntegerChoices):
    """Who may do something to a protected branch."""

    NO_ONE = 0, "No one"
    DEVELOPERS = 30, "Developers and maintainers"
    MAINTAINERS = 40, "Maintainers"


class ProtectedBranch(models.Model):
    """A branch, or all that match a pattern with `*`, on which only some may push or merge."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="protected_branches"
    )
    name = models.CharField(max_length=200)
    push_level = models.PositiveSmallIntegerField(choices=Level, default=Level.MAINTAINERS)
    merge_level = models.PositiveSmallIntegerField(choices=Level, default=Level.MAINTAINERS)
    allow_force_push = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["project", "name"], name="protected_branch_unique"),
            models.CheckConstraint(
                condition=Q(push_level__in=[0, 30, 40], merge_level__in=[0, 30, 40]),
                name="protected_branch_levels_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Push(models.Model):
    """Ref updates that git has made durable; recorded from the hook's spool, once each."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="pushes")
    actor = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    spool_id = models.CharField(max_length=64, unique=True)
    updates = models.JSONField(help_text="A list of {ref, old, new}.")
    options = models.JSONField(default=list, help_text="The pusher's push options.")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "pushes"

    def __str__(self) -> str:
        return self.spool_id


class Upkeep(models.Model):
    """When a repository was last packed and how much was pushed since."""

    project = models.OneToOneField(Project, on_delete=models.CASCADE, related_name="upkeep")
    pushes_since = models.PositiveIntegerField(default=0)
    packed_at = models.DateTimeField(null=True)
    size_bytes = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name_plural = "upkeep"

    def __str__(self) -> str:
        return f"upkeep of {self.project}"
