"""What readers want to see of notebooks, and what was worked out about large ones."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone


class ViewPreferences(models.Model):
    """What a user wants to see of notebooks and diffs, remembered across merge requests."""

    class Mode(models.TextChoices):
        CODE = "code"
        REPORT = "report"
        RAW = "raw"

    user = models.OneToOneField(
        "accounts.User", on_delete=models.CASCADE, related_name="view_preferences"
    )
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.CODE)
    split = models.BooleanField(default=False)
    ignore_whitespace = models.BooleanField(default=False)
    outputs = models.BooleanField(default=False)
    metadata = models.BooleanField(default=False)
    unchanged = models.BooleanField(default=False)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "view preferences"
        constraints = [
            models.CheckConstraint(
                condition=Q(mode__in=["code", "report", "raw"]), name="view_mode_known"
            ),
        ]

    def __str__(self) -> str:
        return f"view preferences of {self.user}"


class PreparedComparison(models.Model):
    """Which cells and outputs of two large notebooks belong together, found by a worker.

    Aligning is what costs time; `layout` holds its result, so that a page only reads the files and
    draws what it shows. The blobs' names never mean other files, so a row is never out of date
    before the engine changes, which `engine` numbers.
    """

    class State(models.TextChoices):
        QUEUED = "queued"
        READY = "ready"
        REFUSED = "refused"

    project = models.ForeignKey(
        "projects.Project", on_delete=models.CASCADE, related_name="prepared_comparisons"
    )
    old_blob = models.CharField(max_length=64, blank=True)
    new_blob = models.CharField(max_length=64, blank=True)
    engine = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    layout = models.JSONField(default=list, help_text="See `notebookdiff.layout`.")
    reason = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    if TYPE_CHECKING:
        project_id: int

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "old_blob", "new_blob", "engine"],
                name="prepared_comparison_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "ready", "refused"]),
                name="prepared_comparison_state_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old_blob[:8]}...{self.new_blob[:8]} {self.state}"


class PixelComparison(models.Model):
    """How much two pictures of a project differ, found by a worker.

    Pictures are named by the SHA-256 of their bytes, so a row is never out of date before the way
    of comparing changes, which `engine` numbers.
    """

    class State(models.TextChoices):
        QUEUED = "queued"
        READY = "ready"
        REFUSED = "refused"

    project = models.ForeignKey(
        "projects.Project", on_delete=models.CASCADE, related_name="pixel_comparisons"
    )
    old_picture = models.CharField(max_length=64)
    new_picture = models.CharField(max_length=64)
    engine = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    found = models.JSONField(default=dict, help_text="See `kit.pixels.Compared`.")
    reason = models.CharField(max_length=500, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "old_picture", "new_picture", "engine"],
                name="pixel_comparison_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "ready", "refused"]),
                name="pixel_comparison_state_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old_picture[:8]}...{self.new_picture[:8]} {self.state}"
