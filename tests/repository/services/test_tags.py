from collections.abc import Callable
from typing import Any

import pytest
from factories import actor_of, make_member

from mergelab.accounts.models import User
from mergelab.kit.errors import Forbidden, Refused
from mergelab.projects.models import Project
from mergelab.projects.roles import Role
from mergelab.repository.services import create_tag, delete_tag
from mergelab.repository.storage import directory

pytestmark = pytest.mark.django_db(transaction=True)

Refs = Callable[[], dict[str, str]]


def test_plain_and_annotated(
    project: Project, ana: User, shas: list[str], refs: Refs, client: Any
) -> None:
    by = actor_of(ana)
    create_tag(by=by, project=project, name="v1", ref=shas[0])
    made = create_tag(by=by, project=project, name="v2", ref="main", message="Second\n")
    assert refs() == {
        "refs/heads/main": shas[1], "refs/tags/v1": shas[0], "refs/tags/v2": made.target,
    }  # fmt: skip
    assert made.sha == shas[1]
    shown = client.out("--git-dir", str(directory(project.pk)), "cat-file", "tag", "v2")
    assert "tagger Ana <ana@example.org>" in shown
    assert shown.endswith("\n\nSecond")


def test_refused(project: Project, ana: User, shas: list[str]) -> None:
    by = actor_of(ana)
    create_tag(by=by, project=project, name="v1", ref="main")
    for name, ref, field in (("v1", "main", "name"), ("a b", "main", "name"), ("x", "no", "ref")):
        with pytest.raises(Refused) as caught:
            create_tag(by=by, project=project, name=name, ref=ref)
        assert caught.value.field == field


def test_delete(project: Project, ana: User, shas: list[str], refs: Refs) -> None:
    by = actor_of(ana)
    create_tag(by=by, project=project, name="v1", ref="main")
    delete_tag(by=by, project=project, name="v1")
    assert refs() == {"refs/heads/main": shas[1]}
    with pytest.raises(Refused, match="no tag v1"):
        delete_tag(by=by, project=project, name="v1")


def test_reporters(project: Project, ben: User, shas: list[str]) -> None:
    make_member(project, ben, Role.REPORTER)
    with pytest.raises(Forbidden):
        create_tag(by=actor_of(ben), project=project, name="v1", ref="main")
    with pytest.raises(Forbidden):
        delete_tag(by=actor_of(ben), project=project, name="v1")
