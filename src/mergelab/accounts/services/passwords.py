"""Change and reset passwords."""

from typing import Final

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.cache import cache
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from mergelab.accounts.models import User
from mergelab.accounts.secrets import digest
from mergelab.accounts.services.sessions import revoke_other_sessions
from mergelab.accounts.services.users import set_checked_password
from mergelab.kit.errors import Refused
from mergelab.kit.tasks import enqueue, task

_PAUSE_SECONDS: Final = 60


def change_password(*, user: User, old: str, new: str, keep_session: str | None = None) -> None:
    """Set a new password; ends the user's sessions except the one with the key `keep_session`.

    Refused when `old` is not the password now, or when `new` is too easy to guess.
    """
    if not user.check_password(old):
        raise Refused("This is not your password.", field="old")
    _set(user, new, keep_session=keep_session, field="new")


def request_password_reset(*, email: str) -> None:
    """Have a link mailed that sets a new password within an hour, if somebody has this address.

    Says nothing about whether somebody does, not even by the time it takes. One mail a minute for
    an address. The link dies when the password changes.
    """
    key = "password-reset:" + digest(email.lower())
    if cache.add(key, True, timeout=_PAUSE_SECONDS):
        enqueue(mail_password_reset, email)


@task
def mail_password_reset(email: str) -> None:
    """Send the mail that `request_password_reset` promises."""
    user = User.objects.filter(email__iexact=email, is_bot=False, state=User.State.ACTIVE).first()
    if user is None:
        return
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    path = reverse("password_reset_set", args=[uid, default_token_generator.make_token(user)])
    text = render_to_string(
        "accounts/password_reset.txt", {"user": user, "link": settings.BASE_URL + path}
    )
    send_mail("Set a new password for mergelab", text, None, [user.email])


def reset_password(*, user: User, token: str, new: str) -> None:
    """Set a new password by the token of a reset link; ends all the user's sessions."""
    if not user.is_active or not default_token_generator.check_token(user, token):
        raise Refused("This link is used or older than an hour; ask for a new one.")
    _set(user, new, keep_session=None, field="new")


def _set(user: User, password: str, *, keep_session: str | None, field: str) -> None:
    set_checked_password(user, password, field=field)
    with transaction.atomic():
        user.save(update_fields=["password"])
        revoke_other_sessions(user=user, keep=keep_session)
