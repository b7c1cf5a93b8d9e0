"""Talking: who may say, change and settle what."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.safestring import SafeString
from factories import actor_of, make_member
from support.workspace import Workspace

from mergelab.accounts.models import User
from mergelab.discussions import services
from mergelab.discussions.models import Discussion, Note
from mergelab.discussions.queries import threads_of
from mergelab.discussions.signals import discussion_changed
from mergelab.discussions.targets import Target
from mergelab.kit.actor import ANONYMOUS
from mergelab.kit.errors import Conflict, Forbidden, Refused, TooLarge
from mergelab.merge_requests.queries import target_for
from mergelab.projects.models import Project
from mergelab.projects.roles import Role, Visibility


@pytest.fixture
def target(project: Project, ana: User) -> Target:
    workspace = Workspace(project, ana)
    workspace.commit("main", {"a.txt": "a\n"})
    workspace.commit("topic", {"a.txt": "b\n"})
    return target_for(workspace.open())


@pytest.fixture
def thread(target: Target, ana: User) -> Discussion:
    return services.start_discussion(by=actor_of(ana), target=target, body="Why?")


@dataclass
class Heard:
    verbs: list[str] = field(default_factory=list)

    def listen(self, verb: str, **_: object) -> None:
        self.verbs.append(verb)


@pytest.fixture
def heard() -> Iterator[Heard]:
    ear = Heard()
    discussion_changed.connect(ear.listen)
    yield ear
    discussion_changed.disconnect(ear.listen)


def test_a_thread_and_its_replies(thread: Discussion, ben: User, heard: Heard) -> None:
    make_member(thread.project, ben, Role.REPORTER)
    services.reply(by=actor_of(ben), discussion=thread, body=" Because.\r\n")
    assert [(note.author.username, note.body) for note in thread.notes.all() if note.author] == [
        ("ana", "Why?"),
        ("ben", " Because."),
    ]
    assert len(thread.key) == 40
    assert heard.verbs == ["commented"]


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("", Refused),
        (" \n ", Refused),
        ("a\x00", Refused),
        ("\ud800", Refused),
        ("x" * 1_000_001, TooLarge),
    ],
)
def test_bad_bodies(thread: Discussion, ana: User, body: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        services.reply(by=actor_of(ana), discussion=thread, body=body)
    assert thread.notes.count() == 1


def test_guests_of_private_projects_are_silent(thread: Discussion, ben: User) -> None:
    make_member(thread.project, ben, Role.GUEST)
    with pytest.raises(Forbidden):
        services.reply(by=actor_of(ben), discussion=thread, body="Hello")


def test_anybody_signed_in_talks_in_a_public_project(thread: Discussion, ben: User) -> None:
    Project.objects.filter(pk=thread.project.pk).update(visibility=Visibility.PUBLIC)
    thread.refresh_from_db()
    services.reply(by=actor_of(ben), discussion=thread, body="Hello")
    with pytest.raises(Forbidden):
        services.reply(by=ANONYMOUS, discussion=thread, body="Hello")


def test_an_archived_project_is_silent(thread: Discussion, ana: User) -> None:
    thread.project.archived_at = thread.created_at
    thread.project.save()
    with pytest.raises(Forbidden):
        services.reply(by=actor_of(ana), discussion=thread, body="Hello")


def test_only_the_author_edits(thread: Discussion, ana: User, ben: User) -> None:
    make_member(thread.project, ben, Role.MAINTAINER)
    note = thread.notes.get()
    with pytest.raises(Forbidden):
        services.edit_note(by=actor_of(ben), note=note, body="No")
    edited = services.edit_note(by=actor_of(ana), note=note, body="What?")
    assert (edited.body, edited.edited_at is not None) == ("What?", True)


def test_maintainers_delete_what_others_wrote(thread: Discussion, ana: User, ben: User) -> None:
    member = make_member(thread.project, ben, Role.DEVELOPER)
    first = thread.notes.get()
    with pytest.raises(Forbidden):
        services.delete_note(by=actor_of(ben), note=first)
    member.role = Role.MAINTAINER
    member.save()
    services.reply(by=actor_of(ana), discussion=thread, body="More")
    assert services.delete_note(by=actor_of(ben), note=first) is True
    assert services.delete_note(by=actor_of(ben), note=thread.notes.get()) is False
    assert not Discussion.objects.exists()


def test_system_notes_are_nobodys(target: Target, ana: User) -> None:
    note = services.system_note(target=target, author=ana, body="closed")
    with pytest.raises(Forbidden):
        services.edit_note(by=actor_of(ana), note=note, body="opened")
    with pytest.raises(Forbidden):
        services.delete_note(by=actor_of(ana), note=note)
    with pytest.raises(Conflict):
        services.reply(by=actor_of(ana), discussion=note.discussion, body="Hm")


def test_resolving_and_opening_again(thread: Discussion, ana: User, heard: Heard) -> None:
    for _ in range(2):
        settled = services.resolve(by=actor_of(ana), discussion=thread)
    assert (settled.is_resolved, settled.resolved_by) == (True, ana)
    for _ in range(2):
        opened = services.unresolve(by=actor_of(ana), discussion=thread)
    assert (opened.is_resolved, opened.resolved_by) == (False, None)
    assert heard.verbs == ["resolved", "reopened"]


def test_who_resolves(thread: Discussion, ben: User) -> None:
    member = make_member(thread.project, ben, Role.REPORTER)
    with pytest.raises(Forbidden):
        services.resolve(by=actor_of(ben), discussion=thread)
    member.role = Role.DEVELOPER
    member.save()
    assert services.resolve(by=actor_of(ben), discussion=thread).resolved_by == ben


def test_single_comments_become_threads_by_a_reply(target: Target, ana: User) -> None:
    by = actor_of(ana)
    single = services.start_discussion(by=by, target=target, body="Nice", individual=True)
    with pytest.raises(Conflict):
        services.resolve(by=by, discussion=single)
    services.reply(by=by, discussion=single, body="Thanks")
    single.refresh_from_db()
    assert (single.individual, single.resolvable) == (False, True)


def test_reading_threads_costs_the_same_for_many(target: Target, ana: User) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            threads = threads_of(actor_of(ana), target, SafeString)
            assert all(thread.first.pieces for thread in threads)
        return len(queries)

    services.start_discussion(by=actor_of(ana), target=target, body="1")
    few = count()
    for number in range(5):
        made = services.start_discussion(by=actor_of(ana), target=target, body=str(number))
        services.reply(by=actor_of(ana), discussion=made, body="more")
    assert count() == few


def test_notes_outlive_their_author(thread: Discussion, ana: User) -> None:
    Note.objects.update(author=None)
    note = thread.notes.get()
    with pytest.raises(Forbidden):
        services.edit_note(by=actor_of(ana), note=note, body="mine?")
    with pytest.raises(Forbidden):
        services.edit_note(by=ANONYMOUS, note=note, body="mine?")
