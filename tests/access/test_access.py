"""The permission matrix: every declared route × role × visibility answers as `table.py` says.

A denied request goes through the whole server and must leave every row as it was. An allowed one
goes through it where it only reads; where it writes, the guard alone is asked, because what the
verb then does is its own test.
"""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.http import Http404
from django.urls import get_resolver, resolve
from subjects import SUBJECTS, Subject, make_subjects
from table import OWN, PUBLIC_PAGE, SEES_PROJECT, SIGHT, TABLE
from world import World, build

from mergelab.kit.access import Door, Guard, declared_routes

VISIBILITIES = ("public", "internal", "private")
READS = ("GET",)


def routes() -> list[tuple[str, Guard]]:
    found = declared_routes(get_resolver().url_patterns)
    return [(pattern, guard) for pattern, guard in found if guard is not None]


def test_every_route_and_method_has_its_row() -> None:
    declared = {f"{guard.name} {method}" for _, guard in routes() for method in guard.allowed}
    assert declared == TABLE.keys() | OWN.keys()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("visibility", VISIBILITIES)
def test_matrix(visibility: str) -> None:
    world = build(visibility)
    subjects = make_subjects(world.project)
    world.complete(subjects["developer"])
    wrong = [
        f"{row} as {subject.name}: {answer}, expected {expected}"
        for row, subject, answer, expected in answers(world, subjects, visibility)
        if answer != expected
    ]
    assert wrong == []


def answers(
    world: World, subjects: dict[str, Subject], visibility: str
) -> Iterator[tuple[str, Subject, str, str]]:
    for pattern, guard in routes():
        url = world.url(pattern, guard)
        for method in guard.allowed:
            row = f"{guard.name} {method}"
            for subject in subjects.values():
                expected = expectation(row, guard, subject, visibility)
                answer = ask(guard, method, url, subject, writes=expected == "allowed")
                yield row, subject, answer, expected


def expectation(row: str, guard: Guard, subject: Subject, visibility: str) -> str:
    """What `table.py` says of this subject: allowed, hidden, denied, or sign in first."""
    column = VISIBILITIES.index(visibility)
    sight = SIGHT.get(guard.name, SEES_PROJECT if guard.load else PUBLIC_PAGE).split()[column]
    is_hidden = sight == "nobody" or subject.rank < SUBJECTS.index(sight)
    if row in OWN:
        allowed = subject.name in OWN[row].split()
    else:
        allowed = subject.rank >= SUBJECTS.index(TABLE[row].split()[column])
    if allowed:
        return "allowed"
    if is_hidden and not (guard.door is Door.GIT and subject.user is None):
        return "hidden"
    return "sign in" if subject.user is None else "denied"


def ask(guard: Guard, method: str, url: str, subject: Subject, *, writes: bool) -> str:
    """How the server answers, in the words of `expectation`."""
    if writes and method not in READS:
        return ask_guard(guard, method, url, subject)
    before = {} if method in READS else counts()
    response = subject.clients[guard.door].generic(method, url)
    if hasattr(response, "streaming_content"):
        response.close()
    answer = word(response.status_code, response.headers.get("Location", ""))
    if method not in READS and answer != "allowed" and counts() != before:
        return f"{answer}, but rows have changed"
    return answer


def ask_guard(guard: Guard, method: str, url: str, subject: Subject) -> str:
    kwargs = resolve(url.partition("?")[0]).kwargs
    try:
        mine = {name: value for name, value in kwargs.items() if name in guard.loads}
        loaded = guard.load(subject.actor, **mine) if guard.load else None
    except Http404:
        return "hidden"
    return "allowed" if guard.allowed[method].ability(subject.actor, loaded) else "denied"


def word(status: int, location: str) -> str:
    if status == 401 or (status == 302 and location.startswith("/-/sign_in")):
        return "sign in"
    known = {403: "denied", 404: "hidden"}
    if status in known:
        return known[status]
    # 503 is an answer of the ready check, 400 one of a read without its parameters.
    return "allowed" if status < 400 or status in {400, 503} else f"status {status}"


def counts() -> dict[str, int]:
    ours = [model for model in apps.get_models() if model.__module__.startswith("mergelab.")]
    return {model.__name__: model._default_manager.count() for model in ours}
