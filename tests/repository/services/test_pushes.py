"""Refs that moved are told of once, whenever the server died."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from factories import actor_of

from mergelab.accounts.models import User
from mergelab.projects.models import Project
from mergelab.repository import spool
from mergelab.repository.git.writes import RefUpdate, update_refs
from mergelab.repository.models import Push, Upkeep
from mergelab.repository.services import move_refs, record_folder, record_push, sweep_pushes
from mergelab.repository.signals import pushed
from mergelab.repository.storage import directory, layout

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def told() -> Any:
    """What the floors above were told."""
    news: list[tuple[str, str | None, list[str]]] = []

    def hear(project: Project, actor: User | None, updates: list[RefUpdate], **_: Any) -> None:
        name = None if actor is None else actor.username
        news.append((project.path, name, [update.ref for update in updates]))

    pushed.connect(hear)
    yield news
    pushed.disconnect(hear)


def moved(project: Project, user: User, update: RefUpdate) -> Path:
    """A ref that git has moved and that nobody has been told of."""
    where = directory(project.pk)
    context = {"project": project.pk, "actor": user.pk}
    with spool.begin(layout(), where, [update], context=context) as (folder, _):
        update_refs(layout(), where, [update], spool=folder)
    return folder


def test_move_refs(project: Project, ana: User, shas: list[str], told: list[Any]) -> None:
    update = RefUpdate("refs/heads/x", "0" * 40, shas[0])
    move_refs(project=project, by=actor_of(ana), updates=[update])
    assert told == [("power-forecast", "ana", ["refs/heads/x"])]
    assert Upkeep.objects.get(project=project).pushes_since == 1
    assert list(layout().spool.iterdir()) == []


def test_a_record_counts_once(
    project: Project, ana: User, shas: list[str], told: list[Any]
) -> None:
    folder = moved(project, ana, RefUpdate("refs/heads/x", "0" * 40, shas[0]))
    record = spool.read(folder)
    assert record_push(record) is not None
    assert record_push(record) is None
    assert len(told) == Push.objects.count() == 1
    spool.remove(folder)


def test_the_sweep_finds_what_a_dead_server_left(
    project: Project, ana: User, shas: list[str], told: list[Any]
) -> None:
    folder = moved(project, ana, RefUpdate("refs/heads/x", "0" * 40, shas[0]))
    assert sweep_pushes() == 1
    assert not folder.exists()
    assert told == [("power-forecast", "ana", ["refs/heads/x"])]
    assert sweep_pushes() == 0


def test_a_move_that_never_happened_is_forgotten(
    project: Project, ana: User, shas: list[str], told: list[Any]
) -> None:
    update = RefUpdate("refs/heads/x", "0" * 40, shas[0])
    context = {"project": project.pk, "actor": ana.pk}
    with spool.begin(layout(), directory(project.pk), [update], context=context) as (folder, _):
        pass
    assert sweep_pushes() == 0
    assert not folder.exists()
    assert told == []


def test_a_receiver_that_fails_is_asked_again(
    project: Project, ana: User, shas: list[str], told: list[Any]
) -> None:
    def fail(**_news: Any) -> None:
        raise RuntimeError("not now")

    folder = moved(project, ana, RefUpdate("refs/heads/x", "0" * 40, shas[0]))
    pushed.connect(fail)
    try:
        record_folder(folder)
    finally:
        pushed.disconnect(fail)
    assert Push.objects.count() == 0
    assert folder.exists()
    told.clear()
    assert sweep_pushes() == 1
    assert len(told) == 1


def test_a_push_to_a_deleted_project_is_forgotten(
    project: Project, ana: User, shas: list[str], told: list[Any], make_client: Callable[..., Any]
) -> None:
    folder = moved(project, ana, RefUpdate("refs/heads/x", "0" * 40, shas[0]))
    Project.objects.update(deleted_at=project.created_at)
    record_folder(folder)
    assert told == []
    assert not folder.exists()
