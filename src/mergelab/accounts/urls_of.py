"""Addresses that leave the server: in REST answers, mails and the terminal."""

from django.conf import settings

from mergelab.accounts.models import User


def absolute(path: str) -> str:
    """The address of a path of this server."""
    return f"{settings.BASE_URL}{path}"


def user_url(user: User) -> str:
    return absolute(f"/{user.username}")


def avatar_url(_user: User) -> str | None:
    """Avatars are initials drawn on the page, so there is no picture to name."""
    return None
