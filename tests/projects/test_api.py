"""REST: groups, projects, members and project access tokens."""

from typing import Any

import pytest
from django.test import Client
from factories import make_group, make_member, make_project, token_client

from mergelab.accounts.models import User
from mergelab.projects.models import Group, Member, Project
from mergelab.projects.roles import Role, Visibility


def send(client: Client, method: str, path: str, /, **body: Any) -> Any:
    call = getattr(client, method)
    return call(f"/api/v4/{path}", data=body, content_type="application/json")


def test_a_project_is_made_in_the_personal_group(ana: User) -> None:
    made = send(token_client(ana), "post", "projects", name="Power Forecast").json()
    assert (made["path_with_namespace"], made["visibility"]) == ("ana/power-forecast", "private")
    assert made["namespace"]["kind"] == "user"
    assert made["permissions"]["project_access"] == {"access_level": 50}
    assert made["http_url_to_repo"] == "http://testserver/ana/power-forecast.git"


def test_a_project_is_made_in_a_group(ana: User, group: Group) -> None:
    made = send(token_client(ana), "post", "projects", name="x", namespace_id=group.pk)
    assert made.json()["path_with_namespace"] == "wind-farm/x"


def test_nobody_makes_a_project_in_a_foreign_group(ben: User, ana: User) -> None:
    group = make_group(ana, visibility=Visibility.PUBLIC)
    hidden = make_group(ana, "hidden")
    client = token_client(ben)
    assert send(client, "post", "projects", name="x", namespace_id=group.pk).status_code == 403
    assert send(client, "post", "projects", name="x", namespace_id=hidden.pk).status_code == 404
    assert not Project.objects.exists()


def test_a_project_is_named_by_number_or_path(ana: User, project: Project) -> None:
    client = token_client(ana)
    by_number = client.get(f"/api/v4/projects/{project.pk}").json()
    by_path = client.get("/api/v4/projects/wind-farm%2Fpower-forecast").json()
    assert by_number == by_path
    assert by_number["id"] == project.pk


@pytest.mark.parametrize("name", ["999999", "a%2Fb", "wind-farm%2Fnothing", "0", "9" * 40])
def test_a_project_that_is_not_there(ana: User, project: Project, name: str) -> None:
    answer = token_client(ana).get(f"/api/v4/projects/{name}")
    assert (answer.status_code, answer.json()) == (404, {"message": "404 Project Not Found"})


def test_a_private_project_is_as_missing_to_strangers(ben: User, project: Project) -> None:
    answer = token_client(ben).get(f"/api/v4/projects/{project.pk}")
    assert (answer.status_code, answer.json()) == (404, {"message": "404 Project Not Found"})
    assert token_client(ben).get("/api/v4/projects").json() == []


def test_a_project_is_changed_renamed_and_found_at_its_old_path(
    ana: User, project: Project
) -> None:
    client = token_client(ana)
    answer = send(client, "put", f"projects/{project.pk}", description="d", path="forecast")
    assert answer.json()["path_with_namespace"] == "wind-farm/forecast"
    old = client.get("/api/v4/projects/wind-farm%2Fpower-forecast")
    assert (old.status_code, old["Location"]) == (301, "/api/v4/projects/wind-farm/forecast")
    write = send(client, "put", "projects/wind-farm%2Fpower-forecast", description="e")
    assert write.status_code == 409


def test_a_project_is_archived_and_deleted(ana: User, project: Project) -> None:
    client = token_client(ana)
    assert send(client, "post", f"projects/{project.pk}/archive").json()["archived"] is True
    assert send(client, "put", f"projects/{project.pk}", description="d").status_code == 403
    assert send(client, "post", f"projects/{project.pk}/unarchive").json()["archived"] is False
    assert send(client, "delete", f"projects/{project.pk}").status_code == 202
    assert client.get(f"/api/v4/projects/{project.pk}").status_code == 404


def test_a_developer_does_not_change_the_project(ben: User, project: Project) -> None:
    make_member(project, ben, Role.DEVELOPER)
    client = token_client(ben)
    assert send(client, "put", f"projects/{project.pk}", description="d").status_code == 403
    assert send(client, "delete", f"projects/{project.pk}").status_code == 403
    assert send(client, "get", f"projects/{project.pk}/access_tokens").status_code == 403


def test_members_are_added_changed_and_removed(ana: User, ben: User, project: Project) -> None:
    client = token_client(ana)
    path = f"projects/{project.pk}/members"
    added = send(client, "post", path, user_id=ben.pk, access_level=20)
    assert (added.status_code, added.json()["access_level"]) == (201, 20)
    changed = send(client, "put", f"{path}/{ben.pk}", access_level=30).json()
    assert changed["access_level"] == 30
    everybody = client.get(f"/api/v4/{path}/all").json()
    assert {row["username"]: row["access_level"] for row in everybody} == {"ana": 50, "ben": 30}
    assert send(client, "delete", f"{path}/{ben.pk}").status_code == 204
    assert not Member.objects.filter(user=ben).exists()


@pytest.mark.parametrize(("level", "status"), [(15, 400), (0, 400), (50, 403)])
def test_a_maintainer_gives_no_role_that_it_has_not(
    ana: User, ben: User, project: Project, level: int, status: int
) -> None:
    make_member(project, ben, Role.MAINTAINER)
    member = make_member(project, User.objects.create(username="cy", email="c@x.org", name="c"), 10)
    path = f"projects/{project.pk}/members/{member.user.pk}"
    assert send(token_client(ben), "put", path, access_level=level).status_code == status
    member.refresh_from_db()
    assert member.role == 10


def test_a_member_of_another_project_is_not_found_here(
    ana: User, ben: User, group: Group, project: Project
) -> None:
    """B7: a child is looked up through its parent."""
    other = make_project(ana, "other", group=group)
    make_member(other, ben)
    client = token_client(ana)
    assert client.get(f"/api/v4/projects/{project.pk}/members/{ben.pk}").status_code == 404
    path = f"projects/{project.pk}/members/{ben.pk}"
    assert send(client, "delete", path).status_code == 404
    assert Member.objects.filter(user=ben, project=other).exists()


def test_a_project_token_acts_with_its_role(ana: User, project: Project) -> None:
    path = f"projects/{project.pk}/access_tokens"
    made = send(
        token_client(ana), "post", path, name="ci", scopes=["read_api"], access_level=20
    ).json()
    bot = Client(headers={"Private-Token": made["token"]})
    assert bot.get(f"/api/v4/projects/{project.pk}").status_code == 200
    assert bot.get("/api/v4/user").json()["bot"] is True
    assert send(token_client(ana), "delete", f"{path}/{made['id']}").status_code == 204
    assert bot.get("/api/v4/user").status_code == 401


def test_groups_nest_and_list_their_projects(ana: User, group: Group, project: Project) -> None:
    client = token_client(ana)
    child = send(client, "post", "groups", name="North", path="north", parent_id=group.pk).json()
    assert child["full_path"] == "wind-farm/north"
    assert [row["id"] for row in client.get(f"/api/v4/groups/{group.pk}/subgroups").json()] == [
        child["id"]
    ]
    listed = client.get("/api/v4/groups/wind-farm/projects").json()
    assert [row["id"] for row in listed] == [project.pk]


def test_a_group_with_projects_is_not_deleted(ana: User, group: Group, project: Project) -> None:
    assert send(token_client(ana), "delete", f"groups/{group.pk}").status_code == 409
    assert Group.objects.filter(pk=group.pk).exists()


def test_a_foreign_group_is_missing(ben: User, group: Group) -> None:
    assert token_client(ben).get(f"/api/v4/groups/{group.pk}").status_code == 404
    assert send(token_client(ben), "put", f"groups/{group.pk}", name="x").status_code == 404


def test_the_list_of_projects_asks_the_same_number_of_questions(
    ana: User, group: Group, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        make_project(ana, f"p{number}", group=group)
    client = token_client(ana)
    with django_assert_max_num_queries(5):
        assert len(client.get("/api/v4/projects").json()) == 12
