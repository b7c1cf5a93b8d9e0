"""What projects do when accounts change."""

from typing import Any

from django.dispatch import receiver

from mergelab.accounts.models import User
from mergelab.accounts.signals import user_created
from mergelab.projects import services


@receiver(user_created, dispatch_uid="projects.personal_group")
def give_personal_group(user: User, **_news: Any) -> None:
    if not user.is_bot:
        services.create_personal_group(user=user)
