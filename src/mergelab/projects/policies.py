"""Who may do what with groups and projects: one predicate per ability."""

from django.db.models import Max, Q

from mergelab.accounts.models import User
from mergelab.kit.actor import Actor
from mergelab.projects.models import Group, Member, Project, ProjectToken
from mergelab.projects.roles import NO_ROLE, Role, Visibility


def group_role(actor: Actor, group: Group) -> int:
    """The actor's role in the group, own or inherited; 0 for none."""
    if actor.user is None:
        return NO_ROLE
    if actor.is_admin or group.owner_id == actor.user.pk:
        return Role.OWNER
    return _highest(Q(user=actor.user, group__below__group=group))


def project_role(actor: Actor, project: Project) -> int:
    """The actor's role in the project, own or inherited; 0 for none."""
    if actor.user is None:
        return NO_ROLE
    if actor.is_admin:
        return Role.OWNER
    return user_role(actor.user, project)


def user_role(user: User, project: Project) -> int:
    """The role that membership alone gives the user in the project; 0 for none."""
    if project.group.owner_id == user.pk:
        return Role.OWNER
    return _highest(Q(user=user) & (Q(project=project) | Q(group__below__group=project.group_id)))


def _highest(which: Q) -> int:
    highest = Member.objects.filter(which).aggregate(role=Max("role"))["role"]
    return NO_ROLE if highest is None else int(highest)


def at_least(actor: Actor, project: Project, role: Role) -> bool:
    return project_role(actor, project) >= role


def can_read_group(actor: Actor, group: Group) -> bool:
    return Group.objects.visible_to(actor).filter(pk=group.pk).exists()


def can_create_group(actor: Actor, _subject: object) -> bool:
    """Make a group at the top; the bots behind project tokens do not."""
    return actor.user is not None and not actor.user.is_bot


def can_edit_group(actor: Actor, group: Group) -> bool:
    """Change its texts and visibility, and invite members."""
    return not group.is_personal and group_role(actor, group) >= Role.OWNER


def can_manage_group_members(actor: Actor, group: Group) -> bool:
    return not group.is_personal and group_role(actor, group) >= Role.OWNER


def can_delete_group(actor: Actor, group: Group) -> bool:
    return not group.is_personal and group_role(actor, group) >= Role.OWNER


def can_create_project(actor: Actor, group: Group) -> bool:
    return group_role(actor, group) >= Role.DEVELOPER


def can_create_subgroup(actor: Actor, group: Group) -> bool:
    return not group.is_personal and group_role(actor, group) >= Role.MAINTAINER


def can_read_project(actor: Actor, project: Project) -> bool:
    return Project.objects.visible_to(actor).filter(pk=project.pk).exists()


def can_read_code(actor: Actor, project: Project) -> bool:
    """Files, history and merge requests; guests of a private project do not see them."""
    if project.visibility == Visibility.PUBLIC:
        return True
    if project.visibility == Visibility.INTERNAL and actor.user is not None:
        return True
    return at_least(actor, project, Role.REPORTER)


def can_push(actor: Actor, project: Project) -> bool:
    """Write branches and tags; protected branches ask for more."""
    return not project.is_archived and at_least(actor, project, Role.DEVELOPER)


def can_edit_project(actor: Actor, project: Project) -> bool:
    """Change its texts, default branch and merge settings."""
    return not project.is_archived and at_least(actor, project, Role.MAINTAINER)


def can_see_project_settings(actor: Actor, project: Project) -> bool:
    return at_least(actor, project, Role.MAINTAINER)


def can_manage_members(actor: Actor, project: Project) -> bool:
    return at_least(actor, project, Role.MAINTAINER)


def can_manage_project_tokens(actor: Actor, project: Project) -> bool:
    return at_least(actor, project, Role.MAINTAINER)


def can_archive_project(actor: Actor, project: Project) -> bool:
    return at_least(actor, project, Role.OWNER)


def can_rename_project(actor: Actor, project: Project) -> bool:
    return at_least(actor, project, Role.OWNER)


def can_delete_project(actor: Actor, project: Project) -> bool:
    return at_least(actor, project, Role.OWNER)


def can_change_member(actor: Actor, member: Member) -> bool:
    """Give another role; the verb also refuses roles above the actor's own."""
    if member.project is not None:
        return can_manage_members(actor, member.project)
    return member.group is not None and can_manage_group_members(actor, member.group)


def can_remove_member(actor: Actor, member: Member) -> bool:
    """Managers remove others; everybody may leave."""
    own = actor.user is not None and member.user_id == actor.user.pk
    return own or can_change_member(actor, member)


def can_revoke_project_token(actor: Actor, token: ProjectToken) -> bool:
    return can_manage_project_tokens(actor, token.project)
