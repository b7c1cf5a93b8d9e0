"""Named reads of discussions."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Protocol

from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django.utils.html import format_html
from django.utils.safestring import SafeString

from mergelab.discussions.models import Discussion, Note, Position, Suggestion
from mergelab.discussions.places import position_of, where_words
from mergelab.discussions.policies import can_apply, can_comment
from mergelab.discussions.suggesting import SuggestionView, fenced
from mergelab.discussions.suggesting.blocks import is_suggestion
from mergelab.discussions.targets import Target, target_of
from mergelab.kit.actor import Actor
from mergelab.kit.markdown import Hole, excerpt
from mergelab.kit.markdown.holes import IsHole
from mergelab.projects.models import Project
from mergelab.projects.policies import can_read_code, project_role
from mergelab.projects.queries import load_project
from mergelab.projects.roles import Role

EXCERPT_LENGTH: Final = 80


class Render(Protocol):
    """A comment's text as HTML; `around` cuts it where fenced blocks are left out."""

    def __call__(self, text: str, /) -> SafeString: ...

    def around(self, text: str, is_hole: IsHole, /) -> list[SafeString | Hole]: ...


@dataclass(frozen=True)
class Rights:
    """What one actor may do in the discussions of one target, asked once for all of them."""

    user_id: int | None
    comment: bool
    resolve: bool
    moderate: bool
    actor: Actor
    target: Target

    @cached_property
    def apply(self) -> bool:
        """Whether the actor can apply suggestions; asked only where there are any."""
        return can_apply(self.actor, self.target)


@dataclass(frozen=True)
class NoteView:
    """A note as a page shows it; `path` is that of the file it is about, if it is about one."""

    note: Note
    rights: Rights
    render: Render
    path: str = ""

    @cached_property
    def pieces(self) -> list[SafeString | SuggestionView]:
        """The text as HTML, with suggestions as values between; balanced only as a whole."""
        rows = {row.ordinal: row for row in self.note.suggestions.all()}
        if not rows:
            return [self.render(self.note.body)]
        pieces = self.render.around(self.note.body, is_suggestion)
        return [self._shown(one, rows) if isinstance(one, Hole) else one for one in pieces]

    def _shown(self, hole: Hole, rows: dict[int, Suggestion]) -> SafeString | SuggestionView:
        row = rows.get(hole.ordinal)
        if row is None:
            return format_html('<pre class="highlight"><code>{}</code></pre>', hole.text)
        return SuggestionView(row, self.path, self.rights.apply)

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
    def is_deleted(self) -> bool:
        return self.position is not None and self.position.is_deleted

    @property
    def state(self) -> str:
        """How it stands to the newest version, as badges call it; empty where that is as it was."""
        if self.is_deleted:
            return "cell-deleted"
        return "outdated" if self.is_outdated else ""

    @property
    def suggest(self) -> str | None:
        """The block that a reply begins a suggestion with; None where none can be made."""
        position = self.position
        if position is None or position.is_outdated or not self.may_reply:
            return None
        return fenced(position.subject)

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
        actor=actor,
        target=target,
    )


def discussions_of(kind: str, pk: int) -> QuerySet[Discussion]:
    """All discussions of a target with notes, people, positions and suggestions."""
    notes = Prefetch("notes", with_suggestions(Note.objects.select_related("author")))
    rows = Discussion.objects.filter(target=kind, target_id=pk, notes__isnull=False).distinct()
    return rows.select_related("position", "resolved_by").prefetch_related(notes).order_by("pk")


def with_suggestions(notes: QuerySet[Note]) -> QuerySet[Note]:
    """The notes in their order, with the suggestions in them; one query more."""
    suggestions = Prefetch("suggestions", Suggestion.objects.select_related("applied_by"))
    return notes.order_by("pk").prefetch_related(suggestions)


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
    position = position_of(discussion)
    path = "" if position is None else position.new_path
    notes = [NoteView(note, rights, render, path) for note in discussion.notes.all()]
    return Thread(discussion, notes, position, rights, version)


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


def load_suggestion(actor: Actor, project_path: str, suggestion: int) -> Suggestion:
    """The suggestion with this id in the project. Http404 where the actor may not see it."""
    project = load_readable(actor, project_path)
    found = find_suggestion(suggestion)
    if found.note.discussion.project_id != project.pk:
        raise Http404("404 Suggestion Not Found")
    return found


def find_suggestion(pk: int) -> Suggestion:
    """The suggestion with this id, whoever asks. Raises Http404."""
    rows = Suggestion.objects.select_related("note__discussion__project__group")
    found = rows.filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404("404 Suggestion Not Found")
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
