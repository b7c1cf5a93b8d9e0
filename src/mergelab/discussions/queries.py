"""Named reads of discussions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django.utils.safestring import SafeString

from mergelab.discussions.models import Discussion, Note, Position
from mergelab.discussions.places import where_words
from mergelab.discussions.policies import can_comment
from mergelab.discussions.targets import Target, target_of
from mergelab.kit.actor import Actor
from mergelab.kit.markdown import excerpt
from mergelab.projects.models import Project
from mergelab.projects.policies import can_read_code, project_role
from mergelab.projects.queries import load_project
from mergelab.projects.roles import Role

EXCERPT_LENGTH: Final = 80

Render = Callable[[str], SafeString]


@dataclass(frozen=True)
class Rights:
    """What one actor may do in the discussions of one target, asked once for all of them."""

    user_id: int | None
    comment: bool
    resolve: bool
    moderate: bool


@dataclass(frozen=True)
class NoteView:
    """A note as a page shows it."""

    note: Note
    rights: Rights
    render: Render

    @cached_property
    def html(self) -> SafeString:
        return self.render(self.note.body)

    @cached_property
    def excerpt(self) -> str:
        """The first words, without markup."""
        return excerpt(self.note.body, EXCERPT_LENGTH)

    @property
    def is_own(self) -> bool:
        return self.note.author_id is not None and self.note.author_id == self.rights.user_id

    @property
    def may_edit(self) -> bool:
        return self.rights.comment and self.is_own and not self.note.is_system

    @property
    def may_delete(self) -> bool:
        mine = self.is_own or self.rights.moderate
        return self.rights.comment and mine and not self.note.is_system


@dataclass(frozen=True)
class Thread:
    """A discussion with its notes and, where it has one, its place in the diff.

    `version` is the number of the version that it was started on, where that is known.
    """

    discussion: Discussion
    notes: Sequence[NoteView]
    position: Position | None
    rights: Rights
    version: int | None = None

    @property
    def where(self) -> str:
        """The place in words, such as `train.py, line 12`."""
        return where_words(self.discussion)

    @property
    def key(self) -> str:
        return self.discussion.key

    @property
    def anchor(self) -> str:
        return f"discussion-{self.discussion.key}"

    @property
    def first(self) -> NoteView:
        return self.notes[0]

    @property
    def is_system(self) -> bool:
        return self.first.note.is_system

    @property
    def is_resolved(self) -> bool:
        return self.discussion.is_resolved

    @property
    def is_unresolved(self) -> bool:
        return self.discussion.resolvable and not self.discussion.is_resolved

    @property
    def is_outdated(self) -> bool:
        return self.position is not None and self.position.is_outdated

    @property
    def summary(self) -> str:
        """The line to which a settled thread is folded."""
        first = self.first.note
        name = first.author.username if first.author else "deleted user"
        return f"{name}: {self.first.excerpt}"

    @property
    def may_reply(self) -> bool:
        return self.rights.comment and not self.is_system

    @property
    def may_resolve(self) -> bool:
        return self.rights.resolve and self.discussion.resolvable


def rights_of(actor: Actor, target: Target) -> Rights:
    comment = can_comment(actor, target.project)
    role = project_role(actor, target.project) if comment else 0
    is_author = target.author_id is not None and target.author_id == actor.user_id
    return Rights(
        user_id=actor.user_id,
        comment=comment,
        resolve=comment and (is_author or role >= Role.DEVELOPER),
        moderate=role >= Role.MAINTAINER,
    )


def discussions_of(kind: str, pk: int) -> QuerySet[Discussion]:
    """All discussions of a target with notes, people and positions; three queries."""
    notes = Prefetch("notes", Note.objects.select_related("author").order_by("pk"))
    rows = Discussion.objects.filter(target=kind, target_id=pk, notes__isnull=False).distinct()
    return rows.select_related("position", "resolved_by").prefetch_related(notes).order_by("pk")


def unresolved_of(kind: str, pk: int) -> QuerySet[Discussion]:
    """The threads that still wait for somebody, with their positions; one query."""
    rows = Discussion.objects.filter(target=kind, target_id=pk, resolvable=True, resolved_at=None)
    return rows.select_related("position").order_by("pk")


def threads_of(actor: Actor, target: Target, render: Render) -> list[Thread]:
    """Everything said about the target, in the order in which it began."""
    rights = rights_of(actor, target)
    return [
        thread_view(discussion, rights, render)
        for discussion in discussions_of(target.kind, target.pk)
    ]


def thread_view(
    discussion: Discussion, rights: Rights, render: Render, *, version: int | None = None
) -> Thread:
    notes = [NoteView(note, rights, render) for note in discussion.notes.all()]
    return Thread(discussion, notes, getattr(discussion, "position", None), rights, version)


def load_discussion(actor: Actor, project_path: str, key: str) -> Discussion:
    """The discussion with this key in the project. Http404 where the actor may not see it."""
    return find_discussion(load_readable(actor, project_path), key)


def load_note(actor: Actor, project_path: str, note: int) -> Note:
    """The note with this id in the project. Http404 where the actor may not see it."""
    project = load_readable(actor, project_path)
    rows = Note.objects.select_related("author", "discussion")
    found = rows.filter(pk=note, discussion__project=project).first() if note < 2**63 else None
    if found is None:
        raise Http404("404 Note Not Found")
    found.discussion.project = project
    return found


def find_discussion(project: Project, key: str) -> Discussion:
    """The project's discussion with this key. Raises Http404."""
    rows = Discussion.objects.filter(project=project, key=key)
    found = rows.select_related("position", "resolved_by").first()
    if found is None:
        raise Http404("404 Discussion Not Found")
    found.project = project
    target_of(found)
    return found


def load_readable(actor: Actor, project_path: str) -> Project:
    """The project, where the actor may read what is discussed in it. Raises Http404."""
    project = load_project(actor, project_path)
    if not can_read_code(actor, project):
        raise Http404("404 Project Not Found")
    return project
