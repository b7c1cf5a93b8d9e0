"""Begin and end sign-ins."""

from typing import Any

from django.contrib.auth import login, logout
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from mergelab.accounts.models import Session, User
from mergelab.accounts.throttling import client_address


@transaction.atomic
def start_session(*, request: HttpRequest, user: User) -> None:
    """Sign the user in under a new session key and note the device."""
    login(request, user, backend="mergelab.accounts.backends.PasswordBackend")
    request.session["address"] = client_address(request)
    request.session["user_agent"] = request.headers.get("User-Agent", "")[:300]
    request.session["started_at"] = timezone.now().isoformat()
    # A key that anybody knew before the sign-in is worth nothing after it.
    request.session.cycle_key()


def end_session(*, request: HttpRequest) -> None:
    """Sign out: the session's row is deleted, so its cookie opens nothing."""
    logout(request)


@transaction.atomic
def revoke_session(*, session: Session) -> None:
    """End one session, wherever its browser is."""
    session.delete()


@transaction.atomic
def revoke_other_sessions(*, user: User, keep: str | None) -> int:
    """End all the user's sessions but the one with the key `keep`; says how many."""
    others: Any = Session.objects.filter(user=user).exclude(session_key=keep)
    return int(others.delete()[0])
