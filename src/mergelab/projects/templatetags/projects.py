"""`{% load projects %}`: what group and project pages share."""

from collections.abc import Iterator
from typing import Any

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from mergelab.kit.actor import Actor
from mergelab.projects.links import Target, target_of
from mergelab.projects.memberships import MemberState, member_state_of
from mergelab.projects.models import Activity, Group, Member, Project
from mergelab.projects.roles import Role
from mergelab.projects.tabs import group_tabs, tabs_of
from mergelab.web.components.base import render

register = template.Library()


@register.inclusion_tag("projects/parts/project_bar.html", takes_context=True)
def project_bar(context: Context) -> dict[str, Any]:
    """The thin row under the breadcrumbs: the project's tabs, visibility and archived state."""
    project: Project = context["project"]
    actor: Actor = context["actor"]
    tabs = tabs_of(actor, project, str(context.get("active_tab", "")))
    return {"project": project, "tabs": tabs}


@register.inclusion_tag("projects/parts/group_bar.html", takes_context=True)
def group_bar(context: Context) -> dict[str, Any]:
    """The thin row under the breadcrumbs of a group's pages."""
    group: Group = context["group"]
    actor: Actor = context["actor"]
    return {"group": group, "tabs": group_tabs(actor, group, str(context.get("active_tab", "")))}


@register.simple_tag(takes_context=True)
def member_state(context: Context, member: Member, place: Group | Project) -> MemberState:
    """What the signed-in person may do with a row of the member list."""
    highest = max((value for value, _ in context["roles"]), default=0)
    person = context.get("person")
    own = person is not None and member.user_id == person.pk
    return member_state_of(member, place, managing=context["managing"], highest=highest, own=own)


@register.simple_tag(takes_context=True)
def place_breadcrumbs(context: Context, place: Group | Project) -> SafeString:
    """One link for each part of the full path.

    A reader without account may know a person's public project, but not that person's page.
    """
    steps = list(_steps(place.full_path))
    if isinstance(place, Project) and place.group.is_personal and context["actor"].is_anonymous:
        steps = [(place.full_path, steps[-1][1])]
    made = [render("breadcrumb", label=label, url=url) for label, url in steps]
    return mark_safe("".join(made))  # noqa: S308  # the output of autoescaping templates


@register.simple_tag
def activity_target(entry: Activity) -> Target:
    """The words and the address of what an entry of the feed is about."""
    return target_of(entry)


@register.filter
def role_name(role: int) -> str:
    """`Maintainer` for 40."""
    return Role(role).label


def _steps(full_path: str) -> Iterator[tuple[str, str]]:
    parts = full_path.split("/")
    for depth, part in enumerate(parts, start=1):
        yield part, reverse("place", kwargs={"full_path": "/".join(parts[:depth])})
