"""Objects that must not come in, and pushes that must not take long."""

import random
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from mergelab.repository.git import diffs, maintenance, reads
from mergelab.repository.git.errors import GitError

MAIN = "HEAD:refs/heads/main"
BLOB = b"100644 %b\0"


def literal(client: Any, kind: str, content: bytes) -> str:
    """Write any bytes as an object, unchecked."""
    done = subprocess.run(
        ["git", "hash-object", "-t", kind, "-w", "--literally", "--stdin"],
        cwd=client.tree,
        env=client.environment,
        input=content,
        capture_output=True,
        check=True,
    )
    return done.stdout.decode().strip()


def tree(client: Any, *entries: tuple[str, bytes, str]) -> str:
    data = b"".join(
        b"%b %b\0%b" % (mode.encode(), name, bytes.fromhex(sha)) for mode, name, sha in entries
    )
    return literal(client, "tree", data)


def commit(client: Any, tree_sha: str) -> str:
    return str(client.out("commit-tree", "-m", "x", tree_sha))


def blob(client: Any, content: bytes = b"x") -> str:
    return literal(client, "blob", content)


NAMES = [b".git", b".GIT", b"git~1", ".g\u200cit".encode(), b"..", b".", b"a/b", b""]


@pytest.mark.parametrize("name", NAMES)
def test_hostile_tree_names_are_refused(
    directory: Path, url: str, client: Any, name: bytes
) -> None:
    client.commit({"ok": "1"})
    sha = commit(client, tree(client, ("100644", name, blob(client))))
    done = client.run("push", url, f"{sha}:refs/heads/main", check=False)
    assert done.returncode != 0
    with reads.open_repository(directory) as handle:
        assert reads.references(handle) == {}


def test_hostile_trees_are_refused(directory: Path, url: str, client: Any) -> None:
    client.commit({"ok": "1"})
    one, modules = blob(client), blob(client, b'[submodule "a"]\n\tpath = -x\n\turl = -y\n')
    hostile = [
        tree(client, ("100644", b"a", one), ("100644", b"a", one)),
        tree(client, ("100644", b"b", one), ("100644", b"a", one)),
        tree(client, ("120000", b".gitmodules", one)),
        tree(client, ("100644", b".gitmodules", modules)),
        tree(client, ("0100644", b"a", one)),
    ]
    for sha in hostile:
        done = client.run("push", url, f"{commit(client, sha)}:refs/heads/main", check=False)
        assert done.returncode != 0, sha
        assert "remote: error: object " in done.stderr
    with reads.open_repository(directory) as handle:
        assert reads.references(handle) == {}


@pytest.mark.parametrize(
    "head",
    [
        "author A <a@b> 1 +0000\nauthor B <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n\nx",
        "author A 1 +0000\ncommitter A <a@b> 1 +0000\n\nx",
        "author A <a@b> 99999999999999999999 +0000\ncommitter A <a@b> 1 +0000\n\nx",
        "author A <a@b> 1 +0000\n\nx",
    ],
)
def test_hostile_commits_are_refused(directory: Path, url: str, client: Any, head: str) -> None:
    client.commit({"ok": "1"})
    root = client.out("rev-parse", "HEAD^{tree}")
    sha = literal(client, "commit", f"tree {root}\n{head}".encode())
    client.run("update-ref", "refs/heads/evil", sha)
    done = client.run("push", url, "refs/heads/evil", check=False)
    assert done.returncode != 0
    assert "fsck error" in done.stderr
    with reads.open_repository(directory) as handle:
        assert reads.references(handle) == {}


def test_an_object_over_the_limit_is_named(directory: Path, url: str, client: Any) -> None:
    client.commit({"big": b"\0" * 1_000_001})
    done = client.run("push", url, MAIN, check=False)
    assert "has 1,000,001 bytes; at most 1,000,000 are allowed." in done.stderr
    assert "pre-receive hook declined" in done.stderr
    assert maintenance.fsck(directory) == []
    assert not list((directory / "objects").glob("tmp_objdir-*"))


def test_paths_over_the_limits_are_refused(directory: Path, url: str, client: Any) -> None:
    sha = tree(client, ("100644", b"leaf", blob(client)))
    for _ in range(64):
        sha = tree(client, ("40000", b"d", sha))
    done = client.run("push", url, f"{commit(client, sha)}:refs/heads/main", check=False)
    assert "remote: Refused: a path is deeper than 64 levels." in done.stderr
    sha = tree(client, ("100644", b"n" * 1_025, blob(client)))
    done = client.run("push", url, f"{commit(client, sha)}:refs/heads/main", check=False)
    assert "remote: Refused: a path is longer than 1,024 bytes." in done.stderr
    sha = tree(client, ("100644", b"leaf", blob(client)))
    for _ in range(63):
        sha = tree(client, ("40000", b"d", sha))
    client.run("push", "-q", url, f"{commit(client, sha)}:refs/heads/main")


def test_a_tree_bomb_hangs_nothing(directory: Path, url: str, client: Any) -> None:
    sha = blob(client)
    mode = "100644"
    for _ in range(9):
        sha = tree(client, *((mode, b"%02d" % n, sha) for n in range(10)))
        mode = "40000"
    bomb = commit(client, sha)
    started = time.monotonic()
    client.run("push", "-q", url, f"{bomb}:refs/heads/main")
    assert time.monotonic() - started < 20
    with reads.open_repository(directory) as handle:
        assert len(reads.tree(handle, bomb).entries) == 10
        assert len(reads.last_commit_per_entry(handle, bomb)) == 10
        kind = reads.ArchiveFormat.TAR
        with pytest.raises(GitError):
            list(reads.archive(handle, bomb, kind=kind, prefix="x", cap=1_000_000))
    changes = diffs.raw_changes(directory, None, bomb)
    assert (len(changes.files), changes.truncated) == (3_000, True)


def test_a_big_push_does_not_fill_memory(
    server: Any, directory: Path, url: str, client: Any
) -> None:
    incompressible(client)
    noise = random.Random(1)
    client.commit({f"f{n}": noise.randbytes(900_000) for n in range(36)})
    before = peak(server)
    client.run("push", "-q", url, MAIN)
    assert peak(server) - before < 24 * 1024
    client.run("clone", "-q", url, "copy")
    assert peak(server) - before < 24 * 1024


def test_a_push_over_the_limit_is_refused(
    server: Any, directory: Path, url: str, client: Any
) -> None:
    incompressible(client)
    noise = random.Random(2)
    client.commit({f"f{n}": noise.randbytes(900_000) for n in range(50)})
    done = client.run("push", url, MAIN, check=False)
    assert done.returncode != 0
    assert "pack exceeds maximum allowed size" in done.stderr
    with reads.open_repository(directory) as handle:
        assert reads.references(handle) == {}


def incompressible(client: Any) -> None:
    """Spare the user's git the search for what random bytes have in common."""
    client.run("config", "core.compression", "0")
    client.run("config", "core.bigFileThreshold", "100k")


def peak(server: Any) -> int:
    """The largest resident size of the server's processes so far, in KiB."""
    done = subprocess.run(
        ["ps", "-o", "pid=", "-g", str(server.process.pid)],
        capture_output=True,
        text=True,
        check=True,
    )
    sizes = []
    for pid in done.stdout.split():
        status = Path(f"/proc/{pid}/status").read_text()
        sizes += [int(line.split()[1]) for line in status.splitlines() if "VmHWM" in line]
    return max(sizes)
