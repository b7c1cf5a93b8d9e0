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
from table import OWN, SIGHT, TABLE
from world import World, build

from mergelab.kit.access import Door, Guard, declared_routes

VISIBILITIES = ("public", "internal", "private")
READS = ("GET",)


def guards() -> list[Guard]:
    found = [guard for _, guard in declared_routes(get_resolver().url_patterns)]
    return [guard for guard in found if guard is not None]


def test_every_route_and_method_has_its_row() -> None:
    declared = {f"{guard.name} {method}" for guard in guards() for method in guard.allowed}
    assert declared == TABLE.keys() | OWN.keys()


def test_route_names_are_unique() -> None:
    names = [guard.name for guard in guards()]
    assert sorted(names) == sorted(set(names))


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
    for guard in guards():
        for method in guard.allowed:
            row = f"{guard.name} {method}"
            url = world.url(guard)
            for subject in subjects.values():
                expected = expectation(row, guard.door, subject, visibility)
                answer = ask(guard, method, url, subject, writes=expected == "allowed")
                yield row, subject, answer, expected


def expectation(row: str, door: Door, subject: Subject, visibility: str) -> str:
    """What `table.py` says of this subject: allowed, hidden, denied, or sign in first."""
    if row in OWN:
        if subject.name == OWN[row]:
            return "allowed"
        return "hidden" if subject.user is not None or row in SIGHT else sign_in(door)
    column = VISIBILITIES.index(visibility)
    least = TABLE[row].split()
    sight = SIGHT.get(row, default_sight(row)).split()
    if subject.rank >= SUBJECTS.index(least[column]):
        return "allowed"
    if subject.rank < SUBJECTS.index(sight[column]):
        return sign_in(door) if door is Door.GIT and subject.user is None else "hidden"
    return sign_in(door) if subject.user is None else "denied"


def default_sight(row: str) -> str:
    """Who sees what the route is about: for a thing in a project, whoever sees the project."""
    guard = next(guard for guard in guards() if row.split()[0] == guard.name)
    return "anonymous stranger guest" if guard.load is not None else "anonymous " * 3


def sign_in(_door: Door) -> str:
    return "sign in"


def ask(guard: Guard, method: str, url: str, subject: Subject, *, writes: bool) -> str:
    """How the server answers, in the words of `expectation`."""
    if writes and method not in READS:
        return ask_guard(guard, method, url, subject)
    before = counts()
    response = subject.clients[guard.door].generic(method, url)
    if hasattr(response, "streaming_content"):
        response.close()
    answer = word(response.status_code, response.headers.get("Location", ""))
    if answer != "allowed" and counts() != before:
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
