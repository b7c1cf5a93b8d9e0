"""Who may do what to branches: levels, patterns, and who may not."""

import pytest
from django.utils import timezone
from factories import actor_of, make_member, make_user

from mergelab.accounts.models import User
from mergelab.kit.actor import ANONYMOUS, API, READ_REPOSITORY, WRITE_REPOSITORY, Actor
from mergelab.projects.models import Project
from mergelab.projects.roles import Role, Visibility
from mergelab.repository import policies
from mergelab.repository.models import Level, ProtectedBranch


@pytest.fixture
def developer(project: Project) -> Actor:
    user = make_user("dev")
    make_member(project, user, Role.DEVELOPER)
    return actor_of(user)


@pytest.fixture
def maintainer(project: Project) -> Actor:
    user = make_user("max")
    make_member(project, user, Role.MAINTAINER)
    return actor_of(user)


@pytest.fixture
def reporter(project: Project) -> Actor:
    user = make_user("rep")
    make_member(project, user, Role.REPORTER)
    return actor_of(user)


def test_the_default_branch_is_protected_from_the_start(project: Project) -> None:
    rule = ProtectedBranch.objects.get(project=project)
    levels = (rule.name, rule.push_level, rule.merge_level, rule.allow_force_push)
    assert levels == ("main", Level.MAINTAINERS, Level.MAINTAINERS, False)


@pytest.mark.parametrize(
    ("branch", "expected"),
    [("main", [False, False, False, False]), ("x", [True, True, True, True])],
)
def test_developers(project: Project, developer: Actor, branch: str, expected: list[bool]) -> None:
    answers = [
        ability(developer, project, branch)
        for ability in (
            policies.can_push_to,
            policies.can_merge_into,
            policies.can_force_push,
            policies.can_delete_branch,
        )
    ]
    assert answers == expected


def test_maintainers_push_to_protected_branches_without_force(
    project: Project, maintainer: Actor
) -> None:
    assert policies.can_push_to(maintainer, project, "main")
    assert policies.can_merge_into(maintainer, project, "main")
    assert not policies.can_force_push(maintainer, project, "main")
    assert not policies.can_delete_branch(maintainer, project, "main")


def test_reporters_write_nothing(project: Project, reporter: Actor) -> None:
    assert not policies.can_push_to(reporter, project, "x")
    assert not policies.can_merge_into(reporter, project, "x")
    assert not policies.can_force_push(reporter, project, "x")
    assert not policies.can_delete_branch(reporter, project, "x")
    assert not policies.can_write_refs(reporter, project)


def test_the_most_permissive_of_several_protections_decides(
    project: Project, developer: Actor
) -> None:
    ProtectedBranch.objects.create(project=project, name="release/*")
    assert not policies.can_push_to(developer, project, "release/1")
    ProtectedBranch.objects.create(
        project=project, name="release/1*", push_level=Level.DEVELOPERS, allow_force_push=True
    )
    assert policies.can_push_to(developer, project, "release/1")
    assert policies.can_force_push(developer, project, "release/1")
    assert not policies.can_push_to(developer, project, "release/2")


def test_no_one(project: Project, maintainer: Actor, admin: User) -> None:
    ProtectedBranch.objects.update(push_level=Level.NO_ONE, merge_level=Level.MAINTAINERS)
    assert not policies.can_push_to(maintainer, project, "main")
    assert not policies.can_push_to(actor_of(admin), project, "main")
    assert policies.can_merge_into(maintainer, project, "main")


def test_who_may_push_may_merge(project: Project, developer: Actor) -> None:
    ProtectedBranch.objects.update(push_level=Level.DEVELOPERS, merge_level=Level.NO_ONE)
    assert policies.can_merge_into(developer, project, "main")


def test_archived_projects_are_not_written_to(project: Project, maintainer: Actor) -> None:
    project.archived_at = timezone.now()
    assert not policies.can_push_to(maintainer, project, "main")
    assert not policies.can_merge_into(maintainer, project, "main")
    assert not policies.can_manage_protected_branches(maintainer, project)


def test_managing_protection_is_for_maintainers(
    project: Project, developer: Actor, maintainer: Actor
) -> None:
    rule = ProtectedBranch.objects.get(project=project)
    assert policies.can_manage_protected_branches(maintainer, project)
    assert policies.can_change_protection(maintainer, rule)
    assert policies.can_see_protected_branches(maintainer, project)
    assert not policies.can_manage_protected_branches(developer, project)
    assert not policies.can_change_protection(developer, rule)
    assert not policies.can_see_protected_branches(developer, project)


@pytest.mark.parametrize(
    ("scope", "fetches", "sends"),
    [(READ_REPOSITORY, True, False), (WRITE_REPOSITORY, True, True), (API, True, True),
     ("read_api", False, False)],
)  # fmt: skip
def test_scopes_of_git(project: Project, ana: User, scope: str, fetches: bool, sends: bool) -> None:
    actor = Actor(user=ana, scopes=frozenset({scope}))
    assert policies.can_fetch(actor, project) is fetches
    assert policies.can_send(actor, project) is sends


def test_anonymous_fetches_what_is_public(project: Project) -> None:
    assert not policies.can_fetch(ANONYMOUS, project)
    project.visibility = Visibility.PUBLIC
    assert policies.can_fetch(ANONYMOUS, project)
    assert not policies.can_send(ANONYMOUS, project)
