"""Give, change and take roles."""

from django.db import transaction
from django.db.models import Q

from mergelab.accounts.models import User
from mergelab.kit import validation
from mergelab.kit.actor import Actor
from mergelab.kit.errors import Conflict, Forbidden, Refused
from mergelab.projects.models import Group, Member, Project
from mergelab.projects.policies import group_role, project_role
from mergelab.projects.roles import Role
from mergelab.projects.services.activity import record_activity

_TAKEN = {
    "member_once_in_group": ("user", "This user is a member already."),
    "member_once_in_project": ("user", "This user is a member already."),
}


@transaction.atomic
def add_member(*, by: Actor, place: Group | Project, user: User, role: int) -> Member:
    """Make the user a member of the group or project with a role up to the actor's own."""
    if isinstance(place, Group) and place.is_personal:
        raise Refused("A personal group has no members; add them to its projects.")
    if user.is_bot:
        raise Refused("A bot is a member through its token only.", field="user")
    if Member.objects.filter(_in(place), user=user).exists():
        raise Conflict(f"{user.username} is a member already.", field="user")
    member = Member(user=user, role=_allowed(by, place, role), created_by=by.user)
    if isinstance(place, Group):
        member.group = place
    else:
        member.project = place
    validation.save(member, taken=_TAKEN)
    _tell(by, member, "added")
    return member


@transaction.atomic
def change_role(*, by: Actor, member: Member, role: int) -> Member:
    """Give a member another role, up to the actor's own; nobody changes somebody above them."""
    place = _place(member)
    _require_power_over(by, member)
    if role != Role.OWNER:
        _require_another_owner(member)
    member.role = _allowed(by, place, role)
    member.save(update_fields=["role"])
    _tell(by, member, "changed")
    return member


@transaction.atomic
def remove_member(*, by: Actor, member: Member) -> None:
    """End a membership: one's own, or that of somebody who is not above the actor."""
    if member.user_id != by.user_id:
        _require_power_over(by, member)
    _require_another_owner(member)
    _tell(by, member, "left" if member.user_id == by.user_id else "removed")
    member.delete()


def role_in(actor: Actor, place: Group | Project) -> int:
    """The actor's role in the group or project."""
    return group_role(actor, place) if isinstance(place, Group) else project_role(actor, place)


def _in(place: Group | Project) -> Q:
    return Q(group=place) if isinstance(place, Group) else Q(project=place)


def _place(member: Member) -> Group | Project:
    place = member.group or member.project
    assert place is not None
    return place


def _allowed(by: Actor, place: Group | Project, role: int) -> int:
    if role not in Role.values:
        raise Refused(f"Choose one of {', '.join(map(str, Role.values))}.", field="role")
    if role > role_in(by, place):
        raise Forbidden("You cannot give a role above your own.", field="role")
    return role


def _require_power_over(by: Actor, member: Member) -> None:
    if member.user.is_bot:
        raise Refused("This member belongs to an access token: revoke the token instead.")
    if member.role > role_in(by, _place(member)):
        raise Forbidden("This member's role is above yours.")


def _require_another_owner(member: Member) -> None:
    if member.group is None or member.role != Role.OWNER:
        return
    # Locked, so that two owners cannot leave at the same moment.
    owners = Member.objects.select_for_update().filter(
        group__below__group=member.group, role=Role.OWNER, user__is_bot=False
    )
    if not any(owner.user_id != member.user_id for owner in owners):
        raise Conflict("This is the group's last owner: make somebody else an owner first.")


def _tell(by: Actor, member: Member, verb: str) -> None:
    if member.project is not None:
        record_activity(
            project=member.project,
            actor=by,
            verb=verb,
            noun="member",
            reference=member.user.username,
            title=member.get_role_display(),
        )
