"""Sign-in by user name or e-mail address and password."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import Q
from django.http import HttpRequest

from mergelab.accounts.models import User


class PasswordBackend(ModelBackend):
    def authenticate(
        self,
        request: HttpRequest | None,  # noqa: ARG002
        username: str | None = None,
        password: str | None = None,
        **_kwargs: Any,
    ) -> User | None:
        if not username or not password or "\x00" in username:
            return None
        user = User.objects.filter(
            Q(username__iexact=username) | Q(email__iexact=username), is_bot=False
        ).first()
        if user is None:
            # As much work as for a known name, so that the answer's time tells nothing.
            User().set_password(password)
            return None
        return user if user.check_password(password) and user.is_active else None
