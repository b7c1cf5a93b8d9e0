"""What a page offers for a row of a member list; the verbs decide again."""

from dataclasses import dataclass

from django.urls import reverse

from mergelab.projects.models import Group, Member, Project


@dataclass(frozen=True)
class MemberState:
    """Addresses are empty where the person may not do it."""

    inherited: bool
    role_url: str
    remove_url: str
    remove_label: str


def member_state_of(
    member: Member, place: Group | Project, *, managing: bool, highest: int, own: bool
) -> MemberState:
    """`highest` is the person's own role in the place, `own` whether the row is the person's."""
    inherited = _is_inherited(member, place)
    fixed = inherited or member.user.is_bot
    may_change = managing and not fixed and member.role <= highest
    may_remove = not fixed and (own or may_change)
    return MemberState(
        inherited=inherited,
        role_url=_url("change", "role", member, place) if may_change else "",
        remove_url=_url("remove", "member", member, place) if may_remove else "",
        remove_label=f"Remove {member.user.name}",
    )


def _is_inherited(member: Member, place: Group | Project) -> bool:
    if isinstance(place, Group):
        return member.group_id != place.pk
    return member.project_id != place.pk


def _url(verb: str, noun: str, member: Member, place: Group | Project) -> str:
    if isinstance(place, Group):
        where = {"group_path": place.full_path, "member_id": member.pk}
        return reverse(f"{verb}_group_{noun}", kwargs=where)
    where = {"project_path": place.full_path, "member_id": member.pk}
    return reverse(f"{verb}_project_{noun}", kwargs=where)
