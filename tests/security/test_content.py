"""Files of a repository as a browser gets them, and huge or crafted ones on every page."""

import json
import resource
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from factories import client_of, make_token
from security.test_routes import send
from support.workspace import Workspace

from mergelab.accounts.models import User
from mergelab.kit.tasks import run_pending
from mergelab.projects.models import Project
from mergelab.repository.storage import directory

SECONDS = 20.0
"""Far above what it takes (two seconds), because other tests share the processors."""
GROWTH = 600 * 1024
"""KiB by which the peak of this process's memory may grow for one hostile file."""
ACTIVE = {
    "page.html": b"<script>alert(1)</script>",
    "page.xhtml": b"<html xmlns='http://www.w3.org/1999/xhtml'><script>alert(1)</script></html>",
    "drawing.svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "sheet.xsl": b"<?xml version='1.0'?><?xml-stylesheet href='x'?><a/>",
    "feed.xml": b"<rss><script xmlns='http://www.w3.org/1999/xhtml'>alert(1)</script></rss>",
    "script.js": b"alert(1)",
    "style.css": b"*{background:url(//evil.example)}",
    "data.json": b'{"a":"<script>"}',
    "page.mhtml": b"MIME-Version: 1.0\n\n<script>alert(1)</script>",
    "image.png": b"<html><script>alert(1)</script>",
    "gif.html": b"GIF89a/*<script>alert(1)</script>*/",
    "doc.pdf": b"%PDF-1.7 <script>",
    "worker.wasm": b"\0asm\1\0\0\0",
    "flash.swf": b"FWS\x09",
    "utf16.txt": "<script>alert(1)</script>".encode("utf-16"),
    "utf7.txt": b"+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    'quote".txt': b"x",
    "semi;colon.html": b"<script>",
}
INLINE = {"text/plain; charset=utf-8", "image/gif", "image/png", "image/jpeg", "image/webp"}


@pytest.fixture
def space(project: Project, ana: User) -> Workspace:
    made = Workspace(project, ana)
    made.commit("main", {"README.md": "# x\n"})
    run_pending()
    return made


def check_untrusted(answer: Any, name: str) -> None:
    """The headers of bytes that somebody wrote."""
    kind = answer.headers["Content-Type"]
    placed = answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff", name
    assert answer.headers["Content-Security-Policy"].startswith("sandbox;"), name
    assert "allow-" not in answer.headers["Content-Security-Policy"], name
    assert "\n" not in placed, name
    if placed.startswith("inline"):
        assert kind in INLINE, name
    assert not kind.startswith(("text/html", "application/xhtml", "text/xml", "image/svg")), name
    assert "javascript" not in kind, name


def test_a19_f6_active_files_never_run(space: Workspace, ana: User) -> None:
    """On both doors, by path and by blob, asked inline or as a download, with any If-* header."""
    space.commit("main", dict(ACTIVE))
    browser = client_of(ana)
    rest = Client(headers={"Private-Token": make_token(ana, "api")})
    base = f"/{space.project.full_path}/-/raw/main"
    api = f"/api/v4/projects/{space.project.pk}/repository"
    for name in ACTIVE:
        for query in ("", "?inline=true", "?inline=false", "?format=html"):
            answer = send(browser, "GET", f"{base}/{name}{query}", headers={"Accept": "text/html"})
            assert answer.status_code == 200
            check_untrusted(answer, name)
        raw = rest.get(f"{api}/files/{name.replace('/', '%2F')}/raw?ref=main")
        check_untrusted(raw, name)
        blob = rest.get(f"{api}/files/{name}?ref=main").json()["blob_id"]
        check_untrusted(rest.get(f"{api}/blobs/{blob}/raw"), name)
    archive = send(browser, "GET", f"/{space.project.full_path}/-/archive/main.zip")
    assert archive.headers["Content-Disposition"].startswith("attachment")


def test_a14_a16_d7_a_link_out_of_the_repository_is_only_its_text(
    space: Workspace, ana: User, tmp_path: Path
) -> None:
    """A symbolic link's target is shown as text and never opened."""
    where = directory(space.project.pk)

    def git(*arguments: str, given: bytes = b"") -> str:
        command = ["git", "-C", str(where), *arguments]
        return subprocess.run(command, input=given, capture_output=True, check=True).stdout.decode()

    secret = tmp_path / "secret.txt"
    secret.write_text("canary in a file")
    blob = git("hash-object", "-w", "--stdin", given=str(secret).encode()).strip()
    markdown = f"![x]({secret}) ![y](../../../../../../..{secret}) ![z](file://{secret})".encode()
    text = git("hash-object", "-w", "--stdin", given=markdown).strip()
    listing = (
        f"120000 blob {blob}\tlink.txt\n120000 blob {blob}\tREADME\n100644 blob {text}\ta.md\n"
    )
    tree = git("mktree", given=listing.encode()).strip()
    names = ("-c", "user.name=x", "-c", "user.email=x@y")
    sha = git(*names, "commit-tree", tree, "-m", "links").strip()
    git("update-ref", "refs/heads/main", sha)
    browser = client_of(ana)
    rest = Client(headers={"Private-Token": make_token(ana, "api")})
    api = f"/api/v4/projects/{space.project.pk}/repository"
    for client, url in (
        (browser, f"/{space.project.full_path}/-/blob/main/link.txt"),
        (browser, f"/{space.project.full_path}/-/tree/main"),
        (browser, f"/{space.project.full_path}/-/blob/main/a.md"),
        (browser, f"/{space.project.full_path}/-/raw/main/link.txt"),
        (browser, f"/{space.project.full_path}/-/blob/main/link.txt/x"),
        (rest, f"{api}/files/link.txt?ref=main"),
        (rest, f"{api}/files/link.txt/raw?ref=main"),
    ):
        answer = client.get(url)
        assert answer.status_code in {200, 404}, url
        assert b"canary" not in answer.getvalue(), url
    browser.post(f"/{space.project.full_path}/-/markdown_preview", {"text": f"![x]({secret})"})


def big_notebook(cells: int, text: str) -> str:
    cell = {"cell_type": "code", "execution_count": 1, "metadata": {}, "outputs": []}
    made = [{**cell, "id": f"c{number}", "source": f"{text} {number}"} for number in range(cells)]
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


CASES = ["lines", "one line", "cells", "deep", "broken", "markdown", "brackets", "csv", "bidi"]


def hostile_pairs() -> dict[str, tuple[str | bytes, str | bytes, str]]:
    """File name, and what it was before and after."""
    lines = "".join(f"line {number}\n" for number in range(1_000_000))
    deep = "[" * 200_000 + "]" * 200_000
    return {
        "lines": (lines, lines.replace("line 5", "row 5"), "lines.txt"),
        "one line": ("x" * 20_000_000, "y" * 20_000_000, "wide.py"),
        "cells": (big_notebook(20_000, "a"), big_notebook(20_000, "b"), "cells.ipynb"),
        "deep": (deep, f"{deep} ", "deep.ipynb"),
        "broken": ('{"cells":' + deep, '{"cells":' + deep + "}", "broken.ipynb"),
        "markdown": ("[" * 300_000, "> " * 300_000 + "x", "nested.md"),
        "brackets": ("(" * 400_000, "{" * 400_000, "nested.py"),
        "csv": ("a,b\n" * 300_000, ('"' * 900_000) + "\n", "wide.csv"),
        "bidi": ("\u202e" * 400_000, "\u200b\u0430" * 300_000, "bidi.py"),
    }


@pytest.mark.parametrize("case", CASES)
def test_d15_huge_and_crafted_files_are_answered_in_bounds(
    case: str, space: Workspace, ana: User
) -> None:
    before, after, name = hostile_pairs()[case]
    space.commit("main", {name: before})
    space.commit("topic", {name: after})
    run_pending()
    merge_request = space.open()
    base = f"/{space.project.full_path}/-"
    browser = client_of(ana)
    browser.raise_request_exception = False
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for url in (
        f"{base}/merge_requests/{merge_request.iid}/diffs",
        f"{base}/merge_requests/{merge_request.iid}/diffs?view=split&whitespace=hide",
        f"{base}/blob/topic/{name}",
        f"{base}/commit/topic",
        f"{base}/compare/main...topic",
        f"{base}/notebook_view/topic/{name}",
    ):
        started = time.monotonic()
        answer = browser.get(url)
        took = time.monotonic() - started
        assert answer.status_code in {200, 404, 413, 503}, (url, answer.status_code)
        assert took < SECONDS, (url, took)
        assert len(answer.getvalue()) < 12_000_000, url
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak
    assert grown < GROWTH


def test_d17_hidden_characters_are_marked_in_differences(space: Workspace, ana: User) -> None:
    """Bidirectional and zero-width characters and look-alikes are seen, in all three views."""
    space.commit("main", {"pay.py": "if admin:\n    pay()\n"})
    text = "if аdmin:  # \u202e\u2066 return \u2069\n    pa\u200by()\n"
    space.commit("topic", {"pay.py": text})
    run_pending()
    merge_request = space.open()
    base = f"/{space.project.full_path}/-"
    for url in (
        f"{base}/merge_requests/{merge_request.iid}/diffs",
        f"{base}/merge_requests/{merge_request.iid}/diffs?view=split",
        f"{base}/commit/topic",
        f"{base}/blob/topic/pay.py",
    ):
        body = client_of(ana).get(url).content.decode()
        assert "\u202e" not in body, url
        assert "U+202E" in body, url
        assert "U+200B" in body, url


def test_d16_growth_of_the_preview_is_not_quadratic(space: Workspace, ana: User) -> None:
    """The most expensive texts known, at the greatest length that the preview takes."""
    browser = client_of(ana)
    browser.raise_request_exception = False
    url = f"/{space.project.full_path}/-/markdown_preview"
    for text in (
        "<a " + " ".join(f"a{number}=1" for number in range(28_000)) + ">",
        "[" * 199_000,
        "![](" * 49_000,
        "> " * 99_000,
        "*a_ " * 49_000,
        "`" * 199_000,
        "@a" * 99_000,
        "!1 " * 66_000,
        "- [ ] x\n" * 24_000,
        "|a" * 99_000 + "\n" + "|-" * 100,
        "<b>" * 66_000,
        "&" * 199_000,
        "http://a" * 24_000,
        "a@b." * 49_000,
    ):
        started = time.monotonic()
        answer = browser.post(url, {"text": text[:200_000]})
        assert answer.status_code in {200, 400, 413}, text[:20]
        assert time.monotonic() - started < SECONDS, text[:20]
    assert browser.post(url, {"text": "x" * 200_001}).status_code == 400
