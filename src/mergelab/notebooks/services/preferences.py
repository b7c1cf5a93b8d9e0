"""What a reader chose to see."""

from django.utils import timezone

from mergelab.accounts.models import User
from mergelab.notebooks.models import ViewPreferences
from mergelab.notebooks.queries.preferences import Choice


def remember_choice(*, user: User, choice: Choice) -> None:
    """Have the user's next pages show the same parts of notebooks."""
    values = {**choice.values, "updated_at": timezone.now()}
    ViewPreferences.objects.update_or_create(user=user, defaults=values)
