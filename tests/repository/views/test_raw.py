"""A file's bytes reach the browser as bytes."""

import io
import zipfile
from typing import Any

from django.test import Client as Browser


def test_f6_html_is_text(browser: Browser, code: Any) -> None:
    answer = browser.get(f"{code.path}/-/raw/main/page.html")
    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Content-Disposition"] == 'inline; filename="page.html"'


def test_download(browser: Browser, code: Any) -> None:
    answer = browser.get(f"{code.path}/-/raw/main/figure.png?inline=false")
    assert answer["Content-Type"] == "image/png"
    assert answer["Content-Disposition"] == 'attachment; filename="figure.png"'


def test_unknown_bytes_are_a_download(browser: Browser, code: Any) -> None:
    answer = browser.get(f"{code.path}/-/raw/main/model.bin")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")


def test_large_files_are_streamed(browser: Browser, code: Any) -> None:
    data = bytes(range(256)) * 12_000
    code.client.commit({"large.bin": data})
    code.push()
    answer = browser.get(f"{code.path}/-/raw/main/large.bin")
    assert answer["Content-Length"] == str(len(data))
    assert b"".join(answer.streaming_content) == data


def test_an_unchanged_file_is_not_sent_again(browser: Browser, code: Any) -> None:
    first = browser.get(f"{code.path}/-/raw/main/README.md")
    again = browser.get(
        f"{code.path}/-/raw/main/README.md", headers={"If-None-Match": first["ETag"]}
    )
    assert again.status_code == 304


def test_an_archive_is_of_one_commit(browser: Browser, code: Any) -> None:
    answer = browser.get(f"{code.path}/-/archive/main.zip")
    name = f"power-forecast-main-{code.head[:12]}"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}.zip"'
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        assert f"{name}/src/train.py" in archive.namelist()
        assert archive.comment.decode() == code.head


def test_b20_a_tag_beside_a_branch_of_its_name_is_archived_by_its_full_name(
    browser: Browser, code: Any
) -> None:
    code.client.run("tag", "main", code.shas[0])
    code.push("refs/tags/main:refs/tags/main")
    answer = browser.get(f"{code.path}/-/archive/refs/tags/main.zip")
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        assert archive.comment.decode() == code.shas[0]
