"""Every code page answers, to whom it may, and holds nothing that runs."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from factories import client_of, make_member

from mergelab.accounts.models import User
from mergelab.projects.models import Project
from mergelab.projects.roles import Role, Visibility

PAGES = [
    "files", "tree/main", "tree/main/src", "tree_commits/main", "blob/main/README.md",
    "blob/main/README.md?plain=1", "blob/main/src/train.py", "blob/main/data/table.csv",
    "blob/main/data/table.csv?plain=1", "blob/main/figure.png", "blob/main/model.bin",
    "blob/main/empty.txt", "raw/main/page.html", "commits/main", "commits/main/src",
    "commits/main?page=9", "commit/{head}", "commit/{head}?view=split&whitespace=hide",
    "commit/{first}", "branches", "branches?state=stale", "branches?search=zzz", "tags", "compare",
    "compare/{first}...main", "compare/{first}..main", "compare/nowhere...main",
    "archive/main.zip", "archive/main.tar.gz", "diff_file/{first}...{head}/src/train.py",
    "diff_file/empty...{first}/README.md", "diff_lines/{head}/src/train.py?old=1&new=1&count=3",
]  # fmt: skip
MISSING = [
    "tree/nowhere", "tree/main/no/where", "blob/main/nothing.txt", "raw/main/src", "raw/main",
    "commits/nowhere", "commit/0000000000000000000000000000000000000000", "commit/zzz",
    "commit/main~1", "archive/nowhere.zip", "archive/main.exe", "diff_file/a...b/c",
    "diff_file/{first}...{head}/README.md", "diff_lines/{head}/src?old=1&new=1&count=1",
    "raw/main/..%2f..%2f..%2fetc%2fpasswd",
    "raw/main/%2e%2e%2fconfig", "raw/main/..%252f..%252fconfig", "raw/HEAD/config",
]  # fmt: skip


def url(code: Any, page: str) -> str:
    named = page.replace("{head}", code.head).replace("{first}", code.shas[0])
    return f"{code.path}/-/{named}"


@pytest.mark.parametrize("page", PAGES)
def test_answers(browser: Browser, code: Any, page: str) -> None:
    answer = browser.get(url(code, page), headers={"HX-Request": "true"})
    expected = 404 if page.startswith("compare/nowhere") else 200
    assert answer.status_code == expected
    if answer.get("Content-Type", "").startswith("text/html"):
        text = answer.content.decode()
        assert not re.search(r'\sstyle="|\son[a-z]+="|<script(?![^>]*src=)', text)
        assert "<b>faster</b>" not in text


@pytest.mark.parametrize("page", MISSING)
def test_a17_what_is_not_there_is_404(browser: Browser, code: Any, page: str) -> None:
    answer = browser.get(url(code, page))
    assert answer.status_code == 404
    assert b"root:" not in answer.content
    assert b"[core]" not in answer.content


@pytest.mark.parametrize("page", PAGES)
def test_strangers_guests_and_nobody(code: Any, ben: User, anonymous: Browser, page: str) -> None:
    stranger = client_of(ben)
    assert stranger.get(url(code, page)).status_code == 404
    assert anonymous.get(url(code, page)).status_code == 404
    make_member(code.project, ben, Role.GUEST)
    assert stranger.get(url(code, page)).status_code == 403


def test_a_public_project_is_read_by_anybody_and_offers_no_writing(
    code: Any, anonymous: Browser
) -> None:
    Project.objects.update(visibility=Visibility.PUBLIC)
    for page in ("files", "branches", "tags", "commits/main", f"commit/{code.head}"):
        text = anonymous.get(url(code, page)).content.decode()
        assert '<form class="form"' not in text
        assert "Delete this" not in text
    refused = anonymous.post(url(code, "branches"), {"name": "x", "ref": "main"})
    assert refused.status_code == 302
    assert refused["Location"].startswith("/-/sign_in")


def counted(browser: Browser, path: str) -> int:
    browser.get(path)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert browser.get(path).status_code == 200
    return len(queries)


@pytest.mark.parametrize("page", ["files", "branches", "tags", "commits/main", "commit/main"])
def test_queries_do_not_grow_with_rows(browser: Browser, code: Any, page: str) -> None:
    before = counted(browser, url(code, page))
    code.client.commit(
        {f"more/{n}.txt": f"{n}\n" for n in range(30)} | {f"top{n}.txt": "x\n" for n in range(30)}
    )
    for n in range(8):
        code.client.extra["GIT_AUTHOR_EMAIL"] = f"author{n}@example.org"
        code.client.commit({f"top{n}.txt": f"{n}\n"}, f"Commit {n}")
        code.client.run("tag", f"v{n}")
    code.push("HEAD:refs/heads/main", *(f"HEAD~{n}:refs/heads/b{n}" for n in range(8)), "--tags")
    assert counted(browser, url(code, page)) == before


def test_writes_need_their_roles(code: Any, ben: User) -> None:
    make_member(code.project, ben, Role.REPORTER)
    reporter = client_of(ben)
    for page, data in (
        ("branches", {"name": "x", "ref": "main"}),
        ("branches/delete", {"name": "main"}),
        ("tags", {"name": "x", "ref": "main"}),
        ("tags/delete", {"name": "x"}),
        ("settings/protected_branches", {"name": "x"}),
    ):
        assert reporter.post(url(code, page), data).status_code == 403
    assert reporter.get(url(code, "settings/protected_branches")).status_code == 403
