"""Make, edit, block and promote users."""

import secrets

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from mergelab.accounts.models import AccessToken, Session, User
from mergelab.accounts.signals import user_blocked, user_created
from mergelab.kit import validation
from mergelab.kit.actor import Actor
from mergelab.kit.errors import Conflict, Refused

_TAKEN = {
    "user_username_unique": ("username", "This user name is taken."),
    "user_email_unique": ("email", "Another user has this e-mail address."),
}


def create_user(
    *, username: str, email: str, name: str, password: str, is_admin: bool = False
) -> User:
    """A new person who can sign in. Refused for a bad or taken name, address or password."""
    user = User(
        username=username.strip(),
        email=email.strip(),
        name=name.strip() or username.strip(),
        is_admin=is_admin,
    )
    validation.check(user, exclude={"password"})
    set_checked_password(user, password)
    with transaction.atomic():
        validation.save(user, taken=_TAKEN)
        user_created.send(sender=User, user=user)
    return user


def create_bot(*, username_prefix: str, name: str) -> User:
    """A user that only acts through access tokens: it has no password and cannot sign in."""
    username = f"{username_prefix}_{secrets.token_hex(8)}"
    bot = User(username=username, email=f"{username}@noreply.invalid", name=name, is_bot=True)
    bot.set_unusable_password()
    with transaction.atomic():
        validation.save(bot, taken=_TAKEN)
        user_created.send(sender=User, user=bot)
    return bot


@transaction.atomic
def edit_profile(*, user: User, name: str, email: str) -> None:
    """Change the name that is shown and the address that mail goes to."""
    user.name, user.email = name.strip(), email.strip()
    validation.save(user, taken=_TAKEN, exclude={"password"})


@transaction.atomic
def block_user(*, by: Actor, user: User) -> None:
    """Shut the user out: sessions and tokens are dead when this returns."""
    if user.pk == by.user_id:
        raise Refused("You cannot block yourself.")
    _require_another_admin(user)
    User.objects.filter(pk=user.pk).update(state=User.State.BLOCKED)
    user.state = User.State.BLOCKED
    Session.objects.filter(user=user).delete()
    AccessToken.objects.filter(user=user, revoked_at=None).update(revoked_at=timezone.now())
    user_blocked.send(sender=User, user=user)


@transaction.atomic
def unblock_user(*, user: User) -> None:
    """Let the user sign in again; tokens stay revoked."""
    User.objects.filter(pk=user.pk).update(state=User.State.ACTIVE)
    user.state = User.State.ACTIVE


@transaction.atomic
def set_admin(*, user: User, is_admin: bool) -> None:
    """Make a user an administrator or an ordinary user; the last administrator stays one."""
    if user.is_bot:
        raise Refused("A bot cannot be an administrator.")
    if not is_admin:
        _require_another_admin(user)
    User.objects.filter(pk=user.pk).update(is_admin=is_admin)
    user.is_admin = is_admin


def set_checked_password(user: User, password: str, *, field: str = "password") -> None:
    """Hash the password into the (unsaved) user; Refused when it is too easy to guess."""
    if len(password) > 1000:
        raise Refused("Use at most 1000 characters.", field=field)
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused(" ".join(error.messages), field=field) from None
    user.set_password(password)


def _require_another_admin(user: User) -> None:
    if not user.is_admin:
        return
    # Locked, so that two administrators cannot demote each other at the same moment.
    admins = User.objects.select_for_update().filter(is_admin=True, state=User.State.ACTIVE)
    if not any(admin.pk != user.pk for admin in admins):
        raise Conflict("This is the last administrator: make another one first.")
