"""Every page of groups and projects answers, says where one is, and what to do when it is empty."""

import pytest
from django.test import Client
from factories import client_of, make_group, make_project

from mergelab.accounts.models import User
from mergelab.projects.models import Group, Project

PAGES = [
    ("/", "mergelab"),
    ("/-/projects", "Projects · mergelab"),
    ("/-/projects?view=all&search=wind&sort=name&archived=1&page=9", "Projects · mergelab"),
    ("/-/groups", "Groups · mergelab"),
    ("/-/groups?search=nothing", "Groups · mergelab"),
    ("/-/projects/new", "New project · mergelab"),
    ("/-/projects/new?group=wind-farm", "New project · mergelab"),
    ("/-/groups/new", "New group · mergelab"),
    ("/wind-farm", "wind-farm · mergelab"),
    ("/ana", "Ana · mergelab"),
    ("/groups/wind-farm/-/new", "New group · mergelab"),
    ("/groups/wind-farm/-/activity", "Activity · wind-farm · mergelab"),
    ("/groups/wind-farm/-/members", "Members · wind-farm · mergelab"),
    ("/groups/wind-farm/-/settings", "Settings · wind-farm · mergelab"),
    ("/wind-farm/power-forecast/-/activity", "Activity · wind-farm/power-forecast · mergelab"),
    ("/wind-farm/power-forecast/-/members", "Members · wind-farm/power-forecast · mergelab"),
    ("/wind-farm/power-forecast/-/settings", "Settings · wind-farm/power-forecast · mergelab"),
    (
        "/wind-farm/power-forecast/-/settings/tokens",
        "Access tokens · wind-farm/power-forecast · mergelab",
    ),
]


@pytest.mark.parametrize(("address", "title"), PAGES)
def test_answers_with_its_title(
    address: str, title: str, browser: Client, project: Project
) -> None:
    make_group(project.group.members.get().user, "turbines", parent=project.group)
    page = browser.get(address)
    assert page.status_code == 200
    assert f"<title>{title}</title>" in page.content.decode()


@pytest.mark.parametrize(("address", "title"), PAGES)
def test_is_hidden_from_strangers(address: str, title: str, project: Project, ben: User) -> None:
    if address.startswith(("/wind-farm", "/groups/")):
        assert client_of(ben).get(address).status_code == 404
        assert client_of().get(address).status_code == 404


def test_start_page_of_somebody_without_projects(ben: User) -> None:
    page = client_of(ben).get("/").content.decode()
    assert "Begin with a project" in page


def test_anonymous_people_see_what_is_public(anonymous: Client, ana: User) -> None:
    make_project(ana, "open-data", visibility="public")
    make_project(ana, "secret")
    page = anonymous.get("/").content.decode()
    assert "open-data" in page
    assert "secret" not in page


def test_an_old_address_leads_to_the_new_one(browser: Client, group: Group) -> None:
    answer = browser.post("/groups/wind-farm/-/settings/rename", {"path": "wind"})
    assert answer["Location"] == "/groups/wind/-/settings"
    moved = browser.get("/groups/wind-farm/-/members?page=2")
    assert (moved.status_code, moved["Location"]) == (301, "/groups/wind/-/members?page=2")


def test_user_names_lead_to_the_persons_page(browser: Client) -> None:
    assert browser.get("/-/users/ANA")["Location"] == "/ana"
    assert browser.get("/-/users/nobody").status_code == 404
