"""Who may do what to refs: the project's roles, and protected branches above them."""

from collections.abc import Iterable
from dataclasses import dataclass

from mergelab.kit.actor import API, READ_REPOSITORY, WRITE_REPOSITORY, Actor
from mergelab.projects import policies as projects
from mergelab.projects.models import Project
from mergelab.projects.roles import Role
from mergelab.pure.wildcard import matches
from mergelab.repository.models import Level, ProtectedBranch


@dataclass(frozen=True)
class BranchRules:
    """What one actor may do to the branches of one project, asked once and used for many refs.

    The answer for each branch is computed from its own name: nothing is carried from one ref of a
    push to the next.
    """

    role: int
    is_archived: bool
    is_admin: bool
    protections: tuple[ProtectedBranch, ...]

    @property
    def can_write(self) -> bool:
        """Create and update what no protection covers."""
        return not self.is_archived and self.role >= Role.DEVELOPER

    def covering(self, branch: str) -> list[ProtectedBranch]:
        """The protections whose name or pattern covers the branch."""
        return [rule for rule in self.protections if matches(rule.name, branch)]

    def is_protected(self, branch: str) -> bool:
        return bool(self.covering(branch))

    def can_push_to(self, branch: str) -> bool:
        """Where several protections cover a branch, the most permissive one decides."""
        return self.can_write and self._reaches(rule.push_level for rule in self.covering(branch))

    def can_merge_into(self, branch: str) -> bool:
        covering = self.covering(branch)
        return self.can_write and (
            self._reaches(rule.merge_level for rule in covering)
            or self._reaches(rule.push_level for rule in covering)
        )

    def can_force_push_to(self, branch: str) -> bool:
        covering = self.covering(branch)
        return self.can_push_to(branch) and (
            not covering or any(rule.allow_force_push for rule in covering)
        )

    def can_delete(self, branch: str) -> bool:
        """A protected branch is never deleted: the protection goes first."""
        return self.can_write and not self.is_protected(branch)

    def _reaches(self, levels: Iterable[int]) -> bool:
        asked = list(levels)
        return not asked or any(level != Level.NO_ONE and self.role >= level for level in asked)


def branch_rules(actor: Actor, project: Project) -> BranchRules:
    return BranchRules(
        role=projects.project_role(actor, project),
        is_archived=project.is_archived,
        is_admin=actor.is_admin,
        protections=tuple(project.protected_branches.all()),
    )


def can_push_to(actor: Actor, project: Project, branch: str) -> bool:
    """Add commits to the branch, or create it."""
    return branch_rules(actor, project).can_push_to(branch)


def can_merge_into(actor: Actor, project: Project, branch: str) -> bool:
    """Merge a merge request into the branch."""
    return branch_rules(actor, project).can_merge_into(branch)


def can_force_push(actor: Actor, project: Project, branch: str) -> bool:
    """Rewrite the branch's history."""
    return branch_rules(actor, project).can_force_push_to(branch)


def can_delete_branch(actor: Actor, project: Project, branch: str) -> bool:
    return branch != project.default_branch and branch_rules(actor, project).can_delete(branch)


def can_write_refs(actor: Actor, project: Project) -> bool:
    """Create and delete branches and tags that nothing protects."""
    return projects.can_push(actor, project)


def can_see_protected_branches(actor: Actor, project: Project) -> bool:
    return projects.can_see_project_settings(actor, project)


def can_manage_protected_branches(actor: Actor, project: Project) -> bool:
    return not project.is_archived and projects.at_least(actor, project, Role.MAINTAINER)


def can_fetch(actor: Actor, project: Project) -> bool:
    """Clone and fetch through git: the right to read code, and credentials that reach it."""
    return actor.holds(READ_REPOSITORY, WRITE_REPOSITORY, API) and projects.can_read_code(
        actor, project
    )


def can_send(actor: Actor, project: Project) -> bool:
    """Push through git at all; each ref is judged on its own by `BranchRules`.

    An archived project passes, so that the pusher is told why instead of "forbidden".
    """
    return actor.holds(WRITE_REPOSITORY, API) and projects.at_least(actor, project, Role.DEVELOPER)


def can_change_protection(actor: Actor, rule: ProtectedBranch) -> bool:
    return can_manage_protected_branches(actor, rule.project)
