"""The content of files at a commit, read once each, for placing threads."""

from dataclasses import dataclass, field
from typing import Final

from mergelab.pure.textdiff import split_lines
from mergelab.repository.contents import decode, is_binary
from mergelab.repository.git.errors import NotFound, OutputTooLarge
from mergelab.repository.git.reads import EntryKind, Handle, blob_data, entry

MAX_BYTES: Final = 64 * 1024 * 1024


@dataclass
class Contents:
    """Reads through one open repository; what is missing or too large is None."""

    handle: Handle
    _blobs: dict[tuple[str, str], str | None] = field(default_factory=dict)
    _lines: dict[str, list[str] | None] = field(default_factory=dict)

    def blob(self, sha: str, path: str) -> str | None:
        """The name of the blob at this path of a commit."""
        key = (sha, path)
        if key not in self._blobs:
            try:
                found = entry(self.handle, sha, path)
            except NotFound:
                self._blobs[key] = None
            else:
                is_file = found.kind in {EntryKind.FILE, EntryKind.SYMLINK}
                self._blobs[key] = found.sha if is_file else None
        return self._blobs[key]

    def data(self, sha: str, path: str) -> bytes | None:
        blob = self.blob(sha, path)
        if blob is None:
            return None
        try:
            return blob_data(self.handle, blob, cap=MAX_BYTES)
        except (NotFound, OutputTooLarge):
            return None

    def lines(self, sha: str, path: str) -> list[str] | None:
        """The lines of a text file, endings kept; None for one that is not text."""
        blob = self.blob(sha, path)
        if blob is None:
            return None
        if blob not in self._lines:
            data = self.data(sha, path)
            text = None if data is None or is_binary(data) else decode(data).text
            self._lines[blob] = None if text is None else split_lines(text)
        return self._lines[blob]
