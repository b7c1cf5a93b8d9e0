"""Reliability B20: what is shown is what is merged, whatever files are called."""

from datetime import UTC, datetime
from typing import Any

import pygit2
import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.workspace import Workspace

from mergelab.kit.errors import Refused
from mergelab.merge_requests import services
from mergelab.merge_requests.files import restored, stored
from mergelab.merge_requests.models import MergeRequest
from mergelab.repository.git import names
from mergelab.repository.git.command import git
from mergelab.repository.git.diffs import Change, Status
from mergelab.repository.git.process import run
from mergelab.repository.git.writes import Identity, commit_tree
from mergelab.repository.storage import directory

HOSTILE = [
    b"plain.txt",
    b"with space.txt",
    b'quote".txt',
    b"line\nfeed.txt",
    b"back\\slash.txt",
    "bidi\u202egnp.txt".encode(),
    b"latin\xe9.txt",
    b"<img src=x>.txt",
    "ü".encode() * 500 + b".txt",
    b"-dash.txt",
    b"tab\t.ipynb",
]


def commit(workspace: Workspace, files: dict[bytes, bytes]) -> str:
    """A commit upon main with these files in its root, past every check of names."""
    where = directory(workspace.project.pk)
    store: Any = pygit2.Repository(str(where))
    parent = store.get(workspace.head("main"))
    listed = run(where, git("ls-tree", "-z").plain(str(parent.tree.id)))
    for name, data in files.items():
        listed += b"100644 blob %b\t%b\0" % (str(store.create_blob(data)).encode(), name)
    tree = run(where, git("mktree", "-z"), stdin=listed).decode().strip()
    return commit_tree(
        where,
        tree=tree,
        parents=(str(parent.id),),
        message="Hostile",
        author=Identity("Ana", "ana@example.org", datetime(2026, 1, 2, tzinfo=UTC)),
    )


def raw_diff(workspace: Workspace, base: str, head: str) -> set[tuple[bytes, bytes, bytes]]:
    """Path, old blob and new blob of each changed file, as git itself says."""
    command = git("diff-tree", "-r", "-z", "--no-renames").revisions(base, head)
    fields = run(directory(workspace.project.pk), command).split(b"\0")[:-1]
    heads = [field.split(b" ") for field in fields[::2]]
    return {(path, head[2], head[3]) for head, path in zip(heads, fields[1::2], strict=True)}


@pytest.fixture
def hostile(workspace: Workspace) -> MergeRequest:
    head = commit(workspace, {name: b"new " + name + b"\n" for name in HOSTILE})
    workspace.move("hostile", head)
    return workspace.open("hostile")


def test_the_stored_files_are_those_of_git_b20(workspace: Workspace, hostile: MergeRequest) -> None:
    version = hostile.versions.get()
    shown = {
        (names.path_bytes(change.path), change.old_sha.encode(), change.new_sha.encode())
        for change in restored(version.files)
    }
    assert shown == raw_diff(workspace, version.base_sha, version.head_sha)
    services.merge(by=workspace.by, merge_request=hostile)
    assert shown == raw_diff(workspace, version.base_sha, workspace.head("main"))


def test_every_one_is_on_the_page_and_none_is_markup(
    hostile: MergeRequest, browser: Client
) -> None:
    page = browser.get("/wind-farm/power-forecast/-/merge_requests/1/diffs")
    text = page.content.decode()
    assert page.status_code == 200
    assert text.count('<section class="file"') == len(HOSTILE)
    assert "<img src=x>" not in text
    assert "\u202e" not in text


def test_a_name_that_is_not_text_takes_no_threads(
    workspace: Workspace, hostile: MergeRequest
) -> None:
    asked = services.Asked(new_path=names.path_text(b"latin\xe9.txt"), new_line=1)
    with pytest.raises(Refused, match="not UTF-8"):
        services.start_thread(by=workspace.by, merge_request=hostile, body="x", position=asked)


PATHS = st.binary(min_size=1, max_size=30).filter(lambda raw: b"\0" not in raw)


@given(PATHS, PATHS)
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_path_is_stored_and_read_back(old: bytes, new: bytes) -> None:
    change = Change(
        Status.RENAMED,
        names.path_text(old),
        names.path_text(new),
        0o100644,
        0o100755,
        "1" * 40,
        "2" * 40,
        similarity=90,
        additions=1,
        deletions=None,
    )
    rows = stored([change])
    assert restored(rows) == [change]
    for row in rows:
        for value in row:
            if isinstance(value, str):
                value.encode()
