"""One file's difference as a page shows it. Values only: nothing here reads git or makes HTML."""

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.safestring import SafeString

from mergelab.pure.textdiff import Gap, Hunk
from mergelab.repository.git import names
from mergelab.repository.git.diffs import Change, Status

Piece = Hunk | Gap


class Kind(StrEnum):
    """What a file's difference is shown as."""

    TEXT = "text"
    IMAGE = "image"
    NOTEBOOK = "notebook"
    BINARY = "binary"
    LARGE = "large"
    SUBMODULE = "submodule"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class FileDiff:
    """The difference of one file between two trees.

    `pieces` are hunks and the gaps between them, in order, covering both sides; they are empty
    unless `kind` is TEXT. `old_html` and `new_html` hold the safe HTML of each shown line by its
    number, changed words marked. `reason` says in words why there are no lines. `folded` asks the
    page to show the lines only when they are asked for.
    """

    change: Change
    kind: Kind
    words: tuple[str, ...] = ()
    additions: int | None = None
    deletions: int | None = None
    pieces: tuple[Piece, ...] = ()
    old_html: dict[int, SafeString] = field(default_factory=dict)
    new_html: dict[int, SafeString] = field(default_factory=dict)
    old_lines: int = 0
    new_lines: int = 0
    old_size: int | None = None
    new_size: int | None = None
    reason: str = ""
    folded: bool = False
    suspicious: bool = False

    @property
    def key(self) -> str:
        """Stable for a path: the file's anchor on a page."""
        return file_key(self.path)

    @property
    def path(self) -> str:
        """The path by which the file is known; the old one of a deleted file."""
        return self.change.path

    @property
    def title(self) -> str:
        """The path, safe to show."""
        return names.display(self.path)

    @property
    def old_title(self) -> str:
        """The earlier path of a moved or copied file, safe to show; empty where it is the same."""
        moved = self.change.status in {Status.RENAMED, Status.COPIED}
        return names.display(self.change.old_path) if moved else ""

    @property
    def state(self) -> str:
        """What happened to the file, in one word."""
        return STATES[self.change.status]

    @property
    def counts(self) -> str:
        """`+14 −6`; empty where lines were not counted."""
        if self.additions is None or self.deletions is None:
            return ""
        return f"+{self.additions} −{self.deletions}"

    @property
    def row_count(self) -> int:
        return sum(len(piece.rows) for piece in self.pieces if isinstance(piece, Hunk))


STATES = {
    Status.ADDED: "added",
    Status.MODIFIED: "changed",
    Status.DELETED: "deleted",
    Status.RENAMED: "renamed",
    Status.COPIED: "copied",
    Status.TYPE_CHANGED: "changed",
}


def file_key(path: str) -> str:
    """`f-` and 16 hex digits of the path's SHA-256: an anchor that any path can have."""
    return "f-" + hashlib.sha256(names.path_bytes(path)).hexdigest()[:16]
