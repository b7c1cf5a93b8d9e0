from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mergelab.repository.git import maintenance, names, reads, writes
from mergelab.repository.git.writes import RefUpdate

MAIN = "refs/heads/main"


def refs(directory: Path) -> dict[str, str]:
    with reads.open_repository(directory) as handle:
        return reads.references(handle)


@pytest.mark.parametrize("version", ["0", "1", "2"])
def test_push_then_clone_and_fetch(
    server: Any,
    directory: Path,
    url: str,
    *,
    client: Any,
    make_client: Callable[[str], Any],
    version: str,
) -> None:
    protocol = ("-c", f"protocol.version={version}")
    one = client.commit({"a": "1"})
    client.run(*protocol, "push", "-q", url, "HEAD:refs/heads/main")
    assert refs(directory) == {MAIN: one}
    other = make_client("bob")
    other.run(*protocol, "clone", "-q", url, "copy")
    other.tree = other.tree / "copy"
    assert other.out("rev-parse", "HEAD") == one
    two = client.commit({"a": "2"})
    client.run(*protocol, "push", "-q", url, "HEAD:refs/heads/main")
    other.run(*protocol, "fetch", "-q", "origin")
    assert other.out("rev-parse", "origin/main") == two
    assert server.pushed(directory) == [
        {
            "directory": directory.name,
            "context": {"user": 7},
            "options": [],
            "updates": [[MAIN, old, new]],
        }
        for old, new in ((names.ZERO, one), (one, two))
    ]
    assert maintenance.fsck(directory) == []
    assert list(server.layout.spool.iterdir()) == []


def test_empty_repository_can_be_cloned(url: str, client: Any) -> None:
    done = client.run("clone", url, "copy")
    assert "empty repository" in done.stderr
    assert client.run("ls-remote", url).stdout == ""


def test_shallow_and_partial_clones(url: str, client: Any) -> None:
    for number in range(4):
        client.commit({"a": str(number)})
    client.run("push", "-q", url, "HEAD:refs/heads/main")
    client.run("clone", "-q", "--depth", "2", url, "shallow")
    assert client.out("-C", "shallow", "rev-list", "--count", "HEAD") == "2"
    client.run("-C", "shallow", "fetch", "-q", "--unshallow")
    assert client.out("-C", "shallow", "rev-list", "--count", "HEAD") == "4"
    client.run("clone", "-q", "--filter=blob:none", url, "partial")
    assert client.out("-C", "partial", "rev-list", "--count", "HEAD") == "4"


def test_pushing_from_a_shallow_clone(directory: Path, url: str, client: Any) -> None:
    client.commit({"a": "1"})
    client.commit({"a": "2"})
    client.run("push", "-q", url, "HEAD:refs/heads/main")
    client.run("clone", "-q", "--depth", "1", url, "shallow")
    client.tree = client.tree / "shallow"
    sha = client.commit({"b": "1"})
    client.run("push", "-q", "origin", "HEAD:refs/heads/x")
    assert refs(directory)["refs/heads/x"] == sha
    assert maintenance.fsck(directory) == []


def test_b16_push_options_are_recorded_only(
    server: Any, directory: Path, url: str, client: Any
) -> None:
    client.commit({"a": "1"})
    client.run("push", "-q", "-o", "repo.private=false", "-o", "ü", url, "HEAD:refs/heads/main")
    assert server.pushed(directory)[0]["options"] == ["repo.private=false", "ü"]


def test_delete_and_tags(directory: Path, url: str, client: Any) -> None:
    sha = client.commit({"a": "1"})
    client.run("tag", "-a", "-m", "One", "v1")
    tag = client.out("rev-parse", "v1")
    client.run("push", "-q", url, "HEAD:refs/heads/main", "HEAD:refs/heads/x", "v1")
    assert refs(directory) == {MAIN: sha, "refs/heads/x": sha, "refs/tags/v1": tag}
    client.run("push", "-q", url, ":refs/heads/x", ":refs/tags/v1")
    assert refs(directory) == {MAIN: sha}
    refused = client.run("push", url, ":refs/heads/main", check=False)
    assert "deletion of the current branch prohibited" in refused.stderr
    assert refs(directory) == {MAIN: sha}


def test_b14_each_ref_is_judged(server: Any, directory: Path, url: str, client: Any) -> None:
    sha = client.commit({"a": "1"})
    server.policy({MAIN: {"allow": False, "message": "main is protected."}})
    done = client.run("push", url, "HEAD:refs/heads/x", "HEAD:refs/heads/main", check=False)
    assert done.returncode == 1
    assert "remote: main is protected." in done.stderr
    assert "! [remote rejected] HEAD -> main (hook declined)" in done.stderr
    assert refs(directory) == {"refs/heads/x": sha}
    assert [record["updates"] for record in server.pushed(directory)] == [
        [["refs/heads/x", names.ZERO, sha]]
    ]


def test_an_atomic_push_is_all_or_nothing(
    server: Any, directory: Path, url: str, client: Any
) -> None:
    client.commit({"a": "1"})
    server.policy({MAIN: {"allow": False, "message": "No."}})
    done = client.run("push", "--atomic", url, "HEAD:x/y", "HEAD:refs/heads/main", check=False)
    assert done.returncode != 0
    done = client.run(
        "push", "--atomic", url, "HEAD:refs/heads/x", "HEAD:refs/heads/main", check=False
    )
    assert done.returncode == 1
    assert refs(directory) == {}
    assert server.pushed(directory) == []


def test_all_refused_without_starting_git(
    server: Any, directory: Path, url: str, client: Any
) -> None:
    client.commit({"a": "1"})
    server.policy({MAIN: {"allow": False, "message": "main is protected."}})
    done = client.run("push", url, "HEAD:refs/heads/main", check=False)
    assert "! [remote rejected] HEAD -> main (main is protected.)" in done.stderr
    assert refs(directory) == {}


def test_a_ref_without_a_verdict_is_refused(
    server: Any, directory: Path, url: str, client: Any
) -> None:
    client.commit({"a": "1"})
    server.policy({MAIN: {"allow": False}})
    done = client.run("push", url, "HEAD:refs/heads/main", "HEAD:refs/heads/x", check=False)
    assert "remote: You are not allowed to change this ref." in done.stderr


def test_force_push(server: Any, directory: Path, url: str, client: Any) -> None:
    one = client.commit({"a": "1"})
    client.run("push", "-q", url, "HEAD:refs/heads/main")
    client.run("commit", "-q", "--amend", "-m", "Other")
    two = client.out("rev-parse", "HEAD")
    server.policy({MAIN: {"allow": True, "no_force": True}})
    done = client.run("push", "--force", url, "HEAD:refs/heads/main", check=False)
    assert "remote: This branch is protected: its history cannot be replaced." in done.stderr
    assert refs(directory) == {MAIN: one}
    client.run("reset", "-q", "--hard", one)
    three = client.commit({"a": "3"})
    client.run("push", "-q", url, "HEAD:refs/heads/main")
    assert refs(directory) == {MAIN: three}
    server.policy({})
    client.run("push", "-q", "--force", url, f"{two}:refs/heads/main")
    assert refs(directory) == {MAIN: two}


def test_notices_reach_the_pusher(server: Any, directory: Path, url: str, client: Any) -> None:
    client.commit({"a": "1"})
    notice = "To create a merge request for x, visit:\n  http://host/new?a=b&c='d'"
    server.policy({"refs/heads/x": {"allow": True, "notice": notice}})
    done = client.run("push", url, "HEAD:refs/heads/x", "HEAD:refs/heads/y")
    assert "remote: To create a merge request for x, visit:" in done.stderr
    assert "remote:   http://host/new?a=b&c='d'" in done.stderr


HOSTILE = [
    "refs/heads/-x",
    "refs/heads/--upload-pack=touch",
    "refs/heads/refs/heads/main",
    "refs/heads/" + "a" * 40,
    "refs/heads/HEAD",
    "refs/replace/" + "a" * 40,
    "refs/notes/commits",
    "refs/bisect/bad",
    "refs/foo/bar",
    "refs/merge-requests/1/head",
    "refs/keep-around/x",
    "HEAD",
    "FETCH_HEAD",
    "refs/heads/$(id)",
    "refs/heads/a;id",
    "refs/heads/it's",
    'refs/heads/"><img>',
    "refs/heads/a\u202eb",
    "refs/heads/e\u0301",
    "refs/heads/\udcff",
    "refs/heads/" + "x" * 201,
    "refs/heads/" + "a/" * 399 + "a",
    "refs/heads/MAIN",
]


@pytest.mark.parametrize("ref", HOSTILE)
def test_hostile_refs_are_refused_and_others_pass(
    directory: Path, url: str, client: Any, ref: str
) -> None:
    one = client.commit({"a": "1"})
    client.run("push", "-q", url, "HEAD:refs/heads/main")
    alone = client.run("push", url, f"HEAD:{ref}", check=False)
    assert alone.returncode != 0
    assert "rejected" in alone.stderr or "invalid refspec" in alone.stderr
    client.run("push", url, f"HEAD:{ref}", "HEAD:refs/heads/good", check=False)
    assert set(refs(directory)) <= {MAIN, "refs/heads/good"}
    assert refs(directory)[MAIN] == one
    assert not (directory / "refs" / "replace").exists()
    client.run("fetch", "-q", url, MAIN)


def test_b19_replacements_and_internal_refs_are_hidden(
    server: Any, directory: Path, url: str, client: Any
) -> None:
    one, two = client.commit({"a": "1"}), client.commit({"a": "2"})
    client.run("push", "-q", url, "HEAD:refs/heads/main")
    writes.keep_around(server.layout, directory, one)
    writes.set_merge_request_head(server.layout, directory, 1, two)
    (directory / "refs" / "replace").mkdir()
    (directory / "refs" / "replace" / two).write_text(f"{two}\n")
    assert client.out("ls-remote", url).split() == [two, "HEAD", two, MAIN]
    client.run("-c", "protocol.version=0", "ls-remote", url)
    three = client.commit({"a": "3"})
    client.run("push", "-q", url, "HEAD:refs/heads/main")
    assert refs(directory) == {MAIN: three}
    gone = client.run("push", url, ":refs/merge-requests/1/head", check=False)
    assert gone.returncode != 0


def test_a_stale_lock_file_does_not_block_a_branch(directory: Path, url: str, client: Any) -> None:
    client.commit({"a": "1"})
    client.run("push", "-q", url, "HEAD:refs/heads/main")
    (directory / "refs" / "heads" / "main.lock").touch()
    (directory / "packed-refs.lock").touch()
    two = client.commit({"a": "2"})
    client.run("push", "-q", url, "HEAD:refs/heads/main")
    client.run("push", "-q", url, "HEAD:refs/heads/x")
    client.run("push", "-q", url, ":refs/heads/x")
    assert refs(directory) == {MAIN: two}


def test_a_change_made_meanwhile_is_not_overwritten(
    server: Any, directory: Path, url: str, client: Any, make_client: Callable[[str], Any]
) -> None:
    one = client.commit({"a": "1"})
    client.run("push", "-q", url, "HEAD:refs/heads/main")
    other = make_client("bob")
    other.run("pull", "-q", url, "main")
    two = other.commit({"a": "2"})
    other.run("push", "-q", url, "HEAD:refs/heads/main")
    client.commit({"a": "3"})
    done = client.run("push", url, "HEAD:refs/heads/main", check=False)
    assert "fetch first" in done.stderr
    writes.update_refs(server.layout, directory, [RefUpdate(MAIN, two, one)])
    assert refs(directory) == {MAIN: one}


def test_too_many_refs(server: Any, directory: Path, url: str, client: Any) -> None:
    client.commit({"a": "1"})
    done = client.run("push", url, *(f"HEAD:refs/heads/b{n}" for n in range(51)), check=False)
    assert "A push changes at most 50 refs." in done.stderr
    assert refs(directory) == {}
    client.run("push", "-q", url, *(f"HEAD:refs/heads/b{n}" for n in range(20)))
    assert len(refs(directory)) == 20
