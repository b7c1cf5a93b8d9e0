"""Lists: what they show to whom, their order and pages, and that rows cost no queries."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from factories import actor_of, client_of, make_group, make_member, make_project, make_user

from mergelab.accounts.models import User
from mergelab.kit.actor import ANONYMOUS
from mergelab.projects import queries, services
from mergelab.projects.models import Group, Project
from mergelab.projects.roles import Role


def paths(rows: Any) -> list[str]:
    return [row.full_path for row in rows]


def test_ones_own_and_all_projects(ana: User, ben: User, project: Project) -> None:
    make_project(ben, "scratch")
    make_project(ben, "open", visibility="public")
    by = actor_of(ana)
    assert paths(queries.project_list(by, mine=True)) == ["wind-farm/power-forecast"]
    assert paths(queries.project_list(by, mine=False, sort="name")) == [
        "ben/open",
        "wind-farm/power-forecast",
    ]
    assert paths(queries.project_list(ANONYMOUS, mine=False)) == ["ben/open"]


def test_search_sort_and_archived(ana: User) -> None:
    first, second = make_project(ana, "b-first"), make_project(ana, "a-second")
    by = actor_of(ana)
    assert paths(queries.project_list(by, mine=True, sort="created")) == [
        "ana/a-second",
        "ana/b-first",
    ]
    services.record_activity(project=first, actor=ana, verb="pushed to", noun="branch")
    assert paths(queries.project_list(by, mine=True, sort="odd")) == ["ana/b-first", "ana/a-second"]
    services.edit_project(by=by, project=second, description="Turbine blades")
    assert paths(queries.project_list(by, mine=True, search="BLADE")) == ["ana/a-second"]
    services.archive_project(by=by, project=second)
    assert paths(queries.project_list(by, mine=True)) == ["ana/b-first"]
    assert len(queries.project_list(by, mine=True, archived=True)) == 2


def test_groups_are_listed_with_what_one_sees_in_them(ana: User, ben: User) -> None:
    group = make_group(ana, visibility="internal")
    make_project(ana, "hidden", group=group)
    make_project(ana, "shown", group=group, visibility="internal")
    make_group(ana, "secret")
    (row,) = queries.group_list(actor_of(ben))
    assert (row.full_path, row.projects_count) == ("wind-farm", 1)  # type: ignore[attr-defined]
    assert not queries.group_list(ANONYMOUS)


def test_the_way_to_ones_project_is_visible(ana: User, ben: User, project: Project) -> None:
    assert not queries.group_list(actor_of(ben))
    make_member(project, ben, Role.GUEST)
    assert paths(queries.group_list(actor_of(ben))) == ["wind-farm"]


def test_where_one_may_create(ana: User, ben: User, group: Group) -> None:
    assert paths(queries.places_to_create(actor_of(ana))) == ["ana", "wind-farm"]
    make_member(group, ben, Role.REPORTER)
    assert paths(queries.places_to_create(actor_of(ben))) == ["ben"]
    assert paths(queries.places_to_create(ANONYMOUS)) == []


def test_guests_hear_of_no_code(ana: User, ben: User, project: Project) -> None:
    member = make_member(project, ben, Role.GUEST)
    services.record_activity(
        project=project, actor=ana, verb="pushed to", noun="branch", reference="x"
    )
    assert [row.noun for row in queries.feed(actor_of(ben))] == ["project"]
    member.role = Role.REPORTER
    member.save()
    assert [row.noun for row in queries.feed(actor_of(ben))] == ["branch", "project"]
    assert not queries.feed(ANONYMOUS)


def test_the_feed_goes_on_where_it_stopped(browser: Client, ana: User, project: Project) -> None:
    for number in range(45):
        services.record_activity(
            project=project, actor=ana, verb="pushed to", noun="branch", reference=f"b-{number}"
        )
    first = browser.get("/wind-farm/power-forecast/-/activity")
    entries = first.context["entries"]
    assert [row.reference for row in entries][:2] == ["b-44", "b-43"]
    assert len(entries) == 40
    rest = browser.get(f"/wind-farm/power-forecast/-/activity{first.context['older']}")
    assert [row.reference for row in rest.context["entries"]] == [
        "b-4",
        "b-3",
        "b-2",
        "b-1",
        "b-0",
        "",
    ]
    assert rest.context["older"] == ""


@pytest.mark.parametrize("before", ["", "x", "-1", "9" * 30, "٣", "0"])
def test_an_odd_place_in_the_feed_is_no_error(before: str, browser: Client, ana: User) -> None:
    assert browser.get("/", {"before": before}).status_code == 200
    assert browser.get("/ana", {"before": before}).status_code == 200


def test_what_an_entry_shows_is_escaped(browser: Client, ana: User, project: Project) -> None:
    services.record_activity(
        project=project,
        actor=ana,
        verb="opened",
        noun="merge_request",
        reference="!1",
        title="<script>alert(1)</script>",
        detail={"path": "/-/merge_requests/1"},
    )
    page = browser.get("/wind-farm/power-forecast/-/activity").content.decode()
    assert "<script>alert" not in page
    assert 'href="/wind-farm/power-forecast/-/merge_requests/1"' in page


def test_an_entry_cannot_lead_elsewhere(browser: Client, ana: User, project: Project) -> None:
    for path in ("//evil.example", "javascript:x", ["/-/x"], None):
        services.record_activity(
            project=project, actor=ana, verb="saw", noun="thing", detail={"path": path}
        )
    page = browser.get("/wind-farm/power-forecast/-/activity").content.decode()
    assert "evil" not in page
    assert "javascript:x" not in page


def test_a_push_leads_to_its_branch_and_commit(
    browser: Client, ana: User, project: Project
) -> None:
    sha, nothing = "ab" * 20, "0" * 40
    for verb, new in [("pushed", sha), ("deleted", nothing)]:
        services.record_activity(
            project=project,
            actor=ana,
            verb=verb,
            noun="branch",
            reference=f"{verb}-it",
            detail={"old": sha, "new": new},
        )
    page = browser.get("/wind-farm/power-forecast/-/activity").content.decode()
    assert " pushed to branch <a href=" in page
    assert f'/wind-farm/power-forecast/-/commit/{sha}">abababab</a>' in page
    assert '<span class="mono">deleted-it</span>' in page
    assert nothing not in page


def test_the_search_box_of_every_page_looks_through_all(browser: Client, ben: User) -> None:
    make_project(ben, "open", visibility="public")
    assert "ben / " in browser.get("/-/projects?search=open").content.decode()
    assert "ben / " not in browser.get("/-/projects?search=open&view=yours").content.decode()
    assert "ben / " not in browser.get("/-/projects").content.decode()


LISTS = [
    "/",
    "/-/projects",
    "/-/projects?view=all",
    "/-/groups",
    "/wind-farm",
    "/ana",
    "/groups/wind-farm/-/activity",
    "/groups/wind-farm/-/members",
    "/wind-farm/power-forecast/-/activity",
    "/wind-farm/power-forecast/-/members",
    "/wind-farm/power-forecast/-/settings/tokens",
    "/-/profile/tokens",
    "/-/profile/sessions",
    "/-/admin/users",
    "/-/admin/invitations",
]


def grow(ana: User, project: Project, number: int) -> None:
    """One more row for every list."""
    by = actor_of(ana)
    somebody = make_user(f"user-{number}")
    sub = make_group(ana, f"group-{number}", parent=project.group)
    make_project(ana, f"project-{number}", group=project.group)
    make_project(ana, f"project-{number}")
    make_project(ana, f"project-{number}", group=sub)
    make_member(project.group, somebody)
    make_member(project, somebody)
    services.create_project_token(by=by, project=project, name="t", role=30, scopes=["api"])
    client_of(ana)
    for noun in ("branch", "merge_request", "member"):
        services.record_activity(
            project=project, actor=somebody, verb="did", noun=noun, reference=str(number)
        )


@pytest.mark.parametrize("address", LISTS)
def test_rows_cost_no_queries(address: str, admin: User, ana: User, project: Project) -> None:
    User.objects.filter(pk=ana.pk).update(is_admin=address.startswith("/-/admin"))
    ana.refresh_from_db()
    grow(ana, project, 1)
    browser = client_of(ana)
    browser.get(address)
    counts = []
    for number in (2, 3, 4):
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(address).status_code == 200
        counts.append(len(captured))
        grow(ana, project, number)
    assert counts == [counts[0]] * 3
    assert counts[0] <= 16
