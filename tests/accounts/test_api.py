"""REST: users and personal access tokens."""

from typing import Any

import pytest
from django.test import Client
from factories import make_token, make_user, token_client

from mergelab.accounts.models import AccessToken, User
from mergelab.kit.actor import READ_API


def send(client: Client, method: str, path: str, /, **body: Any) -> Any:
    call = getattr(client, method)
    return call(f"/api/v4/{path}", data=body, content_type="application/json")


def test_the_version_is_for_those_who_are_known(ana: User) -> None:
    assert Client().get("/api/v4/version").status_code == 401
    assert token_client(ana).get("/api/v4/version").json() == {
        "version": "0.1.0",
        "revision": "mergelab",
    }


def test_a_user_sees_all_of_itself_and_the_name_of_others(ana: User, ben: User) -> None:
    client = token_client(ana)
    own = client.get("/api/v4/user").json()
    assert (own["username"], own["email"], own["is_admin"]) == ("ana", "ana@example.org", False)
    other = client.get(f"/api/v4/users/{ben.pk}").json()
    assert (other["username"], other["email"], other["is_admin"]) == ("ben", None, None)


@pytest.mark.parametrize("header", ["Bearer {}", "bearer {}"])
def test_a_bearer_token_works_as_well(ana: User, header: str) -> None:
    client = Client(headers={"Authorization": header.format(make_token(ana))})
    assert client.get("/api/v4/user").status_code == 200


@pytest.mark.parametrize("query", ["private_token", "access_token"])
def test_a_token_in_the_query_string_is_not_looked_at(ana: User, query: str) -> None:
    assert Client().get(f"/api/v4/user?{query}={make_token(ana)}").status_code == 401


def test_a_session_opens_no_rest_door(browser: Client) -> None:
    assert browser.get("/api/v4/user").status_code == 401


def test_a_revoked_token_is_dead_at_once(ana: User) -> None:
    client = token_client(ana)
    assert send(client, "delete", "personal_access_tokens/self").status_code == 204
    assert client.get("/api/v4/user").status_code == 401


def test_a_blocked_user_is_out_with_every_token(ana: User, admin: User) -> None:
    client = token_client(ana)
    assert send(token_client(admin), "post", f"users/{ana.pk}/block").json() is True
    assert client.get("/api/v4/user").status_code == 401


def test_a_reading_token_does_not_write(ana: User) -> None:
    answer = send(token_client(ana, READ_API), "post", "projects", name="x")
    assert answer.status_code == 403
    assert answer.json()["error"] == "insufficient_scope"


def test_administrators_make_users(admin: User) -> None:
    client = token_client(admin)
    made = send(
        client,
        "post",
        "users",
        username="cy",
        email="cy@example.org",
        name="Cy",
        password="correct horse battery",
    )
    assert made.status_code == 201
    assert made.json()["username"] == "cy"
    assert [row["username"] for row in client.get("/api/v4/users?username=CY").json()] == ["cy"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"username": "ana"}, "username"),
        ({"username": "a b"}, "username"),
        ({"email": "nonsense"}, "email"),
        ({"password": "short"}, "password"),
    ],
)
def test_a_user_that_cannot_be_made_is_refused_by_field(
    admin: User, ana: User, changed: dict[str, str], field: str
) -> None:
    good = {
        "username": "cy",
        "email": "cy@example.org",
        "name": "Cy",
        "password": "correct horse battery",
    }
    answer = send(token_client(admin), "post", "users", **{**good, **changed})
    assert answer.status_code == 400
    assert list(answer.json()["message"]) == [field]
    assert not User.objects.filter(username="cy").exists()


def test_others_do_not_make_users(ana: User) -> None:
    answer = send(
        token_client(ana),
        "post",
        "users",
        username="x",
        email="x@x.org",
        name="x",
        password="correct horse battery",
    )
    assert answer.status_code == 403


def test_a_token_cannot_make_a_wider_one(ana: User) -> None:
    """B12: what a token makes has at most its own scopes."""
    client = token_client(ana)
    made = send(client, "post", "user/personal_access_tokens", name="t", scopes=["read_api"])
    assert made.status_code == 201
    narrow = Client(headers={"Private-Token": made.json()["token"]})
    answer = send(narrow, "post", "user/personal_access_tokens", name="t", scopes=["api"])
    assert answer.status_code == 403


def test_the_secret_is_shown_once_and_never_kept(ana: User) -> None:
    client = token_client(ana)
    made = send(client, "post", "user/personal_access_tokens", name="t", scopes=["api"]).json()
    listed = client.get("/api/v4/personal_access_tokens").content.decode()
    assert made["token"].startswith("glpat-")
    assert made["token"] not in listed
    stored = AccessToken.objects.get(pk=made["id"])
    assert made["token"] not in (stored.digest, stored.hint, stored.name)


def test_one_sees_and_revokes_only_own_tokens(ana: User, ben: User) -> None:
    make_token(ben)
    foreign = AccessToken.objects.get(user=ben)
    client = token_client(ana)
    assert client.get(f"/api/v4/personal_access_tokens/{foreign.pk}").status_code == 404
    assert send(client, "delete", f"personal_access_tokens/{foreign.pk}").status_code == 404
    foreign.refresh_from_db()
    assert foreign.revoked_at is None


@pytest.mark.parametrize("number", [0, 2**63, 10**30])
def test_a_number_out_of_range_is_missing(ana: User, number: int) -> None:
    assert token_client(ana).get(f"/api/v4/users/{number}").status_code == 404


def test_the_list_of_users_asks_the_same_number_of_questions(
    ana: User, django_assert_max_num_queries: Any
) -> None:
    client = token_client(ana)
    client.get("/api/v4/users")
    for number in range(15):
        make_user(f"user{number}")
    with django_assert_max_num_queries(4):
        assert len(client.get("/api/v4/users").json()) == 16
