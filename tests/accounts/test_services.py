"""What verbs of accounts do, and what they refuse."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from factories import PASSWORD, actor_of, client_of, make_token, make_user, token_client

from mergelab.accounts import secrets, services
from mergelab.accounts.models import AccessToken, Invitation, Session, User
from mergelab.accounts.services.passwords import mail_password_reset
from mergelab.kit.actor import Actor
from mergelab.kit.errors import Conflict, Refused
from mergelab.kit.tasks import run_pending
from mergelab.projects.models import Group

NEW = "another long pass phrase"


def without_csrf(page: Any) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.content.decode())


def new_user(**changes: str) -> User:
    given = {"username": "mei", "email": "mei@example.org", "name": "Mei", "password": PASSWORD}
    return services.create_user(**{**given, **changes})  # type: ignore[arg-type]


def test_a_user_has_a_hash_and_a_personal_group(db: None) -> None:
    user = new_user()
    assert user.password.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert Group.objects.get(owner=user).full_path == "mei"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"username": "mei li"}, "username"),
        ({"username": "-mei"}, "username"),
        ({"username": "mei.git"}, "username"),
        ({"username": "a" * 64}, "username"),
        ({"username": "admin"}, "username"),
        ({"username": "ANA"}, "username"),
        ({"username": "wind-farm"}, "username"),
        ({"email": "nowhere"}, "email"),
        ({"email": "Ana@Example.org"}, "email"),
        ({"name": "m" * 121}, "name"),
        ({"password": "short"}, "password"),
        ({"password": "password1234"}, "password"),
        ({"password": "mei@example.org"}, "password"),
        ({"password": "x" * 1001}, "password"),
    ],
)
def test_a_bad_or_taken_value_is_refused(changes: dict[str, str], field: str, group: Group) -> None:
    before = User.objects.count(), Group.objects.count()
    with pytest.raises(Refused) as refused:
        new_user(**changes)
    assert refused.value.field == field
    assert (User.objects.count(), Group.objects.count()) == before


def test_the_first_administrators_link_works_once(db: None) -> None:
    stale = services.first_admin_link()
    link = services.first_admin_link()
    assert link is not None
    assert stale is not None
    assert link.startswith("http://testserver/-/invitations/")
    form = {"username": "root", "name": "Root", "email": "r@example.org", "password": PASSWORD}
    assert Client().post(stale, form).status_code == 404
    browser = Client()
    assert browser.post(link, form)["Location"] == "/"
    assert User.objects.get(username="root").is_admin
    assert browser.get("/-/admin").status_code == 200
    assert Client().post(link, {**form, "username": "other"}).status_code == 404
    assert services.first_admin_link() is None


def test_the_first_administrators_link_dies_with_the_first_administrator(db: None) -> None:
    link = services.first_admin_link()
    assert link is not None
    make_user("root", is_admin=True)
    assert Client().get(link).status_code == 404
    with pytest.raises(Conflict):
        services.accept_invitation(
            secret=link.rsplit("/", 1)[1],
            username="eve",
            email="eve@example.org",
            name="Eve",
            password=PASSWORD,
        )


def test_an_invitation_decides_the_address(admin: User) -> None:
    row, link = services.invite(by=actor_of(admin), email="mei@example.org")
    form = {"username": "mei", "name": "Mei", "email": "eve@example.org", "password": PASSWORD}
    assert Client().post(link, form).status_code == 302
    user = User.objects.get(username="mei")
    assert (user.email, user.is_admin) == ("mei@example.org", False)
    row.refresh_from_db()
    assert row.accepted_by == user


def test_an_invitation_is_not_spent_by_a_bad_form(admin: User) -> None:
    _, link = services.invite(by=actor_of(admin))
    form = {"username": "mei", "name": "Mei", "email": "mei@example.org", "password": "short"}
    refused = Client().post(link, form)
    assert refused.status_code == 400
    assert "too short" in refused.content.decode()
    assert Client().post(link, {**form, "password": PASSWORD}).status_code == 302


def test_an_expired_or_revoked_invitation_is_gone(admin: User) -> None:
    row, link = services.invite(by=actor_of(admin))
    Invitation.objects.update(expires_at=timezone.now())
    assert Client().get(link).status_code == 404
    Invitation.objects.update(expires_at=timezone.now() + timedelta(days=1))
    services.revoke_invitation(invitation=row)
    assert Client().get(link).status_code == 404


def test_one_cannot_invite_somebody_who_is_here(admin: User, ana: User) -> None:
    with pytest.raises(Refused) as refused:
        services.invite(by=actor_of(admin), email="ANA@example.org")
    assert refused.value.field == "email"


def test_changing_the_password_ends_other_sessions(ana: User) -> None:
    here, there = client_of(ana), client_of(ana)
    changed = here.post("/-/profile/password", {"old": PASSWORD, "new": NEW})
    assert changed["Location"] == "/-/profile/password"
    assert here.get("/-/profile").status_code == 200
    assert there.get("/-/profile").status_code == 302
    ana.refresh_from_db()
    assert ana.check_password(NEW)


def test_changing_the_password_needs_the_old_one(browser: Client, ana: User) -> None:
    refused = browser.post("/-/profile/password", {"old": "a wrong pass phrase", "new": NEW})
    assert refused.status_code == 400
    assert "This is not your password." in refused.content.decode()
    ana.refresh_from_db()
    assert ana.check_password(PASSWORD)


def test_g10_a_reset_link_works_once_and_ends_all_sessions(
    ana: User, mailoutbox: list[mail.EmailMessage]
) -> None:
    signed_in = client_of(ana)
    services.request_password_reset(email="ANA@example.org")
    run_pending()
    assert [message.to for message in mailoutbox] == [["ana@example.org"]]
    link = next(line for line in str(mailoutbox[0].body).splitlines() if line.startswith("http"))
    assert Client().post(link, {"new": "short"}).status_code == 400
    assert Client().post(link, {"new": NEW})["Location"] == "/-/sign_in"
    assert Client().post(link, {"new": PASSWORD}).status_code == 404
    assert signed_in.get("/-/profile").status_code == 302
    ana.refresh_from_db()
    assert ana.check_password(NEW)


def test_g10_a_reset_link_dies_with_a_password_change(
    ana: User, mailoutbox: list[mail.EmailMessage]
) -> None:
    mail_password_reset(ana.email)
    link = next(line for line in str(mailoutbox[0].body).splitlines() if line.startswith("http"))
    services.change_password(user=ana, old=PASSWORD, new=NEW)
    assert Client().get(link).status_code == 404


def test_b21_asking_for_a_reset_tells_nothing(
    ana: User, mailoutbox: list[mail.EmailMessage]
) -> None:
    known = Client().post("/-/password/reset", {"email": "ana@example.org"})
    unknown = Client().post("/-/password/reset", {"email": "eve@example.org"})
    run_pending()
    assert known.status_code == unknown.status_code == 200
    assert without_csrf(known).replace("ana@", "eve@") == without_csrf(unknown)
    assert [message.to for message in mailoutbox] == [["ana@example.org"]]


def test_one_address_gets_one_reset_mail_a_minute(
    ana: User, mailoutbox: list[mail.EmailMessage]
) -> None:
    for _ in range(3):
        services.request_password_reset(email="ana@example.org")
    run_pending()
    assert len(mailoutbox) == 1


def test_g6_blocking_ends_sessions_and_tokens_at_once(ana: User, admin: User) -> None:
    browser, script = client_of(ana), make_token(ana)
    services.block_user(by=actor_of(admin), user=ana)
    assert browser.get("/-/profile").status_code == 302
    assert not Session.objects.filter(user=ana).exists()
    assert not AccessToken.objects.active().filter(digest=secrets.digest(script)).exists()
    refused = Client().post("/-/sign_in", {"username": "ana", "password": PASSWORD})
    assert refused.status_code == 400
    services.unblock_user(user=ana)
    assert not AccessToken.objects.active().exists()
    again = Client().post("/-/sign_in", {"username": "ana", "password": PASSWORD})
    assert again.status_code == 302


def test_the_last_administrator_stays(admin: User, ana: User) -> None:
    with pytest.raises(Refused):
        services.block_user(by=actor_of(admin), user=admin)
    with pytest.raises(Conflict):
        services.set_admin(user=admin, is_admin=False)
    services.set_admin(user=ana, is_admin=True)
    services.set_admin(user=admin, is_admin=False)
    assert not User.objects.get(pk=admin.pk).is_admin
    with pytest.raises(Conflict):
        services.block_user(by=actor_of(admin), user=ana)


def test_a_blocked_administrator_does_not_count(admin: User, ana: User) -> None:
    services.set_admin(user=ana, is_admin=True)
    services.block_user(by=actor_of(admin), user=ana)
    with pytest.raises(Conflict):
        services.set_admin(user=admin, is_admin=False)


def test_a_token_is_kept_as_a_digest(ana: User) -> None:
    row, secret = services.create_personal_token(by=actor_of(ana), name="laptop", scopes=["api"])
    assert secret.startswith("glpat-")
    assert secrets.looks_like_token(secret)
    assert row.digest == secrets.digest(secret)
    assert secret[6:] not in str(AccessToken.objects.values().get())
    assert row.expires_on == timezone.now().date() + timedelta(days=90)


@pytest.mark.parametrize("days", [-1, 0, 366])
def test_a_token_lives_a_year_at_most(days: int, ana: User) -> None:
    when = timezone.now().date() + timedelta(days=days)
    with pytest.raises(Refused) as refused:
        services.create_personal_token(by=actor_of(ana), name="x", scopes=["api"], expires_on=when)
    assert refused.value.field == "expires_on"


@pytest.mark.parametrize("scopes", [[], ["sudo"], ["api", "everything"]])
def test_scopes_are_known_ones(scopes: list[str], ana: User) -> None:
    with pytest.raises(Refused) as refused:
        services.create_personal_token(by=actor_of(ana), name="x", scopes=scopes)
    assert refused.value.field == "scopes"


@pytest.mark.parametrize(
    ("held", "wanted", "allowed"),
    [
        (["api"], ["write_repository"], True),
        (["read_api"], ["read_api"], True),
        (["read_api"], ["api"], False),
        (["read_repository"], ["write_repository"], False),
        (["write_repository"], ["read_api"], False),
    ],
)
def test_b12_a_token_cannot_make_a_wider_one(
    held: list[str], wanted: list[str], *, allowed: bool, ana: User
) -> None:
    by = Actor(user=ana, scopes=frozenset(held))
    if allowed:
        row, _ = services.create_personal_token(by=by, name="x", scopes=wanted)
        assert row.scopes == wanted
        return
    with pytest.raises(Refused) as refused:
        services.create_personal_token(by=by, name="x", scopes=wanted)
    assert refused.value.field == "scopes"


def test_a_revoked_token_opens_nothing(ana: User) -> None:
    script = token_client(ana)
    row = AccessToken.objects.get()
    assert script.get("/api/v4/user").status_code == 200
    services.revoke_token(token=row)
    assert script.get("/api/v4/user").status_code == 401


def test_an_expired_token_opens_nothing(ana: User) -> None:
    script = token_client(ana)
    AccessToken.objects.update(expires_on=timezone.now().date())
    assert script.get("/api/v4/user").status_code == 401


def test_bots_cannot_be_administrators(db: None) -> None:
    bot = services.create_bot(username_prefix="project_1_bot", name="nightly")
    assert not Group.objects.filter(owner=bot).exists()
    with pytest.raises(Refused):
        services.set_admin(user=bot, is_admin=True)
