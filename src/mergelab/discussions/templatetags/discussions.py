"""`{% load discussions %}`: what the templates of threads ask about them."""

from dataclasses import dataclass

from django import template
from django.urls import reverse

from mergelab.discussions.models import Note
from mergelab.discussions.queries import Thread
from mergelab.discussions.targets import Target
from mergelab.projects.models import Project

register = template.Library()


@dataclass(frozen=True)
class PlaceView:
    """The head of a thread: where it stands, with its address, and what was commented on."""

    where: str = ""
    url: str = ""
    excerpt: str = ""


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
    return PlaceView(thread.where, url, position.excerpt)


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
