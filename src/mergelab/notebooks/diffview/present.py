"""A notebook's difference in the frame that all changed files have."""

from collections.abc import Mapping
from dataclasses import replace

from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from mergelab.notebooks.diffview.drawing import Drawing, hint_box
from mergelab.notebooks.diffview.model import Options
from mergelab.notebooks.diffview.read import Unreadable
from mergelab.notebooks.queries.preferences import Choice, part_switches, view_switches
from mergelab.repository.diffview import Presented


def options_of(choice: Choice, *, split: bool) -> Options:
    """What a reader's choice means for a difference."""
    return Options(
        split=split,
        outputs=choice.outputs,
        metadata=choice.metadata,
        unchanged=choice.unchanged,
    )


def in_frame(frame: Presented, drawing: Drawing, toolbar: SafeString) -> Presented:
    """The frame with the cells in place of lines, and cells counted instead of lines."""
    return replace(
        frame,
        diff=replace(frame.diff, additions=None, deletions=None),
        body=framed(drawing.body),
        above=hint_box(drawing.hints) + frame.above,
        actions=toolbar + frame.actions,
        summary=drawing.summary,
    )


def raw_in_frame(frame: Presented, toolbar: SafeString, problem: Unreadable | None) -> Presented:
    """The frame with the lines of the file, and why there are no cells."""
    words = [] if problem is None else [f"Shown as text: {problem.reason}"]
    return replace(frame, above=hint_box(words) + frame.above, actions=toolbar + frame.actions)


def framed(cells: SafeString) -> SafeString:
    """Cells with the style sheet that they need, which a fragment brings along."""
    return format_html(
        '<link rel="stylesheet" href="{}"><div class="nb-diff">{}</div>',
        static("notebooks/notebooks.css"),
        cells,
    )


def toolbar_html(
    url: str, keep: Mapping[str, str], choice: Choice, anchor: str, *, readable: bool = True
) -> SafeString:
    """The switches of one file's head; none where there is nothing but the raw lines."""
    if not readable:
        return SafeString("")
    values = {
        "choice": choice,
        "switches": part_switches(url, keep, choice, anchor),
        "views": view_switches(url, keep, choice, anchor),
    }
    return render_to_string("notebooks/parts/toolbar.html", values)
