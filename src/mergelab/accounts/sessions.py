"""Sessions in the database that know their user, so that they can be listed and revoked."""

from datetime import datetime
from typing import Any, Final

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.core.cache import cache
from django.utils import timezone

SEEN_STEP_SECONDS: Final = 60


class SessionStore(DatabaseStore):
    @classmethod
    def get_model_class(cls) -> Any:
        from mergelab.accounts.models import Session

        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        row: Any = super().create_model_instance(data)
        row.user_id = int(data["_auth_user_id"]) if "_auth_user_id" in data else None
        row.address = data.get("address")
        row.user_agent = str(data.get("user_agent", ""))[:300]
        if "started_at" in data:
            row.created_at = datetime.fromisoformat(data["started_at"])
        return row


def note_seen(key: str) -> None:
    """Record that the session is in use, once a minute so that reading does not always write."""
    if cache.add(f"session-seen:{key}", True, timeout=SEEN_STEP_SECONDS):
        SessionStore.get_model_class().objects.filter(session_key=key).update(
            seen_at=timezone.now()
        )
