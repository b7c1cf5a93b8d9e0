"""Who stands behind the credentials of a REST or git request."""

import base64
import binascii
import hashlib
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from mergelab.accounts.models import AccessToken, User
from mergelab.kit.access import Door
from mergelab.kit.actor import ANONYMOUS, Actor

LAST_USED_STEP = timedelta(minutes=1)
MAX_NAME = 254


class Rejected(Exception):
    """Credentials were given and are not good."""


def actor_of(request: HttpRequest) -> Actor:
    """The actor of a token or basic authentication; anonymous where neither is given."""
    token = _token(request)
    if token is not None:
        return token_actor(token)
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return ANONYMOUS
    # A browser that was once asked by git's address adds the password to any site's requests.
    if request.headers.get("Origin", settings.BASE_URL) != settings.BASE_URL:
        raise Rejected("Another site's page sent this request.")
    return _basic(request, value)


def token_actor(secret: str) -> Actor:
    """The actor of an access token; Rejected when it is unknown, expired, revoked or blocked."""
    digest = hashlib.sha256(secret.encode()).hexdigest()
    row = AccessToken.objects.active().select_related("user").filter(digest=digest).first()
    if row is None or not row.user.is_active:
        raise Rejected("401 Unauthorized")
    _note_use(row)
    return Actor(user=row.user, scopes=frozenset(row.scopes), token_id=row.pk)


def _token(request: HttpRequest) -> str | None:
    private = request.headers.get("Private-Token")
    if private is not None:
        return private
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    return value.strip() if scheme.lower() == "bearer" else None


def _basic(request: HttpRequest, value: str) -> Actor:
    try:
        name, _, secret = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise Rejected("The Authorization header is not valid.") from None
    if secret.startswith("glpat-"):
        return token_actor(secret)
    if len(name) > MAX_NAME:
        raise Rejected("The user name or the password is wrong.")
    user = authenticate(request, username=name, password=secret)
    if not isinstance(user, User):
        raise Rejected("The user name or the password is wrong.")
    return Actor(user=user)


def _note_use(row: AccessToken) -> None:
    """Record the use, at most once a minute so that reading does not always write."""
    now = timezone.now()
    if row.last_used_at is None or now - row.last_used_at > LAST_USED_STEP:
        AccessToken.objects.filter(pk=row.pk).update(last_used_at=now)


def unauthorized(_request: Any, door: Door, message: str) -> HttpResponse:
    """401 in the words of the door; git clients ask for a password only when told the realm."""
    if door is Door.API:
        return JsonResponse({"message": "401 Unauthorized"}, status=401)
    return HttpResponse(
        message + "\n",
        status=401,
        content_type="text/plain; charset=utf-8",
        headers={"WWW-Authenticate": 'Basic realm="mergelab"'},
    )
