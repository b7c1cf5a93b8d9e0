import pytest
from django.utils import timezone
from factories import actor_of, make_member

from mergelab.accounts.models import User
from mergelab.kit.errors import Conflict, Forbidden, Refused
from mergelab.projects.models import Project
from mergelab.projects.roles import Role
from mergelab.repository.models import Level, ProtectedBranch
from mergelab.repository.services import edit_protection, protect_branch, unprotect_branch


def test_protect_edit_unprotect(project: Project, ana: User) -> None:
    by = actor_of(ana)
    rule = protect_branch(by=by, project=project, name=" release/* ", push_level=Level.NO_ONE)
    assert (rule.name, rule.push_level, rule.merge_level) == (
        "release/*", Level.NO_ONE, Level.MAINTAINERS,
    )  # fmt: skip
    edit_protection(by=by, rule=rule, merge_level=Level.DEVELOPERS, allow_force_push=True)
    rule.refresh_from_db()
    assert (rule.push_level, rule.merge_level, rule.allow_force_push) == (0, 30, True)
    unprotect_branch(by=by, rule=rule)
    assert [left.name for left in ProtectedBranch.objects.all()] == ["main"]


@pytest.mark.parametrize("name", ["main", "", "a b", "-x", "x" * 201, "a..*", "refs/heads/x"])
def test_refused_names(project: Project, ana: User, name: str) -> None:
    with pytest.raises(Refused) as caught:
        protect_branch(by=actor_of(ana), project=project, name=name)
    assert caught.value.field == "name"


def test_developers(project: Project, ben: User) -> None:
    make_member(project, ben, Role.DEVELOPER)
    rule = ProtectedBranch.objects.get()
    with pytest.raises(Forbidden):
        protect_branch(by=actor_of(ben), project=project, name="x")
    with pytest.raises(Forbidden):
        edit_protection(by=actor_of(ben), rule=rule, push_level=Level.NO_ONE)
    with pytest.raises(Forbidden):
        unprotect_branch(by=actor_of(ben), rule=rule)


def test_archived(project: Project, ana: User) -> None:
    project.archived_at = timezone.now()
    with pytest.raises(Conflict):
        protect_branch(by=actor_of(ana), project=project, name="x")
