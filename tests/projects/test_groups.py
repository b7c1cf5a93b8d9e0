"""Groups: nesting, names, renaming with redirects, deleting."""

import pytest
from django.test import Client
from factories import actor_of, client_of, make_group, make_member, make_project, make_user

from mergelab.accounts.models import User
from mergelab.kit.errors import Conflict, Forbidden, Refused
from mergelab.projects import services
from mergelab.projects.models import Ancestry, Group, Member, Project, Redirect
from mergelab.projects.roles import Role


def test_the_maker_owns_the_group(ana: User, group: Group) -> None:
    assert Member.objects.get(group=group).role == Role.OWNER
    assert list(Ancestry.objects.filter(group=group).values_list("ancestor", flat=True)) == [
        group.pk
    ]


def test_a_nested_group_knows_all_above_it(ana: User, group: Group) -> None:
    low = make_group(ana, "blades", parent=make_group(ana, "turbines", parent=group))
    assert low.full_path == "wind-farm/turbines/blades"
    above = Ancestry.objects.filter(group=low).order_by("ancestor__full_path")
    assert [row.ancestor.full_path for row in above] == [
        "wind-farm",
        "wind-farm/turbines",
        "wind-farm/turbines/blades",
    ]


@pytest.mark.parametrize(
    "path",
    ["", " ", "a b", "-a", ".a", "a.git", "a.", "a/b", "a\n", "é", "a" * 101, "admin", "API"],
)
def test_a_bad_path_is_refused(path: str, ana: User) -> None:
    with pytest.raises(Refused) as refused:
        services.create_group(by=actor_of(ana), name="x", path=path)
    assert refused.value.field == "path"


@pytest.mark.parametrize("path", ["wind-farm", "WIND-farm", "ben", "Ana"])
def test_a_taken_path_is_refused(path: str, group: Group, ben: User) -> None:
    with pytest.raises(Refused) as refused:
        services.create_group(by=actor_of(ben), name="x", path=path)
    assert refused.value.field == "path"


def test_groups_and_projects_share_one_name_space(ana: User, project: Project) -> None:
    with pytest.raises(Refused):
        make_group(ana, "power-forecast", parent=project.group)
    make_group(ana, "turbines", parent=project.group)
    with pytest.raises(Refused):
        make_project(ana, "Turbines", group=project.group)


def test_groups_nest_ten_deep(ana: User) -> None:
    parent = make_group(ana, "level-1")
    for level in range(2, 11):
        parent = make_group(ana, f"level-{level}", parent=parent)
    with pytest.raises(Refused, match="at most 10 deep"):
        make_group(ana, "level-11", parent=parent)


def test_who_may_not_cannot_make_a_subgroup(ana: User, ben: User, group: Group) -> None:
    make_member(group, ben, Role.DEVELOPER)
    with pytest.raises(Forbidden):
        make_group(ben, "mine", parent=group)
    assert client_of(ben).get("/groups/wind-farm/-/new").status_code == 403
    Member.objects.filter(user=ben).update(role=Role.MAINTAINER)
    made = client_of(ben).post(
        "/groups/wind-farm/-/new", {"name": "Mine", "path": "mine", "visibility": "private"}
    )
    assert made["Location"] == "/wind-farm/mine"


def test_personal_groups_hold_no_groups(ana: User) -> None:
    with pytest.raises(Forbidden):
        make_group(ana, "mine", parent=Group.objects.get(owner=ana))


def test_visibility_is_bounded_by_what_is_around_and_inside(ana: User, group: Group) -> None:
    by = actor_of(ana)
    with pytest.raises(Refused) as refused:
        make_group(ana, "open", parent=group, visibility="internal")
    assert refused.value.field == "visibility"
    services.edit_group(by=by, group=group, visibility="internal")
    make_project(ana, "forecast", group=group, visibility="internal")
    with pytest.raises(Refused, match="wind-farm/forecast is internal"):
        services.edit_group(by=by, group=group, visibility="private")
    with pytest.raises(Refused, match="Choose one of private, internal, public"):
        services.edit_group(by=by, group=group, visibility="secret")


def test_renaming_moves_everything_below_and_leaves_redirects(ana: User, project: Project) -> None:
    group = project.group
    sub = make_group(ana, "turbines", parent=group)
    make_project(ana, "blades", group=sub)
    other = make_group(ana, "wind-farms")
    services.rename_group(by=actor_of(ana), group=group, path="wind")
    assert sorted(Project.objects.values_list("full_path", flat=True)) == [
        "wind/power-forecast",
        "wind/turbines/blades",
    ]
    other.refresh_from_db()
    assert other.full_path == "wind-farms"
    browser = client_of(ana)
    for old, new in [
        ("/wind-farm", "/wind"),
        ("/WIND-farm/turbines", "/wind/turbines"),
        ("/wind-farm/turbines/blades/-/activity", "/wind/turbines/blades/-/activity"),
        ("/groups/wind-farm/turbines/-/members?a=b", "/groups/wind/turbines/-/members?a=b"),
    ]:
        moved = browser.get(old)
        assert (moved.status_code, moved["Location"]) == (301, new)


def test_a_redirect_tells_strangers_nothing(ana: User, ben: User, project: Project) -> None:
    services.rename_group(by=actor_of(ana), group=project.group, path="wind")
    assert client_of(ben).get("/wind-farm/power-forecast/-/activity").status_code == 404


def test_writing_to_an_old_address_is_told_the_new_one(browser: Client, group: Group) -> None:
    browser.post("/groups/wind-farm/-/settings/rename", {"path": "wind"})
    answer = browser.post("/groups/wind-farm/-/settings", {"name": "x", "visibility": "private"})
    assert answer.status_code == 409
    assert "use wind instead of wind-farm" in answer.content.decode()


def test_renaming_there_and_back_and_taking_an_old_path(ana: User, group: Group) -> None:
    by = actor_of(ana)
    services.rename_group(by=by, group=group, path="wind")
    services.rename_group(by=by, group=group, path="wind-farm")
    assert list(Redirect.objects.values_list("full_path", flat=True)) == ["wind"]
    taken = make_group(ana, "Wind")
    assert not Redirect.objects.exists()
    assert client_of(ana).get("/wind").status_code == 200
    assert taken.full_path == "Wind"


def test_renaming_to_another_spelling_leaves_no_redirect(ana: User, group: Group) -> None:
    services.rename_group(by=actor_of(ana), group=group, path="Wind-Farm")
    assert group.full_path == "Wind-Farm"
    assert not Redirect.objects.exists()


def test_renaming_to_a_taken_path_changes_nothing(browser: Client, group: Group, ben: User) -> None:
    refused = browser.post("/groups/wind-farm/-/settings/rename", {"path": "ben"})
    assert refused.status_code == 400
    assert "This path is taken." in refused.content.decode()
    group.refresh_from_db()
    assert (group.path, group.full_path) == ("wind-farm", "wind-farm")


def test_deleting_needs_the_typed_path_and_an_empty_group(
    browser: Client, ana: User, project: Project
) -> None:
    sub = make_group(ana, "turbines", parent=project.group)
    delete = "/groups/wind-farm/-/settings/delete"
    assert "Type wind-farm to confirm." in browser.post(delete, {"confirm": "x"}).content.decode()
    full = browser.post(delete, {"confirm": "wind-farm"})
    assert full.status_code == 400
    assert "Delete or transfer the projects" in full.content.decode()
    services.delete_project(by=actor_of(ana), project=project, confirmation=project.full_path)
    with pytest.raises(Conflict, match="Delete the groups"):
        services.delete_group(by=actor_of(ana), group=project.group, confirmation="wind-farm")
    services.delete_group(by=actor_of(ana), group=sub, confirmation="wind-farm/turbines")
    assert browser.post(delete, {"confirm": "wind-farm"})["Location"] == "/-/groups"
    assert not Group.objects.filter(owner=None).exists()
    assert not Project.objects.exists()


def test_only_owners_change_a_group(ben: User, group: Group) -> None:
    make_member(group, ben, Role.MAINTAINER)
    client = client_of(ben)
    assert client.get("/groups/wind-farm/-/settings").status_code == 403
    assert client.post("/groups/wind-farm/-/settings", {"name": "x"}).status_code == 403
    assert client.post("/groups/wind-farm/-/settings/rename", {"path": "x"}).status_code == 403
    confirmed = {"confirm": "wind-farm"}
    assert client.post("/groups/wind-farm/-/settings/delete", confirmed).status_code == 403
    assert Group.objects.filter(full_path="wind-farm").exists()


def test_a_personal_group_is_nobodys_to_change(browser: Client, ana: User) -> None:
    own = Group.objects.get(owner=ana)
    assert browser.get("/groups/ana/-/settings").status_code == 403
    with pytest.raises(Refused):
        services.rename_group(by=actor_of(ana), group=own, path="x")
    with pytest.raises(Refused):
        services.delete_group(by=actor_of(ana), group=own, confirmation="ana")


def test_personal_pages_are_not_for_the_anonymous(ana: User, anonymous: Client) -> None:
    make_project(ana, "open-data", visibility="public")
    assert anonymous.get("/ana").status_code == 404
    assert client_of(make_user("mei")).get("/ana").status_code == 200
