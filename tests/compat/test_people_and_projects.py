"""python-gitlab: who one is, users, groups, projects, members, tokens, pages and errors."""

from typing import Any

import gitlab
import pytest
from gitlab import const
from support.server import RunningServer


def test_auth_knows_who_it_is(ana: gitlab.Gitlab) -> None:
    ana.auth()
    assert ana.user is not None
    assert (ana.user.username, ana.user.email) == ("ana", "ana@example.org")
    assert ana.version() == ("0.1.0", "mergelab")


@pytest.mark.parametrize("token", ["glpat-nonsense", "", "ä"])
def test_a_bad_token_is_an_authentication_error(server: RunningServer, token: str) -> None:
    secret = token.encode("utf-8").decode("latin-1")
    with (
        gitlab.Gitlab(server.url, private_token=secret) as client,
        pytest.raises(gitlab.GitlabAuthenticationError),
    ):
        client.auth()


def test_a_bearer_token_is_as_good(server: RunningServer, ana: gitlab.Gitlab) -> None:
    with gitlab.Gitlab(server.url, oauth_token=ana.private_token) as client:
        client.auth()
        assert client.user is not None
        assert client.user.username == "ana"


def test_administrators_make_find_change_and_block_users(root: gitlab.Gitlab) -> None:
    made = root.users.create(
        {"username": "cy", "email": "cy@example.org", "name": "Cy", "password": "a long pass word"}
    )
    assert [user.id for user in root.users.list(username="CY")] == [made.id]
    made.name = "Cyrus"
    made.save()
    assert root.users.get(made.id).name == "Cyrus"
    assert made.block() is True
    assert root.users.get(made.id).state == "blocked"
    assert made.unblock() is True


def test_what_is_wrong_with_a_user_is_said(root: gitlab.Gitlab, ana: gitlab.Gitlab) -> None:
    row = {"username": "ana", "email": "x@example.org", "name": "X", "password": "a long pass word"}
    with pytest.raises(gitlab.GitlabCreateError) as refusal:
        root.users.create(row)
    assert refusal.value.response_code == 400
    assert refusal.value.error_message == {"username": ["This user name is taken."]}
    with pytest.raises(gitlab.GitlabCreateError) as refusal:
        ana.users.create({**row, "username": "dan"})
    assert refusal.value.response_code == 403


def test_groups_nest(ana: gitlab.Gitlab, group: Any) -> None:
    child = ana.groups.create({"name": "North", "path": "north", "parent_id": group.id})
    assert child.full_path == "wind-farm/north"
    assert [row.id for row in group.subgroups.list(get_all=True)] == [child.id]
    project = ana.projects.create({"name": "deep", "namespace_id": child.id})
    assert project.path_with_namespace == "wind-farm/north/deep"
    assert ana.projects.get("wind-farm/north/deep").id == project.id
    assert ana.groups.get("wind-farm/north").id == child.id
    assert [row.id for row in child.projects.list(get_all=True)] == [project.id]
    project.delete()
    child.delete()
    with pytest.raises(gitlab.GitlabGetError) as missing:
        ana.groups.get("wind-farm/north")
    assert (missing.value.response_code, missing.value.error_message) == (
        404,
        "404 Group Not Found",
    )


def test_a_personal_project_is_changed_archived_moved_and_deleted(
    ana: gitlab.Gitlab, ben: gitlab.Gitlab, group: Any
) -> None:
    project = ana.projects.create({"name": "Scratch pad", "description": "d"})
    assert project.path_with_namespace == "ana/scratch-pad"
    with pytest.raises(gitlab.GitlabGetError) as missing:
        ben.projects.get(project.id)
    assert missing.value.response_code == 404
    project.visibility = "internal"
    project.path = "pad"
    project.save()
    assert ben.projects.get("ana/pad").visibility == "internal"
    assert ana.projects.get("ana/scratch-pad").id == project.id
    project.archive()
    assert ana.projects.get(project.id).archived is True
    project.unarchive()
    project.visibility = "private"
    project.save()
    project.transfer(group.id)
    assert ana.projects.get(project.id).path_with_namespace == "wind-farm/pad"
    project.delete()
    assert ana.projects.list(search="pad", get_all=True) == []


def test_members_come_and_go(ana: gitlab.Gitlab, ben: gitlab.Gitlab, group: Any) -> None:
    assert ana.user is not None
    assert ben.user is not None
    project = ana.projects.create({"name": "with members", "namespace_id": group.id})
    member = project.members.create(
        {"user_id": ben.user.id, "access_level": const.AccessLevel.REPORTER}
    )
    member.access_level = const.AccessLevel.DEVELOPER
    member.save()
    assert project.members.get(ben.user.id).access_level == 30
    everybody = project.members_all.list(get_all=True)
    assert {row.username: row.access_level for row in everybody} == {"ana": 50, "ben": 30}
    assert project.members_all.get(ana.user.id).access_level == 50
    with pytest.raises(gitlab.GitlabCreateError) as again:
        project.members.create({"user_id": ben.user.id, "access_level": 10})
    assert again.value.response_code == 409
    member.delete()
    assert [row.username for row in project.members.list(get_all=True)] == []
    of_group = group.members.create({"user_id": ben.user.id, "access_level": 20})
    assert group.members_all.get(ben.user.id).access_level == 20
    of_group.delete()
    project.delete()


def test_tokens_of_oneself(server: RunningServer, ana: gitlab.Gitlab) -> None:
    made = ana.http_post(
        "/user/personal_access_tokens", post_data={"name": "reader", "scopes": ["read_api"]}
    )
    assert isinstance(made, dict)
    with gitlab.Gitlab(server.url, private_token=made["token"]) as reader:
        reader.auth()
        assert reader.personal_access_tokens.get("self").id == made["id"]
        with pytest.raises(gitlab.GitlabCreateError) as refusal:
            reader.projects.create({"name": "x"})
        assert refusal.value.response_code == 403
        assert refusal.value.error_message == "insufficient_scope"
        ana.personal_access_tokens.get(made["id"]).delete()
        with pytest.raises(gitlab.GitlabAuthenticationError):
            reader.auth()
    listed = ana.personal_access_tokens.list(get_all=True)
    assert {row.id: row.revoked for row in listed}[made["id"]] is True


def test_a_project_token_acts_for_its_project(server: RunningServer, project: Any) -> None:
    made = project.access_tokens.create(
        {"name": "ci", "scopes": ["api"], "access_level": 30, "expires_at": None}
    )
    assert made.token.startswith("glpat-")
    with gitlab.Gitlab(server.url, private_token=made.token) as bot:
        bot.auth()
        assert bot.user is not None
        assert bot.user.bot is True
        bot.projects.get(project.id).branches.create({"branch": "from-bot", "ref": "main"})
        with pytest.raises(gitlab.GitlabHttpError) as refusal:
            bot.http_post(
                "/user/personal_access_tokens", post_data={"name": "x", "scopes": ["api"]}
            )
        assert refusal.value.response_code == 403
        assert [row.id for row in project.access_tokens.list(get_all=True)] == [made.id]
        project.access_tokens.delete(made.id)
        with pytest.raises(gitlab.GitlabAuthenticationError):
            bot.auth()


@pytest.mark.parametrize("way", [{"get_all": True}, {"iterator": True}])
@pytest.mark.parametrize("keyset", [{}, {"pagination": "keyset", "order_by": "id", "sort": "asc"}])
def test_every_page_is_visited(
    ana: gitlab.Gitlab, group: Any, way: dict[str, Any], keyset: dict[str, Any]
) -> None:
    made = [ana.projects.create({"name": f"p{n}", "namespace_id": group.id}) for n in range(5)]
    seen = [row.id for row in ana.projects.list(search="p", per_page=2, **keyset, **way)]
    assert sorted(seen) == sorted(row.id for row in made)
    for project in made:
        project.delete()


def test_a_page_tells_the_totals(ana: gitlab.Gitlab, group: Any) -> None:
    made = [ana.projects.create({"name": f"q{n}", "namespace_id": group.id}) for n in range(3)]
    pages = ana.projects.list(search="q", per_page=2, iterator=True)
    assert (pages.total, pages.total_pages, pages.next_page) == (3, 2, 2)
    for project in made:
        project.delete()
