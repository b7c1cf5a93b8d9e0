"""Changes to files made on objects alone: there is never a working tree.

So a symbolic link, a hook or an attribute in the repository cannot lead a write anywhere.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from pygit2.enums import FileMode, ObjectType

from mergelab.repository.git import names
from mergelab.repository.git.errors import BadAction, BadName
from mergelab.repository.git.reads.handle import Handle

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


@dataclass
class _Folder:
    """A directory being changed; children are read from ``origin`` when they are needed."""

    origin: Any | None
    changed: dict[bytes, "_Folder | tuple[int, Any] | None"] = field(default_factory=dict)

    def get(self, name: bytes) -> "_Folder | tuple[int, Any] | None":
        if name not in self.changed:
            self.changed[name] = self._load(name)
        return self.changed[name]

    def _load(self, name: bytes) -> "_Folder | tuple[int, Any] | None":
        try:
            item = self.origin[name] if self.origin is not None else None
        except KeyError:
            return None
        if item is None:
            return None
        return _Folder(item) if item.type == ObjectType.TREE else (int(item.filemode), item.id)


def build_tree(handle: Handle, base: str | None, actions: list[Action]) -> str:
    """Write the blobs and trees of ``actions`` applied to commit ``base``; return the tree's name.

    ``base`` None is an empty repository. Raises BadAction, BadName, NotFound.
    """
    if not 1 <= len(actions) <= MAX_ACTIONS:
        raise BadAction(f"A commit made here has 1 to {MAX_ACTIONS} actions.", "")
    root = _Folder(handle.get(base).tree if base is not None else None)
    for action in actions:
        _apply(handle, root, action)
    written = _write(handle, root)
    return str(written if written is not None else handle.store.TreeBuilder().write())


def _apply(handle: Handle, root: _Folder, action: Action) -> None:
    try:
        names.check_path(action.path)
    except BadName as problem:
        raise BadAction(str(problem), action.path) from problem
    match action.kind:
        case ActionKind.CREATE:
            _put(handle, root, action, mode=_mode(action.executable, FileMode.BLOB))
        case ActionKind.UPDATE:
            old = _existing(root, action.path, action.last_sha)
            _put(handle, root, action, mode=_mode(action.executable, old[0]), replace=True)
        case ActionKind.DELETE:
            _existing(root, action.path, action.last_sha)
            _place(root, action.path, None)
        case ActionKind.MOVE:
            _move(handle, root, action)
        case ActionKind.CHMOD:
            old = _existing(root, action.path, action.last_sha)
            if action.executable is None:
                raise BadAction("Say whether the file is to be executable.", action.path)
            _place(root, action.path, (_mode(action.executable, old[0]), old[1]))


def _move(handle: Handle, root: _Folder, action: Action) -> None:
    if action.previous_path is None:
        raise BadAction("The path to move from is missing.", action.path)
    old = _existing(root, action.previous_path, action.last_sha, links=True)
    _place(root, action.previous_path, None)
    if action.content is None:
        _free(root, action.path)
        _place(root, action.path, old)
        return
    _put(handle, root, action, mode=_mode(action.executable, old[0]))


def _put(
    handle: Handle, root: _Folder, action: Action, *, mode: int, replace: bool = False
) -> None:
    if action.content is None:
        raise BadAction("The file's content is missing.", action.path)
    if not replace:
        _free(root, action.path)
    _place(root, action.path, (mode, handle.store.create_blob(action.content)))


def _mode(executable: bool | None, old: int) -> int:
    if executable is None:
        return old
    return int(FileMode.BLOB_EXECUTABLE if executable else FileMode.BLOB)


def _free(root: _Folder, path: str) -> None:
    if _find(root, path) is not None:
        raise BadAction(f"There already is a file or directory {names.display(path)}.", path)


def _find(root: _Folder, path: str) -> _Folder | tuple[int, Any] | None:
    found: _Folder | tuple[int, Any] | None = root
    for part in path.split("/"):
        if not isinstance(found, _Folder):
            return None
        found = found.get(names.path_bytes(part))
    return None if isinstance(found, _Folder) and _is_empty(found) else found


def _is_empty(folder: _Folder) -> bool:
    """Has everything in this directory been deleted by earlier actions?"""
    kept = {item.raw_name for item in folder.origin} if folder.origin is not None else set()
    for name, child in folder.changed.items():
        gone = child is None or (isinstance(child, _Folder) and _is_empty(child))
        kept = kept - {name} if gone else kept | {name}
    return not kept


def _existing(
    root: _Folder, path: str, last_sha: str | None, *, links: bool = False
) -> tuple[int, Any]:
    found = _find(root, path)
    if not isinstance(found, tuple):
        raise BadAction(f"There is no file {names.display(path)}.", path)
    if found[0] not in {FileMode.BLOB, FileMode.BLOB_EXECUTABLE} and not links:
        raise BadAction(f"{names.display(path)} is not a regular file.", path)
    if last_sha is not None and str(found[1]) != last_sha:
        raise BadAction(f"{names.display(path)} was changed meanwhile.", path)
    return found


def _place(root: _Folder, path: str, value: tuple[int, Any] | None) -> None:
    *folders, name = [names.path_bytes(part) for part in path.split("/")]
    here = root
    for part in folders:
        child = here.get(part)
        if isinstance(child, tuple):
            raise BadAction(f"{names.path_text(part)} is a file, not a directory.", path)
        if child is None:
            child = here.changed[part] = _Folder(None)
        here = child
    here.changed[name] = value


def _write(handle: Handle, folder: _Folder) -> Any | None:
    """Write a changed directory, innermost first; None when nothing is left in it."""
    builder = (
        handle.store.TreeBuilder()
        if folder.origin is None
        else handle.store.TreeBuilder(folder.origin.id)
    )
    for name, child in folder.changed.items():
        entry = child
        if isinstance(child, _Folder):
            written = _write(handle, child)
            entry = None if written is None else (int(FileMode.TREE), written)
        if isinstance(entry, tuple):
            builder.insert(name, entry[1], entry[0])
        elif builder.get(name) is not None:
            builder.remove(name)
    return builder.write() if len(builder) else None
