"""Make and revoke access tokens."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from mergelab.accounts import secrets
from mergelab.accounts.models import AccessToken, User
from mergelab.kit import validation
from mergelab.kit.actor import API, SCOPES, Actor
from mergelab.kit.errors import Refused

DEFAULT_DAYS: Final = 90
MAX_DAYS: Final = 365


def create_personal_token(
    *,
    by: Actor,
    name: str,
    scopes: Collection[str],
    expires_on: date | None = None,
    user: User | None = None,
) -> tuple[AccessToken, str]:
    """A token of `user` (default: the actor's own) and its secret, which is not kept.

    `expires_on` is the first day on which it no longer works: at most 365 days ahead, 90 by
    default. Refused for unknown scopes and for scopes wider than the actor's own token.
    """
    owner = user or by.user
    if owner is None:
        raise Refused("A token belongs to a user.")
    return _create(by=by, user=owner, name=name, scopes=scopes, expires_on=expires_on)


def create_bot_token(
    *, by: Actor, bot: User, name: str, scopes: Collection[str], expires_on: date | None = None
) -> tuple[AccessToken, str]:
    """As `create_personal_token`, for a bot user."""
    return _create(by=by, user=bot, name=name, scopes=scopes, expires_on=expires_on)


@transaction.atomic
def revoke_token(*, token: AccessToken) -> None:
    """Make the token worthless at once; revoking again changes nothing."""
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])


def _create(
    *, by: Actor, user: User, name: str, scopes: Collection[str], expires_on: date | None
) -> tuple[AccessToken, str]:
    secret = secrets.new_token()
    row = AccessToken(
        user=user,
        name=name.strip(),
        digest=secrets.digest(secret),
        hint=secret[-4:],
        scopes=_checked_scopes(by, scopes),
        expires_on=_checked_expiry(expires_on),
    )
    validation.check(row)
    with transaction.atomic():
        row.save()
    return row, secret


def _checked_scopes(by: Actor, scopes: Collection[str]) -> list[str]:
    wanted = set(scopes)
    unknown = sorted(wanted - set(SCOPES))
    if unknown:
        raise Refused(
            f"{unknown[0]!r} is not a scope; choose from {', '.join(SCOPES)}.", field="scopes"
        )
    if not wanted:
        raise Refused("Choose at least one scope.", field="scopes")
    if by.scopes is not None and API not in by.scopes and not wanted <= by.scopes:
        raise Refused("A token cannot make one with wider scopes.", field="scopes")
    return [scope for scope in SCOPES if scope in wanted]


def _checked_expiry(expires_on: date | None) -> date:
    today = timezone.now().date()
    if expires_on is None:
        return today + timedelta(days=DEFAULT_DAYS)
    if not today < expires_on <= today + timedelta(days=MAX_DAYS):
        raise Refused(
            f"Choose a day from tomorrow to {MAX_DAYS} days from now.", field="expires_on"
        )
    return expires_on
