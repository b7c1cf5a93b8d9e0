"""Invitations, forgotten passwords, tokens, the theme."""

import re
import subprocess

from e2e.work import PASSWORD, House
from playwright.sync_api import Page, expect
from support.browsing import Desk, sign_in
from support.server import wait_until

NEW_PASSWORD = "four quite unrelated words"


def test_an_invitation_makes_an_account(desk: Desk) -> None:
    page = desk.open("root")
    page.goto("/-/admin/invitations")
    page.get_by_label("E-mail").fill("kim@example.org")
    page.get_by_role("button", name="Make link").click()
    expect(page.get_by_text("it is not shown again")).to_be_visible()
    link = page.locator("#new code").inner_text().strip()

    guest = desk.open()
    guest.goto(link)
    expect(guest.get_by_label("E-mail")).to_have_value("kim@example.org")
    guest.get_by_label("User name").fill("kim")
    guest.get_by_label("Full name").fill("Kim Berg")
    guest.get_by_label("Password").fill(PASSWORD)
    guest.get_by_role("button", name="Make account").click()
    expect(guest.get_by_role("heading", level=1)).to_have_text("Hello, Kim Berg")
    expect(guest.get_by_text("Begin with a project")).to_be_visible()

    page.goto("/-/admin/users?search=kim")
    expect(page.get_by_text("kim@example.org")).to_be_visible()


def test_a_forgotten_password_is_set_anew_by_the_mailed_link(desk: Desk, house: House) -> None:
    house.add_user("lea")
    page = desk.open()
    page.goto("/-/sign_in")
    page.get_by_role("link", name="Forgot your password?").click()
    page.get_by_label("E-mail").fill("lea@example.org")
    page.get_by_role("button", name="Mail me the link").click()
    expect(page.get_by_text("Look into your mail")).to_be_visible()

    page.goto(_mailed_link(house))
    page.get_by_label("New password").fill(NEW_PASSWORD)
    page.get_by_role("button", name="Set password").click()
    sign_in(desk.open(), "lea", NEW_PASSWORD)

    refused = desk.open()
    refused.goto("/-/sign_in")
    refused.get_by_label("User name or e-mail").fill("lea")
    refused.get_by_label("Password").fill(PASSWORD)
    refused.get_by_role("button", name="Sign in").click()
    expect(refused.get_by_role("alert")).to_be_visible()
    desk.watch.allow(r"^4\d\d: POST .*/-/sign_in")


def _mailed_link(house: House) -> str:
    """Mail goes to the console of the server, where no mail server is set."""
    found: list[str] = []

    def is_there() -> bool:
        plain = house.server.said().replace("=\n", "").replace("=3D", "=")
        found.extend(re.findall(r"http\S+/-/password/reset/\S+", plain))
        return bool(found)

    wait_until(is_there, "the mail")
    return found[-1]


def test_a_token_is_shown_once_and_clones(desk: Desk, house: House) -> None:
    house.add_project("ben", "clone-me")
    page = desk.open("ben")
    page.goto("/-/profile/tokens")
    page.get_by_label("Name").fill("laptop")
    page.get_by_role("checkbox", name=re.compile("^read_repository")).check()
    page.get_by_role("button", name="Make token").click()
    secret = page.locator("#new code").inner_text().strip()
    assert secret.startswith("glpat-")

    page.goto("/-/profile/tokens")
    expect(page.get_by_role("row", name=re.compile("^laptop"))).to_be_visible()
    assert secret not in page.content()

    git = house.checkout("token")
    url = house.url.replace("://", f"://ben:{secret}@", 1)
    assert "empty repository" in git.run("clone", f"{url}/ben/clone-me.git").stderr

    row = page.get_by_role("row", name=re.compile("^laptop"))
    row.get_by_role("button", name="Revoke").click()
    expect(page.get_by_role("row", name=re.compile("^laptop"))).to_have_count(0)
    assert _fails(git.run("clone", f"{url}/ben/clone-me.git", "again", check=False))


def _fails(done: subprocess.CompletedProcess[str]) -> bool:
    return done.returncode != 0 and "Authentication failed" in done.stderr


def test_the_theme_is_kept(desk: Desk) -> None:
    page = desk.open("mei")
    page.goto("/")
    light = _background(page)
    page.get_by_label("Account of mei").click()
    with page.expect_response("**/-/theme"):
        page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert _background(page) != light

    page.get_by_label("Account of mei").click()
    with page.expect_response("**/-/theme"):
        page.get_by_role("button", name="System").click()
    expect(page.locator("html")).not_to_have_attribute("data-theme", "dark")
    page.reload()
    assert _background(page) == light


def _background(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))


def test_a_session_elsewhere_is_ended_from_the_list(desk: Desk) -> None:
    other = desk.open()
    sign_in(other, "mei", PASSWORD)
    page = desk.open()
    sign_in(page, "mei", PASSWORD)
    page.goto("/-/profile/sessions")
    page.get_by_role("button", name="Sign out everywhere else").click()
    expect(page.get_by_text("This session")).to_be_visible()
    expect(page.get_by_role("button", name="Sign out everywhere else")).to_have_count(0)
    other.goto("/-/profile")
    expect(other.get_by_role("heading", level=1)).to_have_text("Sign in to mergelab")
    desk.signed_in.pop("mei", None)
