"""Members and the tokens of projects: who may give which role, and who may not."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from factories import actor_of, client_of, make_group, make_member, make_project, make_user

from mergelab.accounts import secrets
from mergelab.accounts.models import User
from mergelab.kit.actor import Actor
from mergelab.kit.errors import Conflict, Forbidden, Refused
from mergelab.projects import services
from mergelab.projects.models import Activity, Group, Member, Project, ProjectToken
from mergelab.projects.policies import (
    can_manage_members,
    can_read_code,
    can_read_project,
    project_role,
)
from mergelab.projects.roles import Role

MEMBERS = "/wind-farm/power-forecast/-/members"


def test_added_by_name_or_address(browser: Client, ben: User, project: Project) -> None:
    assert browser.post(MEMBERS, {"user": "BEN", "role": 30})["Location"] == MEMBERS
    mei = make_user("mei")
    assert browser.post(MEMBERS, {"user": "mei@example.org", "role": 10}).status_code == 302
    assert project_role(actor_of(ben), project) == Role.DEVELOPER
    assert project_role(actor_of(mei), project) == Role.GUEST
    line = Activity.objects.filter(noun="member").last()
    assert line is not None
    assert (line.verb, line.reference, line.title) == ("added", "ben", "Developer")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"user": "nobody", "role": 30}, "Nobody here has this user name"),
        ({"user": "ben", "role": 35}, "not one of the available choices"),
        ({"user": "ben", "role": "x"}, "not one of the available choices"),
        ({"user": "", "role": 30}, "This field is required"),
    ],
)
def test_bad_input_is_said_in_the_form(
    given: dict[str, Any], message: str, browser: Client, ben: User, project: Project
) -> None:
    answer = browser.post(MEMBERS, given)
    assert answer.status_code == 400
    assert message in answer.content.decode()
    assert not Member.objects.filter(user=ben).exists()


def test_once_only(browser: Client, ben: User, project: Project) -> None:
    make_member(project, ben)
    answer = browser.post(MEMBERS, {"user": "ben", "role": 40})
    assert "ben is a member already." in answer.content.decode()
    with pytest.raises(Conflict):
        services.add_member(by=actor_of(ben), place=project, user=ben, role=10)


def test_a_groups_members_are_members_of_what_is_in_it(ana: User, ben: User, group: Group) -> None:
    deep = make_project(ana, group=make_group(ana, "turbines", parent=group))
    assert not can_read_project(actor_of(ben), deep)
    make_member(group, ben, Role.REPORTER)
    assert project_role(actor_of(ben), deep) == Role.REPORTER
    make_member(deep, ben, Role.MAINTAINER)
    assert project_role(actor_of(ben), deep) == Role.MAINTAINER


def test_guests_of_a_private_project_do_not_see_code(ben: User, project: Project) -> None:
    make_member(project, ben, Role.GUEST)
    assert can_read_project(actor_of(ben), project)
    assert not can_read_code(actor_of(ben), project)


def test_nobody_gives_a_role_above_their_own(ben: User, project: Project) -> None:
    make_member(project, ben, Role.MAINTAINER)
    mei = make_user("mei")
    with pytest.raises(Forbidden):
        services.add_member(by=actor_of(ben), place=project, user=mei, role=Role.OWNER)
    own = Member.objects.get(user=ben)
    with pytest.raises(Forbidden):
        services.change_role(by=actor_of(ben), member=own, role=Role.OWNER)
    refused = client_of(ben).post(f"{MEMBERS}/{own.pk}/role", {"role": 50})
    assert refused.status_code == 403
    assert Member.objects.get(user=ben).role == Role.MAINTAINER


def test_nobody_touches_somebody_above_them(ben: User, project: Project) -> None:
    make_member(project, ben, Role.MAINTAINER)
    boss = make_member(project, make_user("mei"), Role.OWNER)
    with pytest.raises(Forbidden):
        services.change_role(by=actor_of(ben), member=boss, role=Role.GUEST)
    with pytest.raises(Forbidden):
        services.remove_member(by=actor_of(ben), member=boss)
    assert client_of(ben).post(f"{MEMBERS}/{boss.pk}/remove").status_code == 403


def test_developers_do_not_manage_members(ben: User, project: Project) -> None:
    make_member(project, ben, Role.DEVELOPER)
    other = make_member(project, make_user("mei"), Role.GUEST)
    client = client_of(ben)
    assert not can_manage_members(actor_of(ben), project)
    assert client.post(MEMBERS, {"user": "root", "role": 10}).status_code == 403
    assert client.post(f"{MEMBERS}/{other.pk}/role", {"role": 20}).status_code == 403
    assert client.post(f"{MEMBERS}/{other.pk}/remove").status_code == 403
    assert client.get(MEMBERS).status_code == 200


def test_roles_are_changed_and_taken(browser: Client, ben: User, project: Project) -> None:
    member = make_member(project, ben, Role.GUEST)
    assert browser.post(f"{MEMBERS}/{member.pk}/role", {"role": 40})["Location"] == MEMBERS
    assert browser.post(f"{MEMBERS}/{member.pk}/role", {"role": 41}).status_code == 400
    member.refresh_from_db()
    assert member.role == Role.MAINTAINER
    assert browser.post(f"{MEMBERS}/{member.pk}/remove")["Location"] == MEMBERS
    assert not can_read_project(actor_of(ben), project)


def test_everybody_may_leave(ben: User, project: Project) -> None:
    member = make_member(project, ben, Role.GUEST)
    assert client_of(ben).post(f"{MEMBERS}/{member.pk}/remove")["Location"] == "/"
    assert client_of(ben).get(MEMBERS).status_code == 404


def test_the_last_owner_of_a_group_stays(browser: Client, ana: User, group: Group) -> None:
    own = Member.objects.get(group=group)
    assert browser.post(f"/groups/wind-farm/-/members/{own.pk}/remove").status_code == 409
    with pytest.raises(Conflict):
        services.change_role(by=actor_of(ana), member=own, role=Role.GUEST)
    make_member(group, make_user("mei"), Role.OWNER)
    services.remove_member(by=actor_of(ana), member=own)
    assert not Member.objects.filter(user=ana).exists()


def test_an_inherited_owner_is_an_owner(ana: User, ben: User, group: Group) -> None:
    sub = make_group(ana, "turbines", parent=group)
    made = Member.objects.get(group=sub)
    with pytest.raises(Conflict):
        services.remove_member(by=actor_of(ana), member=made)
    make_member(group, ben, Role.OWNER)
    services.remove_member(by=actor_of(ana), member=made)
    assert not sub.members.exists()


def test_b7_a_member_of_another_place_is_not_found(browser: Client, ana: User, ben: User) -> None:
    group, other = make_group(ana), make_group(ana, "other")
    make_project(ana, group=group)
    member = make_member(make_project(ana, "x", group=other), ben, Role.GUEST)
    elsewhere = make_member(other, ben, Role.GUEST)
    for pk in (member.pk, elsewhere.pk, 999999):
        assert browser.post(f"{MEMBERS}/{pk}/role", {"role": 50}).status_code == 404
        assert browser.post(f"/groups/wind-farm/-/members/{pk}/remove").status_code == 404
    assert set(Member.objects.filter(user=ben).values_list("role", flat=True)) == {Role.GUEST}


def test_personal_groups_have_no_members(ana: User, ben: User) -> None:
    own = Group.objects.get(owner=ana)
    with pytest.raises(Refused):
        services.add_member(by=actor_of(ana), place=own, user=ben, role=Role.GUEST)
    assert client_of(ana).post("/groups/ana/-/members", {"user": "ben"}).status_code == 403


def test_b13_who_is_removed_hears_nothing_more(ana: User, ben: User, project: Project) -> None:
    member = make_member(project, ben)
    client = client_of(ben)
    services.record_activity(
        project=project, actor=ana, verb="pushed to", noun="branch", reference="secret-branch"
    )
    assert "secret-branch" in client.get("/").content.decode()
    services.remove_member(by=actor_of(ana), member=member)
    for address in ("/", "/ana", "/-/projects?view=all", "/-/groups"):
        page = client.get(address).content.decode()
        assert "secret-branch" not in page
        assert "power-forecast" not in page


def token_of(project: Project, by: User, role: int = Role.DEVELOPER) -> tuple[ProjectToken, str]:
    return services.create_project_token(
        by=actor_of(by), project=project, name="nightly", role=role, scopes=["api"]
    )


def test_a_project_token_acts_in_its_project_only(ana: User, project: Project) -> None:
    other = make_project(ana, "other", group=project.group)
    row, secret = token_of(project, ana)
    assert secret.startswith("glpat-")
    bot = Actor(user=row.token.user, scopes=frozenset(["api"]))
    assert project_role(bot, project) == Role.DEVELOPER
    assert not can_read_project(bot, other)


def test_a_project_token_is_made_and_revoked_on_its_page(browser: Client, project: Project) -> None:
    address = "/wind-farm/power-forecast/-/settings/tokens"
    tomorrow = timezone.now().date() + timedelta(days=1)
    form = {"name": "nightly", "role": 30, "scopes": ["read_repository"], "expires_on": tomorrow}
    assert browser.post(address, {**form, "expires_on": "soon"}).status_code == 400
    made = browser.post(address, form)
    secret = re.search(r"glpat-[\w-]{50}", made.content.decode())
    assert secret is not None
    assert made["Cache-Control"] == "no-store"
    row = ProjectToken.objects.get()
    assert (row.token.digest, row.token.expires_on) == (secrets.digest(secret[0]), tomorrow)
    listed = browser.get(address).content.decode()
    assert "nightly" in listed
    assert secret[0] not in listed
    assert browser.post(f"{address}/{row.pk}/revoke")["Location"] == address
    row.token.refresh_from_db()
    assert not row.token.is_active
    assert not Member.objects.filter(user=row.token.user).exists()


def test_project_tokens_are_for_maintainers_and_up_to_their_role(
    ben: User, project: Project
) -> None:
    member = make_member(project, ben, Role.DEVELOPER)
    address = "/wind-farm/power-forecast/-/settings/tokens"
    assert client_of(ben).get(address).status_code == 403
    assert client_of(ben).post(address, {"name": "x"}).status_code == 403
    member.role = Role.MAINTAINER
    member.save()
    assert client_of(ben).get(address).status_code == 200
    with pytest.raises(Forbidden):
        token_of(project, ben, Role.OWNER)
    with pytest.raises(Refused):
        token_of(project, ben, 35)
    assert not User.objects.filter(is_bot=True).exists()


def test_b7_a_token_of_another_project_is_not_found(browser: Client, ana: User) -> None:
    group = make_group(ana)
    make_project(ana, group=group)
    row, _ = token_of(make_project(ana, "other", group=group), ana)
    address = f"/wind-farm/power-forecast/-/settings/tokens/{row.pk}/revoke"
    assert browser.post(address).status_code == 404
    row.token.refresh_from_db()
    assert row.token.is_active


def test_bots_are_members_through_their_token_only(ana: User, project: Project) -> None:
    row, _ = token_of(project, ana)
    other = make_project(ana, "other")
    with pytest.raises(Refused):
        services.add_member(by=actor_of(ana), place=other, user=row.token.user, role=10)
    with pytest.raises(Refused):
        services.remove_member(by=actor_of(ana), member=Member.objects.get(user=row.token.user))


def test_a_tokens_wider_than_the_actors_are_refused(ana: User, project: Project) -> None:
    with pytest.raises(Refused):
        services.create_project_token(
            by=Actor(user=ana, scopes=frozenset(["read_api"])),
            project=project,
            name="x",
            role=30,
            scopes=["api"],
        )
    assert not User.objects.filter(is_bot=True).exists()
