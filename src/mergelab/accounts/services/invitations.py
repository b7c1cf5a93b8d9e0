"""Closed sign-up: an account begins with a one-time link."""

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from mergelab.accounts import queries, secrets
from mergelab.accounts.models import Invitation, User
from mergelab.accounts.services.users import create_user
from mergelab.kit import validation
from mergelab.kit.actor import Actor
from mergelab.kit.errors import Conflict, Refused

VALID_FOR: Final = timedelta(days=7)


@transaction.atomic
def invite(*, by: Actor, email: str = "", is_admin: bool = False) -> tuple[Invitation, str]:
    """An invitation and its link, which is shown once; valid for seven days.

    With an address, the account that it makes has that address.
    """
    if email and User.objects.filter(email__iexact=email).exists():
        raise Refused("Somebody with this e-mail address has an account.", field="email")
    return _new(email=email.strip(), is_admin=is_admin, inviter=by.user)


def first_admin_link() -> str | None:
    """A fresh link that makes the first administrator; None when there is an administrator.

    Each call kills the link of the call before, so that only the newest log line is worth anything.
    """
    with transaction.atomic():
        Invitation.objects.filter(invited_by=None, accepted_at=None).delete()
        if User.objects.filter(is_admin=True).exists():
            return None
        return _new(email="", is_admin=True, inviter=None)[1]


def accept_invitation(*, secret: str, username: str, email: str, name: str, password: str) -> User:
    """Make the invited account. The link is spent by the first who succeeds."""
    digest = secrets.digest(secret)
    with transaction.atomic():
        row = queries.open_invitations().select_for_update().filter(digest=digest).first()
        if row is None:
            raise Conflict("This invitation is used or has expired; ask for a new one.")
        user = create_user(
            username=username,
            email=row.email or email,
            name=name,
            password=password,
            is_admin=row.is_admin,
        )
        row.accepted_at, row.accepted_by = timezone.now(), user
        row.save(update_fields=["accepted_at", "accepted_by"])
    return user


@transaction.atomic
def revoke_invitation(*, invitation: Invitation) -> None:
    """Make an unused invitation worthless."""
    if invitation.accepted_at is not None:
        raise Conflict("This invitation has been accepted; block the user instead.")
    invitation.delete()


def _new(*, email: str, is_admin: bool, inviter: User | None) -> tuple[Invitation, str]:
    secret = secrets.new_link_secret()
    row = Invitation(
        email=email,
        digest=secrets.digest(secret),
        is_admin=is_admin,
        invited_by=inviter,
        expires_at=timezone.now() + VALID_FOR,
    )
    validation.check(row)
    row.save()
    return row, settings.BASE_URL + reverse("invitation", args=[secret])
