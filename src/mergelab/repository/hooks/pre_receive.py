"""The pre-receive hook: judges a push while its objects are still in quarantine.

Runs on the bare interpreter, outside the server: standard library only. Its output goes to the
pusher. It leaves the repository's writer lock taken; git, which shares the open file, keeps it
until it ends.
"""

import contextlib
import fcntl
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

CHUNK = 65_536


class Refused(Exception):
    """The whole push is refused; the message is for the pusher."""


def main() -> int:
    """Exit status 0 lets git go on with the refs that are not marked as refused."""
    spool = Path(os.environ["MERGELAB_SPOOL"])
    header = json.loads((spool / "header.json").read_bytes())
    try:
        check_objects(header["limits"])
        for asked in header["updates"]:
            message = verdict(asked)
            if message:
                refuse(spool, asked["ref"], message)
        take_lock(header)
    except Refused as problem:
        print(f"Refused: {problem}", file=sys.stderr)
        return 1
    return 0


def verdict(asked: dict[str, Any]) -> str:
    """Why this ref must not be updated; empty when it may."""
    if not asked["allow"]:
        return str(asked["message"]) or "You are not allowed to change this ref."
    old, new = asked["old"], asked["new"]
    forced = asked["no_force"] and old.strip("0") and new.strip("0")
    if forced and git_status("merge-base", "--is-ancestor", old, new) != 0:
        return str(asked["message"]) or "This branch is protected: its history cannot be replaced."
    return ""


def refuse(spool: Path, ref: str, message: str) -> None:
    """Mark a ref for the update hook."""
    mark = spool / "refused" / f"{ref}.lock"
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.write_text(f"{message}\n", encoding="utf-8")


def take_lock(header: dict[str, Any]) -> None:
    """Queue for the writer lock, then remove lock files that nobody can hold any more."""
    descriptor = int(os.environ["MERGELAB_LOCK_FD"])
    deadline = time.monotonic() + header["limits"]["lock_wait_seconds"]
    pause = 0.002
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise Refused("the repository is busy with other changes; try again.") from None
            time.sleep(pause)
            pause = min(pause * 1.5, 0.05)
    directory = Path(os.environ["GIT_DIR"])
    stale = ["packed-refs.lock", "HEAD.lock", "shallow.lock"]
    for name in [*stale, *(f"{asked['ref']}.lock" for asked in header["updates"])]:
        with contextlib.suppress(OSError):
            (directory / name).unlink()


def check_objects(limits: dict[str, Any]) -> None:
    """Refuse objects that are too large and paths that are too deep or too long."""
    quarantine = os.environ.get("GIT_QUARANTINE_PATH")
    if not quarantine:
        return
    environment = {**os.environ, "GIT_OBJECT_DIRECTORY": quarantine}
    environment.pop("GIT_ALTERNATE_OBJECT_DIRECTORIES", None)
    trees = list(new_trees(environment, limits["max_object_bytes"]))
    if trees:
        measure(read_trees(environment, trees), limits)


def new_trees(environment: dict[str, str], max_bytes: int) -> Iterator[str]:
    """The names of the pushed trees. Raises Refused for an object that is too large."""
    form = "--batch-check=%(objectname) %(objecttype) %(objectsize)"
    command = ["git", "cat-file", "--batch-all-objects", "--unordered", form]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as process:
        for line in process.stdout or ():
            name, kind, size = line.decode("ascii").split()
            if int(size) > max_bytes:
                process.kill()
                raise Refused(
                    f"the {'file' if kind == 'blob' else kind} {name[:12]} has {int(size):,} "
                    f"bytes; at most {max_bytes:,} are allowed."
                )
            if kind == "tree":
                yield name
    if process.returncode:
        raise Refused("the pushed objects could not be read.")


def read_trees(environment: dict[str, str], names: list[str]) -> Iterator[tuple[str, bytes]]:
    """Each tree's name and content."""
    command = ["git", "cat-file", "--batch", "--buffer"]
    for start in range(0, len(names), 1_000):
        asked = "\n".join(names[start : start + 1_000]) + "\n"
        with subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as process:
            if process.stdin is None or process.stdout is None:
                raise Refused("the pushed objects could not be read.")
            process.stdin.write(asked.encode("ascii"))
            process.stdin.close()
            yield from batch(process.stdout)


def batch(output: IO[bytes]) -> Iterator[tuple[str, bytes]]:
    """The objects in the output of ``git cat-file --batch``."""
    while header := output.readline():
        name, _, size = header.decode("ascii").split()
        content = output.read(int(size))
        output.read(1)
        yield name, content


def measure(trees: Iterator[tuple[str, bytes]], limits: dict[str, Any]) -> None:
    """Refuse paths past the limits. Each tree is looked at once, however often it is used.

    Only what was pushed counts; a tree that was there before has been measured then.
    """
    children: dict[str, list[tuple[int, str]]] = {}
    longest: dict[str, int] = {}
    for name, content in trees:
        children[name], longest[name] = entries(content)
    depth: dict[str, int] = {}
    length: dict[str, int] = {}
    for top in children:
        stack = [top]
        while stack:
            name = stack[-1]
            missing = [sha for _, sha in children[name] if sha in children and sha not in depth]
            if name in depth or not missing:
                stack.pop()
                known = [(size, sha) for size, sha in children[name] if sha in depth]
                depth[name] = 1 + max((depth[sha] for _, sha in known), default=0)
                below = (size + 1 + length[sha] for size, sha in known)
                length[name] = max(longest[name], max(below, default=0))
            else:
                stack.extend(missing)
    if max(depth.values()) > limits["max_depth"]:
        raise Refused(f"a path is deeper than {limits['max_depth']} levels.")
    if max(length.values()) > limits["max_path_bytes"]:
        raise Refused(f"a path is longer than {limits['max_path_bytes']:,} bytes.")


def entries(content: bytes) -> tuple[list[tuple[int, str]], int]:
    """A tree's directories as (name length, object name), and its longest name's length."""
    folders = []
    longest = 0
    position = 0
    width = 20
    while position < len(content):
        space = content.index(b" ", position)
        end = content.index(b"\0", space)
        longest = max(longest, end - space - 1)
        if content[position:space] in {b"40000", b"040000"}:
            sha = content[end + 1 : end + 1 + width].hex()
            folders.append((end - space - 1, sha))
        position = end + 1 + width
    return folders, longest


def git_status(*arguments: str) -> int:
    """The exit status of a git command on the quarantined repository."""
    command = ["git", *arguments]
    return subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode


if __name__ == "__main__":
    sys.exit(main())
