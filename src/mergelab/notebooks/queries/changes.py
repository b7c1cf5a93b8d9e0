"""The difference of one notebook between two commits, for commit and compare pages."""

from mergelab.notebooks.diffview import Ends
from mergelab.projects.models import Project
from mergelab.repository.git import names
from mergelab.repository.git.diffs import Change, raw_changes
from mergelab.repository.queries.places import raw_path
from mergelab.repository.storage import directory


def find_change(project: Project, base: str | None, head: str, path: str) -> Change | None:
    """The changed file of this path; None where it did not change. Raises NotFound, GitError."""
    found = {change.path: change for change in raw_changes(directory(project.pk), base, head).files}
    return found.get(path) or found.get(raw_path(path))


def ends_of(base: str | None, head: str, change: Change) -> Ends:
    """The notebooks on both ends of a change."""
    return Ends(
        old_blob=change.old_sha,
        new_blob=change.new_sha,
        old_commit=base or names.ZERO,
        new_commit=head,
        old_path=change.old_path,
        new_path=change.new_path,
    )
