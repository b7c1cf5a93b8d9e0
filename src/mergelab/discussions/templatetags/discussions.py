"""`{% load discussions %}`: what the templates of threads ask about them."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django import template
from django.urls import reverse

from mergelab.discussions.models import Note, Position
from mergelab.discussions.queries import Thread
from mergelab.discussions.targets import Target
from mergelab.notebooks.rendering.regions import outline, outlines
from mergelab.projects.models import Project

register = template.Library()


@dataclass(frozen=True)
class PlaceView:
    """The head of a thread: where it stands, with its address, and what was commented on.

    Of a region that is the address of the figure, and the region as markup to lay on it.
    """

    where: str = ""
    url: str = ""
    excerpt: str = ""
    figure: str = ""
    region: str = ""


@dataclass(frozen=True)
class NoteMeta:
    """What stands beside a note's author."""

    id: str
    url: str
    author_url: str
    words: str


@register.simple_tag
def thread_place(thread: Thread, target: Target, in_diff: object = False) -> PlaceView:
    """In a diff a thread stands at its line, so only an outdated one shows what it was about."""
    position = thread.position
    if position is None:
        return PlaceView()
    if in_diff and not thread.is_outdated:
        return PlaceView()
    url = f"{target.diff_url}?thread={thread.key}#{thread.anchor}" if not in_diff else ""
    anchor = position.anchor or {}
    if not anchor.get("region"):
        return PlaceView(thread.where, url, position.excerpt)
    return PlaceView(
        thread.where,
        url,
        figure=_figure_url(position, target.project),
        region=outlines([outline(anchor["region"])]),
    )


def _figure_url(position: Position, project: Project) -> str:
    """The figure as it was when it was commented on."""
    is_old = position.side == Position.Side.OLD
    commit = position.base_sha if is_old else position.head_sha
    path = position.old_path if is_old else position.new_path
    anchor = position.anchor or {}
    place = {"cell": anchor["ordinal"], "output": anchor["output_index"]}
    url = reverse("notebook_figure_at", args=[project.full_path, f"{commit}/{path}"])
    return f"{url}?{urlencode(place)}"


@register.simple_tag
def thread_preview(thread: Thread, project: Project) -> str:
    """Where a reply is previewed; in a diff with what it may suggest a change of."""
    url = reverse("markdown_preview", args=[project.full_path])
    return url if thread.position is None else f"{url}?discussion={thread.key}"


@register.simple_tag
def note_meta(note: Note, thread: Thread) -> NoteMeta:
    words = ""
    if thread.version and thread.notes and note.pk == thread.notes[0].note.pk:
        words = f"on version {thread.version}"
    name = note.author.username if note.author else ""
    return NoteMeta(
        id=f"note_{note.pk}",
        url=f"#note_{note.pk}",
        author_url=reverse("profile", args=[name]) if name else "",
        words=words,
    )
