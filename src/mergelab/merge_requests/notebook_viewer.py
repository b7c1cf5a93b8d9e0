"""A changed notebook in a merge request: cells, with threads at lines, cells and outputs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, cast

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from mergelab.discussions.models import Position
from mergelab.discussions.queries import Thread
from mergelab.merge_requests.viewers import Shown, outdated_strip, present, text
from mergelab.notebooks.diffview import (
    Around,
    Compared,
    Drawing,
    Ends,
    Spot,
    Unreadable,
    Waiting,
)
from mergelab.notebooks.diffview.model import Gone, PartName, SideName
from mergelab.notebooks.services import comparison as compare
from mergelab.repository.diffview import Presented
from mergelab.web.components.feedback import alert

NOTEBOOK: Final = Position.Kind.NOTEBOOK


def notebook(shown: Shown) -> Presented:
    """The notebook as people read it; one that cannot be read as text, with the reason."""
    drawing = drawing_of(shown)
    if isinstance(drawing, Unreadable):
        words = f"Shown as text: {drawing.reason}."
        made = text(shown.as_text())
        return present(shown.as_text(), around=made.around, above=alert(words, "info") + made.above)
    if isinstance(drawing, Waiting):
        return _waiting(shown, drawing)
    placed = _keys(_spots(shown)) | _keys(_gone(shown))
    loose = [thread for thread in shown.threads if thread.key not in placed]
    return present(
        _uncounted(shown),
        above=drawing.hint_box + outdated_strip(shown, loose),
        body=drawing.body,
        summary=drawing.summary,
    )


def _waiting(shown: Shown, waiting: Waiting) -> Presented:
    """A large notebook while a worker compares it: the file asks for itself again."""
    url = shown.urls.with_query(shown.urls.file, file=shown.diff.key)
    values = {"words": waiting.words, "url": url, "target": "closest section"}
    body = SafeString(render_to_string("notebooks/parts/waiting.html", values))
    return present(_uncounted(shown), above=outdated_strip(shown, shown.threads), body=body)


def _uncounted(shown: Shown) -> Shown:
    """Without the count of lines: those are lines of JSON, which nobody sees."""
    return replace(shown, diff=replace(shown.diff, additions=None, deletions=None))


def drawing_of(shown: Shown) -> Drawing | Unreadable | Waiting:
    """The comparison with what the page puts around it."""
    comparison, change = shown.comparison, shown.diff.change
    ends = Ends(
        old_blob=change.old_sha,
        new_blob=change.new_sha,
        old_commit=comparison.base_sha,
        new_commit=comparison.head_sha,
        old_path=change.old_path,
        new_path=change.new_path,
    )
    compared = compare(project=comparison.merge_request.project, ends=ends)
    if not isinstance(compared, Compared):
        return compared
    threads = {spot: shown.thread_html(found) for spot, found in _spots(shown).items()}
    gone = {place: shown.thread_html(found) for place, found in _gone(shown).items()}
    return Drawing(
        compared,
        shown.choice,
        Around(
            threads=threads,
            gone=gone,
            comment_url=_comment_url(shown) if shown.may_have_threads else None,
            part_url=lambda query: shown.urls.with_query(
                shown.urls.part, file=shown.diff.key, **query
            ),
        ),
    )


def _comment_url(shown: Shown) -> Callable[[Spot], str]:
    return lambda spot: shown.comment_url(**spot.query())


def _spots(shown: Shown) -> Mapping[Spot, Sequence[Thread]]:
    """Threads by the place at which they stand in this comparison."""
    found: dict[Spot, list[Thread]] = {}
    for thread in shown.threads:
        spot = spot_of(thread.position, is_latest=shown.comparison.is_latest)
        if spot is not None:
            found.setdefault(spot, []).append(thread)
    return found


def _gone(shown: Shown) -> Mapping[Gone, Sequence[Thread]]:
    """Threads on cells that are not in the newest version any more, by where these stood."""
    found: dict[Gone, list[Thread]] = {}
    for thread in shown.threads if shown.comparison.is_latest else ():
        position = thread.position
        if position is not None and position.kind == NOTEBOOK and position.is_deleted:
            side = cast("SideName", position.side)
            found.setdefault((side, position.now_cell), []).append(thread)
    return found


def _keys(places: Mapping[Any, Sequence[Thread]]) -> set[str]:
    return {thread.key for threads in places.values() for thread in threads}


def spot_of(position: Position | None, *, is_latest: bool) -> Spot | None:
    """Where a position stands: in the newest version by its tracked place, else as it was made.

    What was commented on may be gone while its cell is there: then the cell is the place.
    """
    if position is None or position.kind != NOTEBOOK:
        return None
    anchor = position.anchor or {}
    side, part = cast("SideName", position.side), cast("PartName", anchor.get("part", "cell"))
    region = tuple(anchor.get("region", ()))
    if not is_latest:
        cell, line, output = (anchor.get(name) for name in ("ordinal", "line", "output_index"))
        return Spot(side, part, cell, line, output, region)
    if part == "notebook":
        return Spot(side, part)
    cell, line, output = position.now_cell, position.now_line, position.now_output
    if cell is None or position.is_deleted:
        return None
    if (part == "source" and line is None) or (part == "output" and output is None):
        return Spot(side, "cell", cell)
    return Spot(side, part, cell, line, output, region)
