"""Rendered notebooks and notebook diffs, kept so that a warm page does not compute them again."""

from django.db import models
from django.utils import timezone


class ViewPreferences(models.Model):
    """What a user wants to see of notebooks and diffs, remembered across merge requests."""

    user = models.OneToOneField(
        "accounts.User", on_delete=models.CASCADE, related_name="view_preferences"
    )
    split = models.BooleanField(default=False)
    ignore_whitespace = models.BooleanField(default=False)
    outputs = models.BooleanField(default=True)
    metadata = models.BooleanField(default=False)
    unchanged = models.BooleanField(default=False)
    raw = models.BooleanField(default=False)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "view preferences"

    def __str__(self) -> str:
        return f"view preferences of {self.user}"
