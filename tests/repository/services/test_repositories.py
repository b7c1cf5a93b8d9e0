from typing import Any

import pytest
from factories import actor_of, make_project

from mergelab.accounts.models import User
from mergelab.kit.errors import Refused
from mergelab.kit.tasks import run_pending
from mergelab.projects import services as projects
from mergelab.projects.models import Project
from mergelab.repository.git.writes import RefUpdate
from mergelab.repository.models import Upkeep
from mergelab.repository.services import (
    clear_stale_locks,
    keep_up,
    keep_up_all,
    move_refs,
    remove_repository,
)
from mergelab.repository.storage import directory

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_project_comes_with_an_empty_repository(project: Project) -> None:
    where = directory(project.pk)
    assert (where / "HEAD").read_text() == "ref: refs/heads/main\n"
    assert not (where / "hooks").exists()


def test_a_leftover_directory_of_a_failed_transaction_is_replaced(ana: User) -> None:
    first = make_project(ana, "one")
    leftover = directory(first.pk + 1)
    leftover.mkdir(parents=True)
    (leftover / "stray").write_text("x")
    assert make_project(ana, "two").pk == first.pk + 1
    assert not (leftover / "stray").exists()
    assert (leftover / "HEAD").exists()


def test_a_deleted_projects_repository_goes(project: Project, ana: User) -> None:
    where = directory(project.pk)
    projects.delete_project(by=actor_of(ana), project=project, confirmation=project.full_path)
    assert where.exists()
    run_pending()
    assert not where.exists()
    assert not Project.objects.filter(pk=project.pk).exists()
    remove_repository(project.pk)


def test_a_living_projects_repository_stays(project: Project) -> None:
    remove_repository(project.pk)
    assert directory(project.pk).exists()


def test_upkeep(project: Project, shas: list[str]) -> None:
    Upkeep.objects.create(project=project, pushes_since=3)
    keep_up_all()
    run_pending()
    upkeep = Upkeep.objects.get(project=project)
    assert upkeep.pushes_since == 0
    assert upkeep.packed_at is not None
    assert upkeep.size_bytes > 0
    assert (directory(project.pk) / "packed-refs").exists()


def test_a_repository_is_packed_after_its_first_push_and_then_after_many(
    project: Project, ana: User, shas: list[str]
) -> None:
    def push(number: int) -> bool:
        update = RefUpdate(f"refs/heads/b{number}", "0" * 40, shas[0])
        move_refs(project=project, by=ana, updates=[update])
        before = Upkeep.objects.get(project=project).packed_at
        run_pending()
        return Upkeep.objects.get(project=project).packed_at != before

    assert push(1)
    assert not push(2)
    Upkeep.objects.update(pushes_since=49)
    assert push(3)


def test_upkeep_of_what_is_gone_does_nothing() -> None:
    keep_up(123_456)


def test_stale_locks_go(project: Project, shas: list[str]) -> None:
    import os

    lock = directory(project.pk) / "refs" / "heads" / "main.lock"
    lock.write_text("")
    assert clear_stale_locks() == 0
    os.utime(lock, (1, 1))
    assert clear_stale_locks() == 1
    assert not lock.exists()


def test_the_default_branch_must_exist(
    project: Project, ana: User, shas: list[str], client: Any
) -> None:
    with pytest.raises(Refused) as caught:
        projects.edit_project(by=actor_of(ana), project=project, default_branch="nowhere")
    assert caught.value.field == "default_branch"
