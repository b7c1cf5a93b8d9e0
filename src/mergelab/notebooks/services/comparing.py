"""Comparing large notebooks, which a worker does."""

from typing import Any, Final

import orjson
from django.db import transaction

from mergelab.kit.limited import MIB, Failed, run_limited
from mergelab.kit.tasks import enqueue, task
from mergelab.notebooks.diffview.read import Compared, Ends, read_comparison
from mergelab.notebooks.models import PreparedComparison
from mergelab.notebooks.queries.places import read_page
from mergelab.notebooks.queries.prepared import AT_ONCE, ENGINE, Unreadable, Waiting
from mergelab.notebooks.queries.reading import all_sizes, blobs_of
from mergelab.notebooks.rendering.page import Page
from mergelab.notebooks.services.pixels import ask_for_pixels
from mergelab.projects.models import Project
from mergelab.pure.notebookdiff import NotNotebook, alone
from mergelab.repository.git.errors import NotFound
from mergelab.repository.queries.places import Place

SECONDS: Final = 5.0
"""Computing time of reading and aligning two files."""

READING_SECONDS: Final = 2.5
"""Computing time of reading them alone, which every page of them has to do again."""

MEMORY: Final = 512 * MIB


def comparison(*, project: Project, ends: Ends) -> Compared | Unreadable | Waiting:
    """What changed between two files; large ones are given to a worker. Raises NotFound.

    So are figures: until they were compared, any other bytes are a change.
    """
    found = read_comparison(project, ends)
    if isinstance(found, Waiting):
        _ask_for(project, ends.old_blob, ends.new_blob)
    elif isinstance(found, Compared) and found.pixels.unasked:
        ask_for_pixels(
            project=project,
            old_blob=ends.old_blob,
            new_blob=ends.new_blob,
            pairs=found.pixels.unasked,
        )
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


def prepare_now(project: Project, old_blob: str, new_blob: str) -> None:
    """As a reader of large files asks for it, without waiting; nothing for small ones."""
    if all_sizes(project, old_blob, new_blob) <= AT_ONCE:
        return
    row, _ = PreparedComparison.objects.get_or_create(
        project=project, old_blob=old_blob, new_blob=new_blob, engine=ENGINE
    )
    prepare(row.pk)


@task
def prepare(comparison_id: int) -> None:
    """Align the two files of a queued comparison, or say why they are shown as text."""
    row = PreparedComparison.objects.select_related("project").filter(pk=comparison_id).first()
    if row is None or row.state != PreparedComparison.State.QUEUED:
        return
    try:
        files = alone.both(*blobs_of(row.project, row.old_blob, row.new_blob))
        in_process(alone.READ, files, READING_SECONDS)
        row.layout = in_process(alone.ALIGN, files, SECONDS)
        row.state = PreparedComparison.State.READY
    except (NotNotebook, NotFound) as problem:
        row.reason = storable(str(problem))
        row.state = PreparedComparison.State.REFUSED
    row.save(update_fields=["layout", "state", "reason"])


def in_process(function: str, files: bytes, seconds: float) -> Any:
    """What the engine finds in two files, in a process of its own. Raises NotNotebook."""
    try:
        answer = orjson.loads(run_limited(function, files, seconds=seconds, memory=MEMORY))
    except Failed as problem:
        raise NotNotebook(f"reading it takes {problem.reason}") from problem
    if "refused" in answer:
        raise NotNotebook(answer["refused"])
    return answer["found"]


def storable(text: str) -> str:
    """The text without what a database cannot hold: it may quote a file."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()[:500]
