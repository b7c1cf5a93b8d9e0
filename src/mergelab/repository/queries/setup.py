"""The commands that an empty repository asks for."""

import shlex
from dataclasses import dataclass

from mergelab.kit.actor import Actor
from mergelab.projects.models import Project
from mergelab.repository.addresses import Addresses


@dataclass(frozen=True)
class Setup:
    """Lines to copy: who one is to git, and both ways to begin."""

    identity: tuple[str, ...]
    fresh: tuple[str, ...]
    existing: tuple[str, ...]


def setup_commands(project: Project, actor: Actor) -> Setup:
    """The commands with this project's address and the reader's name in them."""
    url, branch = Addresses(project).clone, shlex.quote(project.default_branch)
    user = actor.user
    identity: tuple[str, ...] = ()
    if user is not None:
        identity = (
            f"git config --global user.name {shlex.quote(user.name or user.username)}",
            f"git config --global user.email {shlex.quote(user.email)}",
        )
    return Setup(
        identity=identity,
        fresh=(
            f"git clone {url}",
            f"cd {project.path}",
            f"git switch --create {branch}",
            "touch README.md",
            "git add README.md",
            'git commit -m "Add a README"',
            f"git push --set-upstream origin {branch}",
        ),
        existing=(
            "cd existing-folder",
            f"git init --initial-branch={branch}",
            f"git remote add origin {url}",
            "git add .",
            'git commit -m "First commit"',
            f"git push --set-upstream origin {branch}",
        ),
    )
