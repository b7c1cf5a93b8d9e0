from collections.abc import Callable

import pytest
from django.utils import timezone
from factories import actor_of, make_member

from mergelab.accounts.models import User
from mergelab.kit.errors import Conflict, Forbidden, Refused
from mergelab.projects.models import Activity, Project
from mergelab.projects.roles import Role
from mergelab.repository.git.reads import default_branch, open_repository
from mergelab.repository.models import ProtectedBranch, Push
from mergelab.repository.services import create_branch, delete_branch, set_default_branch
from mergelab.repository.storage import directory

pytestmark = pytest.mark.django_db(transaction=True)

Refs = Callable[[], dict[str, str]]


def test_create(project: Project, ana: User, shas: list[str], refs: Refs) -> None:
    made = create_branch(by=actor_of(ana), project=project, name="fix/one", ref=shas[0])
    assert (made.name, made.sha) == ("fix/one", shas[0])
    assert refs() == {"refs/heads/main": shas[1], "refs/heads/fix/one": shas[0]}
    push = Push.objects.get()
    assert (push.actor, push.updates) == (
        ana, [{"ref": "refs/heads/fix/one", "old": "0" * 40, "new": shas[0]}],
    )  # fmt: skip
    told = Activity.objects.get(noun="branch")
    assert (told.verb, told.reference) == ("created", "fix/one")


@pytest.mark.parametrize(
    ("name", "ref", "field"),
    [("main", "main", "name"), ("-x", "main", "name"), ("a..b", "main", "name"),
     ("a" * 40, "main", "name"), ("Main", "main", "name"), ("x", "nowhere", "ref"),
     ("x", "-rf", "ref"), ("x", "main~1", "ref")],
)  # fmt: skip
def test_refused(
    *, project: Project, ana: User, shas: list[str], refs: Refs, name: str, ref: str, field: str
) -> None:
    with pytest.raises(Refused) as caught:
        create_branch(by=actor_of(ana), project=project, name=name, ref=ref)
    assert caught.value.field == field
    assert refs() == {"refs/heads/main": shas[1]}


def test_reporters_create_nothing(project: Project, ben: User, shas: list[str]) -> None:
    make_member(project, ben, Role.REPORTER)
    with pytest.raises(Forbidden):
        create_branch(by=actor_of(ben), project=project, name="x", ref="main")


def test_delete(project: Project, ana: User, shas: list[str], refs: Refs) -> None:
    by = actor_of(ana)
    create_branch(by=by, project=project, name="x", ref="main")
    with pytest.raises(Conflict, match="new commits"):
        delete_branch(by=by, project=project, name="x", sha=shas[0])
    delete_branch(by=by, project=project, name="x", sha=shas[1])
    assert refs() == {"refs/heads/main": shas[1]}
    with pytest.raises(Refused, match="no branch x"):
        delete_branch(by=by, project=project, name="x")


def test_default_and_protected_branches_stay(project: Project, ana: User, shas: list[str]) -> None:
    by = actor_of(ana)
    with pytest.raises(Conflict, match="default branch"):
        delete_branch(by=by, project=project, name="main")
    create_branch(by=by, project=project, name="release/1", ref="main")
    ProtectedBranch.objects.create(project=project, name="release/*")
    with pytest.raises(Conflict, match="unprotect it first"):
        delete_branch(by=by, project=project, name="release/1")


def test_reporters_delete_nothing(project: Project, ana: User, ben: User, shas: list[str]) -> None:
    make_member(project, ben, Role.REPORTER)
    create_branch(by=actor_of(ana), project=project, name="x", ref="main")
    with pytest.raises(Forbidden):
        delete_branch(by=actor_of(ben), project=project, name="x")


def test_default_branch(project: Project, ana: User, shas: list[str]) -> None:
    by = actor_of(ana)
    create_branch(by=by, project=project, name="trunk", ref="main")
    set_default_branch(by=by, project=project, name="trunk")
    project.refresh_from_db()
    assert project.default_branch == "trunk"
    with open_repository(directory(project.pk)) as handle:
        assert default_branch(handle) == "trunk"
    with pytest.raises(Refused, match="no branch nowhere"):
        set_default_branch(by=by, project=project, name="nowhere")


def test_developers_do_not_choose_the_default_branch(
    project: Project, ben: User, shas: list[str]
) -> None:
    make_member(project, ben, Role.DEVELOPER)
    with pytest.raises(Forbidden):
        set_default_branch(by=actor_of(ben), project=project, name="main")


def test_archived(project: Project, ana: User, shas: list[str]) -> None:
    project.archived_at = timezone.now()
    with pytest.raises(Forbidden):
        create_branch(by=actor_of(ana), project=project, name="x", ref="main")
