"""Requests that another site makes a signed-in browser send, and hosts that are not ours."""

import base64
import json
import os
import subprocess
import sys

import pytest
from django.core import mail
from django.test import Client
from factories import PASSWORD, client_of, make_token
from security.test_routes import requests, send
from security.world import World, counts

from mergelab.accounts import services as accounts
from mergelab.accounts.models import Session, User
from mergelab.kit.access import Door
from mergelab.kit.tasks import run_pending

EVIL = "https://evil.example"
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")


def strict(user: User) -> tuple[Client, str]:
    """A browser that checks forged forms as a real server does, and its token for forms."""
    client = client_of(user)
    client.handler.enforce_csrf_checks = True
    client.get("/-/profile")
    return client, client.cookies["mergelab_csrf"].value


def test_g2_every_form_needs_its_token_and_our_origin(ana: User, mine: World) -> None:
    client, token = strict(ana)
    # With Django's own tests' setting a masked token is taken from the page.
    page = client.get("/-/profile").content.decode()
    masked = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    assert masked
    assert masked != token
    before, wrong, asked = counts(), [], 0
    for name, method, url, guard in requests(mine):
        if guard.door is not Door.PAGE or method not in UNSAFE:
            continue
        asked += 1
        bare = send(client, method, url, data="a=b", content_type="text/plain")
        typed = send(client, method, url, data="a=b", content_type="application/json")
        form = {"data": f"csrfmiddlewaretoken={masked}"}
        form["content_type"] = "application/x-www-form-urlencoded"
        away = send(client, method, url, headers={"Origin": EVIL}, **form)
        nowhere = send(client, method, url, headers={"Origin": "null"}, **form)
        seen = [answer.status_code for answer in (bare, typed, away, nowhere)]
        if seen != [403, 403, 403, 403]:
            wrong.append(f"{name} {method}: {seen}")
    assert wrong == []
    assert asked > 40
    assert counts() == before


def test_g2_a_form_with_its_token_is_taken(ana: User) -> None:
    """So the test above refuses for the right reason."""
    client, _ = strict(ana)
    page = client.get("/-/profile").content.decode()
    masked = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    form = {"name": "Ana B.", "email": "ana@example.org", "csrfmiddlewaretoken": masked}
    assert (
        client.post("/-/profile", form, headers={"Origin": "http://testserver"}).status_code == 302
    )
    assert client.post("/-/profile", form, headers={"Origin": EVIL}).status_code == 403


@pytest.mark.parametrize("origin", [EVIL, "null", "http://testserver.evil.example"])
def test_g2_a_password_that_a_browser_adds_is_no_consent(
    origin: str, ana: User, admin: User
) -> None:
    """Browsers repeat a password once typed for git's address on requests of any site."""
    given = base64.b64encode(f"root:{PASSWORD}".encode()).decode()
    client = Client(headers={"Authorization": f"Basic {given}", "Origin": origin})
    for kind in ("text/plain", "application/x-www-form-urlencoded"):
        forged = client.generic("POST", f"/api/v4/users/{ana.pk}/block", "{}", kind)
        assert forged.status_code == 401
    ana.refresh_from_db()
    assert ana.is_active


def test_g2_b11_a_token_in_a_cookie_is_nothing(ana: User) -> None:
    client = Client()
    for name in ("PRIVATE-TOKEN", "private_token", "Authorization", "access_token"):
        client.cookies[name] = make_token(ana, "api")
    assert client.get("/api/v4/user").status_code == 401


def test_g2_rest_allows_no_foreign_page_to_read(ana: User) -> None:
    """No answer carries CORS headers, so scripts of other sites see nothing."""
    client = Client(headers={"Private-Token": make_token(ana, "api"), "Origin": EVIL})
    for method in ("GET", "OPTIONS"):
        answer = client.generic(method, "/api/v4/user")
        assert not [name for name in answer.headers if name.lower().startswith("access-control")]


def test_g3_another_host_name_is_400_on_every_door(ana: User, mine: World) -> None:
    client = client_of(ana)
    rest = Client(headers={"Private-Token": make_token(ana, "api")})
    for host in ("evil.example", "testserver.evil.example", "", "a b", "testserver@x", "127.0.0.2"):
        for url, who in (
            ("/", client),
            ("/-/sign_in", Client()),
            (f"/{mine.project.full_path}/-/files", client),
            ("/api/v4/user", rest),
            (f"/{mine.project.full_path}.git/info/refs?service=git-upload-pack", rest),
            ("/nothing/here/at/all", client),
        ):
            assert who.get(url, headers={"Host": host}).status_code == 400, (host, url)


def test_g3_a_forwarded_host_is_not_believed(ana: User) -> None:
    accounts.request_password_reset(email="ana@example.org")
    run_pending()
    Client().post(
        "/-/password/reset",
        {"email": "ana@example.org"},
        headers={"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"},
    )
    run_pending()
    assert "http://testserver/-/password/reset/" in str(mail.outbox[0].body)
    assert all("evil" not in str(letter.body) for letter in mail.outbox)


def test_g7_a_fixed_session_key_is_not_taken_over(ana: User) -> None:
    """A cookie that somebody planted is replaced at sign-in, and never known to the server."""
    client = Client()
    client.cookies["mergelab_session"] = "a" * 32
    signed = client.post("/-/sign_in", {"username": "ana", "password": PASSWORD})
    assert signed.status_code == 302
    key = client.cookies["mergelab_session"].value
    assert key != "a" * 32
    assert list(Session.objects.values_list("session_key", flat=True)) == [key]
    old = Client()
    old.cookies["mergelab_session"] = "a" * 32
    assert old.get("/-/profile").status_code == 302


def test_g7_a_new_password_ends_other_sessions_and_changes_this_one(ana: User) -> None:
    first, second = client_of(ana), client_of(ana)
    before = first.cookies["mergelab_session"].value
    changed = first.post("/-/profile/password", {"old": PASSWORD, "new": "quite another phrase"})
    assert changed.status_code == 302
    assert first.cookies["mergelab_session"].value != before
    assert first.get("/-/profile").status_code == 200
    assert second.get("/-/profile").status_code == 302
    stolen = Client()
    stolen.cookies["mergelab_session"] = before
    assert stolen.get("/-/profile").status_code == 302


def test_g8_cookies_behind_https(tmp_path: object) -> None:
    """`__Host-`, secure, for scripts unreadable, for other sites unsent; with HSTS."""
    names = [
        *("SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY"),
        *("SESSION_COOKIE_SAMESITE", "SESSION_COOKIE_PATH", "SESSION_COOKIE_DOMAIN"),
        *("CSRF_COOKIE_NAME", "CSRF_COOKIE_SECURE", "CSRF_COOKIE_HTTPONLY"),
        *("CSRF_COOKIE_SAMESITE", "SECURE_HSTS_SECONDS", "CSRF_TRUSTED_ORIGINS"),
    ]
    code = (
        "import json; from django.conf import settings;"
        f"print(json.dumps([getattr(settings, name) for name in {names}]))"
    )
    environment = {
        **os.environ,
        "MERGELAB_BASE_URL": "https://lab.example",
        "DJANGO_SETTINGS_MODULE": "mergelab.config.settings",
        "PYTHONPATH": "src",
    }
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, check=True
    )
    assert dict(zip(names, json.loads(done.stdout), strict=True)) == {
        "SESSION_COOKIE_NAME": "__Host-mergelab_session",
        "SESSION_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_PATH": "/",
        "SESSION_COOKIE_DOMAIN": None,
        "CSRF_COOKIE_NAME": "__Host-mergelab_csrf",
        "CSRF_COOKIE_SECURE": True,
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_SAMESITE": "Lax",
        "SECURE_HSTS_SECONDS": 31536000,
        "CSRF_TRUSTED_ORIGINS": ["https://lab.example"],
    }


@pytest.mark.parametrize(
    "target",
    [
        *("//evil.example", "/\\evil.example", "\\\\evil.example", "https:evil.example"),
        *("https:///evil.example", "///evil.example", "/\t/evil.example", "/\n/evil.example"),
        *(
            " //evil.example",
            "/%09/evil.example",
            "javascript:alert(1)",
            "http://testserver@evil.x/",
        ),
        *("/%5cevil.example", "/./\\evil.example", "\x00//evil.example", "data:text/html,x"),
        *("//testserver.evil.example", "/／evil.example", "https://evil.example/?//testserver"),
    ],
)
def test_g9_every_redirect_of_a_form_stays_here(target: str, ana: User) -> None:
    """`next` and its kin, at sign-in and wherever a page goes back to where one came from."""
    signed = Client().post("/-/sign_in", {"username": "ana", "password": PASSWORD, "next": target})
    there = signed.headers["Location"]
    assert there.startswith("/")
    assert not there.startswith(("//", "/\\"))
    browser = client_of(ana)
    for name in ("next", "back", "return_to", "redirect"):
        answer = browser.post(
            "/-/theme", {"theme": "dark", name: target}, headers={"Referer": target}
        )
        assert "evil" not in answer.headers.get("Location", "").partition("?")[0].partition("%")[0]
    # An address with a NUL is refused as such.
    signed_in = browser.get("/-/sign_in", {"next": target}).headers.get("Location", "/")
    assert signed_in.startswith("/")
    assert not signed_in.startswith(("//", "/\\"))


def test_g9_a_refused_page_sends_only_local_addresses_to_sign_in(db: None) -> None:
    for path in ("//evil.example/-/profile", "/-/profile?next=//evil.example"):
        answer = Client().get(path)
        if answer.status_code == 302:
            assert answer.headers["Location"].startswith("/-/sign_in?next=%2F-%2Fprofile")
        else:
            assert answer.status_code == 404


ODD_FIELDS: list[dict[str, object]] = [
    {"username": ["ana", "ben"], "password": ["x", "y"]},
    {"username[]": "ana", "password[]": "x"},
    {"username": "", "password": ""},
    {"username": "a" * 100_000, "password": "b" * 100_000},
    {"username": "\x00", "password": "\x00"},
    {"email": ["ana@example.org", "evil@example.org"]},
    {"email": "ana@example.org,evil@example.org"},
    {"email": "ana@example.org\nBcc: evil@example.org"},
    {"email": "\x00"},
    {"old": ["a", "b"], "new": ["c", "d"]},
    {"name": "\x00", "email": "x"},
    {"name": "t", "scopes": "everything", "expires_on": "9999999-99-99"},
    {"name": "t", "scopes": ["api", "\x00"], "expires_on": "\x00"},
    {"name": "t" * 5000, "scopes": "api", "expires_on": "2026-02-31"},
    {},
]


def test_g11_odd_fields_on_every_account_form(ana: User, admin: User) -> None:
    """400 or the form again; never an error of the server, and no mail to a second address."""
    anonymous, signed_in = Client(), client_of(admin)
    clients = {"/-/sign_in": anonymous, "/-/password/reset": anonymous}
    for url in ("profile", "profile/password", "profile/tokens", "admin/users/new", "groups/new"):
        clients[f"/-/{url}"] = signed_in
    for client in clients.values():
        client.raise_request_exception = False
    for url, client in clients.items():
        for fields in ODD_FIELDS:
            answer = client.post(url, fields)
            assert answer.status_code in {200, 400, 429}, (url, fields)
        for body, kind in (
            (b'{"username": null}', "application/json"),
            (b"--x\r\nContent-Disposition: x", "multipart/form-data; boundary=x"),
            (b"--\xff", "multipart/form-data; boundary=\xff"),
            (b"\xff=\xfe&%zz", "application/x-www-form-urlencoded; charset=nonsense"),
        ):
            answer = client.generic("POST", url, body, kind)
            assert answer.status_code in {200, 400, 415, 429}, (url, kind)
    run_pending()
    assert not [letter for letter in mail.outbox if "evil" in " ".join(letter.to)]
