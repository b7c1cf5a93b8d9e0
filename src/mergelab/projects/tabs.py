"""The row of tabs on every project page, and the counts that apps above add to it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.urls import NoReverseMatch, reverse

from mergelab.kit.actor import Actor
from mergelab.projects.models import Project
from mergelab.projects.policies import can_read_code, can_see_project_settings

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


def _url(name: str, project: Project) -> str:
    try:
        return reverse(name, kwargs={"project_path": project.full_path})
    except NoReverseMatch:
        return ""


def _count(name: str, actor: Actor, project: Project) -> int | None:
    count = _COUNTS.get(name)
    return None if count is None else count(actor, project)
