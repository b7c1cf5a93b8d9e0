"""Things that tests begin with, made by the product's own verbs."""

from functools import cache
from typing import Any

from django.contrib.auth.hashers import make_password
from django.test import Client

from mergelab.accounts import services as accounts
from mergelab.accounts.models import User
from mergelab.accounts.signals import user_created
from mergelab.kit.actor import API, Actor
from mergelab.projects import services as projects
from mergelab.projects.models import Group, Member, Project
from mergelab.projects.roles import Role, Visibility

PASSWORD = "a long enough pass phrase"


@cache
def hashed_password() -> str:
    """One hash for all users of a test run, because a good hash takes its time."""
    return make_password(PASSWORD)


def actor_of(user: User) -> Actor:
    return Actor(user=user)


def make_user(username: str = "ana", *, is_admin: bool = False, name: str = "") -> User:
    """A person with PASSWORD and a personal group."""
    user = User.objects.create(
        username=username,
        email=f"{username}@example.org",
        name=name or username.title(),
        password=hashed_password(),
        is_admin=is_admin,
    )
    user_created.send(sender=User, user=user)
    return user


def make_group(
    owner: User,
    path: str = "wind-farm",
    *,
    parent: Group | None = None,
    visibility: str = Visibility.PRIVATE,
) -> Group:
    return projects.create_group(
        by=actor_of(owner), parent=parent, name=path.title(), path=path, visibility=visibility
    )


def make_project(
    owner: User,
    path: str = "power-forecast",
    *,
    group: Group | None = None,
    visibility: str = Visibility.PRIVATE,
) -> Project:
    """A project in the group, or in the owner's personal group."""
    return projects.create_project(
        by=actor_of(owner),
        group=group or Group.objects.get(owner=owner),
        name=path.title(),
        path=path,
        visibility=visibility,
    )


def make_member(place: Group | Project, user: User, role: int = Role.DEVELOPER) -> Member:
    """A membership, however the place's owner came to give it."""
    column: dict[str, Any] = {"group" if isinstance(place, Group) else "project": place}
    return Member.objects.create(user=user, role=role, **column)


def make_token(user: User, *scopes: str) -> str:
    """The secret of a personal token; scope `api` unless others are named."""
    by = actor_of(user)
    return accounts.create_personal_token(by=by, name="test", scopes=scopes or (API,))[1]


def client_of(user: User | None = None) -> Client:
    """A browser in which the user is signed in."""
    client = Client()
    if user is not None:
        client.force_login(user, backend="mergelab.accounts.backends.PasswordBackend")
    return client


def token_client(user: User, *scopes: str) -> Client:
    """A REST client with a new personal token of the user."""
    return Client(headers={"Private-Token": make_token(user, *scopes)})
