"""Nothing is more visible than what it is in."""

from typing import Final

from mergelab.kit.errors import Refused
from mergelab.projects.models import Group, Project
from mergelab.projects.roles import Visibility

_ORDER: Final = {Visibility.PRIVATE: 0, Visibility.INTERNAL: 1, Visibility.PUBLIC: 2}


def known(visibility: str) -> Visibility:
    """The visibility of this name; Refused, saying which there are."""
    try:
        return Visibility(visibility)
    except ValueError:
        raise Refused(
            f"Choose one of {', '.join(Visibility.values)}.", field="visibility"
        ) from None


def ceiling(group: Group | None) -> Visibility:
    """The most that a group allows in it. A personal group's page is hidden from strangers, yet
    its owner may publish a project."""
    if group is None or group.is_personal:
        return Visibility.PUBLIC
    return Visibility(group.visibility)


def require_within(visibility: str, group: Group | None) -> Visibility:
    """The visibility; Refused when the group around is less visible."""
    wanted, most = known(visibility), ceiling(group)
    if _ORDER[wanted] > _ORDER[most]:
        raise Refused(
            f"The group is {most.label.lower()}: what is in it cannot be {wanted.label.lower()}.",
            field="visibility",
        )
    return wanted


def require_covers(visibility: str, group: Group) -> Visibility:
    """The group's new visibility; Refused when something in it is more visible."""
    wanted = known(visibility)
    wider = [v for v in Visibility if _ORDER[v] > _ORDER[wanted]]
    projects = Project.objects.filter(group=group, visibility__in=wider, deleted_at=None)
    inside = projects.first() or Group.objects.filter(parent=group, visibility__in=wider).first()
    if inside is not None:
        raise Refused(
            f"{inside.full_path} is {inside.get_visibility_display().lower()}: "
            "change what is in the group first.",
            field="visibility",
        )
    return wanted
