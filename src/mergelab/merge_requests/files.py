"""The changed files of a version: how they are stored, and which viewer shows each."""

from collections.abc import Iterable
from typing import Any

from mergelab.repository.git.diffs import Change, Status
from mergelab.repository.git.names import is_zero

Row = list[Any]


def stored(changes: Iterable[Change]) -> list[Row]:
    """The changes as JSON rows; paths that are not UTF-8 stand as Latin-1 of their bytes."""
    return [
        [
            str(change.status),
            _text(change.old_path, raw=raw),
            "" if change.new_path == change.old_path else _text(change.new_path, raw=raw),
            change.old_mode,
            change.new_mode,
            change.old_sha,
            change.new_sha,
            change.similarity,
            change.additions,
            change.deletions,
            change.binary,
            raw,
        ]
        for change in changes
        for raw in [not (_is_utf8(change.old_path) and _is_utf8(change.new_path))]
    ]


def restored(rows: Iterable[Row]) -> list[Change]:
    """What :func:`stored` was given."""
    return [_change(row) for row in rows]


def path_can_hold_threads(path: str) -> bool:
    """Whether the database can store the path, which a position names."""
    return _is_utf8(path)


def content_of(change: Change) -> str:
    """What a tick stands for: the new content, or the old one of a deleted file."""
    return change.old_sha if is_zero(change.new_sha) else change.new_sha


def _change(row: Row) -> Change:
    status, old, new, old_mode, new_mode, old_sha, new_sha, *rest = row
    similarity, additions, deletions, binary, is_raw = rest
    old_path = _raw(old) if is_raw else old
    new_path = (_raw(new) if is_raw else new) if new else old_path
    return Change(
        Status(status),
        old_path,
        new_path,
        old_mode,
        new_mode,
        old_sha,
        new_sha,
        similarity=similarity,
        additions=additions,
        deletions=deletions,
        binary=binary,
    )


def _is_utf8(path: str) -> bool:
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def _text(path: str, *, raw: bool) -> str:
    return path.encode("utf-8", "surrogateescape").decode("latin-1") if raw else path


def _raw(path: str) -> str:
    return path.encode("latin-1").decode("utf-8", "surrogateescape")
