"""Pages of branches, tags and protection."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client as Browser
from factories import make_project

from mergelab.accounts.models import User
from mergelab.repository.git.reads import branches, open_repository, tags
from mergelab.repository.models import Level, ProtectedBranch

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def refs(code: Any) -> Callable[[], list[str]]:
    def read() -> list[str]:
        with open_repository(code.directory) as handle:
            return [ref.ref for ref in (*branches(handle), *tags(handle))]

    return read


def test_branches(browser: Browser, code: Any) -> None:
    code.push(f"{code.shas[0]}:refs/heads/behind")
    page = browser.get(f"{code.path}/-/branches").content.decode()
    assert page.index(">main<") < page.index(">behind<")
    assert "1 behind" in page
    assert "0 ahead" in page
    assert f"{code.path}/-/compare/main...behind" in page


def test_create_and_delete_a_branch(
    browser: Browser, code: Any, refs: Callable[[], list[str]]
) -> None:
    answer = browser.post(f"{code.path}/-/branches", {"name": "fix/a#b", "ref": "main"})
    assert answer["Location"] == f"{code.path}/-/tree/fix/a%23b"
    assert browser.get(answer["Location"]).status_code == 200
    assert refs() == ["refs/heads/fix/a#b", "refs/heads/main"]
    moved = browser.post(f"{code.path}/-/branches/delete", {"name": "fix/a#b", "sha": code.shas[0]})
    assert moved.status_code == 409
    browser.post(f"{code.path}/-/branches/delete", {"name": "fix/a#b", "sha": code.head})
    assert refs() == ["refs/heads/main"]


def test_a_refused_branch_is_said_in_the_form(browser: Browser, code: Any) -> None:
    answer = browser.post(f"{code.path}/-/branches", {"name": "a..b", "ref": "main"})
    assert answer.status_code == 422
    assert "not a valid git name" in answer.content.decode()


def test_create_and_delete_a_tag(
    browser: Browser, code: Any, refs: Callable[[], list[str]]
) -> None:
    answer = browser.post(
        f"{code.path}/-/tags", {"name": "v1", "ref": "main", "message": "First <b>release</b>"}
    )
    assert answer.status_code == 302
    page = browser.get(f"{code.path}/-/tags").content.decode()
    assert "First &lt;b&gt;release&lt;/b&gt;" in page
    browser.post(f"{code.path}/-/tags/delete", {"name": "v1"})
    assert refs() == ["refs/heads/main"]


def test_a_refused_tag_is_said_in_the_form(browser: Browser, code: Any) -> None:
    answer = browser.post(f"{code.path}/-/tags", {"name": "v1", "ref": "nowhere"})
    assert answer.status_code == 422
    assert "There is no branch, tag or commit nowhere." in answer.content.decode()


def test_protection(browser: Browser, code: Any) -> None:
    url = f"{code.path}/-/settings/protected_branches"
    code.push("HEAD:refs/heads/release/1")
    levels = {"push_level": Level.NO_ONE.value, "merge_level": Level.DEVELOPERS.value}
    assert browser.post(url, {"name": "release/*", **levels}).status_code == 302
    page = browser.get(url).content.decode()
    assert "covers 1 branch" in page
    rule = ProtectedBranch.objects.get(name="release/*")
    browser.post(f"{url}/{rule.pk}", {**levels, "push_level": "40", "allow_force_push": "on"})
    rule.refresh_from_db()
    assert (rule.push_level, rule.merge_level, rule.allow_force_push) == (40, 30, True)
    assert browser.post(f"{url}/{rule.pk}", {"push_level": "99"}).status_code == 400
    browser.post(f"{url}/{rule.pk}/delete")
    assert not ProtectedBranch.objects.filter(name="release/*").exists()
    taken = browser.post(url, {"name": "main", **levels})
    assert taken.status_code == 422
    assert "protected already" in taken.content.decode()


def test_b7_a_protection_of_another_project_is_not_found(
    browser: Browser, ana: User, code: Any
) -> None:
    other = make_project(ana, "other")
    rule = ProtectedBranch.objects.get(project=other)
    url = f"{code.path}/-/settings/protected_branches/{rule.pk}"
    assert browser.post(url, {"push_level": "0", "merge_level": "0"}).status_code == 404
    assert browser.post(f"{url}/delete").status_code == 404
    rule.refresh_from_db()
    assert rule.push_level == Level.MAINTAINERS
