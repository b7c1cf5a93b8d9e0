"""History, commits, comparisons."""

from typing import Any

from django.test import Client as Browser
from factories import make_user

from mergelab.projects.models import Project

HTMX = {"HX-Request": "true"}


def text_of(browser: Browser, path: str, headers: dict[str, str] | None = None) -> str:
    answer = browser.get(path, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def test_history_is_by_day_and_by_path(browser: Browser, code: Any) -> None:
    page = text_of(browser, f"{code.path}/-/commits/main")
    assert page.count('class="row-title"') == 2
    assert "2 January 2026" in page
    assert "With a body." in page
    assert text_of(browser, f"{code.path}/-/commits/main/README.md").count("row-title") == 1


def test_history_is_paged(browser: Browser, code: Any) -> None:
    for n in range(45):
        code.client.run("commit", "-q", "--allow-empty", "-m", f"Commit {n}")
    code.push()
    first = text_of(browser, f"{code.path}/-/commits/main")
    assert first.count('class="row-title"') == 40
    assert f'href="{code.path}/-/commits/main?page=2"' in first
    second = text_of(browser, f"{code.path}/-/commits/main?page=2")
    assert second.count('class="row-title"') == 7
    assert f'href="{code.path}/-/commits/main?page=1"' in second


def test_authors_with_an_account_have_its_name(browser: Browser, code: Any) -> None:
    make_user("ann", name="Ann of the server")
    assert "Ann of the server" in text_of(browser, f"{code.path}/-/commits/main")


def test_a_commit(browser: Browser, code: Any) -> None:
    page = text_of(browser, f"{code.path}/-/commit/{code.head}")
    assert "Train &lt;b&gt;faster&lt;/b&gt;" in page
    assert f'href="{code.path}/-/commit/{code.shas[0]}"' in page
    assert "1 changed file" in page
    assert '<mark class="word">' in page
    short = text_of(browser, f"{code.path}/-/commit/{code.head[:8]}")
    assert code.head in short


def test_a_first_commit(browser: Browser, code: Any) -> None:
    page = text_of(browser, f"{code.path}/-/commit/{code.shas[0]}")
    assert "None: this is a first commit." in page
    assert "7 changed files" in page
    assert f'src="{code.path}/-/raw/{code.shas[0]}/figure.png"' in page


def test_many_files_fold(browser: Browser, code: Any) -> None:
    code.client.commit({f"many/{n:03}.txt": "x\n" for n in range(320)})
    code.push()
    page = text_of(browser, f"{code.path}/-/commit/main")
    assert "320 changed files, of which the first 300 are listed" in page
    assert page.count("Show the changes") == 270
    head = code.client.out("rev-parse", "HEAD")
    one = text_of(browser, f"{code.path}/-/diff_file/{code.head}...{head}/many/299.txt?split=0")
    assert "diff-line is-added" in one


def test_lines_of_a_gap(browser: Browser, code: Any) -> None:
    url = f"{code.path}/-/diff_lines/{code.head}/src/train.py?old=2&new=2&count=2"
    rows = text_of(browser, url, HTMX)
    assert rows.count("<tr") == 2
    assert 'data-n="3"' in rows
    without_scripts = browser.get(url)
    assert without_scripts["Location"] == f"{code.path}/-/blob/{code.head}/src/train.py#L2-3"


def test_a_folded_file_opens_in_place_or_as_a_page(browser: Browser, code: Any) -> None:
    url = f"{code.path}/-/diff_file/{code.shas[0]}...{code.head}/src/train.py"
    assert text_of(browser, url, HTMX).startswith('<section class="file"')
    assert "<title>src/train.py" in text_of(browser, url)


def test_compare(browser: Browser, code: Any) -> None:
    code.push(f"{code.shas[0]}:refs/heads/base")
    answer = browser.get(f"{code.path}/-/compare?from=base&to=main")
    assert answer["Location"] == f"{code.path}/-/compare/base...main"
    page = text_of(browser, answer["Location"])
    assert "1 commit<" in page
    assert "1 changed file<" in page
    same = text_of(browser, f"{code.path}/-/compare/main...base")
    assert "No changes" in same


def test_compare_of_unrelated_histories(browser: Browser, code: Any) -> None:
    code.client.run("switch", "-q", "--orphan", "other")
    code.client.commit({"z": "1\n"})
    code.push("HEAD:refs/heads/other")
    page = text_of(browser, f"{code.path}/-/compare/main...other")
    assert "no history in common" in page


def test_a_missing_default_branch_falls_back(browser: Browser, code: Any) -> None:
    Project.objects.update(default_branch="gone")
    assert "README.md" in text_of(browser, f"{code.path}/-/files")


def test_notebooks_are_not_shown_as_json_unasked(browser: Browser, code: Any) -> None:
    code.client.commit({"n.ipynb": '{"cells": [], "metadata": {}}'})
    code.push()
    head = code.client.out("rev-parse", "HEAD")
    page = text_of(browser, f"{code.path}/-/commit/{head}")
    assert f'hx-get="{code.path}/-/notebook_diff/{code.head}...{head}/n.ipynb' in page
    assert "&quot;cells&quot;" not in page
    assert "diff-line" not in page
    asked = text_of(browser, f"{code.path}/-/diff_file/{code.head}...{head}/n.ipynb")
    assert "diff-line is-added" in asked
