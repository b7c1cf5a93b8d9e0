"""What administrators do on their pages, what people do to their own things, and nobody else."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from factories import PASSWORD, actor_of, client_of, make_token, make_user

from mergelab.accounts import secrets, services
from mergelab.accounts.models import AccessToken, Invitation, User


@pytest.fixture
def office(admin: User) -> Client:
    """The administrator, signed in."""
    return client_of(admin)


def test_users_are_found(office: Client, ana: User, ben: User) -> None:
    services.block_user(by=actor_of(make_user("x", is_admin=True)), user=ben)

    def found(**query: str) -> list[str]:
        return [user.username for user in office.get("/-/admin/users", query).context["page"]]

    assert found() == ["ana", "ben", "root", "x"]
    assert found(search="ANA@") == ["ana"]
    assert found(state="blocked") == ["ben"]
    assert found(state="admin") == ["root", "x"]
    assert found(state="odd", search="b") == ["ben"]


def test_bots_are_no_people(office: Client) -> None:
    bot = services.create_bot(username_prefix="project_1_bot", name="nightly")
    assert [user.username for user in office.get("/-/admin/users").context["page"]] == ["root"]
    assert office.post(f"/-/admin/users/{bot.pk}/block").status_code == 404


def test_a_user_is_made(office: Client) -> None:
    form = {"username": "mei", "name": "Mei", "email": "mei@example.org", "password": PASSWORD}
    assert office.post("/-/admin/users/new", {**form, "password": "x"}).status_code == 400
    assert office.post("/-/admin/users/new", form)["Location"] == "/-/admin/users"
    assert not User.objects.get(username="mei").is_admin


def test_users_are_blocked_and_promoted(office: Client, ana: User, admin: User) -> None:
    for verb, field, value in [
        ("block", "state", "blocked"),
        ("unblock", "state", "active"),
        ("promote", "is_admin", True),
        ("demote", "is_admin", False),
    ]:
        answer = office.post(f"/-/admin/users/{ana.pk}/{verb}")
        assert answer["Location"] == "/-/admin/users"
        ana.refresh_from_db()
        assert getattr(ana, field) == value
    assert office.post(f"/-/admin/users/{admin.pk}/demote").status_code == 409
    assert office.post(f"/-/admin/users/{admin.pk}/block").status_code == 400


@pytest.mark.parametrize("verb", ["block", "unblock", "promote", "demote"])
def test_only_administrators_administer(verb: str, browser: Client, ben: User) -> None:
    assert browser.post(f"/-/admin/users/{ben.pk}/{verb}").status_code == 404
    assert Client().post(f"/-/admin/users/{ben.pk}/{verb}").status_code == 404
    assert User.objects.filter(pk=ben.pk, is_admin=False, state="active").exists()


def test_only_administrators_make_users_and_invitations(browser: Client) -> None:
    form = {"username": "mei", "name": "Mei", "email": "mei@example.org", "password": PASSWORD}
    assert browser.post("/-/admin/users/new", form).status_code == 403
    assert browser.post("/-/admin/invitations", {"email": ""}).status_code == 403
    assert not Invitation.objects.exists()


def test_a_link_is_shown_once_and_revoked(office: Client, browser: Client) -> None:
    made = office.post("/-/admin/invitations", {"email": "mei@example.org"})
    found = re.search(r"http://testserver/-/invitations/([\w-]{43})", made.content.decode())
    assert found is not None
    row = Invitation.objects.get()
    assert row.digest == secrets.digest(found[1])
    assert found[1] not in office.get("/-/admin/invitations").content.decode()
    assert browser.post(f"/-/admin/invitations/{row.pk}/revoke").status_code == 404
    assert office.post(f"/-/admin/invitations/{row.pk}/revoke").status_code == 302
    assert not Invitation.objects.exists()


def test_ones_own_tokens(browser: Client, ana: User) -> None:
    tomorrow = timezone.now().date() + timedelta(days=1)
    form: dict[str, Any] = {"name": "laptop", "scopes": ["api"], "expires_on": tomorrow}
    for wrong in ({"scopes": []}, {"scopes": ["root"]}, {"name": ""}, {"expires_on": "2999-01-01"}):
        assert browser.post("/-/profile/tokens", {**form, **wrong}).status_code == 400
    made = browser.post("/-/profile/tokens", form)
    assert made.status_code == 200
    assert made["Cache-Control"] == "no-store"
    row = AccessToken.objects.get()
    assert browser.post(f"/-/profile/tokens/{row.pk}/revoke").status_code == 302
    assert not AccessToken.objects.active().exists()
    services.revoke_token(token=row)


def test_b7_nobody_revokes_the_token_of_another(ana: User, ben: User) -> None:
    make_token(ana)
    row = AccessToken.objects.get()
    assert client_of(ben).post(f"/-/profile/tokens/{row.pk}/revoke").status_code == 404
    assert AccessToken.objects.active().exists()


def test_the_profile_is_changed(browser: Client, ana: User, ben: User) -> None:
    taken = browser.post("/-/profile", {"name": "Ana", "email": "BEN@example.org"})
    assert taken.status_code == 400
    assert "Another user has this e-mail address." in taken.content.decode()
    saved = browser.post("/-/profile", {"name": "Ana Novak", "email": "a@example.org"})
    assert saved["Location"] == "/-/profile"
    ana.refresh_from_db()
    assert (ana.name, ana.email, ana.is_admin) == ("Ana Novak", "a@example.org", False)


def test_a_form_takes_only_its_fields(browser: Client, ana: User) -> None:
    form = {"name": "Ana", "email": "ana@example.org", "is_admin": "on", "username": "root"}
    browser.post("/-/profile", form)
    ana.refresh_from_db()
    assert (ana.username, ana.is_admin) == ("ana", False)
