import io
import tarfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from mergelab.repository.git import reads
from mergelab.repository.git.errors import NotFound, OutputTooLarge

Put = Callable[..., None]


def test_missing_repository(tmp_path: Path) -> None:
    with pytest.raises(NotFound), reads.open_repository(tmp_path / "none.git"):
        pass


def test_empty_repository(directory: Path) -> None:
    with reads.open_repository(directory) as handle:
        assert reads.branches(handle) == []
        assert reads.tags(handle) == []
        assert reads.default_branch(handle) == "main"
        for text in ("main", "HEAD", "", "abcdef0"):
            with pytest.raises(NotFound):
                reads.resolve(handle, text)


def test_branches_and_tags(directory: Path, client: Any, put: Put) -> None:
    first = client.commit({"a": "1"}, "First")
    client.run("tag", "-a", "-m", "One", "v1")
    client.run("tag", "light")
    annotated = client.out("rev-parse", "v1")
    put("HEAD:refs/heads/main", "HEAD:refs/heads/dev/x", "v1", "light")
    with reads.open_repository(directory) as handle:
        assert [(ref.name, ref.sha) for ref in reads.branches(handle)] == [
            ("dev/x", first),
            ("main", first),
        ]
        assert reads.tags(handle) == [
            reads.Ref("light", "refs/tags/light", first, first),
            reads.Ref("v1", "refs/tags/v1", annotated, first),
        ]
        assert reads.branch(handle, "main").sha == first
        with pytest.raises(NotFound):
            reads.tag(handle, "main")


def test_c3_b20_revisions_are_not_confused(directory: Path, client: Any, put: Put) -> None:
    first = client.commit({"a": "1"})
    second = client.commit({"a": "2"})
    put(f"{first}:refs/heads/main", f"{second}:refs/tags/main", f"{second}:refs/heads/x")
    # A branch named like a commit can only come from outside our door.
    put(f"{second}:refs/heads/{first[:8]}", f"{second}:refs/heads/refs/tags/main")
    with reads.open_repository(directory) as handle:
        assert reads.resolve(handle, "main") == reads.Revision(reads.Kind.BRANCH, "main", first)
        assert reads.resolve(handle, "refs/heads/main").sha == first
        tag = reads.resolve(handle, "refs/tags/main")
        assert tag == reads.Revision(reads.Kind.TAG, "main", second)
        assert tag.ref == "refs/tags/main"
        assert reads.resolve(handle, first) == reads.Revision(reads.Kind.COMMIT, first, first)
        assert reads.resolve(handle, first[:9]).sha == first
        assert reads.resolve(handle, first[:8]).kind is reads.Kind.BRANCH
        for text in ("HEAD", "@", "main^", "main~1", "main@{0}", ":/x", "--all", "x..main", "a\0"):
            with pytest.raises(NotFound):
                reads.resolve(handle, text)


def test_revision_with_path(directory: Path, client: Any, put: Put) -> None:
    sha = client.commit({"a/b": "1"})
    put("HEAD:refs/heads/main", "HEAD:refs/heads/x/y")
    with reads.open_repository(directory) as handle:
        assert reads.resolve_with_path(handle, "x/y/a/b")[1] == "a/b"
        assert reads.resolve_with_path(handle, "main")[1] == ""
        revision, path = reads.resolve_with_path(handle, f"{sha}/a/b")
        assert (revision.kind, path) == (reads.Kind.COMMIT, "a/b")
        with pytest.raises(NotFound):
            reads.resolve_with_path(handle, "x/z")


def test_commit(directory: Path, client: Any, put: Put) -> None:
    parent = client.commit({"a": "1"})
    sha = client.commit({"a": "2"}, "Title\n\nBody")
    put()
    with reads.open_repository(directory) as handle:
        found = reads.commit(handle, sha)
        assert found.parents == (parent,)
        assert (found.title, found.message) == ("Title", "Title\n\nBody\n")
        assert (found.author.name, found.author.email) == ("Ann", "ann@example.org")
        assert found.author.time == datetime(2026, 1, 2, 2, 4, 5, tzinfo=UTC)
        assert str(found.author.time.utcoffset()) == "1:00:00"
        for bad in ("0" * 40, found.tree, "zz", ""):
            with pytest.raises(NotFound):
                reads.commit(handle, bad)


def test_tree_and_blobs(directory: Path, client: Any, put: Put) -> None:
    (client.tree / "link").symlink_to("/etc/passwd")
    (client.tree / "run.sh").write_text("#!/bin/sh\n")
    (client.tree / "run.sh").chmod(0o755)
    sha = client.commit({"d/x.txt": "hello", "b.txt": "b"})
    put()
    with reads.open_repository(directory) as handle:
        listing = reads.tree(handle, sha)
        assert [(e.name, e.kind.value, e.size) for e in listing.entries] == [
            ("d", "directory", None),
            ("b.txt", "file", 1),
            ("link", "symlink", 11),
            ("run.sh", "file", 10),
        ]
        assert listing.entries[3].executable
        assert not listing.truncated
        short = reads.tree(handle, sha, limit=2)
        assert (len(short.entries), short.truncated) == (2, True)
        entry = reads.entry(handle, sha, "d/x.txt")
        assert reads.blob_size(handle, entry.sha) == 5
        assert reads.blob_data(handle, entry.sha, cap=5) == b"hello"
        with pytest.raises(OutputTooLarge):
            reads.blob_data(handle, entry.sha, cap=4)
        for path in ("nope", "b.txt/x", "link/x", "..", "d/../b.txt"):
            with pytest.raises(NotFound):
                reads.tree(handle, sha, path)
        with pytest.raises(NotFound):
            reads.entry(handle, sha, "")


def test_b20_hostile_file_names_survive(directory: Path, client: Any, put: Put) -> None:
    hostile = [b"a\nb", b"a\xffb", "a\u202eb".encode(), b'q"q', b"back\\slash", b"n" * 200]
    sha = client.commit({name.decode("utf-8", "surrogateescape"): "x" for name in hostile})
    put()
    with reads.open_repository(directory) as handle:
        entries = reads.tree(handle, sha).entries
        assert {e.name.encode("utf-8", "surrogateescape") for e in entries} == set(hostile)
        for entry in entries:
            entry.label.encode()
            assert reads.entry(handle, sha, entry.path).sha == entry.sha
            assert [c.sha for c in reads.history(handle, sha, path=entry.path)] == [sha]


def test_history_and_counts(directory: Path, client: Any, put: Put) -> None:
    shas = [client.commit({"a": str(n), f"f{n % 2}": str(n)}, f"C{n}") for n in range(5)]
    client.run("checkout", "-q", "-b", "side", shas[2])
    side = client.commit({"s": "1"}, "Side")
    put("side:refs/heads/side", f"{shas[4]}:refs/heads/main")
    with reads.open_repository(directory) as handle:
        assert [c.title for c in reads.history(handle, shas[4])] == ["C4", "C3", "C2", "C1", "C0"]
        assert [c.title for c in reads.history(handle, shas[4], skip=1, limit=2)] == ["C3", "C2"]
        assert [c.title for c in reads.history(handle, shas[4], path="f1")] == ["C3", "C1"]
        assert reads.count_commits(handle, shas[4]) == 5
        assert reads.count_commits(handle, shas[4], path="f1") == 2
        assert reads.count_commits(handle, side, exclude=[shas[4]]) == 1
        assert reads.divergence(handle, shas[4], side) == reads.Divergence(1, 2)
        assert reads.merge_base(handle, shas[4], side) == shas[2]
        assert reads.is_ancestor(handle, shas[2], side)
        assert reads.is_ancestor(handle, side, side)
        assert not reads.is_ancestor(handle, side, shas[4])
        for bad in ("--output=x", "main", "0" * 40):
            with pytest.raises(NotFound):
                reads.history(handle, bad)


def test_unrelated_histories_have_no_merge_base(directory: Path, client: Any, put: Put) -> None:
    first = client.commit({"a": "1"})
    client.run("checkout", "-q", "--orphan", "other")
    other = client.commit({"b": "1"})
    put(f"{first}:refs/heads/main", f"{other}:refs/heads/other")
    with reads.open_repository(directory) as handle:
        assert reads.merge_base(handle, first, other) is None


def test_last_commits_agree_with_git_log(directory: Path, client: Any, put: Put) -> None:
    client.commit({"a": "1", "b": "1", "d/x": "1", "d/y": "1"}, "C0")
    client.commit({"b": "2"}, "C1")
    client.run("checkout", "-q", "-b", "side")
    client.commit({"d/x": "2", "c": "1"}, "S1")
    client.run("checkout", "-q", "main")
    client.commit({"a": "2"}, "C2")
    client.run("merge", "-q", "--no-ff", "-m", "M", "side")
    head = client.commit({"d/z": "1"}, "C3")
    put()
    with reads.open_repository(directory) as handle:
        for folder in ("", "d"):
            found = reads.last_commit_per_entry(handle, head, folder)
            assert set(found) == {e.name for e in reads.tree(handle, head, folder).entries}
            for name, commit in found.items():
                path = f"{folder}/{name}".lstrip("/")
                assert commit.sha == client.out("log", "-1", "--format=%H", "--", path)
        assert reads.last_commit_per_entry(handle, head, "d", max_commits=1).keys() == {"z"}
        with pytest.raises(NotFound):
            reads.last_commit_per_entry(handle, head, "none")


def test_archive(directory: Path, client: Any, put: Put) -> None:
    sha = client.commit({"a/b.txt": "hello"})
    put()
    with reads.open_repository(directory) as handle:
        kind = reads.ArchiveFormat.TAR_GZ
        data = b"".join(reads.archive(handle, sha, kind=kind, prefix="../x y-1"))
        with tarfile.open(fileobj=io.BytesIO(data)) as archive:
            assert [m.name for m in archive if m.isfile()] == ["x-y-1/a/b.txt"]
        zipped = b"".join(reads.archive(handle, sha, kind=reads.ArchiveFormat.ZIP, prefix="p"))
        assert zipped[:2] == b"PK"
        with pytest.raises(OutputTooLarge):
            list(reads.archive(handle, sha, kind=reads.ArchiveFormat.TAR, prefix="p", cap=100))
        with pytest.raises(NotFound):
            reads.archive(handle, "--output=x", kind=kind, prefix="p")
