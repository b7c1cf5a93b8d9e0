"""Projects: making, changing, moving, archiving, deleting."""

from typing import Any

import pytest
from django.test import Client
from factories import actor_of, client_of, make_group, make_member, make_project

from mergelab.accounts.models import AccessToken, User
from mergelab.kit.actor import ANONYMOUS
from mergelab.kit.errors import Conflict, Forbidden, Refused
from mergelab.projects import services, signals
from mergelab.projects.models import Activity, Group, Member, Project, Redirect
from mergelab.projects.policies import can_create_project, can_push, project_role
from mergelab.projects.roles import Role

NEW = {"name": "Forecast", "path": "forecast", "visibility": "private"}


@pytest.fixture
def news() -> Any:
    """What the signals told while the test ran."""
    heard: list[tuple[str, dict[str, Any]]] = []
    named = {
        "created": signals.project_created,
        "edited": signals.project_edited,
        "moved": signals.project_moved,
        "deleted": signals.project_deleted,
    }
    receivers = []
    for name, signal in named.items():

        def hear(sender: Any, signal: Any, _name: str = name, **told: Any) -> None:
            heard.append((_name, told))

        signal.connect(hear)
        receivers.append((signal, hear))
    yield heard
    for signal, receiver in receivers:
        signal.disconnect(receiver)


def test_made_by_its_form(browser: Client, ana: User, group: Group, news: Any) -> None:
    made = browser.post("/-/projects/new", {**NEW, "group": group.pk})
    project = Project.objects.get()
    assert made["Location"] == "/wind-farm/forecast"
    assert (project.full_path, project.created_by) == ("wind-farm/forecast", ana)
    assert news == [("created", {"project": project, "by": actor_of(ana)})]
    line = Activity.objects.get()
    assert (line.project, line.actor, line.verb, line.noun) == (project, ana, "created", "project")


def test_a_refusing_receiver_takes_the_project_back(ana: User) -> None:
    def refuse(**_news: Any) -> None:
        raise Refused("Not today.")

    signals.project_created.connect(refuse)
    try:
        with pytest.raises(Refused, match="Not today"):
            make_project(ana)
    finally:
        signals.project_created.disconnect(refuse)
    assert not Project.objects.exists()
    assert not Activity.objects.exists()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"path": "a b"}, "Use letters, digits"),
        ({"path": ""}, "This field is required"),
        ({"name": ""}, "This field is required"),
        ({"name": "x" * 121}, "at most 120 characters"),
        ({"visibility": "public"}, "The group is private"),
        ({"visibility": "secret"}, "not one of the available choices"),
        ({"group": "999999"}, "not one of the available choices"),
        ({"group": "x"}, "not one of the available choices"),
        ({"path": "power-forecast"}, "This path is taken."),
    ],
)
def test_bad_input_is_said_in_the_form(
    change: dict[str, str], message: str, browser: Client, project: Project
) -> None:
    answer = browser.post("/-/projects/new", {**NEW, "group": project.group_id, **change})
    assert answer.status_code == 400
    assert message in answer.content.decode()
    assert Project.objects.count() == 1


def test_only_in_groups_of_ones_own(ben: User, group: Group) -> None:
    answer = client_of(ben).post("/-/projects/new", {**NEW, "group": group.pk})
    assert answer.status_code == 400
    with pytest.raises(Forbidden):
        make_project(ben, group=group)
    make_member(group, ben, Role.REPORTER)
    assert not can_create_project(actor_of(ben), group)
    assert not can_create_project(ANONYMOUS, group)


def test_a_developer_can_maintain_the_project_they_made(ben: User, group: Group) -> None:
    make_member(group, ben, Role.DEVELOPER)
    project = make_project(ben, group=group)
    assert project_role(actor_of(ben), project) == Role.MAINTAINER
    assert not Member.objects.filter(project=project, role=Role.OWNER).exists()


def test_anybody_can_publish_in_their_personal_group(ana: User, anonymous: Client) -> None:
    project = make_project(ana, visibility="public")
    assert anonymous.get(f"/{project.full_path}/-/activity").status_code == 200


def test_editing_tells_what_changed(ana: User, project: Project, news: Any) -> None:
    by = actor_of(ana)
    services.edit_project(by=by, project=project, name="Forecast", default_branch="trunk")
    services.edit_project(by=by, project=project, name="Forecast")
    project.refresh_from_db()
    assert (project.name, project.default_branch) == ("Forecast", "trunk")
    changed = frozenset({"name", "default_branch"})
    assert news == [("edited", {"project": project, "by": by, "changed": changed})]


def test_settings_are_for_maintainers(ben: User, project: Project) -> None:
    make_member(project, ben, Role.DEVELOPER)
    client, address = client_of(ben), "/wind-farm/power-forecast/-/settings"
    assert client.get(address).status_code == 403
    assert client.post(address, {"name": "x"}).status_code == 403
    Member.objects.filter(user=ben).update(role=Role.MAINTAINER)
    assert client.get(address).status_code == 200
    edit = {"name": "x", "default_branch": "main", "visibility": "private"}
    assert client.post(address, edit).status_code == 302
    for verb in ("rename", "transfer", "archive", "unarchive", "delete"):
        assert client.post(f"{address}/{verb}").status_code == 403


def test_renaming_leaves_a_redirect(browser: Client, project: Project, news: Any) -> None:
    answer = browser.post("/wind-farm/power-forecast/-/settings/rename", {"path": "forecast"})
    assert answer["Location"] == "/wind-farm/forecast/-/settings"
    assert [(name, told.get("old_path")) for name, told in news] == [
        ("moved", "wind-farm/power-forecast")
    ]
    old = browser.get("/wind-farm/power-forecast/-/members")
    assert old["Location"] == "/wind-farm/forecast/-/members"


def test_a_refused_renaming_shows_the_page_as_it_was(browser: Client, project: Project) -> None:
    answer = browser.post("/wind-farm/power-forecast/-/settings/rename", {"path": "a b"})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "Use letters, digits" in page
    assert "<title>Settings · wind-farm/power-forecast · mergelab</title>" in page


def test_transferring_needs_a_right_in_both_groups(ana: User, ben: User, project: Project) -> None:
    theirs = make_group(ben, "theirs")
    browser = client_of(ana)
    address = "/wind-farm/power-forecast/-/settings/transfer"
    assert browser.post(address, {"group": theirs.pk}).status_code == 400
    with pytest.raises(Forbidden):
        services.transfer_project(by=actor_of(ana), project=project, group=theirs)
    make_member(theirs, ana, Role.DEVELOPER)
    assert browser.post(address, {"group": theirs.pk})["Location"] == "/theirs/power-forecast"
    moved = browser.get("/wind-farm/power-forecast/-/activity")
    assert moved["Location"] == "/theirs/power-forecast/-/activity"


def test_transferring_keeps_visibility_within_the_group(ana: User) -> None:
    project = make_project(ana, visibility="public")
    hidden = make_group(ana, "hidden")
    with pytest.raises(Refused, match="The group is private"):
        services.transfer_project(by=actor_of(ana), project=project, group=hidden)
    with pytest.raises(Refused, match="already"):
        services.transfer_project(by=actor_of(ana), project=project, group=project.group)


def test_an_archived_project_is_read_only(browser: Client, ana: User, project: Project) -> None:
    address = "/wind-farm/power-forecast/-/settings"
    assert browser.post(f"{address}/archive").status_code == 302
    assert browser.post(f"{address}/archive").status_code == 409
    project.refresh_from_db()
    assert not can_push(actor_of(ana), project)
    assert "This project is archived" in browser.get(address).content.decode()
    assert browser.post(address, {"name": "x"}).status_code == 403
    with pytest.raises(Conflict):
        services.edit_project(by=actor_of(ana), project=project, name="x")
    assert browser.post(f"{address}/unarchive").status_code == 302
    assert browser.post(f"{address}/unarchive").status_code == 409
    project.refresh_from_db()
    assert can_push(actor_of(ana), project)


def test_deleting_frees_the_path_and_kills_tokens(
    browser: Client, ana: User, project: Project, news: Any
) -> None:
    by = actor_of(ana)
    services.create_project_token(by=by, project=project, name="t", role=30, scopes=["api"])
    services.rename_project(by=by, project=project, path="forecast")
    address = "/wind-farm/forecast/-/settings/delete"
    wrong = browser.post(address, {"confirm": "forecast"})
    assert wrong.status_code == 400
    assert "Type wind-farm/forecast to confirm." in wrong.content.decode()
    assert browser.post(address, {"confirm": "wind-farm/forecast"})["Location"] == "/-/projects"
    assert [name for name, _ in news] == ["moved", "deleted"]
    assert browser.get("/wind-farm/forecast/-/activity").status_code == 404
    assert not Redirect.objects.exists()
    assert not AccessToken.objects.active().exists()
    again = make_project(ana, "forecast", group=project.group)
    services.erase_project(project_id=project.pk)
    services.erase_project(project_id=again.pk)
    assert list(Project.objects.all()) == [again]


def test_moving_tells_every_project_of_a_renamed_group(
    ana: User, project: Project, news: Any
) -> None:
    services.rename_group(by=actor_of(ana), group=project.group, path="wind")
    assert [(name, told["old_path"], told["project"].full_path) for name, told in news] == [
        ("moved", "wind-farm/power-forecast", "wind/power-forecast")
    ]
