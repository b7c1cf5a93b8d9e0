"""Commits as pages show them: grouped by day, with the users that the server knows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final

from django.core.cache import cache
from django.utils import timezone
from django.utils.safestring import SafeString

from mergelab.accounts.models import User
from mergelab.kit.highlight import plain_lines
from mergelab.repository import contents
from mergelab.repository.git import names
from mergelab.repository.git.reads import Commit, Handle, Person, commit, history
from mergelab.repository.queries.places import Place

PER_PAGE: Final = 40
CACHE_SECONDS: Final = 24 * 3600
MAX_BODY: Final = 20_000
MAX_PAGE: Final = 2_500


@dataclass(frozen=True)
class CommitRow:
    """A commit with the user whose address its author has, if any; nobody has checked that."""

    commit: Commit
    author: User | None

    @property
    def person(self) -> User | str:
        """For an avatar."""
        return self.author or self.name

    @property
    def title(self) -> str:
        """The message's first line, safe to show."""
        return names.display(self.commit.title) or "(no message)"

    @property
    def name(self) -> str:
        """What the author is called, safe to show."""
        return names.display(self.author.name if self.author else self.commit.author.name)

    @property
    def committer(self) -> str:
        """The committer's name where somebody else than the author made the commit."""
        commit = self.commit
        same = commit.committer.email == commit.author.email
        return "" if same else names.display(commit.committer.name)

    @property
    def body(self) -> SafeString:
        """The message without its first line, as safe HTML."""
        text = self.commit.message.strip().partition("\n")[2].strip()[:MAX_BODY]
        return SafeString("\n".join(plain_lines(text)))


@dataclass(frozen=True)
class Day:
    day: date
    rows: tuple[CommitRow, ...]


@dataclass(frozen=True)
class HistoryPage:
    days: tuple[Day, ...]
    number: int
    has_next: bool


def read_history(handle: Handle, place: Place, *, number: int) -> HistoryPage:
    """One page of the history of a revision, or of a path in it. Raises NotFound, GitTimeout."""
    page = min(max(number, 1), MAX_PAGE)
    found = history(
        handle,
        place.sha,
        path=place.path or None,
        skip=(page - 1) * PER_PAGE,
        limit=PER_PAGE + 1,
    )
    return HistoryPage(by_day(with_users(found[:PER_PAGE])), page, len(found) > PER_PAGE)


def with_users(commits: Sequence[Commit]) -> list[CommitRow]:
    """The commits with their authors' accounts, in one query."""
    known = users_of(commit.author for commit in commits)
    return [CommitRow(commit, known.get(commit.author.email.lower())) for commit in commits]


def users_of(people: Iterable[Person]) -> dict[str, User]:
    """The users that have these addresses, by address in lower case."""
    wanted = {person.email.lower() for person in people if person.email}
    found = User.objects.filter(email__in=wanted) if wanted else User.objects.none()
    return {user.email.lower(): user for user in found}


def by_day(rows: Iterable[CommitRow]) -> tuple[Day, ...]:
    """The rows in their order, those of the same day together."""

    def day_of(row: CommitRow) -> date:
        return timezone.localtime(row.commit.committer.time).date()

    return tuple(Day(day, tuple(group)) for day, group in groupby(rows, key=day_of))


def read_last(handle: Handle, place: Place) -> CommitRow | None:
    """The commit that last changed the place; remembered, as no answer can become another."""
    if not place.path:
        return with_users([commit(handle, place.sha)])[0]
    key = f"last-commit:{place.project.pk}:{place.sha}:{contents.digest(place.path)}"
    found: list[Commit] | None = cache.get(key)
    if found is None:
        found = history(handle, place.sha, path=place.path, limit=1)
        cache.set(key, found, CACHE_SECONDS)
    rows = with_users(found)
    return rows[0] if rows else None
