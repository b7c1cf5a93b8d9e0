"""Directories and files."""

from typing import Any

import pytest
from django.test import Client as Browser

from mergelab.projects.models import Project
from mergelab.repository.storage import directory


def text_of(browser: Browser, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_front_page(browser: Browser, code: Any) -> None:
    page = text_of(browser, f"{code.path}/-/files")
    assert f'href="{code.path}/-/tree/main/src"' in page
    assert f'href="{code.path}/-/blob/main/README.md"' in page
    assert "Train &lt;b&gt;faster&lt;/b&gt;" in page
    assert "2 commits" in page
    assert "http://testserver/wind-farm/power-forecast.git" in page
    assert f'<a href="{code.path}/-/blob/main/src/train.py"' in page
    assert "<script>alert" not in page


def test_the_projects_address_leads_to_its_files(browser: Browser, code: Any) -> None:
    answer = browser.get(code.path, follow=True)
    assert answer.redirect_chain[-1][0] == f"{code.path}/-/files"


def test_an_empty_repository_shows_the_commands(browser: Browser, project: Project) -> None:
    page = text_of(browser, f"/{project.full_path}/-/files")
    assert "git clone http://testserver/wind-farm/power-forecast.git" in page
    assert "git remote add origin http://testserver/wind-farm/power-forecast.git" in page
    assert "git config --global user.email ana@example.org" in page
    for name in ("commits", "branches", "tags"):
        assert text_of(browser, f"/{project.full_path}/-/{name}")


def test_addresses_of_files_and_directories_find_each_other(browser: Browser, code: Any) -> None:
    answer = browser.get(f"{code.path}/-/tree/main/README.md")
    assert answer["Location"] == f"{code.path}/-/blob/main/README.md"
    answer = browser.get(f"{code.path}/-/blob/main/src")
    assert answer["Location"] == f"{code.path}/-/tree/main/src"
    answer = browser.get(f"{code.path}/-/files/main")
    assert answer["Location"] == f"{code.path}/-/tree/main"
    answer = browser.get(f"{code.path}/-/files/main/src/missing/file.py", follow=True)
    assert answer.redirect_chain[-1] == (f"{code.path}/-/tree/main/src", 302)
    assert "src/missing/file.py is not on main." in answer.content.decode()


def test_the_longest_revision_wins(browser: Browser, code: Any) -> None:
    code.push(f"{code.shas[0]}:refs/heads/fix/src")
    page = text_of(browser, f"{code.path}/-/blob/fix/src/src/train.py")
    assert "rate" in page
    assert "* </span>" not in page
    assert browser.get(f"{code.path}/-/tree/fix").status_code == 404


def test_a_tag_with_a_branchs_name_keeps_its_own_page(browser: Browser, code: Any) -> None:
    code.client.run("tag", "main", code.shas[0])
    code.push("refs/tags/main:refs/tags/main")
    assert f'href="{code.path}/-/tree/refs/tags/main"' in text_of(browser, f"{code.path}/-/tags")
    page = text_of(browser, f"{code.path}/-/blob/refs/tags/main/src/train.py")
    assert '<span class="mi">2</span>' in page
    assert f'href="{code.path}/-/tree/refs/tags/main/src"' in page


def test_last_commits_come_in_place_or_with_the_page(browser: Browser, code: Any) -> None:
    url = f"{code.path}/-/tree_commits/main/src"
    rows = browser.get(url, headers={"HX-Request": "true"}).content.decode()
    assert rows.startswith('<tbody id="tree-rows">')
    assert "Train &lt;b&gt;faster&lt;/b&gt;" in rows
    assert browser.get(url)["Location"] == f"{code.path}/-/tree/main/src"


def test_source_lines_have_anchors(browser: Browser, code: Any) -> None:
    page = text_of(browser, f"{code.path}/-/blob/main/src/train.py")
    assert '<tr id="L4"><td class="diff-num"><a href="#L4" data-n="4"' in page
    assert '<span class="nf">train</span>' in page
    assert f"/-/blob/{code.head}/src/train.py" in page


def test_a_table(browser: Browser, code: Any) -> None:
    page = text_of(browser, f"{code.path}/-/blob/main/data/table.csv")
    assert '<th class="num">a</th><th>b</th>' in page
    assert '<td class="num">3</td><td>&lt;b&gt;4&lt;/b&gt;</td>' in page
    plain = text_of(browser, f"{code.path}/-/blob/main/data/table.csv?plain=1")
    assert 'id="L1"' in plain


@pytest.mark.parametrize(
    ("path", "words"),
    [("model.bin", "This file is no text."), ("empty.txt", "This file is empty.")],
)
def test_files_that_are_not_shown_say_why(
    browser: Browser, code: Any, path: str, words: str
) -> None:
    assert words in text_of(browser, f"{code.path}/-/blob/main/{path}")


def test_large_and_long_files(browser: Browser, code: Any) -> None:
    code.client.commit({"large.txt": "x" * 1_100_000, "long.txt": "\n" * 20_001})
    code.push()
    assert "too much for a page" in text_of(browser, f"{code.path}/-/blob/main/large.txt")
    assert "too many lines" in text_of(browser, f"{code.path}/-/blob/main/long.txt")


def test_links_are_shown_and_never_followed(browser: Browser, code: Any) -> None:
    (code.client.tree / "link").symlink_to("/etc/passwd")
    (code.client.tree / "dir").symlink_to("/etc")
    code.client.commit({})
    code.push()
    page = text_of(browser, f"{code.path}/-/blob/main/link")
    assert "<code>/etc/passwd</code>" in page
    raw = browser.get(f"{code.path}/-/raw/main/link")
    assert b"".join(raw.streaming_content) == b"/etc/passwd"
    assert browser.get(f"{code.path}/-/blob/main/dir/passwd").status_code == 404


def test_submodules_are_named(browser: Browser, code: Any) -> None:
    code.client.run("update-index", "--add", "--cacheinfo", f"160000,{code.head},other")
    code.client.run("commit", "-q", "-m", "Include")
    code.push()
    page = text_of(browser, f"{code.path}/-/files")
    assert f"another repository at {code.head[:8]}" in page
    assert browser.get(f"{code.path}/-/blob/main/other").status_code == 404


NAMES = ['"><img src=x onerror=alert(1)>', "a\nb", "\u202ename", "-rf", "a\\b", "50%", "é ü", "#?&"]


def test_d9_hostile_names(browser: Browser, code: Any) -> None:
    code.client.commit({f"odd/{name}": "content\n" for name in NAMES})
    (code.client.tree / "odd" / "caf\udce9").write_text("latin\n")
    code.client.commit({})
    code.push()
    page = text_of(browser, f"{code.path}/-/tree/main/odd")
    assert "<img src=x" not in page
    assert "\u202e" not in page
    links = browser_links(page, f"{code.path}/-/blob/main/odd/")
    assert len(links) == len(NAMES) + 1
    for link in links:
        assert browser.get(link).status_code == 200
        raw = browser.get(link.replace("/-/blob/", "/-/raw/"))
        assert b"".join(raw.streaming_content) in {b"content\n", b"latin\n"}
        assert browser.get(link.replace("/-/blob/", "/-/commits/")).status_code == 200
    assert "<img src=x" not in text_of(browser, f"{code.path}/-/commit/main~0".replace("~0", ""))


def browser_links(page: str, prefix: str) -> list[str]:
    import re

    return sorted(set(re.findall(rf'href="({re.escape(prefix)}[^"]+)"', page)))


def test_d10_hostile_branches_and_authors(browser: Browser, code: Any) -> None:
    name = '"><img'
    code.client.extra |= {
        "GIT_AUTHOR_NAME": "<script>x</script>\u202e",
        "GIT_AUTHOR_EMAIL": "\"'<x",
    }
    code.client.commit({"x": "1\n"}, "<script>alert(1)</script>\u202e\n\n<img src=y>\u202e")
    head = code.client.out("rev-parse", "HEAD")
    code.push()
    code.client.run(
        "--git-dir", str(directory(code.project.pk)), "update-ref", f"refs/heads/{name}", head
    )
    for page in ("files", "branches", "commits/main", f"commit/{head}", "compare"):
        text = text_of(browser, f"{code.path}/-/{page}")
        assert "<script>" not in text
        assert "<img" not in text
        assert "\u202e" not in text


def test_thousands_of_entries_are_paged(browser: Browser, code: Any) -> None:
    code.client.commit({f"many/{n:04}.txt": "x\n" for n in range(1_001)})
    code.push()
    first = text_of(browser, f"{code.path}/-/tree/main/many")
    assert len(browser_links(first, f"{code.path}/-/blob/main/many/")) == 500
    assert "?offset=500" in first
    last = text_of(browser, f"{code.path}/-/tree/main/many?offset=1000")
    assert browser_links(last, f"{code.path}/-/blob/main/many/") == [
        f"{code.path}/-/blob/main/many/1000.txt"
    ]


def test_a_broken_repository_is_unavailable_and_no_error(browser: Browser, code: Any) -> None:
    for pack in (code.directory / "objects").rglob("*"):
        if pack.is_file():
            pack.chmod(0o600)
            pack.write_bytes(b"broken")
    pages = ("files", "commits", "tree/main", "commits/main", "branches", "raw/main/README.md")
    answers = [browser.get(f"{code.path}/-/{page}").status_code for page in pages]
    assert answers == [503, 503, 404, 404, 200, 404]
