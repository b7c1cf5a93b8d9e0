"""Authorisation by declaration: a route names its ability and how its object is loaded.

A route made without `route()` keeps the server from starting (`require_declared`). The guard loads
the object scoped to the actor, asks the ability, and only then calls the view; so a view cannot
forget either. What one may not see is 404; what one sees but may not do is 403.
"""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any, NamedTuple

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponseNotAllowed, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, path, re_path

from mergelab.kit.actor import API, READ_API, Actor

View = Callable[..., HttpResponseBase]
Ability = Callable[[Actor, Any], bool]
Loader = Callable[..., Any]


class Request(HttpRequest):
    """A request as views see it: the actor middleware has said who makes it."""

    actor: Actor


class Door(Enum):
    """How a caller identifies itself and how a refusal is worded."""

    PAGE = "page"
    API = "api"
    GIT = "git"


class Allow(NamedTuple):
    """A view and the ability that one needs for it."""

    view: View
    ability: Ability


class Denied(Exception):
    """The actor may see the object but lacks the ability."""

    def __init__(self, actor: Actor) -> None:
        super().__init__("denied")
        self.actor = actor


class InsufficientScope(Denied):
    """The token does not carry a scope that this needs."""

    def __init__(self, actor: Actor, needed: tuple[str, ...]) -> None:
        super().__init__(actor)
        self.needed = needed


class Moved(Exception):
    """What the URL names is now at another path; safe requests are sent there."""

    def __init__(self, old_path: str, new_path: str) -> None:
        super().__init__(f"{old_path} is now {new_path}")
        self.old_path = old_path
        self.new_path = new_path


def anyone(_actor: Actor, _subject: object) -> bool:
    """Open to all who can load the object, signed in or not."""
    return True


def signed_in(actor: Actor, _subject: object) -> bool:
    return not actor.is_anonymous


def administrator(actor: Actor, _subject: object) -> bool:
    return actor.is_admin


@dataclass(frozen=True, eq=False)
class Guard:
    """The callable behind a route: load, permit, view."""

    name: str
    door: Door
    load: Loader | None
    loads: frozenset[str]
    allowed: dict[str, Allow]
    csrf_exempt: bool

    def __call__(self, request: Request, **kwargs: Any) -> HttpResponseBase:
        method = request.method or "GET"
        allow = self.allowed.get("GET" if method == "HEAD" else method)
        if allow is None:
            return self._not_allowed()
        self._require_scope(request.actor, method)
        if self.load is None:
            self._require(request.actor, allow, None)
            return allow.view(request, **kwargs)
        mine = {name: kwargs.pop(name) for name in self.loads & kwargs.keys()}
        subject = self.load(request.actor, **mine)
        self._require(request.actor, allow, subject)
        return allow.view(request, subject, **kwargs)

    def _not_allowed(self) -> HttpResponseBase:
        allowed = sorted(self.allowed)
        if self.door is not Door.API:
            return HttpResponseNotAllowed(allowed)
        message = {"message": "405 Method Not Allowed"}
        return JsonResponse(message, status=405, headers={"Allow": ", ".join(allowed)})

    def _require_scope(self, actor: Actor, method: str) -> None:
        """REST reads with `read_api` or `api` and writes with `api`; git decides for itself."""
        needed = (API, READ_API) if method in {"GET", "HEAD"} else (API,)
        if self.door is Door.API and not actor.is_anonymous and not actor.holds(*needed):
            raise InsufficientScope(actor, needed)

    @staticmethod
    def _require(actor: Actor, allow: Allow, subject: Any) -> None:
        if not allow.ability(actor, subject):
            raise Denied(actor)


def route(
    pattern: str,
    *,
    name: str,
    load: Loader | None = None,
    door: Door = Door.PAGE,
    regex: bool = False,
    get: Allow | None = None,
    post: Allow | None = None,
    put: Allow | None = None,
    patch: Allow | None = None,
    delete: Allow | None = None,
) -> URLPattern:
    """A URL with its declared access; the loader takes the URL's arguments that it names.

    The loader is called `load(actor, **arguments)` and raises Http404 for what the actor may not
    see. Arguments that the loader does not name go to the view. `door` decides how the caller is
    identified: pages by session, REST by token only, git by basic authentication.
    """
    methods = {"GET": get, "POST": post, "PUT": put, "PATCH": patch, "DELETE": delete}
    allowed = {method: allow for method, allow in methods.items() if allow is not None}
    if not allowed:
        raise ImproperlyConfigured(f"route {name!r} allows no method")
    named = frozenset(inspect.signature(load).parameters) - {"actor"} if load else frozenset()
    # REST and git never look at the session cookie, so there is nothing to forge there.
    guard = Guard(name, door, load, named, allowed, csrf_exempt=door is not Door.PAGE)
    make = re_path if regex else path
    return make(pattern, guard, name=name)


def declared_routes(
    patterns: list[URLPattern | URLResolver], prefix: str = ""
) -> Iterator[tuple[str, Guard | None]]:
    """Every route of a URL configuration with its guard, None where there is none."""
    for pattern in patterns:
        here = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from declared_routes(pattern.url_patterns, here)
        else:
            yield here, pattern.callback if isinstance(pattern.callback, Guard) else None


def require_declared(patterns: list[URLPattern | URLResolver]) -> None:
    """Refuse to start while a route has no declared ability."""
    bare = [where for where, guard in declared_routes(patterns) if guard is None]
    if bare:
        raise ImproperlyConfigured("routes without a declared ability: " + ", ".join(bare))
