"""Every page of accounts answers and says where one is; administrators' pages are theirs alone."""

import pytest
from django.test import Client
from factories import client_of

from mergelab.accounts.models import User

OWN = [
    ("/-/profile", "Profile · mergelab"),
    ("/-/profile/password", "Password · mergelab"),
    ("/-/profile/sessions", "Sessions · mergelab"),
    ("/-/profile/tokens", "Access tokens · mergelab"),
]
ADMINISTRATION = [
    ("/-/admin", "Administration · mergelab"),
    ("/-/admin/users", "Users · mergelab"),
    ("/-/admin/users?search=an&state=admin&page=3", "Users · mergelab"),
    ("/-/admin/users/new", "New user · mergelab"),
    ("/-/admin/invitations", "Invitations · mergelab"),
]


@pytest.mark.parametrize(("address", "title"), OWN)
def test_own_pages(address: str, title: str, browser: Client, anonymous: Client) -> None:
    page = browser.get(address)
    assert page.status_code == 200
    assert f"<title>{title}</title>" in page.content.decode()
    away = anonymous.get(address)
    assert away.status_code == 302
    assert away["Location"] == f"/-/sign_in?next={address.replace('/', '%2F')}"


@pytest.mark.parametrize(("address", "title"), ADMINISTRATION)
def test_administration(address: str, title: str, admin: User, browser: Client) -> None:
    page = client_of(admin).get(address)
    assert page.status_code == 200
    assert f"<title>{title}</title>" in page.content.decode()
    assert browser.get(address).status_code == 403


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("/-/sign_in", "Sign in · mergelab"),
        ("/-/password/reset", "Forgotten password · mergelab"),
    ],
)
def test_doors(address: str, title: str, anonymous: Client, db: None) -> None:
    page = anonymous.get(address)
    assert page.status_code == 200
    assert f"<title>{title}</title>" in page.content.decode()


def test_dead_links_say_so(anonymous: Client, db: None) -> None:
    assert anonymous.get("/-/invitations/nothing").status_code == 404
    assert anonymous.get("/-/password/reset/MQ/abc-def").status_code == 404
