"""Protected branches: who may push to a branch and merge into it."""

from typing import Final

from django.db import transaction

from mergelab.kit import validation
from mergelab.kit.actor import Actor
from mergelab.kit.errors import Conflict, Forbidden, Refused
from mergelab.projects.models import Project
from mergelab.projects.services import record_activity
from mergelab.pure.wildcard import is_pattern
from mergelab.repository.git import names
from mergelab.repository.models import Level, ProtectedBranch
from mergelab.repository.policies import can_manage_protected_branches
from mergelab.repository.services.translating import translated

MAX_PER_PROJECT: Final = 200

_TAKEN: Final = {
    # SQLite names the columns, PostgreSQL the constraint.
    "protected_branch_unique": ("name", "This branch is protected already."),
    "repository_protectedbranch.project_id": ("name", "This branch is protected already."),
}


@transaction.atomic
def protect_branch(
    *,
    by: Actor,
    project: Project,
    name: str,
    push_level: int = Level.MAINTAINERS,
    merge_level: int = Level.MAINTAINERS,
    allow_force_push: bool = False,
) -> ProtectedBranch:
    """Protect a branch, or all that match a pattern with `*`; the branch need not exist yet."""
    _require(by, project)
    name = name.strip()
    with translated():
        # A star is the one character that a pattern has and a branch has not.
        names.check_name(name.replace("*", "x") if is_pattern(name) else name)
    if project.protected_branches.count() >= MAX_PER_PROJECT:
        raise Refused(f"A project has at most {MAX_PER_PROJECT} protected branches.", field="name")
    rule = ProtectedBranch(
        project=project,
        name=name,
        push_level=push_level,
        merge_level=merge_level,
        allow_force_push=allow_force_push,
    )
    validation.save(rule, taken=_TAKEN)
    record_activity(project=project, actor=by, verb="protected", noun="branch", reference=rule.name)
    return rule


@transaction.atomic
def edit_protection(
    *,
    by: Actor,
    rule: ProtectedBranch,
    push_level: int | None = None,
    merge_level: int | None = None,
    allow_force_push: bool | None = None,
) -> ProtectedBranch:
    """Change who may do what on a protected branch; what is None stays."""
    _require(by, rule.project)
    wanted = {
        "push_level": push_level,
        "merge_level": merge_level,
        "allow_force_push": allow_force_push,
    }
    for field, value in wanted.items():
        if value is not None:
            setattr(rule, field, value)
    validation.save(rule, taken=_TAKEN)
    return rule


@transaction.atomic
def unprotect_branch(*, by: Actor, rule: ProtectedBranch) -> None:
    """Take the protection away; the branch stays."""
    _require(by, rule.project)
    record_activity(
        project=rule.project, actor=by, verb="unprotected", noun="branch", reference=rule.name
    )
    rule.delete()


def _require(by: Actor, project: Project) -> None:
    if project.is_archived:
        raise Conflict("The project is archived: unarchive it to change it.")
    if not can_manage_protected_branches(by, project):
        raise Forbidden("Only maintainers change protected branches.")
