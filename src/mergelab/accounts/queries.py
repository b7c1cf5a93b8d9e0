"""Named reads of accounts."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from mergelab.accounts import devices, secrets
from mergelab.accounts.models import AccessToken, Invitation, Session, User
from mergelab.kit.actor import Actor


@dataclass(frozen=True)
class SignIn:
    """One of a user's sessions as it is listed; its key, which opens it, is not in it."""

    handle: str
    device: str
    address: str
    created_at: datetime
    seen_at: datetime
    is_current: bool


def sign_ins(user: User, current_key: str | None) -> list[SignIn]:
    """The user's sessions that have not expired, the one in use first."""
    rows = Session.objects.filter(user=user, expire_date__gt=timezone.now())[:100]
    listed = [
        SignIn(
            handle=session_handle(row),
            device=devices.describe(row.user_agent),
            address=row.address or "",
            created_at=row.created_at,
            seen_at=row.seen_at,
            is_current=row.session_key == current_key,
        )
        for row in rows
    ]
    return sorted(listed, key=lambda row: not row.is_current)


def session_handle(session: Session) -> str:
    """A name for a session that does not open it: 32 hex digits of its key's SHA-256."""
    return hashlib.sha256(session.session_key.encode()).hexdigest()[:32]


def own_session(actor: Actor, handle: str) -> Session:
    """The actor's session of this handle, else Http404."""
    for row in Session.objects.filter(user=actor.user) if actor.user else ():
        if session_handle(row) == handle:
            return row
    raise Http404


def tokens_of(user: User) -> QuerySet[AccessToken]:
    """The user's tokens that still work, newest first."""
    return AccessToken.objects.active().filter(user=user)


def own_token(actor: Actor, token_id: int) -> AccessToken:
    """The actor's own token, else Http404."""
    row = AccessToken.objects.filter(user=actor.user, pk=token_id).first() if actor.user else None
    if row is None:
        raise Http404
    return row


def open_invitations() -> QuerySet[Invitation]:
    """Invitations that can still be accepted, newest first.

    The one without an inviter makes the first administrator: it is worthless once there is one.
    """
    rows = Invitation.objects.filter(accepted_at=None, expires_at__gt=timezone.now())
    return rows.exclude(Q(invited_by=None) & Exists(User.objects.filter(is_admin=True)))


def open_invitation(secret: str) -> Invitation | None:
    """The invitation that this link still opens."""
    return open_invitations().filter(digest=secrets.digest(secret)).first()


def people(*, search: str = "", state: str = "") -> QuerySet[User]:
    """Users who are people, by name; `state` is active, blocked, admin or empty."""
    rows = User.objects.filter(is_bot=False).order_by("username")
    if search:
        rows = rows.filter(
            Q(username__icontains=search) | Q(name__icontains=search) | Q(email__icontains=search)
        )
    if state == "admin":
        return rows.filter(is_admin=True)
    return rows.filter(state=state) if state in User.State.values else rows


def person(actor: Actor, user_id: int) -> User:
    """A user for the administrators' pages; Http404 for anybody else and for bots."""
    row = User.objects.filter(pk=user_id, is_bot=False).first() if actor.is_admin else None
    if row is None:
        raise Http404
    return row


def invitations() -> QuerySet[Invitation]:
    """Open invitations with who made them, for a list."""
    return open_invitations().select_related("invited_by")


def invitation(actor: Actor, invitation_id: int) -> Invitation:
    """An open invitation for the administrators' pages, else Http404."""
    row = invitations().filter(pk=invitation_id).first() if actor.is_admin else None
    if row is None:
        raise Http404
    return row


def user_counts() -> dict[str, int]:
    """How many people are active, blocked and administrators."""
    return User.objects.filter(is_bot=False).aggregate(
        active=Count("pk", filter=Q(state=User.State.ACTIVE)),
        blocked=Count("pk", filter=Q(state=User.State.BLOCKED)),
        admins=Count("pk", filter=Q(is_admin=True)),
    )
