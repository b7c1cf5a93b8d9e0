"""Commits that the server makes of file actions, for REST and for editing on a page."""

from collections.abc import Callable
from typing import Final

from mergelab.kit.actor import Actor
from mergelab.kit.errors import Conflict, Forbidden, Refused, TooLarge
from mergelab.projects.models import Project
from mergelab.repository.git import names
from mergelab.repository.git.actions import Action, build_tree
from mergelab.repository.git.errors import NotFound
from mergelab.repository.git.reads import (
    Commit,
    Handle,
    commit,
    is_ancestor,
    open_repository,
    read_ref,
    resolve,
)
from mergelab.repository.git.writes import Identity, RefUpdate, commit_tree
from mergelab.repository.policies import BranchRules, branch_rules
from mergelab.repository.services.refs import move_refs, require_distinct
from mergelab.repository.services.tags import identity_of
from mergelab.repository.services.translating import translated
from mergelab.repository.storage import directory

MAX_MESSAGE: Final = 100_000
MAX_BYTES: Final = 100 * 1024 * 1024


def commit_files(
    *,
    by: Actor,
    project: Project,
    branch: str,
    message: str,
    actions: list[Action],
    start: str | None = None,
    author_name: str = "",
    author_email: str = "",
    force: bool = False,
    before_move: Callable[[str], None] | None = None,
) -> Commit:
    """One commit on a branch made of file actions.

    A branch that does not exist yet is made from `start` (branch, tag or commit; by default the
    default branch, or nothing in an empty repository). On one that exists, `start` must be where
    the branch is, unless `force` lets the branch be replaced. `before_move` is told the name of the
    commit while no branch has it yet. Raises Refused, Conflict, TooLarge.
    """
    rules = branch_rules(by, project)
    if not rules.can_push_to(branch):
        raise Forbidden(f"You may not push to the branch {names.display(branch)}.")
    _require_bounded(message, actions)
    where, ref = directory(project.pk), names.HEADS + branch
    with translated(name="branch", ref="start_branch"):
        names.check_name(branch)
        with open_repository(where) as handle:
            old = read_ref(handle, ref)
            parent = _parent(handle, project, old, start)
            _require_forward(handle, rules, branch, old, parent, force=force)
            tree = build_tree(handle, parent, actions)
            if parent is not None and commit(handle, parent).tree == tree:
                raise Refused("These actions change nothing.", field="actions")
        if old is None:
            require_distinct(project, ref)
        own = identity_of(by.user)
        author = Identity(author_name or own.name, author_email or own.email, own.time)
        made = commit_tree(
            where,
            tree=tree,
            parents=() if parent is None else (parent,),
            message=message.strip() + "\n",
            author=author,
            committer=own,
        )
        if before_move is not None:
            before_move(made)
        move_refs(project=project, by=by, updates=[RefUpdate(ref, old or names.ZERO, made)])
        with open_repository(where) as handle:
            return commit(handle, made)


def _require_bounded(message: str, actions: list[Action]) -> None:
    if not message.strip():
        raise Refused("Write a commit message.", field="commit_message")
    if len(message) > MAX_MESSAGE:
        raise Refused(f"The message has over {MAX_MESSAGE:,} characters.", field="commit_message")
    if sum(len(action.content or b"") for action in actions) > MAX_BYTES:
        raise TooLarge(f"The files have over {MAX_BYTES:,} bytes in all.")


def _parent(handle: Handle, project: Project, old: str | None, start: str | None) -> str | None:
    if start is not None:
        return resolve(handle, start).sha
    if old is not None:
        return old
    try:
        return resolve(handle, project.default_branch).sha
    except NotFound:
        if handle.is_empty:
            return None
        raise


def _require_forward(
    handle: Handle,
    rules: BranchRules,
    branch: str,
    old: str | None,
    parent: str | None,
    *,
    force: bool,
) -> None:
    """Refuse to drop commits of the branch, unless that is wanted and allowed."""
    if old is None or (parent is not None and is_ancestor(handle, old, parent)):
        return
    if not force:
        shown = names.display(branch)
        raise Conflict(f"The branch {shown} exists already and has commits that would be lost.")
    if not rules.can_force_push_to(branch):
        raise Forbidden(f"The history of {names.display(branch)} must not be replaced.")
