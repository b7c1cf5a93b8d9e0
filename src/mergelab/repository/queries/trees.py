"""What the page of a directory shows."""

from dataclasses import dataclass
from typing import Final

from django.core.cache import cache
from django.utils.safestring import SafeString

from mergelab.kit.highlight import plain_lines
from mergelab.kit.markdown import render
from mergelab.repository import contents
from mergelab.repository.addresses import Addresses
from mergelab.repository.git import names
from mergelab.repository.git.reads import (
    Commit,
    Entry,
    EntryKind,
    Handle,
    blob_data,
    count_commits,
    last_commit_per_entry,
    tree,
)
from mergelab.repository.queries.places import Place
from mergelab.repository.queries.texts import RepositoryLinks

PER_PAGE: Final = 500
MAX_README: Final = 512 * 1024
CACHE_SECONDS: Final = 24 * 3600

_README: Final = ("readme.md", "readme.markdown", "readme.rst", "readme.txt", "readme")
_ICONS: Final = {
    EntryKind.DIRECTORY: "folder",
    EntryKind.FILE: "file",
    EntryKind.SYMLINK: "link",
    EntryKind.SUBMODULE: "project",
}


@dataclass(frozen=True)
class LastCommit:
    """The commit that last changed an entry, as a row shows it."""

    title: str
    url: str
    when: object


@dataclass(frozen=True)
class Row:
    """One entry of a directory; `url` is empty for what cannot be opened here."""

    entry: Entry
    url: str
    icon: str
    note: str
    last: LastCommit | None

    @property
    def is_directory(self) -> bool:
        return self.entry.kind is EntryKind.DIRECTORY


@dataclass(frozen=True)
class Directory:
    """A page of a directory. `complete` is False while last commits are still to be found."""

    rows: tuple[Row, ...]
    total: int
    offset: int
    truncated: bool
    complete: bool
    readme: Entry | None

    @property
    def next_offset(self) -> int | None:
        end = self.offset + len(self.rows)
        return end if end < self.total else None

    @property
    def previous_offset(self) -> int | None:
        return max(0, self.offset - PER_PAGE) if self.offset else None


def read_directory(handle: Handle, place: Place, *, offset: int, seconds: float) -> Directory:
    """The directory's entries from `offset` on, with what is known of last commits in that time.

    Raises NotFound.
    """
    listing = tree(handle, place.sha, place.path)
    shown = listing.entries[offset : offset + PER_PAGE]
    last = last_commits(handle, place, seconds=seconds) if shown else {}
    addresses = Addresses(place.project)
    rows = tuple(_row(addresses, place, entry, last.get(entry.name)) for entry in shown)
    return Directory(
        rows=rows,
        total=len(listing.entries),
        offset=offset,
        truncated=listing.truncated,
        complete=all(row.last for row in rows),
        readme=find_readme(listing.entries),
    )


def last_commits(handle: Handle, place: Place, *, seconds: float) -> dict[str, Commit]:
    """The commit that last changed each entry, as far as found; remembered once all are."""
    key = f"last-commits:{place.project.pk}:{place.sha}:{hash_of(place.path)}"
    known: dict[str, Commit] | None = cache.get(key)
    if known is not None:
        return known
    found = last_commit_per_entry(handle, place.sha, place.path, max_seconds=seconds)
    if len(found) == len(tree(handle, place.sha, place.path).entries):
        cache.set(key, found, CACHE_SECONDS)
    return found


def find_readme(entries: tuple[Entry, ...]) -> Entry | None:
    """The file that introduces a directory."""
    files = {entry.name.lower(): entry for entry in entries if entry.kind is EntryKind.FILE}
    return next((files[name] for name in _README if name in files), None)


def render_readme(handle: Handle, place: Place, entry: Entry) -> SafeString | None:
    """The file as HTML; None when it is too large or no text."""
    if (entry.size or 0) > MAX_README:
        return None
    data = blob_data(handle, entry.sha, cap=MAX_README)
    if contents.is_binary(data):
        return None
    text = contents.decode(data).text
    if contents.is_markdown(entry.name):
        return render(text, links=RepositoryLinks(place, place.path))
    lines = SafeString("\n").join(plain_lines(text))
    return SafeString(f"<pre>{lines}</pre>")


def commit_count(handle: Handle, place: Place) -> int:
    """How many commits lead to this one, remembered for the commit."""
    key = f"commit-count:{place.project.pk}:{place.sha}"
    known: int | None = cache.get(key)
    if known is None:
        known = count_commits(handle, place.sha)
        cache.set(key, known, CACHE_SECONDS)
    return known


def _row(addresses: Addresses, place: Place, entry: Entry, commit: Commit | None) -> Row:
    url, note, icon = addresses.blob(place.ref, entry.path), "", _ICONS[entry.kind]
    if entry.kind is EntryKind.DIRECTORY:
        url = addresses.tree(place.ref, entry.path)
    elif entry.kind is EntryKind.SUBMODULE:
        url, note = "", f"another repository at {entry.sha[:8]}"
    elif entry.kind is EntryKind.SYMLINK:
        note = "symbolic link"
    elif contents.is_notebook(entry.name):
        icon = "notebook"
    elif contents.looks_like_image(entry.name):
        icon = "image"
    last = None
    if commit is not None:
        last = LastCommit(
            names.display(commit.title) or "(no message)",
            addresses.commit(commit.sha),
            commit.committer.time,
        )
    return Row(entry, url, icon, note, last)


def hash_of(path: str) -> str:
    """A cache key's part for a path of any bytes and length."""
    return contents.digest(path)
