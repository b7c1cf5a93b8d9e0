"""The durable record of ref updates, one folder for each push or change made by the server.

``header.json``  what was asked for, written by the server before git starts
``committed``    one line ``old new ref`` for each update, written by the hook before git reports it
``refused/``     one file for each ref that the pre-receive hook refuses, holding the message
``notices/``     one file for each ref, printed to the pusher when it was updated

A folder whose git process still lives is locked. One found unlocked and not yet handled is news:
the server read it too late or died before. The lock belongs to the open file and is inherited.
While a folder is made its name begins with a dot; it gets its own name once it is whole and locked.
"""

import fcntl
import os
import secrets
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec

from mergelab.repository.git import names
from mergelab.repository.git.errors import NotFound
from mergelab.repository.git.layout import Layout
from mergelab.repository.git.reads import open_repository, read_ref
from mergelab.repository.git.writes import RefUpdate

_HEADER: Final = "header.json"
_COMMITTED: Final = "committed"
MAKING: Final = 3600.0
"""Seconds after which a folder that is not whole yet was left by a server that died."""


@dataclass(frozen=True)
class Verdict:
    """Whether a ref may be updated.

    ``no_force`` allows the update only if the old commit stays reachable; the hook finds out, with
    the new objects at hand. ``message`` says why not; ``notice`` is printed after a success.
    """

    allow: bool
    message: str = ""
    no_force: bool = False
    notice: str = ""


@dataclass(frozen=True)
class PushLimits:
    """What the pre-receive hook refuses: bytes of one object, path depth and length, refs."""

    max_object_bytes: int = 100 * 1024 * 1024
    max_depth: int = names.MAX_PATH_DEPTH
    max_path_bytes: int = names.MAX_PATH_BYTES
    max_updates: int = 2_000
    lock_wait_seconds: float = 30.0


class _Asked(msgspec.Struct):
    ref: str
    old: str
    new: str
    no_force: bool = False
    allow: bool = True
    message: str = ""


class _Header(msgspec.Struct):
    directory: str
    context: dict[str, Any]
    options: list[str]
    updates: list[_Asked]
    limits: PushLimits


@dataclass(frozen=True)
class Record:
    """What happened: ``updates`` are those that git made durable, in the order of asking.

    ``context`` is what the server wrote (project, user …), ``options`` the pusher's push options.
    """

    id: str
    directory: Path
    context: dict[str, Any]
    options: tuple[str, ...]
    updates: tuple[RefUpdate, ...]


@contextmanager
def begin(
    layout: Layout,
    directory: Path,
    updates: list[RefUpdate],
    *,
    context: Mapping[str, Any],
    options: tuple[str, ...] = (),
    verdicts: Mapping[str, Verdict] | None = None,
    limits: PushLimits | None = None,
) -> Iterator[tuple[Path, int]]:
    """Write a header; yields the folder and the lock's descriptor for git to inherit."""
    folder = layout.spool / secrets.token_hex(16)
    fresh = folder.with_name(f".{folder.name}")
    asked = [_asked(update, (verdicts or {}).get(update.ref)) for update in updates]
    header = _Header(str(directory), dict(context), list(options), asked, limits or PushLimits())
    fresh.mkdir(mode=0o700)
    descriptor = os.open(fresh, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        (fresh / _HEADER).write_bytes(msgspec.json.encode(header))
        for update in updates:
            notice = (verdicts or {}).get(update.ref, Verdict(allow=True)).notice
            if notice:
                _write_for(fresh / "notices", update.ref, notice)
        # Whole and held before the sweep can see it.
        fresh.rename(folder)
        yield folder, descriptor
    finally:
        os.close(descriptor)


def read(folder: Path) -> Record:
    """What is on record. Raises NotFound for a folder without a readable header."""
    header = _header(folder)
    done = set(_committed(folder))
    updates = [_update(asked) for asked in header.updates if (asked.ref, asked.new) in done]
    return _record(folder, header, updates)


def recover(folder: Path) -> Record:
    """Complete the record of a push and read it.

    Adds the updates that git made and the hook could not record, because it was killed or the disk
    was full. To be used when git no longer runs. Raises NotFound.
    """
    header = _header(folder)
    done = set(_committed(folder))
    with open_repository(Path(header.directory)) as handle:
        moved = [
            asked
            for asked in header.updates
            if asked.allow
            and asked.new != asked.old
            and (asked.ref, asked.new) not in done
            and (read_ref(handle, asked.ref) or names.ZERO) == asked.new
        ]
    with (folder / _COMMITTED).open("a", encoding="utf-8") as log:
        # A hook killed in the middle of a line leaves one without an end.
        log.writelines(f"\n{asked.old} {asked.new} {asked.ref}\n" for asked in moved)
    return read(folder)


def abandoned(layout: Layout) -> Iterator[Path]:
    """Folders that no living git process or server thread holds, oldest first.

    Among them those whose server died while it made them, after a while: they have no record yet.
    """
    folders = [path for path in layout.spool.iterdir() if path.is_dir() and not _is_fresh(path)]
    for folder in sorted(folders, key=_age):
        try:
            descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except FileNotFoundError:
            continue
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            continue
        finally:
            os.close(descriptor)
        yield folder


def _is_fresh(folder: Path) -> bool:
    return folder.name.startswith(".") and time.time() - _age(folder) < MAKING


def remove(folder: Path) -> None:
    """Forget a record, once its news are stored elsewhere."""
    shutil.rmtree(folder, ignore_errors=True)


def _age(folder: Path) -> float:
    try:
        return folder.stat().st_ctime
    except FileNotFoundError:
        return 0.0


def _asked(update: RefUpdate, verdict: Verdict | None) -> _Asked:
    found = verdict or Verdict(allow=True)
    return _Asked(update.ref, update.old, update.new, found.no_force, found.allow, found.message)


def _write_for(folder: Path, ref: str, text: str) -> None:
    # No part of a ref ends in ".lock", so these names cannot clash with folders.
    path = folder / f"{ref}.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.rstrip("\n") + "\n", encoding="utf-8")


def _header(folder: Path) -> _Header:
    try:
        return msgspec.json.decode((folder / _HEADER).read_bytes(), type=_Header)
    except (OSError, msgspec.MsgspecError) as problem:
        raise NotFound(f"There is no readable record {folder.name}.") from problem


def _committed(folder: Path) -> Iterator[tuple[str, str]]:
    try:
        text = (folder / _COMMITTED).read_text("utf-8", "surrogateescape")
    except FileNotFoundError:
        return
    for line in text.splitlines():
        parts = line.split(" ", 2)
        if len(parts) == 3:
            yield parts[2], parts[1]


def _update(asked: _Asked) -> RefUpdate:
    return RefUpdate(asked.ref, asked.old, asked.new)


def _record(folder: Path, header: _Header, updates: list[RefUpdate]) -> Record:
    return Record(
        folder.name, Path(header.directory), header.context, tuple(header.options), tuple(updates)
    )
