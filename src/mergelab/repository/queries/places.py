"""Which commit and which path of it an address speaks of."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from django.http import Http404

from mergelab.kit.errors import Unavailable
from mergelab.projects.models import Project
from mergelab.repository.git import names
from mergelab.repository.git.errors import GitError, GitTimeout, NotFound, UnsafeArgument
from mergelab.repository.git.reads import (
    Handle,
    Kind,
    Revision,
    branches,
    entry,
    open_repository,
    references,
    resolve,
    resolve_with_path,
)
from mergelab.repository.storage import directory

log = logging.getLogger(__name__)

_ENCODED = re.compile(r"%[89A-Fa-f][0-9A-Fa-f]")


@dataclass(frozen=True)
class Place:
    """A path in a commit of a project, and the revision by which the commit was named."""

    project: Project
    revision: Revision
    path: str = ""

    @property
    def sha(self) -> str:
        return self.revision.sha

    @property
    def ref(self) -> str:
        """The revision as it stands in addresses."""
        return self.revision.name

    @property
    def label(self) -> str:
        """The revision as it is shown."""
        name = self.revision.name
        return name[:8] if self.revision.kind is Kind.COMMIT else names.display(name)

    @property
    def title(self) -> str:
        """The path, safe to show."""
        return names.display(self.path)

    @property
    def branch(self) -> str | None:
        return self.revision.name if self.revision.kind is Kind.BRANCH else None


@contextmanager
def opened(project: Project) -> Iterator[Handle]:
    """The project's repository, opened; what is not in it is Http404.

    What git cannot answer in time, or at all, is Unavailable.
    """
    try:
        with open_repository(directory(project.pk)) as handle:
            yield handle
    except (NotFound, UnsafeArgument) as problem:
        raise Http404(str(problem)) from problem
    except GitTimeout as problem:
        raise Unavailable(
            "The repository took too long to answer. Try a smaller part."
        ) from problem
    except GitError as problem:
        log.exception("reading the repository of project %s failed", project.pk)
        raise Unavailable("The repository could not be read.") from problem


def find_place(handle: Handle, project: Project, ref_path: str) -> Place:
    """The place that `<revision>/<path>` of an address names. Raises NotFound."""
    revision, path = resolve_with_path(handle, ref_path)
    if _ENCODED.search(path) and not _exists(handle, revision.sha, path):
        path = raw_path(path)
    # A page for a tag keeps saying so even where a branch has the same name.
    if ref_path.startswith("refs/") and revision.ref is not None:
        revision = Revision(revision.kind, revision.ref, revision.sha)
    return Place(project, revision, path)


def nearest_place(handle: Handle, place: Place) -> Place:
    """The place itself, or the closest directory above it that its revision has."""
    path = place.path
    while path and not _exists(handle, place.sha, path):
        path = path.rpartition("/")[0]
    return Place(place.project, place.revision, path)


def _exists(handle: Handle, sha: str, path: str) -> bool:
    try:
        entry(handle, sha, path)
    except NotFound:
        return False
    return True


def raw_path(path: str) -> str:
    """The path whose bytes are not UTF-8: in its address Django leaves the percent signs."""
    return names.path_text(unquote_to_bytes(path))


def default_place(handle: Handle, project: Project) -> Place | None:
    """The top of the default branch, or of the first branch there is; None when there is none.

    Raises GitError for branches of which the commits are missing: that is no empty repository.
    """
    try:
        return Place(project, resolve(handle, names.HEADS + project.default_branch))
    except NotFound:
        first = next(iter(branches(handle)), None)
    if first is not None:
        return Place(project, resolve(handle, first.ref))
    if any(ref.startswith(names.HEADS) for ref in references(handle)):
        raise GitError("The branches name commits that cannot be read.")
    return None
