"""Commits, trees and blobs as values."""

import itertools
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from typing import Any, Final

import pygit2
from pygit2.enums import FileMode, ObjectType

from mergelab.repository.git import names
from mergelab.repository.git.errors import NotFound, OutputTooLarge
from mergelab.repository.git.reads.handle import Handle
from mergelab.repository.git.reads.trees import Item, items, root, subtree

MAX_ENTRIES: Final = 10_000
MAX_MESSAGE_CHARACTERS: Final = 1_000_000


class EntryKind(StrEnum):
    """What a tree's entry is."""

    DIRECTORY = "directory"
    FILE = "file"
    SYMLINK = "symlink"
    SUBMODULE = "submodule"


_KINDS: Final = {
    int(FileMode.TREE): EntryKind.DIRECTORY,
    int(FileMode.LINK): EntryKind.SYMLINK,
    int(FileMode.COMMIT): EntryKind.SUBMODULE,
}


@dataclass(frozen=True)
class Person:
    """A commit's author or committer, as the commit says; nobody has checked it."""

    name: str
    email: str
    time: datetime


@dataclass(frozen=True)
class Commit:
    """One commit; ``title`` is the message's first line, ``message`` all of it."""

    sha: str
    tree: str
    parents: tuple[str, ...]
    author: Person
    committer: Person
    title: str
    message: str


@dataclass(frozen=True)
class Entry:
    """One entry of a directory. ``path`` turns into bytes by ``names.path_bytes``.

    ``size`` is in bytes, None for what is not a blob.
    """

    name: str
    path: str
    kind: EntryKind
    mode: int
    sha: str
    size: int | None

    @property
    def executable(self) -> bool:
        """Is it a file with the executable bit?"""
        return self.mode == FileMode.BLOB_EXECUTABLE

    @property
    def label(self) -> str:
        """The name, safe to show."""
        return names.display(self.name)


@dataclass(frozen=True)
class Listing:
    """A directory's entries, directories first; ``truncated`` when there are more."""

    entries: tuple[Entry, ...]
    truncated: bool


def commit(handle: Handle, sha: str) -> Commit:
    """The commit with this full name. Raises NotFound."""
    found = handle.get(sha)
    if found.type == ObjectType.TAG:
        found = found.peel(None)
    if found.type != ObjectType.COMMIT:
        raise NotFound(f"{sha[:64]} is not a commit.")
    return describe(found)


def describe(found: Any) -> Commit:
    """A pygit2 commit as a value; undecodable bytes are replaced."""
    message = _decode(found.raw_message, found.message_encoding)[:MAX_MESSAGE_CHARACTERS]
    lines = message.strip().splitlines()
    return Commit(
        sha=str(found.id),
        tree=str(found.tree_id),
        parents=tuple(str(parent) for parent in found.parent_ids),
        author=_person(found.author),
        committer=_person(found.committer),
        title=lines[0].strip() if lines else "",
        message=message,
    )


def tree(handle: Handle, sha: str, path: str = "", *, limit: int = MAX_ENTRIES) -> Listing:
    """The directory ``path`` of a commit, at most ``limit`` entries. Raises NotFound."""
    found = items(_at(handle, sha, path))
    entries = [
        _entry(handle, name, item, path) for name, item in itertools.islice(found.items(), limit)
    ]
    entries.sort(key=lambda entry: (entry.kind is not EntryKind.DIRECTORY, entry.name))
    return Listing(tuple(entries), len(found) > limit)


def entry(handle: Handle, sha: str, path: str) -> Entry:
    """The entry at ``path`` of a commit. Raises NotFound."""
    folder, _, text = path.rpartition("/")
    name = names.path_bytes(text)
    item = items(_at(handle, sha, folder)).get(name)
    if item is None:
        raise NotFound(f"There is no file {names.display(path)}.")
    return _entry(handle, name, item, folder)


def blob_size(handle: Handle, blob: str) -> int:
    """The size in bytes of the blob with this full name. Raises NotFound."""
    try:
        header = handle.store.odb.read_header(blob)
    except (KeyError, ValueError, pygit2.GitError) as problem:
        raise NotFound(f"There is no object {blob[:64]}.") from problem
    if header[0] != ObjectType.BLOB:
        raise NotFound(f"{blob[:64]} is not a file's content.")
    return int(header[1])


def blob_data(handle: Handle, blob: str, *, cap: int) -> bytes:
    """The content of a blob. Raises NotFound, and OutputTooLarge past ``cap`` bytes."""
    size = blob_size(handle, blob)
    if size > cap:
        raise OutputTooLarge(f"The file has {size} bytes; at most {cap} are read here.")
    return bytes(handle.get(blob).data)


def _at(handle: Handle, sha: str, path: str) -> Any:
    found = root(handle, sha)
    for part in [part for part in path.split("/") if part]:
        found = subtree(handle, found, names.path_bytes(part))
        if found is None:
            raise NotFound(f"There is no directory {names.display(path)}.")
    return found


def _entry(handle: Handle, raw_name: bytes, item: Item, folder: str) -> Entry:
    name = names.path_text(raw_name)
    kind = _KINDS.get(item.mode, EntryKind.FILE)
    size = None
    if kind in {EntryKind.FILE, EntryKind.SYMLINK}:
        size = blob_size(handle, item.sha)
    return Entry(name, f"{folder}/{name}".lstrip("/"), kind, item.mode, item.sha, size)


def _person(signature: Any) -> Person:
    try:
        zone = timezone(timedelta(minutes=signature.offset))
        time = datetime.fromtimestamp(signature.time, zone)
    except (ValueError, OverflowError, OSError):
        time = datetime.fromtimestamp(0, UTC)
    return Person(
        signature.raw_name.decode("utf-8", "replace"),
        signature.raw_email.decode("utf-8", "replace"),
        time,
    )


def _decode(raw: bytes, encoding: str | None) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        return raw.decode(encoding or "utf-8", "replace")
    except LookupError:
        return raw.decode("utf-8", "replace")
