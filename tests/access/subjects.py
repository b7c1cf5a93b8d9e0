"""Who asks, from the least to the most entitled, and how each identifies itself."""

from dataclasses import dataclass

from django.test import Client
from factories import client_of, make_member, make_user, token_client

from mergelab.accounts.models import User
from mergelab.kit.access import Door
from mergelab.kit.actor import ANONYMOUS, Actor
from mergelab.projects.models import Project
from mergelab.projects.roles import Role

SUBJECTS = (
    "anonymous",
    "stranger",
    "guest",
    "reporter",
    "developer",
    "maintainer",
    "owner",
    "admin",
)
ROLES = {role.name.lower(): role for role in Role}


@dataclass(frozen=True)
class Subject:
    """One column of the matrix."""

    name: str
    user: User | None
    clients: dict[Door, Client]

    @property
    def rank(self) -> int:
        return SUBJECTS.index(self.name)

    @property
    def actor(self) -> Actor:
        return ANONYMOUS if self.user is None else Actor(user=self.user)


def make_subjects(project: Project) -> dict[str, Subject]:
    """A user for every role in the project, besides nobody, a stranger and an administrator."""
    made = {}
    for name in SUBJECTS:
        user = None if name == "anonymous" else make_user(f"the-{name}", is_admin=name == "admin")
        if user is not None and name in ROLES:
            make_member(project.group, user, ROLES[name])
        rest = Client() if user is None else token_client(user)
        clients = {Door.PAGE: client_of(user), Door.API: rest, Door.GIT: rest}
        made[name] = Subject(name, user, clients)
    return made
