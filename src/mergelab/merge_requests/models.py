"""Merge requests, the versions of their diff, reviews and approvals, and merges under way."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from mergelab.accounts.models import User
from mergelab.projects.models import Project

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class MergeMethod(models.TextChoices):
    MERGE = "merge", "Merge commit"
    FAST_FORWARD = "ff", "Fast-forward"


class Squash(models.TextChoices):
    NEVER = "never", "Never"
    ALWAYS = "always", "Always"
    DEFAULT_ON = "default_on", "Encouraged"
    DEFAULT_OFF = "default_off", "Allowed"


class MergeSettings(models.Model):
    """How a project merges and which checks block it."""

    project = models.OneToOneField(Project, on_delete=models.CASCADE, related_name="merge_settings")
    method = models.CharField(max_length=10, choices=MergeMethod, default=MergeMethod.MERGE)
    squash = models.CharField(max_length=12, choices=Squash, default=Squash.DEFAULT_OFF)
    approvals_required = models.PositiveSmallIntegerField(default=0)
    author_may_approve = models.BooleanField(default=False)
    threads_block = models.BooleanField(default=True)
    draft_blocks = models.BooleanField(default=True)
    delete_source_branch = models.BooleanField(default=True)

    class Meta:
        verbose_name_plural = "merge settings"

    def __str__(self) -> str:
        return f"merge settings of {self.project}"


class MergeRequest(models.Model):
    """A wish to merge one branch into another; `iid` is its number in the project."""

    class State(models.TextChoices):
        OPENED = "opened", "Open"
        CLOSED = "closed", "Closed"
        MERGED = "merged", "Merged"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="merge_requests")
    iid = models.PositiveIntegerField()
    title = models.CharField(max_length=255)
    description = models.TextField(blank=True, max_length=1_000_000)
    is_draft = models.BooleanField(default=False)
    author = models.ForeignKey(
        User, null=True, on_delete=models.SET_NULL, related_name="merge_requests"
    )
    assignee = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    source_branch = models.CharField(max_length=200)
    target_branch = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State, default=State.OPENED)
    head_sha = models.CharField(max_length=64, help_text="The source branch as last seen.")
    source_missing = models.BooleanField(default=False, help_text="The branch was deleted.")
    target_missing = models.BooleanField(default=False, help_text="The branch was deleted.")
    squash = models.BooleanField(default=False)
    delete_source_branch = models.BooleanField(default=True)
    has_conflicts = models.BooleanField(default=False)
    conflicts = models.JSONField(default=list, help_text="Paths that conflict.")
    cell_conflicts = models.JSONField(
        default=list, help_text="Those of them which are notebooks whose cells conflict."
    )
    merged_notebooks = models.JSONField(
        default=list, help_text="Notebooks merged by their cells, where git alone would conflict."
    )
    checked_source_sha = models.CharField(max_length=64, blank=True)
    checked_target_sha = models.CharField(max_length=64, blank=True)
    merge_commit_sha = models.CharField(max_length=64, blank=True)
    squash_commit_sha = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    merged_at = models.DateTimeField(null=True)
    merged_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    reviewers = models.ManyToManyField(User, related_name="reviews", blank=True)

    if TYPE_CHECKING:
        project_id: int
        author_id: int | None
        assignee_id: int | None
        versions: RelatedManager["Version"]
        approvals: RelatedManager["Approval"]
        viewed: RelatedManager["Viewed"]
        intent: "MergeIntent"

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "iid"], name="merge_request_iid_unique"),
            models.UniqueConstraint(
                fields=["project", "source_branch", "target_branch"],
                condition=Q(state="opened"),
                name="merge_request_one_open_per_branches",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["opened", "closed", "merged"]),
                name="merge_request_state_known",
            ),
            models.CheckConstraint(
                condition=~Q(source_branch=F("target_branch")), name="merge_request_two_branches"
            ),
        ]
        indexes = [
            models.Index(fields=["project", "state", "-updated_at"], name="merge_request_listing"),
            models.Index(fields=["author", "state"], name="merge_request_author"),
        ]

    def __str__(self) -> str:
        return f"!{self.iid}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPENED

    @property
    def is_merged(self) -> bool:
        return self.state == self.State.MERGED

    @property
    def full_title(self) -> str:
        """The title with the prefix by which REST clients know a draft."""
        return f"Draft: {self.title}" if self.is_draft else self.title


class Version(models.Model):
    """One push's worth of diff: kept for ever, numbered from 1."""

    merge_request = models.ForeignKey(
        MergeRequest, on_delete=models.CASCADE, related_name="versions"
    )
    number = models.PositiveIntegerField()
    target_branch = models.CharField(max_length=200, help_text="What the base was taken from.")
    base_sha = models.CharField(max_length=64, help_text="The merge base with the target branch.")
    start_sha = models.CharField(max_length=64, help_text="The target branch at that time.")
    head_sha = models.CharField(max_length=64)
    patch_id = models.CharField(max_length=64, blank=True, help_text="Equal for equal changes.")
    commits_count = models.PositiveIntegerField(default=0)
    files_count = models.PositiveIntegerField(default=0)
    additions = models.PositiveIntegerField(default=0)
    deletions = models.PositiveIntegerField(default=0)
    files = models.JSONField(default=list, help_text="The changed files, as files.stored() says.")
    is_truncated = models.BooleanField(default=False, help_text="There are more files than these.")
    summaries = models.JSONField(
        default=dict, help_text="Path of each changed notebook to what changed in it, in words."
    )
    pushed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    if TYPE_CHECKING:
        merge_request_id: int

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["merge_request", "number"], name="version_unique")
        ]

    def __str__(self) -> str:
        return f"version {self.number}"


class Approval(models.Model):
    """A reviewer's yes to one diff; it falls when the diff changes."""

    merge_request = models.ForeignKey(
        MergeRequest, on_delete=models.CASCADE, related_name="approvals"
    )
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["merge_request", "user"], name="approval_once")
        ]

    def __str__(self) -> str:
        return f"{self.user} approves"


class Viewed(models.Model):
    """A file that a reviewer has ticked off, as long as its content stays the same."""

    merge_request = models.ForeignKey(MergeRequest, on_delete=models.CASCADE, related_name="viewed")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    path = models.CharField(max_length=1024)
    blob_sha = models.CharField(max_length=64)

    class Meta:
        verbose_name_plural = "viewed"
        constraints = [
            models.UniqueConstraint(fields=["merge_request", "user", "path"], name="viewed_once")
        ]

    def __str__(self) -> str:
        return self.path


class MergeIntent(models.Model):
    """A merge under way: written before git is touched, so that a kill leaves it re-runnable.

    It holds everything that the result is made of, so that every run makes the same commits.
    """

    merge_request = models.OneToOneField(
        MergeRequest, on_delete=models.CASCADE, related_name="intent"
    )
    actor = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    method = models.CharField(max_length=10, choices=MergeMethod)
    squash = models.BooleanField(default=False)
    source_branch = models.CharField(max_length=200)
    target_branch = models.CharField(max_length=200)
    source_sha = models.CharField(max_length=64)
    target_sha = models.CharField(max_length=64)
    author_name = models.CharField(max_length=250)
    author_email = models.CharField(max_length=254)
    committed_at = models.PositiveBigIntegerField(help_text="Seconds since 1970, UTC.")
    message = models.TextField(max_length=1_000_000)
    squash_message = models.TextField(blank=True, max_length=1_000_000)
    squash_author_name = models.CharField(max_length=250, blank=True)
    squash_author_email = models.CharField(max_length=254, blank=True)
    delete_source_branch = models.BooleanField()
    created_at = models.DateTimeField(default=timezone.now)

    if TYPE_CHECKING:
        merge_request_id: int

    def __str__(self) -> str:
        return f"merge of {self.merge_request}"
