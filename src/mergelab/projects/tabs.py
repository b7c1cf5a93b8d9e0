"""The row of tabs on every project page, and the counts that apps above add to it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.urls import NoReverseMatch, reverse

from mergelab.kit.actor import Actor
from mergelab.projects.models import Group, Project
from mergelab.projects.policies import can_edit_group, can_read_code, can_see_project_settings

Count = Callable[[Actor, Project], int]
_COUNTS: Final[dict[str, Count]] = {}


@dataclass(frozen=True)
class Tab:
    """One link; `name` is its URL's name."""

    name: str
    label: str
    url: str
    count: int | None
    active: bool


_CODE: Final = (
    ("files", "Files"),
    ("commits", "Commits"),
    ("branches", "Branches"),
    ("merge_requests", "Merge requests"),
)
_ALWAYS: Final = (("activity", "Activity"), ("project_members", "Members"))
_SETTINGS: Final = (("project_settings", "Settings"),)


def count_with(name: str, count: Count) -> None:
    """Show a number in the tab of this name. An app above calls it from its `AppConfig.ready`."""
    _COUNTS[name] = count


def tabs_of(actor: Actor, project: Project, active: str) -> list[Tab]:
    """The tabs that the actor may open; those of apps that are not installed are left out."""
    shown = [
        *(_CODE if can_read_code(actor, project) else ()),
        *_ALWAYS,
        *(_SETTINGS if can_see_project_settings(actor, project) else ()),
    ]
    return [
        Tab(name, label, url, _count(name, actor, project), active=name == active)
        for name, label in shown
        if (url := _url(name, project))
    ]


def group_tabs(actor: Actor, group: Group, active: str) -> list[Tab]:
    """The tabs of a group that the actor may open."""
    shown = [("group_activity", "Activity"), ("group_members", "Members")]
    if can_edit_group(actor, group):
        shown.append(("group_settings", "Settings"))
    overview = reverse("place", kwargs={"full_path": group.full_path})
    return [
        Tab("place", "Overview", overview, None, active=active == "place"),
        *(
            Tab(
                name,
                label,
                reverse(name, kwargs={"group_path": group.full_path}),
                None,
                active=name == active,
            )
            for name, label in shown
        ),
    ]


def _url(name: str, project: Project) -> str:
    try:
        return reverse(name, kwargs={"project_path": project.full_path})
    except NoReverseMatch:
        return ""


def _count(name: str, actor: Actor, project: Project) -> int | None:
    count = _COUNTS.get(name)
    return None if count is None else count(actor, project)
