import os
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from mergelab.repository import spool
from mergelab.repository.git import maintenance, names, reads, stale, writes
from mergelab.repository.git.actions import Action, ActionKind, build_tree
from mergelab.repository.git.errors import (
    BadAction,
    BadName,
    GitError,
    LockTimeout,
    NotFound,
    RefMoved,
)
from mergelab.repository.git.layout import Layout
from mergelab.repository.git.lock import acquire, attempt, opened, writing
from mergelab.repository.git.writes import Identity, RefUpdate

Put = Callable[..., None]
ANN = Identity("Ann", "ann@example.org", datetime(2026, 1, 2, tzinfo=UTC))
MAIN = "refs/heads/main"


def apply(directory: Path, base: str | None, *actions: Action) -> str:
    with reads.open_repository(directory) as handle:
        return build_tree(handle, base, list(actions))


def commit(directory: Path, tree: str, *parents: str) -> str:
    return writes.commit_tree(directory, tree=tree, parents=parents, message="M", author=ANN)


def files(directory: Path, sha: str) -> dict[str, str]:
    listed = subprocess.run(
        ["git", f"--git-dir={directory}", "ls-tree", "-r", sha],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return {line.split("\t")[1]: line.split(" ")[0] for line in listed.splitlines()}


def test_create_repository_once(layout: Layout, directory: Path) -> None:
    with pytest.raises(GitError):
        writes.create_repository(layout, directory)
    assert list(directory.parent.iterdir()) == [directory]
    assert not (directory / "hooks").exists()


def test_first_commit_and_every_action(layout: Layout, directory: Path) -> None:
    tree = apply(
        directory,
        None,
        Action(ActionKind.CREATE, "a/b.txt", b"1"),
        Action(ActionKind.CREATE, "a/c.txt", b"2"),
        Action(ActionKind.CREATE, "run", b"#!", executable=True),
    )
    first = commit(directory, tree)
    assert files(directory, first) == {"a/b.txt": "100644", "a/c.txt": "100644", "run": "100755"}
    tree = apply(
        directory,
        first,
        Action(ActionKind.UPDATE, "a/b.txt", b"3"),
        Action(ActionKind.MOVE, "d/moved", previous_path="a/c.txt"),
        Action(ActionKind.CHMOD, "run", executable=False),
        Action(ActionKind.CREATE, "é ü", b""),
    )
    second = commit(directory, tree, first)
    assert set(files(directory, second)) == {'"\\303\\251 \\303\\274"', "a/b.txt", "d/moved", "run"}
    tree = apply(directory, second, *(Action(ActionKind.DELETE, p) for p in ("a/b.txt", "d/moved")))
    third = commit(directory, tree, second)
    assert set(files(directory, third)) == {'"\\303\\251 \\303\\274"', "run"}
    writes.update_refs(layout, directory, [RefUpdate(MAIN, names.ZERO, third)])
    assert maintenance.fsck(directory) == []


def test_deleting_everything_leaves_an_empty_tree(directory: Path) -> None:
    first = commit(directory, apply(directory, None, Action(ActionKind.CREATE, "a", b"")))
    assert apply(directory, first, Action(ActionKind.DELETE, "a")) == (
        "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
    )


@pytest.mark.parametrize(
    "action",
    [
        Action(ActionKind.CREATE, "a/b.txt", b""),
        Action(ActionKind.CREATE, "a", b""),
        Action(ActionKind.CREATE, "a/b.txt/c", b""),
        Action(ActionKind.CREATE, "new"),
        Action(ActionKind.UPDATE, "none", b""),
        Action(ActionKind.UPDATE, "a", b""),
        Action(ActionKind.UPDATE, "a/b.txt", b"", last_sha="0" * 40),
        Action(ActionKind.UPDATE, "link", b"evil"),
        Action(ActionKind.CREATE, "link/x", b"evil"),
        Action(ActionKind.DELETE, "a"),
        Action(ActionKind.MOVE, "new"),
        Action(ActionKind.MOVE, "new", previous_path="none"),
        Action(ActionKind.MOVE, "link", previous_path="a/b.txt"),
        Action(ActionKind.CHMOD, "a/b.txt"),
        Action(ActionKind.CREATE, ".git/hooks/update", b""),
        Action(ActionKind.CREATE, "../x", b""),
        Action(ActionKind.CREATE, "/x", b""),
    ],
)
def test_f4_actions_that_cannot_be(directory: Path, client: Any, put: Put, action: Action) -> None:
    (client.tree / "link").symlink_to("/etc")
    base = client.commit({"a/b.txt": "1"})
    put()
    with pytest.raises(BadAction) as caught:
        apply(directory, base, action)
    assert caught.value.path


def test_commit_keeps_identity_and_cannot_forge_headers(directory: Path) -> None:
    tree = apply(directory, None, Action(ActionKind.CREATE, "a", b""))
    forger = Identity("Eve <x@y> 1 +0000\nparent 0", "eve\n@x>", ANN.time)
    sha = writes.commit_tree(
        directory, tree=tree, parents=(), message="Tïtle\n\nBody\0", author=forger, committer=ANN
    )
    nameless = writes.commit_tree(
        directory, tree=tree, parents=(sha,), message="x", author=Identity("<>", "", ANN.time)
    )
    with reads.open_repository(directory) as handle:
        found = reads.commit(handle, sha)
        assert found.author.name == "Eve x@y 1 +0000parent 0"
        assert found.author.email == "eve@x"
        assert found.committer.name == "Ann"
        assert (found.title, found.parents) == ("Tïtle", ())
        assert reads.commit(handle, nameless).author.name == "unknown"
    with pytest.raises(NotFound):
        writes.commit_tree(directory, tree="-x", parents=(), message="", author=ANN)


def test_merge(directory: Path, client: Any, put: Put) -> None:
    base = client.commit({"a": "1\n2\n3\n", "b": "x\n"})
    ours = client.commit({"a": "one\n2\n3\n"})
    client.run("checkout", "-q", "-b", "side", base)
    theirs = client.commit({"b": "y\n"})
    client.run("checkout", "-q", "-b", "clash", base)
    clash = client.commit({"a": "eins\n2\n3\n", "b\n\u202e": "?"})
    client.run("checkout", "-q", "--orphan", "alien")
    alien = client.commit({"q": "1"})
    put("main", "side", "clash", "alien")
    result = writes.merge_tree(directory, ours, theirs)
    assert (result.clean, result.conflicts) == (True, ())
    merged = commit(directory, result.tree, ours, theirs)
    client.run("checkout", "-q", "main")
    client.run("merge", "-q", "-m", "M", "side")
    assert client.out("rev-parse", "HEAD^{tree}") == result.tree
    assert set(files(directory, merged)) == {"a", "b"}
    result = writes.merge_tree(directory, ours, clash)
    assert (result.clean, result.conflicts) == (False, ("a",))
    sides = [client.out("rev-parse", f"{commit}:a") for commit in (base, ours, clash)]
    stages = [writes.Stage(0o100644, sha) for sha in sides]
    assert result.files == (writes.ConflictedFile("a", *stages),)
    with pytest.raises(GitError):
        writes.merge_tree(directory, ours, alien)
    with pytest.raises(NotFound):
        writes.merge_tree(directory, "--stdin", ours)


def test_ref_updates_compare_and_are_recorded(
    layout: Layout, directory: Path, client: Any, put: Put
) -> None:
    one, two = client.commit({"a": "1"}), client.commit({"a": "2"})
    put("HEAD:refs/heads/other")
    updates = [RefUpdate(MAIN, names.ZERO, one), RefUpdate("refs/tags/v1", names.ZERO, two)]
    with spool.begin(layout, directory, updates, context={"user": 7}, options=("x",)) as (
        folder,
        _,
    ):
        writes.update_refs(layout, directory, updates, spool=folder)
    record = spool.read(folder)
    assert record.updates == tuple(updates)
    assert (record.context, record.options) == ({"user": 7}, ("x",))
    assert list(spool.abandoned(layout)) == [folder]
    spool.remove(folder)
    assert list(spool.abandoned(layout)) == []
    stale_update = [RefUpdate(MAIN, two, one), RefUpdate("refs/heads/new", names.ZERO, one)]
    with pytest.raises(RefMoved):
        writes.update_refs(layout, directory, stale_update)
    with reads.open_repository(directory) as handle:
        assert reads.read_ref(handle, MAIN) == one
        assert reads.read_ref(handle, "refs/heads/new") is None
    writes.update_refs(layout, directory, [RefUpdate(MAIN, one, two)])
    writes.update_refs(layout, directory, [RefUpdate(MAIN, two, names.ZERO)])
    with pytest.raises(BadName):
        writes.update_refs(layout, directory, [RefUpdate("refs/replace/x", names.ZERO, one)])


def test_deletion_of_a_packed_branch_is_recorded_once(
    layout: Layout, directory: Path, client: Any, put: Put
) -> None:
    one = client.commit({"a": "1"})
    put("HEAD:refs/heads/other", "HEAD:refs/heads/main")
    assert maintenance.maintain(layout, directory)
    updates = [RefUpdate("refs/heads/other", one, names.ZERO)]
    with spool.begin(layout, directory, updates, context={}) as (folder, _):
        assert list(spool.abandoned(layout)) == []
        writes.update_refs(layout, directory, updates, spool=folder)
    assert spool.read(folder).updates == tuple(updates)


def test_recovery_finds_a_ref_that_moved_before_its_hook_ran(
    layout: Layout, directory: Path, client: Any, put: Put
) -> None:
    one = client.commit({"a": "1"})
    updates = [RefUpdate(MAIN, names.ZERO, one), RefUpdate("refs/heads/x", names.ZERO, one)]
    with spool.begin(layout, directory, updates, context={}) as (folder, _):
        put()
    assert spool.read(folder).updates == ()
    assert spool.recover(folder).updates == (updates[0],)


def test_internal_refs(layout: Layout, directory: Path, client: Any, put: Put) -> None:
    one, two = client.commit({"a": "1"}), client.commit({"a": "2"})
    put()
    writes.keep_around(layout, directory, one)
    writes.keep_around(layout, directory, one)
    writes.set_merge_request_head(layout, directory, 3, one)
    writes.set_merge_request_head(layout, directory, 3, two)
    with reads.open_repository(directory) as handle:
        assert reads.read_ref(handle, f"refs/keep-around/{one}") == one
        assert reads.read_ref(handle, "refs/merge-requests/3/head") == two
        assert reads.references(handle) == {MAIN: two}
    with pytest.raises(NotFound):
        writes.keep_around(layout, directory, "../../x")


def test_annotated_tag(layout: Layout, directory: Path, client: Any, put: Put) -> None:
    one = client.commit({"a": "1"})
    put()
    sha = writes.tag_object(directory, name="v1", target=one, message="Öne", tagger=ANN)
    writes.update_refs(layout, directory, [RefUpdate("refs/tags/v1", names.ZERO, sha)])
    with reads.open_repository(directory) as handle:
        assert reads.tag(handle, "v1") == reads.Ref("v1", "refs/tags/v1", sha, one)
    assert maintenance.fsck(directory) == []


def test_default_branch(layout: Layout, directory: Path) -> None:
    writes.set_default_branch(layout, directory, "trunk")
    with reads.open_repository(directory) as handle:
        assert reads.default_branch(handle) == "trunk"
    with pytest.raises(BadName):
        writes.set_default_branch(layout, directory, "-x")


def test_lock_is_exclusive_and_inherited(layout: Layout, directory: Path) -> None:
    with (
        writing(layout, directory),
        pytest.raises(LockTimeout),
        writing(layout, directory, wait=0.02),
    ):
        pass
    with opened(layout, directory) as descriptor:
        acquire(descriptor, wait=0.0)
        child = subprocess.Popen(["cat"], stdin=subprocess.PIPE, pass_fds=(descriptor,))
    with opened(layout, directory) as other:
        assert not attempt(other)
        child.communicate()
        assert attempt(other)


def test_stale_locks(layout: Layout, directory: Path, client: Any, put: Put) -> None:
    one = client.commit({"a": "1"})
    put()
    lock = directory / "refs" / "heads" / "x.lock"
    incoming = directory / "objects" / "tmp_objdir-incoming-Xy"
    lock.touch()
    incoming.mkdir()
    made = lock.stat().st_mtime
    assert stale.clean(layout, directory, now=made + 1) == []
    with writing(layout, directory):
        assert stale.clean(layout, directory, now=made + 1e6) == []
    assert stale.clean(layout, directory, now=made + 1e6) == [
        "refs/heads/x.lock",
        "objects/tmp_objdir-incoming-Xy",
    ]
    for name in (lock, directory / "packed-refs.lock"):
        name.touch()
    writes.update_refs(layout, directory, [RefUpdate("refs/heads/x", names.ZERO, one)])
    assert not lock.exists()


def test_maintenance_keeps_everything(
    layout: Layout, directory: Path, client: Any, put: Put
) -> None:
    one = client.commit({"a": "1"})
    put()
    two = client.commit({"a": "2"})
    put("HEAD:refs/heads/gone")
    writes.update_refs(layout, directory, [RefUpdate("refs/heads/gone", two, names.ZERO)])
    assert maintenance.maintain(layout, directory)
    with reads.open_repository(directory) as handle:
        assert reads.branch(handle, "main").sha == one
        assert reads.commit(handle, two).sha == two
    assert (directory / "objects" / "info" / "commit-graphs").exists() or (
        directory / "objects" / "info" / "commit-graph"
    ).exists()
    assert maintenance.fsck(directory) == []
    assert maintenance.size_on_disk(directory) > 0
    next((directory / "objects" / "pack").glob("*.pack")).unlink()
    assert maintenance.fsck(directory) != []


def test_releasing_frees_the_lock_for_copies_too(layout: Layout, directory: Path) -> None:
    with writing(layout, directory) as descriptor:
        copy = os.dup(descriptor)
    with writing(layout, directory, wait=0.0):
        os.close(copy)
