"""What `@user`, `!12` and commits in a text lead to."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from django.urls import reverse

from mergelab.accounts.models import User
from mergelab.kit.actor import Actor
from mergelab.merge_requests.models import MergeRequest
from mergelab.projects.models import Project
from mergelab.projects.policies import can_read_code
from mergelab.repository.addresses import Addresses
from mergelab.repository.git.errors import NotFound
from mergelab.repository.git.reads import Kind, open_repository, resolve
from mergelab.repository.storage import directory

MAX_NAMES: Final = 500
_USER: Final = re.compile(r"@([A-Za-z0-9_][\w.-]*)")
_NUMBER: Final = re.compile(r"!([1-9][0-9]{0,8})")


@dataclass
class ProjectReferences:
    """Addresses within one project, for readers of its code; users and numbers are looked up once.

    Follows `kit.markdown.References`.
    """

    project: Project
    users: dict[str, str]
    numbers: set[int]
    _commits: dict[str, str | None] = field(default_factory=dict)

    def user(self, name: str) -> str | None:
        username = self.users.get(name.lower())
        return None if username is None else reverse("profile", args=[username])

    def merge_request(self, iid: int) -> str | None:
        if iid not in self.numbers:
            return None
        return reverse("merge_request", args=[self.project.full_path, iid])

    def issue(self, iid: int) -> str | None:  # noqa: ARG002  # a project has no issues yet
        return None

    def commit(self, sha: str) -> str | None:
        if sha not in self._commits:
            self._commits[sha] = self._found_commit(sha)
        return self._commits[sha]

    def _found_commit(self, sha: str) -> str | None:
        try:
            with open_repository(directory(self.project.pk)) as handle:
                found = resolve(handle, sha)
        except NotFound:
            return None
        return Addresses(self.project).commit(found.sha) if found.kind is Kind.COMMIT else None


def find_references(actor: Actor, project: Project, texts: Iterable[str]) -> ProjectReferences:
    """The references of these texts, in two queries however many there are."""
    if not can_read_code(actor, project):
        return ProjectReferences(project, {}, set())
    names: set[str] = set()
    numbers: set[int] = set()
    for text in texts:
        # A dot that ends a sentence may stand behind a name.
        names |= {found.rstrip(".-") for found in _USER.findall(text)}
        numbers |= {int(found) for found in _NUMBER.findall(text)}
    return ProjectReferences(project, _users(names), _numbers(project, numbers))


def _users(names: set[str]) -> dict[str, str]:
    wanted = sorted(names)[:MAX_NAMES]
    if not wanted:
        return {}
    # Names differ by more than case, and the lookup must not depend on how they are written.
    spelled = {*wanted, *(name.lower() for name in wanted)}
    found = User.objects.filter(username__in=spelled, state=User.State.ACTIVE)
    return {name.lower(): name for name in found.values_list("username", flat=True)}


def _numbers(project: Project, numbers: set[int]) -> set[int]:
    wanted = sorted(numbers)[:MAX_NAMES]
    if not wanted:
        return set()
    rows = MergeRequest.objects.filter(project=project, iid__in=wanted)
    return set(rows.values_list("iid", flat=True))
