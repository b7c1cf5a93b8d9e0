from collections.abc import Callable

import pytest
from factories import actor_of, make_member

from mergelab.accounts.models import User
from mergelab.kit.errors import Conflict, Forbidden, Refused, TooLarge
from mergelab.projects.models import Project
from mergelab.projects.roles import Role
from mergelab.repository.git.actions import Action, ActionKind
from mergelab.repository.git.reads import blob_data, entry, open_repository
from mergelab.repository.services import commit_files, commits
from mergelab.repository.storage import directory

pytestmark = pytest.mark.django_db(transaction=True)

Refs = Callable[[], dict[str, str]]
NEW = [Action(ActionKind.CREATE, "b/c.txt", content=b"hello\n")]


def content(project: Project, sha: str, path: str) -> bytes:
    with open_repository(directory(project.pk)) as handle:
        return blob_data(handle, entry(handle, sha, path).sha, cap=1_000)


def test_on_a_branch(project: Project, ana: User, shas: list[str], refs: Refs) -> None:
    made = commit_files(
        by=actor_of(ana), project=project, branch="main", message="Add c", actions=NEW
    )
    assert (made.parents, made.title) == ((shas[1],), "Add c")
    assert (made.author.name, made.author.email) == ("Ana", "ana@example.org")
    assert refs() == {"refs/heads/main": made.sha}
    assert content(project, made.sha, "b/c.txt") == b"hello\n"
    assert content(project, made.sha, "a.txt") == b"2\n"


def test_a_new_branch_from_an_older_commit(
    project: Project, ana: User, shas: list[str], refs: Refs
) -> None:
    made = commit_files(
        by=actor_of(ana), project=project, branch="x", message="c", actions=NEW, start=shas[0],
        author_name="Zoe", author_email="zoe@example.org",
    )  # fmt: skip
    assert made.parents == (shas[0],)
    assert (made.author.name, made.committer.name) == ("Zoe", "Ana")
    assert refs() == {"refs/heads/main": shas[1], "refs/heads/x": made.sha}


def test_into_an_empty_repository(project: Project, ana: User, refs: Refs) -> None:
    made = commit_files(
        by=actor_of(ana), project=project, branch="main", message="First", actions=NEW
    )
    assert made.parents == ()
    assert refs() == {"refs/heads/main": made.sha}


def test_commits_are_not_lost(project: Project, ana: User, shas: list[str], refs: Refs) -> None:
    with pytest.raises(Conflict, match="commits that would be lost"):
        commit_files(
            by=actor_of(ana), project=project, branch="main", message="c", actions=NEW,
            start=shas[0],
        )  # fmt: skip
    with pytest.raises(Forbidden, match="history"):
        commit_files(
            by=actor_of(ana), project=project, branch="main", message="c", actions=NEW,
            start=shas[0], force=True,
        )  # fmt: skip
    assert refs() == {"refs/heads/main": shas[1]}


@pytest.mark.parametrize(
    ("action", "message"),
    [
        (Action(ActionKind.CREATE, "../x", content=b""), "not allowed"),
        (Action(ActionKind.CREATE, ".git/hooks/post-receive", content=b""), "not allowed"),
        (Action(ActionKind.CREATE, "a.txt", content=b""), "already is a file"),
        (Action(ActionKind.UPDATE, "no.txt", content=b""), "no file"),
        (Action(ActionKind.UPDATE, "a.txt", content=b"2\n"), "change nothing"),
    ],
)
def test_refused_actions(
    project: Project, ana: User, shas: list[str], action: Action, message: str
) -> None:
    with pytest.raises(Refused, match=message):
        commit_files(
            by=actor_of(ana), project=project, branch="main", message="c", actions=[action]
        )


def test_limits(
    project: Project, ana: User, shas: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    by = actor_of(ana)
    with pytest.raises(Refused, match="Write a commit message"):
        commit_files(by=by, project=project, branch="main", message=" ", actions=NEW)
    monkeypatch.setattr(commits, "MAX_BYTES", 3)
    with pytest.raises(TooLarge):
        commit_files(by=by, project=project, branch="main", message="c", actions=NEW)


def test_developers_do_not_commit_to_protected_branches(
    project: Project, ben: User, shas: list[str]
) -> None:
    make_member(project, ben, Role.DEVELOPER)
    with pytest.raises(Forbidden):
        commit_files(by=actor_of(ben), project=project, branch="main", message="c", actions=NEW)
