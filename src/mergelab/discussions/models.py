"""Discussions and notes on anything that has a project, and where in a diff they stand.

A discussion names its target by kind and id, not by foreign key: targets live on higher floors.
"""

from typing import TYPE_CHECKING, Final

from django.db import models
from django.db.models import Q
from django.utils import timezone

from mergelab.accounts.models import User
from mergelab.projects.models import Project

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

MAX_SUBJECT: Final = 100_000
"""Characters of the lines that a suggestion can replace."""


class Discussion(models.Model):
    """A thread of notes. `individual` ones hold a single note that nobody can reply to inline."""

    class Target(models.TextChoices):
        MERGE_REQUEST = "merge_request", "merge request"
        COMMIT = "commit", "commit"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="discussions")
    target = models.CharField(max_length=20, choices=Target)
    target_id = models.PositiveBigIntegerField()
    key = models.CharField(max_length=40, unique=True, help_text="The public id, 40 hex digits.")
    resolvable = models.BooleanField(default=True)
    individual = models.BooleanField(default=False)
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    if TYPE_CHECKING:
        project_id: int
        resolved_by_id: int | None
        notes: RelatedManager["Note"]
        position: "Position"

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["target", "target_id"], name="discussion_target")]
        constraints = [
            models.CheckConstraint(
                condition=Q(target__in=["merge_request", "commit"]), name="discussion_target_known"
            ),
            models.CheckConstraint(
                condition=Q(resolvable=True) | Q(resolved_at=None),
                name="discussion_resolved_if_resolvable",
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def is_resolved(self) -> bool:
        return self.resolved_at is not None


class Note(models.Model):
    """One comment. A system note tells what happened and cannot be edited."""

    discussion = models.ForeignKey(Discussion, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="notes")
    body = models.TextField(max_length=1_000_000)
    is_system = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True)

    if TYPE_CHECKING:
        discussion_id: int
        author_id: int | None
        suggestions: RelatedManager["Suggestion"]

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"note {self.pk}"


class Position(models.Model):
    """Where a discussion was started in a diff, and where that place is in the newest version.

    The first block never changes. The `now_*` block is recomputed on every push by comparing the
    version commented on with the new head directly. Of a deleted cell, `now_cell` is the nearest
    cell before its place; None for the beginning.
    """

    class Kind(models.TextChoices):
        TEXT = "text"
        FILE = "file"
        NOTEBOOK = "notebook"

    class Side(models.TextChoices):
        OLD = "old"
        NEW = "new"

    class State(models.TextChoices):
        KEPT = "kept", "at its place"
        OUTDATED = "outdated", "on what has changed since"
        DELETED = "deleted", "on a cell that was deleted"

    discussion = models.OneToOneField(Discussion, on_delete=models.CASCADE, related_name="position")
    kind = models.CharField(max_length=10, choices=Kind)
    side = models.CharField(max_length=3, choices=Side, default=Side.NEW)
    base_sha = models.CharField(max_length=64)
    start_sha = models.CharField(max_length=64)
    head_sha = models.CharField(max_length=64)
    old_path = models.CharField(max_length=1024)
    new_path = models.CharField(max_length=1024)
    old_line = models.PositiveIntegerField(null=True)
    new_line = models.PositiveIntegerField(null=True)
    anchor = models.JSONField(null=True, help_text="notebookdiff's Anchor, for notebooks.")
    excerpt = models.TextField(blank=True, max_length=4000, help_text="The text commented on.")
    subject = models.TextField(
        null=True,
        max_length=MAX_SUBJECT,
        help_text="The line, or the source of the cell, that a suggestion replaces; none if null.",
    )

    state = models.CharField(max_length=10, choices=State, default=State.KEPT)
    now_path = models.CharField(max_length=1024)
    now_old_line = models.PositiveIntegerField(null=True)
    now_new_line = models.PositiveIntegerField(null=True)
    now_cell = models.PositiveIntegerField(null=True)
    now_output = models.PositiveIntegerField(null=True)
    now_line = models.PositiveIntegerField(null=True)
    tracked_to = models.CharField(
        max_length=64, blank=True, help_text="The version that the block above speaks of."
    )

    if TYPE_CHECKING:
        discussion_id: int

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["text", "file", "notebook"]), name="position_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(side__in=["old", "new"]), name="position_side_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["kept", "outdated", "deleted"]), name="position_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.now_path} {self.state}"

    @property
    def is_outdated(self) -> bool:
        """Whether what was commented on is not there any more, or not as it was."""
        return self.state != self.State.KEPT

    @property
    def is_deleted(self) -> bool:
        """Whether the whole cell is gone."""
        return self.state == self.State.DELETED


class Suggestion(models.Model):
    """Other text for the lines commented on, written as a fenced block of a note in a diff.

    `ordinal` counts the blocks of the note from 0. Lines are those of the file or of the cell's
    source in the version commented on, `first_line` from 1; `count` may be 0, for a cell without
    lines. `commit` is set before the branch moves: until `applied_at` is, it may be a commit that
    never got there.
    """

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="suggestions")
    ordinal = models.PositiveSmallIntegerField()
    above = models.PositiveSmallIntegerField(help_text="Lines before the one commented on.")
    below = models.PositiveSmallIntegerField(help_text="Lines after the one commented on.")
    first_line = models.PositiveIntegerField()
    count = models.PositiveIntegerField()
    before = models.TextField(blank=True, max_length=MAX_SUBJECT)
    after = models.TextField(blank=True, max_length=1_000_000)
    language = models.CharField(
        max_length=40, blank=True, help_text="Of a cell's source; a file tells by its name."
    )
    has_outputs = models.BooleanField(default=False, help_text="The cell has outputs.")
    is_outdated = models.BooleanField(default=False, help_text="The lines are others by now.")
    commit = models.CharField(max_length=64, blank=True)
    applied_at = models.DateTimeField(null=True)
    applied_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    if TYPE_CHECKING:
        note_id: int

    class Meta:
        ordering = ["note", "ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["note", "ordinal"], name="suggestion_unique"),
            models.CheckConstraint(
                condition=Q(applied_at=None) | ~Q(commit=""), name="suggestion_applied_by_commit"
            ),
        ]

    def __str__(self) -> str:
        return f"suggestion {self.pk}"

    @property
    def is_applied(self) -> bool:
        return self.applied_at is not None

    @property
    def changes_nothing(self) -> bool:
        return self.before == self.after

    @property
    def is_appliable(self) -> bool:
        """Whether its lines are still there, and it has something else for them."""
        return not (self.is_applied or self.is_outdated or self.changes_nothing)

    @property
    def last_line(self) -> int:
        """The last line that is replaced; before the first one where there is none."""
        return self.first_line + self.count - 1
