"""What changed in each notebook of a version, in words."""

from collections.abc import Iterable, Iterator

from mergelab.merge_requests.files import path_can_hold_threads
from mergelab.notebooks.services import Described, describe, describe_by_pixels
from mergelab.projects.models import Project
from mergelab.pure.notebookdiff import NotNotebook
from mergelab.repository.contents import is_notebook
from mergelab.repository.git.diffs import Change
from mergelab.repository.git.errors import NotFound, OutputTooLarge

UNREADABLE = Described("not a readable notebook")


def summaries_of(project: Project, changes: Iterable[Change]) -> dict[str, Described]:
    """Path of each changed notebook to words such as "3 cells changed, 1 moved"."""
    found: dict[str, Described] = {}
    for change in _notebooks(changes):
        try:
            found[change.path] = describe(
                project=project, old_blob=change.old_sha, new_blob=change.new_sha
            )
        except NotNotebook:
            found[change.path] = UNREADABLE
        except (NotFound, OutputTooLarge):
            continue
    return found


def summaries_by_pixels(
    project: Project, changes: Iterable[Change], known: dict[str, str]
) -> dict[str, str]:
    """The summaries that are known, those of files with figures made anew by their pixels."""
    found = dict(known)
    for change in _notebooks(changes):
        if change.path in known:
            try:
                found[change.path] = describe_by_pixels(
                    project=project, old_blob=change.old_sha, new_blob=change.new_sha
                )
            except (NotNotebook, NotFound, OutputTooLarge):
                continue  # what is known stays
    return found


def _notebooks(changes: Iterable[Change]) -> Iterator[Change]:
    for change in changes:
        if is_notebook(change.path) and path_can_hold_threads(change.path):
            yield change
