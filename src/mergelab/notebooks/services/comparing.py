"""Comparing large notebooks, which a worker does."""

from time import thread_time
from typing import Final

from django.db import transaction

from mergelab.kit.tasks import enqueue, task
from mergelab.pure.notebookdiff.layout import layout_of
from mergelab.notebooks.diffview.read import Compared, Ends, read_comparison, read_ends
from mergelab.notebooks.models import PreparedComparison
from mergelab.notebooks.queries.places import read_page
from mergelab.notebooks.queries.prepared import ENGINE, Unreadable, Waiting
from mergelab.notebooks.rendering.page import Page
from mergelab.projects.models import Project
from mergelab.pure.notebookdiff import NotNotebook, diff_notebooks
from mergelab.repository.git.errors import NotFound
from mergelab.repository.queries.places import Place

SECONDS: Final = 2.5
"""CPU time of reading both files, which every page of them has to do again."""

TOO_SLOW: Final = "reading it takes too long"


def comparison(*, project: Project, ends: Ends) -> Compared | Unreadable | Waiting:
    """What changed between two files; large ones are given to a worker. Raises NotFound."""
    found = read_comparison(project, ends)
    if isinstance(found, Waiting):
        _ask_for(project, ends.old_blob, ends.new_blob)
    return found


def file_page(*, place: Place, blob: str, start: int = 0) -> Page | Unreadable | Waiting:
    """The cells of a file from `start` on; a large one is given to a worker. Raises NotFound."""
    found = read_page(place, blob, start=start)
    if isinstance(found, Waiting):
        _ask_for(place.project, "", blob)
    return found


def _ask_for(project: Project, old_blob: str, new_blob: str) -> None:
    with transaction.atomic():
        row, is_new = PreparedComparison.objects.get_or_create(
            project=project, old_blob=old_blob, new_blob=new_blob, engine=ENGINE
        )
        if is_new:
            enqueue(prepare, row.pk)


@task
def prepare(comparison_id: int) -> None:
    """Align the two files of a queued comparison, or say why they are shown as text."""
    row = PreparedComparison.objects.select_related("project").filter(pk=comparison_id).first()
    if row is None or row.state != PreparedComparison.State.QUEUED:
        return
    ends = Ends(row.old_blob, row.new_blob, "", "", "", "")
    try:
        started = thread_time()
        old, new = read_ends(row.project, ends)
        if thread_time() - started > SECONDS:
            raise NotNotebook(TOO_SLOW)
        row.layout = layout_of(diff_notebooks(old, new))
        row.state = PreparedComparison.State.READY
    except (NotNotebook, NotFound) as problem:
        row.reason = storable(str(problem))
        row.state = PreparedComparison.State.REFUSED
    row.save(update_fields=["layout", "state", "reason"])


def storable(text: str) -> str:
    """The text without what a database cannot hold: it may quote a file."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()[:500]
