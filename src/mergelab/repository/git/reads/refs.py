"""Branches, tags and the names that users give for a commit."""

from dataclasses import dataclass
from enum import StrEnum

import pygit2

from mergelab.repository.git import names
from mergelab.repository.git.errors import NotFound
from mergelab.repository.git.reads.handle import Handle


class Kind(StrEnum):
    """What a revision's name names."""

    BRANCH = "branch"
    TAG = "tag"
    COMMIT = "commit"


@dataclass(frozen=True)
class Ref:
    """A branch or tag: short ``name``, full ``ref``, the object it names and that's commit."""

    name: str
    ref: str
    target: str
    sha: str


@dataclass(frozen=True)
class Revision:
    """A commit and the name by which it was found."""

    kind: Kind
    name: str
    sha: str

    @property
    def ref(self) -> str | None:
        """The full ref, or None for a commit."""
        prefix = {Kind.BRANCH: names.HEADS, Kind.TAG: names.TAGS}.get(self.kind)
        return None if prefix is None else prefix + self.name


def reference_names(handle: Handle) -> list[str]:
    """The full name of every ref that clients see (branches and tags)."""
    listed = (names.path_text(raw) for raw in handle.store.raw_listall_references())
    return [ref for ref in listed if ref.startswith((names.HEADS, names.TAGS))]


def references(handle: Handle) -> dict[str, str]:
    """Every ref that clients see with the object it names."""
    found = ((ref, read_ref(handle, ref)) for ref in reference_names(handle))
    return {ref: target for ref, target in found if target is not None}


def branches(handle: Handle) -> list[Ref]:
    """All branches by name."""
    return _listed(handle, names.HEADS)


def tags(handle: Handle) -> list[Ref]:
    """All tags by name; ``sha`` is the commit, ``target`` the annotated tag if it is one."""
    return _listed(handle, names.TAGS)


def default_branch(handle: Handle) -> str:
    """The branch that HEAD names; it need not exist."""
    target = str(handle.store.lookup_reference("HEAD").target)
    return names.short(target)


def read_ref(handle: Handle, ref: str) -> str | None:
    """The object that a full ref names, or None when there is no such ref."""
    if "\0" in ref:
        return None
    try:
        found = handle.store.references.get(ref)
    except (ValueError, pygit2.GitError, UnicodeError):
        return None
    return None if found is None or isinstance(found.target, str) else str(found.target)


def branch(handle: Handle, name: str) -> Ref:
    """One branch by its short name. Raises NotFound."""
    return _one(handle, names.HEADS, name)


def tag(handle: Handle, name: str) -> Ref:
    """One tag by its short name. Raises NotFound."""
    return _one(handle, names.TAGS, name)


def resolve(handle: Handle, text: str) -> Revision:
    """The commit that ``text`` names. Raises NotFound.

    Full refs come first, then branches, then tags, then commit names of 7 digits or more; git's
    own revision language is not understood, so nothing in ``text`` can mean another commit.
    """
    found = _resolve_ref(handle, text)
    if found is None and names.is_short_sha(text):
        found = _resolve_sha(handle, text)
    if found is None:
        raise NotFound(f"There is no branch, tag or commit {names.display(text[:200])}.")
    return found


def resolve_with_path(handle: Handle, text: str) -> tuple[Revision, str]:
    """Split ``<revision>/<path>``; the longest name that exists wins. Raises NotFound."""
    parts = text.strip("/").split("/")
    limit = min(len(parts), names.MAX_NAME_BYTES)
    for end in range(limit, 0, -1):
        name = "/".join(parts[:end])
        found = _resolve_ref(handle, name)
        if found is not None:
            return found, "/".join(parts[end:])
    return resolve(handle, parts[0]), "/".join(parts[1:])


def _resolve_ref(handle: Handle, text: str) -> Revision | None:
    if text.startswith((names.HEADS, names.TAGS)):
        candidates = [text]
    else:
        candidates = [names.HEADS + text, names.TAGS + text]
    for ref in candidates:
        target = read_ref(handle, ref)
        sha = None if target is None else _commit_of(handle, target)
        if sha is not None:
            kind = Kind.BRANCH if ref.startswith(names.HEADS) else Kind.TAG
            return Revision(kind, names.short(ref), sha)
    return None


def _resolve_sha(handle: Handle, text: str) -> Revision | None:
    try:
        found = handle.store.get(text)
    except (ValueError, KeyError, pygit2.GitError):
        return None
    if found is None or found.type != pygit2.enums.ObjectType.COMMIT:
        return None
    return Revision(Kind.COMMIT, str(found.id), str(found.id))


def _commit_of(handle: Handle, target: str) -> str | None:
    try:
        return str(handle.store[target].peel(pygit2.Commit).id)
    except (KeyError, ValueError, pygit2.GitError):
        return None


def _listed(handle: Handle, prefix: str) -> list[Ref]:
    found = []
    for ref, target in references(handle).items():
        sha = _commit_of(handle, target) if ref.startswith(prefix) else None
        if sha is not None:
            found.append(Ref(names.short(ref), ref, target, sha))
    return sorted(found, key=lambda item: item.name)


def _one(handle: Handle, prefix: str, name: str) -> Ref:
    target = read_ref(handle, prefix + name)
    sha = None if target is None else _commit_of(handle, target)
    if target is None or sha is None:
        what = "branch" if prefix == names.HEADS else "tag"
        raise NotFound(f"There is no {what} {names.display(name[:200])}.")
    return Ref(name, prefix + name, target, sha)
