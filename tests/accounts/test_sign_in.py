"""Signing in and out: sessions, where it leads, and what guessing meets."""

import base64
import hashlib
from typing import Any

import pytest
from django.contrib.auth import hashers
from django.test import Client
from factories import PASSWORD, actor_of, client_of, hashed_password

from mergelab.accounts import hashers as own_hashers
from mergelab.accounts import services
from mergelab.accounts.models import Session, User
from mergelab.projects.models import Project

GOOD = {"username": "ana", "password": PASSWORD}
WRONG = "The user name or the password is wrong."


def sign_in(client: Client, **changes: str) -> Any:
    browser = {"User-Agent": "Firefox/140 Linux"}
    return client.post("/-/sign_in", {**GOOD, **changes}, headers=browser)


@pytest.mark.parametrize("name", ["ana", "ANA", "ana@example.org", "Ana@Example.Org", " ana "])
def test_by_name_or_address(name: str, ana: User) -> None:
    assert sign_in(Client(), username=name)["Location"] == "/"


def test_a_sign_in_gets_a_new_session_key_and_notes_the_device(ana: User) -> None:
    client = Client()
    client.cookies["mergelab_session"] = "a" * 32
    sign_in(client)
    row = Session.objects.get()
    assert row.session_key != "a" * 32
    assert client.cookies["mergelab_session"].value == row.session_key
    assert (row.user, row.address) == (ana, "127.0.0.1")
    page = client.get("/-/profile/sessions").content.decode()
    assert "Firefox on Linux" in page
    assert row.session_key not in page


def test_accepting_an_invitation_while_signed_in_begins_a_new_session(
    browser: Client, admin: User
) -> None:
    _, link = services.invite(by=actor_of(admin))
    form = {"username": "mei", "name": "Mei", "email": "mei@example.org", "password": PASSWORD}
    assert browser.post(link, form).status_code == 302
    row = Session.objects.get()
    assert row.user is not None
    assert (row.user.username, row.address) == ("mei", "127.0.0.1")


def test_g8_the_cookie_is_for_this_server_only(ana: User) -> None:
    client = Client()
    sign_in(client)
    cookie = client.cookies["mergelab_session"]
    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Lax"
    assert cookie["domain"] == ""


def test_g7_signing_out_ends_the_session_on_the_server(ana: User) -> None:
    client = Client()
    sign_in(client)
    stolen = client.cookies["mergelab_session"].value
    assert client.post("/-/sign_out")["Location"] == "/-/sign_in"
    assert not Session.objects.filter(user=ana).exists()
    thief = Client()
    thief.cookies["mergelab_session"] = stolen
    assert thief.get("/-/profile").status_code == 302


def test_signing_out_takes_a_post(browser: Client) -> None:
    assert browser.get("/-/sign_out").status_code == 405


def test_who_is_signed_in_is_sent_on(browser: Client) -> None:
    assert browser.get("/-/sign_in?next=/ana")["Location"] == "/ana"


@pytest.mark.parametrize("target", ["/ana", "/a/b/-/merge_requests/1?tab=changes", "/%2F/x"])
def test_leads_to_the_page_asked_for(target: str, ana: User) -> None:
    assert sign_in(Client(), next=target)["Location"] == target


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "\t//evil.example",
        " //evil.example",
        "https:evil.example",
        "https:/evil.example",
        "https://evil.example",
        "https://testserver@evil.example",
        "http://testserver.evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "@evil.example",
        "evil.example",
        "/\x00/evil.example",
        "/ana\r\nSet-Cookie: a=b",
    ],
)
def test_g9_stays_on_this_host(target: str, ana: User) -> None:
    assert sign_in(Client(), next=target)["Location"] == "/"


@pytest.mark.parametrize(
    "given",
    [
        {"username": ["ana", "root"], "password": PASSWORD},
        {"username": "ana", "password": [PASSWORD, PASSWORD]},
        {"username[]": "ana", "password": PASSWORD},
        {"username": "", "password": ""},
        {"username": "ana\x00", "password": PASSWORD},
        {},
    ],
)
def test_g11_odd_parameters_are_refused(given: dict[str, Any], ana: User) -> None:
    answer = Client().post("/-/sign_in", given)
    assert answer.status_code == 400
    assert not Session.objects.exists()


@pytest.mark.parametrize("body", ['{"username": ["ana"]}', "null", "[]"])
def test_g11_a_json_body_is_no_form(body: str, ana: User) -> None:
    answer = Client().post("/-/sign_in", body, content_type="application/json")
    assert answer.status_code in {200, 400}
    assert not Session.objects.filter(user__isnull=False).exists()


def test_g11_a_reset_for_two_addresses_is_refused(ana: User) -> None:
    two = {"email": ["ana@example.org", "eve@example.org"]}
    assert Client().post("/-/password/reset", two).status_code == 400


def test_g2_a_forged_form_is_refused(ana: User) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post("/-/sign_in", GOOD).status_code == 403
    from_afar = {"Origin": "https://evil.example"}
    assert client.post("/-/sign_in", GOOD, headers=from_afar).status_code == 403


def test_b21_an_unknown_user_meets_the_same_answer_and_as_much_work(
    ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed_password()
    work: list[str] = []
    for name in ("encode", "verify"):
        real = getattr(own_hashers.Argon2, name)

        def counted(*given: Any, _real: Any = real, _name: str = name) -> Any:
            work.append(_name)
            return _real(*given)

        monkeypatch.setattr(own_hashers.Argon2, name, counted)
    known = sign_in(Client(), password="a wrong pass phrase")
    known_work = len(work)
    unknown = sign_in(Client(), username="nobody", password="a wrong pass phrase")
    assert known.status_code == unknown.status_code == 400
    assert WRONG in known.content.decode()
    assert WRONG in unknown.content.decode()
    assert known_work == len(work) - known_work == 1


def test_b21_a_blocked_user_meets_the_same_answer(ana: User) -> None:
    User.objects.update(state=User.State.BLOCKED)
    answer = sign_in(Client())
    assert answer.status_code == 400
    assert WRONG in answer.content.decode()


def test_b22_headers_that_name_a_user_are_ignored(ana: User) -> None:
    boasts = {"X-WEBAUTH-USER": "ana", "Remote-User": "ana", "X-Forwarded-User": "ana"}
    assert Client(headers=boasts).get("/-/profile").status_code == 302


def test_g1_there_is_no_account_to_guess(db: None) -> None:
    assert not User.objects.exists()
    for name, password in [("admin", "admin"), ("admin", "password"), ("root", "")]:
        assert sign_in(Client(), username=name, password=password).status_code == 400


@pytest.mark.parametrize("name", ["ana", "nobody"])
def test_guessing_is_throttled(name: str, ana: User) -> None:
    answers = [sign_in(Client(), username=name, password="guess").status_code for _ in range(9)]
    assert answers == [400] * 7 + [429] * 2


def test_throttling_counts_every_spelling_of_a_name(ana: User) -> None:
    for spelling in ["ana", "ANA", "Ana", "aNa", "ana@example.org", "ANA@example.org", " ana", "a"]:
        sign_in(Client(), username=spelling, password="guess")
    assert sign_in(Client(), password="guess").status_code == 429
    locked = sign_in(Client())
    assert locked.status_code == 429
    assert locked["Retry-After"] == "900"
    assert "Too many failed sign-ins" in locked.content.decode()
    assert not Session.objects.filter(user=ana).exists()


def test_throttling_is_by_name_and_address(ana: User, ben: User) -> None:
    for _ in range(8):
        sign_in(Client(), password="guess")
    assert sign_in(Client()).status_code == 429
    assert sign_in(Client(), username="ben").status_code == 302
    assert sign_in(Client(REMOTE_ADDR="192.0.2.7")).status_code == 302


def test_throttling_is_not_fooled_by_a_forwarding_header(ana: User) -> None:
    for number in range(8):
        client = Client(headers={"X-Forwarded-For": f"192.0.2.{number}"})
        sign_in(client, password="guess")
    assert sign_in(Client(headers={"X-Forwarded-For": "192.0.2.99"})).status_code == 429


def test_a_good_sign_in_forgets_the_failures(ana: User) -> None:
    for _ in range(2):
        for _ in range(7):
            sign_in(Client(), password="guess")
        assert sign_in(Client()).status_code == 302


def test_sessions_are_listed_and_ended(ana: User) -> None:
    here, there = client_of(ana), client_of(ana)
    key = there.session.session_key
    assert key is not None
    handle = hashlib.sha256(key.encode()).hexdigest()[:32]
    assert here.post(f"/-/profile/sessions/{handle}/revoke").status_code == 302
    assert there.get("/-/profile").status_code == 302
    third = client_of(ana)
    assert here.post("/-/profile/sessions/revoke_others").status_code == 302
    assert third.get("/-/profile").status_code == 302
    assert here.get("/-/profile").status_code == 200


def test_b7_nobody_ends_the_session_of_another(ana: User, ben: User) -> None:
    hers = client_of(ana)
    key = hers.session.session_key
    assert key is not None
    handle = hashlib.sha256(key.encode()).hexdigest()[:32]
    assert client_of(ben).post(f"/-/profile/sessions/{handle}/revoke").status_code == 404
    assert hers.get("/-/profile").status_code == 200


def test_a_session_is_noted_once_a_minute(browser: Client, django_assert_num_queries: Any) -> None:
    browser.get("/-/profile")
    with django_assert_num_queries(2):
        browser.get("/-/profile")


def test_passwords_have_the_parameters_of_the_house() -> None:
    assert hashers.identify_hasher(hashed_password()).algorithm == "argon2"
    assert hashed_password().startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/wind-farm/power-forecast.git/info/refs?service=git-upload-pack", b"Too many failed"),
        ("/api/v4/user", b'{"message": "Too many failed'),
    ],
)
def test_every_door_is_throttled(address: str, words: bytes, project: Project) -> None:
    guess = base64.b64encode(b"ana:guess").decode()
    good = base64.b64encode(f"ana:{PASSWORD}".encode()).decode()
    for _ in range(7):
        wrong = Client().get(address, headers={"Authorization": f"Basic {guess}"})
        assert wrong.status_code == 401
    for given in (guess, good):
        locked = Client().get(address, headers={"Authorization": f"Basic {given}"})
        assert locked.status_code == 429
        assert locked["Retry-After"] == "900"
        assert locked.content.startswith(words)


@pytest.mark.parametrize("credentials", ["ana", "ana:", ":x", "a\x00b:x", "ana:glpat-x", "é:ü", ""])
def test_odd_basic_credentials_are_refused(credentials: str, ana: User) -> None:
    given = base64.b64encode(credentials.encode()).decode()
    answer = Client().get("/api/v4/user", headers={"Authorization": f"Basic {given}"})
    assert answer.status_code == 401
    broken = Client().get("/api/v4/user", headers={"Authorization": f"Basic !{given}"})
    assert broken.status_code == 401
