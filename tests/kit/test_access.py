"""Routes say who may use them, and the guard holds them to it."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.urls import path

from mergelab.kit.access import (
    Allow,
    Denied,
    Door,
    InsufficientScope,
    Request,
    anyone,
    declared_routes,
    require_declared,
    route,
    signed_in,
)
from mergelab.kit.actor import ANONYMOUS, API, READ_API, Actor


class Person:
    pk = 7
    is_admin = False


def show(_request: Request, subject: str = "", **rest: str) -> HttpResponse:
    return HttpResponse(f"{subject} {rest}")


def load(actor: Actor, name: str) -> str:
    if name == "secret" and actor.is_anonymous:
        raise Http404
    return name.upper()


def ask(pattern, method: str = "GET", actor: Actor = ANONYMOUS, **kwargs: str):  # type: ignore[no-untyped-def]
    request = RequestFactory().generic(method, "/")
    request.actor = actor  # type: ignore[attr-defined]
    return pattern.callback(request, **kwargs)


def test_the_view_gets_the_loaded_object_and_what_the_loader_does_not_take() -> None:
    made = route("<name>/<rest>", name="x", load=load, get=Allow(show, anyone))
    assert ask(made, name="a", other="b").content == b"A {'other': 'b'}"


def test_without_a_loader_the_view_gets_no_object() -> None:
    made = route("x", name="x", get=Allow(show, anyone))
    assert ask(made).content == b" {}"


def test_head_is_answered_as_get() -> None:
    made = route("x", name="x", get=Allow(show, anyone))
    assert ask(made, "HEAD").status_code == 200


def test_a_method_that_is_not_declared_is_not_allowed() -> None:
    made = route("x", name="x", get=Allow(show, anyone), delete=Allow(show, anyone))
    response = ask(made, "POST")
    assert (response.status_code, response["Allow"]) == (405, "DELETE, GET")


def test_who_lacks_the_ability_is_denied() -> None:
    made = route("x", name="x", get=Allow(show, signed_in))
    with pytest.raises(Denied):
        ask(made)


def test_what_the_loader_hides_is_missing_before_the_ability_is_asked() -> None:
    made = route("<name>", name="x", load=load, get=Allow(show, signed_in))
    with pytest.raises(Http404):
        ask(made, name="secret")


@pytest.mark.parametrize(
    ("scopes", "method", "passes"),
    [
        ({READ_API}, "GET", True),
        ({READ_API}, "POST", False),
        ({API}, "POST", True),
        ({"read_repository"}, "GET", False),
        (set(), "GET", False),
    ],
)
def test_rest_asks_for_a_scope(scopes: set[str], method: str, passes: bool) -> None:
    made = route("x", name="x", door=Door.API, get=Allow(show, anyone), post=Allow(show, anyone))
    actor = Actor(user=Person(), scopes=frozenset(scopes))
    if passes:
        assert ask(made, method, actor).status_code == 200
    else:
        with pytest.raises(InsufficientScope):
            ask(made, method, actor)


def test_pages_check_csrf_and_token_doors_do_not() -> None:
    page = route("x", name="x", post=Allow(show, anyone))
    rest = route("x", name="x", door=Door.API, post=Allow(show, anyone))
    assert (page.callback.csrf_exempt, rest.callback.csrf_exempt) == (False, True)


def test_a_route_without_a_method_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured):
        route("x", name="x")


def test_an_undeclared_route_keeps_the_server_from_starting() -> None:
    declared = route("ok", name="ok", get=Allow(show, anyone))
    require_declared([declared])
    with pytest.raises(ImproperlyConfigured, match="open-door"):
        require_declared([declared, path("open-door", lambda _request: HttpResponse())])


def test_declared_routes_lists_patterns_with_their_guards() -> None:
    declared = route("ok", name="ok", get=Allow(show, anyone))
    bare = path("bare", lambda _request: HttpResponse())
    assert [(where, guard is not None) for where, guard in declared_routes([declared, bare])] == [
        ("ok", True),
        ("bare", False),
    ]
