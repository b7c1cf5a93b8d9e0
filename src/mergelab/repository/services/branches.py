"""Make and delete branches, and choose the default one."""

from mergelab.kit.actor import Actor
from mergelab.kit.errors import Conflict, Forbidden, Refused
from mergelab.projects.models import Project
from mergelab.projects.policies import can_edit_project
from mergelab.projects.services import edit_project
from mergelab.repository.git import names
from mergelab.repository.git.errors import NotFound
from mergelab.repository.git.reads import Ref, branch, open_repository, read_ref, resolve
from mergelab.repository.git.writes import RefUpdate
from mergelab.repository.policies import branch_rules
from mergelab.repository.services.refs import move_refs, require_distinct
from mergelab.repository.services.translating import translated
from mergelab.repository.storage import directory


def create_branch(*, by: Actor, project: Project, name: str, ref: str) -> Ref:
    """A new branch at the commit that `ref` (branch, tag or commit) names."""
    if not branch_rules(by, project).can_push_to(name):
        raise Forbidden("You may not create this branch.")
    full = names.HEADS + name
    with translated():
        names.check_name(name)
        with open_repository(directory(project.pk)) as handle:
            sha = resolve(handle, ref).sha
            if read_ref(handle, full) is not None:
                raise Refused(f"The branch {name} exists already.", field="name")
        require_distinct(project, full)
        move_refs(project=project, by=by, updates=[RefUpdate(full, names.ZERO, sha)])
    return Ref(name, full, sha, sha)


def delete_branch(*, by: Actor, project: Project, name: str, sha: str | None = None) -> None:
    """Delete a branch; with `sha`, only while it is at this commit."""
    if name == project.default_branch:
        raise Conflict("The default branch cannot be deleted.")
    rules = branch_rules(by, project)
    if rules.can_write and rules.is_protected(name):
        raise Conflict(f"The branch {names.display(name)} is protected: unprotect it first.")
    if not rules.can_delete(name):
        raise Forbidden("You may not delete this branch.")
    with translated(ref="name"):
        with open_repository(directory(project.pk)) as handle:
            found = branch(handle, name)
        if sha is not None and found.target != sha:
            raise Conflict(f"The branch {names.display(name)} has new commits.")
        move_refs(project=project, by=by, updates=[RefUpdate(found.ref, found.target, names.ZERO)])


def set_default_branch(*, by: Actor, project: Project, name: str) -> Project:
    """Choose the branch that is shown first and merged into; it must exist."""
    if not can_edit_project(by, project):
        raise Forbidden("Only maintainers change the default branch.")
    require_branch(project, name)
    return edit_project(by=by, project=project, default_branch=name)


def require_branch(project: Project, name: str) -> None:
    """Refuse a branch that does not exist, unless there is none at all yet."""
    with open_repository(directory(project.pk)) as handle:
        if handle.is_empty:
            with translated(name="default_branch"):
                names.check_name(name)
            return
        try:
            branch(handle, name)
        except NotFound as problem:
            raise Refused(str(problem), field="default_branch") from problem
