"""Says who makes a request, and turns a refusal into what the caller's door understands."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.encoding import escape_uri_path
from django.utils.http import urlencode

from mergelab.accounts import credentials
from mergelab.accounts.sessions import note_seen
from mergelab.kit.access import Denied, Door, Guard, InsufficientScope, Moved
from mergelab.kit.actor import ANONYMOUS, Actor
from mergelab.kit.errors import Conflict, DomainError
from mergelab.web import errors


class ActorMiddleware:
    """Sets `request.actor` by the route's door and words the refusals."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.actor = ANONYMOUS  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(
        self, request: Any, view: Any, _args: Any, _kwargs: Any
    ) -> HttpResponseBase | None:
        door = view.door if isinstance(view, Guard) else Door.PAGE
        request.door = door
        if door is Door.PAGE:
            request.actor = _from_session(request)
            return None
        try:
            request.actor = credentials.actor_of(request)
        except credentials.Rejected as refusal:
            return credentials.unauthorized(request, door, str(refusal))
        return None

    def process_exception(self, request: Any, error: Exception) -> HttpResponseBase | None:
        door = getattr(request, "door", Door.PAGE)
        if isinstance(error, InsufficientScope):
            return _short_of_scope(error)
        if isinstance(error, Denied):
            return _denied(request, door)
        if isinstance(error, DomainError):
            return _refused(request, door, error)
        if isinstance(error, Moved):
            return _moved(request, door, error)
        if isinstance(error, Http404) and door is not Door.PAGE:
            return _not_found(request, door, str(error))
        return None


def _from_session(request: Any) -> Actor:
    user = request.user
    if not user.is_authenticated:
        return ANONYMOUS
    note_seen(request.session.session_key)
    return Actor(user=user)


def _short_of_scope(error: InsufficientScope) -> HttpResponseBase:
    return JsonResponse(
        {
            "error": "insufficient_scope",
            "error_description": "The request requires higher privileges than the token provides.",
            "scope": " ".join(error.needed),
        },
        status=403,
    )


def _denied(request: Any, door: Door) -> HttpResponseBase:
    if not request.actor.is_anonymous:
        if door is Door.PAGE:
            return errors.forbidden(request)
        return _plain(door, "403 Forbidden", 403)
    if door is not Door.PAGE:
        return credentials.unauthorized(request, door, "401 Unauthorized")
    target = request.get_full_path() if request.method == "GET" else ""
    return redirect(reverse("sign_in") + (f"?{urlencode({'next': target})}" if target else ""))


def _refused(request: Any, door: Door, error: DomainError) -> HttpResponseBase:
    if door is Door.PAGE:
        return errors.refused(request, error)
    message: Any = {error.field: [error.message]} if error.field else error.message
    if door is Door.GIT:
        return _plain(door, error.message, error.status)
    return JsonResponse({"message": message}, status=error.status)


def _moved(request: Any, door: Door, error: Moved) -> HttpResponseBase:
    """A permanent redirect for reading; a write to an old address is told the new one."""
    if request.method not in {"GET", "HEAD"}:
        message = f"This has moved: use {error.new_path} instead of {error.old_path}."
        return _refused(request, door, Conflict(message))
    where = escape_uri_path(request.path.replace(error.old_path, error.new_path, 1))
    query = request.META.get("QUERY_STRING", "")
    return redirect(where + (f"?{query}" if query else ""), permanent=True)


def _not_found(request: Any, door: Door, message: str) -> HttpResponseBase:
    if door is Door.GIT and request.actor.is_anonymous:
        # git asks for a password only on 401, and a private repository must look like a missing one
        return credentials.unauthorized(request, door, "Sign in to reach this repository.")
    what = message if message.startswith("404") else "404 Not found"
    return _plain(door, what, 404)


def _plain(door: Door, message: str, status: int) -> HttpResponseBase:
    if door is Door.API:
        return JsonResponse({"message": message}, status=status)
    return HttpResponse(message + "\n", status=status, content_type="text/plain; charset=utf-8")
