"""Changes to files made on objects alone: there is never a working tree.

So a symbolic link, a hook or an attribute in the repository cannot lead a write anywhere.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pygit2.enums import FileMode

from mergelab.repository.git import names
from mergelab.repository.git.errors import BadAction, BadName
from mergelab.repository.git.reads.handle import Handle
from mergelab.repository.git.reads.trees import Item, items, root, write

MAX_ACTIONS: Final = 1_000


class ActionKind(StrEnum):
    """What to do with a file."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    MOVE = "move"
    CHMOD = "chmod"


@dataclass(frozen=True)
class Action:
    """One change of a file.

    ``content`` is needed to create and update, optional to move. ``previous_path`` is needed to
    move. ``executable`` is needed to chmod, optional to create. ``last_sha``, the blob's name that
    the user saw, refuses the action when the file has changed since.
    """

    kind: ActionKind
    path: str
    content: bytes | None = None
    previous_path: str | None = None
    executable: bool | None = None
    last_sha: str | None = None


class _Folder:
    """A directory being changed; directories below it are read when they are needed."""

    def __init__(self, handle: Handle, sha: str | None) -> None:
        self.handle = handle
        self.entries: dict[bytes, _Folder | Item] = {}
        if sha is not None:
            self.entries.update(items(handle.get(sha)))

    def get(self, name: bytes) -> "_Folder | Item | None":
        found = self.entries.get(name)
        if isinstance(found, Item) and found.is_tree:
            found = self.entries[name] = _Folder(self.handle, found.sha)
        return found


def build_tree(handle: Handle, base: str | None, actions: list[Action]) -> str:
    """Write the blobs and trees of ``actions`` applied to ``base``; return the tree's name.

    ``base`` is a commit or a tree, None an empty repository. Raises BadAction, BadName, NotFound.
    """
    if not 1 <= len(actions) <= MAX_ACTIONS:
        raise BadAction(f"A commit made here has 1 to {MAX_ACTIONS} actions.", "")
    folder = _Folder(handle, None if base is None else str(root(handle, base).id))
    for action in actions:
        _apply(folder, action)
    return _write(folder) or write(handle, {})


def _apply(folder: _Folder, action: Action) -> None:
    try:
        names.check_path(action.path)
    except BadName as problem:
        raise BadAction(str(problem), action.path) from problem
    match action.kind:
        case ActionKind.CREATE:
            _put(folder, action, mode=_mode(action.executable, FileMode.BLOB))
        case ActionKind.UPDATE:
            old = _existing(folder, action.path, action.last_sha)
            _put(folder, action, mode=_mode(action.executable, old.mode), replace=True)
        case ActionKind.DELETE:
            _existing(folder, action.path, action.last_sha)
            _place(folder, action.path, None)
        case ActionKind.MOVE:
            _move(folder, action)
        case ActionKind.CHMOD:
            old = _existing(folder, action.path, action.last_sha)
            if action.executable is None:
                raise BadAction("Say whether the file is to be executable.", action.path)
            _place(folder, action.path, Item(_mode(action.executable, old.mode), old.sha))


def _move(folder: _Folder, action: Action) -> None:
    if action.previous_path is None:
        raise BadAction("The path to move from is missing.", action.path)
    old = _existing(folder, action.previous_path, action.last_sha, links=True)
    _place(folder, action.previous_path, None)
    if action.content is None:
        _free(folder, action.path)
        _place(folder, action.path, old)
        return
    _put(folder, action, mode=_mode(action.executable, old.mode))


def _put(folder: _Folder, action: Action, *, mode: int, replace: bool = False) -> None:
    if action.content is None:
        raise BadAction("The file's content is missing.", action.path)
    if not replace:
        _free(folder, action.path)
    _place(folder, action.path, Item(mode, str(folder.handle.store.create_blob(action.content))))


def _mode(executable: bool | None, old: int) -> int:
    if executable is None:
        return old
    return int(FileMode.BLOB_EXECUTABLE if executable else FileMode.BLOB)


def _free(folder: _Folder, path: str) -> None:
    if _find(folder, path) is not None:
        raise BadAction(f"There already is a file or directory {names.display(path)}.", path)


def _find(folder: _Folder, path: str) -> _Folder | Item | None:
    found: _Folder | Item | None = folder
    for part in path.split("/"):
        if not isinstance(found, _Folder):
            return None
        found = found.get(names.path_bytes(part))
    return None if isinstance(found, _Folder) and _is_empty(found) else found


def _is_empty(folder: _Folder) -> bool:
    """Has everything in this directory been deleted by earlier actions?"""
    return all(isinstance(child, _Folder) and _is_empty(child) for child in folder.entries.values())


def _existing(folder: _Folder, path: str, last_sha: str | None, *, links: bool = False) -> Item:
    found = _find(folder, path)
    if not isinstance(found, Item):
        raise BadAction(f"There is no file {names.display(path)}.", path)
    if found.mode not in {FileMode.BLOB, FileMode.BLOB_EXECUTABLE} and not links:
        raise BadAction(f"{names.display(path)} is not a regular file.", path)
    if last_sha is not None and found.sha != last_sha:
        raise BadAction(f"{names.display(path)} was changed meanwhile.", path)
    return found


def _place(folder: _Folder, path: str, value: Item | None) -> None:
    *folders, name = [names.path_bytes(part) for part in path.split("/")]
    here = folder
    for part in folders:
        child = here.get(part)
        if isinstance(child, Item):
            raise BadAction(f"{names.display(names.path_text(part))} is not a directory.", path)
        if child is None:
            child = here.entries[part] = _Folder(here.handle, None)
        here = child
    if value is None:
        here.entries.pop(name, None)
    else:
        here.entries[name] = value


def _write(folder: _Folder) -> str | None:
    """Write a changed directory, innermost first; None when nothing is left in it."""
    kept: dict[bytes, Item] = {}
    for name, child in folder.entries.items():
        if isinstance(child, Item):
            kept[name] = child
            continue
        sha = _write(child)
        if sha is not None:
            kept[name] = Item(int(FileMode.TREE), sha)
    return write(folder.handle, kept) if kept else None
