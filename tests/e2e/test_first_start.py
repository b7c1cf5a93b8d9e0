"""The very first minutes of a new server."""

import re
from collections.abc import Iterator

import pytest
from e2e.work import PASSWORD
from playwright.sync_api import Browser, expect
from support.browsing import Desk
from support.server import RunningServer, running_server, wait_until


@pytest.fixture
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    with running_server(tmp_path_factory.mktemp("fresh") / "data") as server:
        yield server


def printed_link(server: RunningServer) -> str:
    """The one-time link in what the server printed."""
    found: list[str] = []

    def is_there() -> bool:
        found.extend(re.findall(r"works once\): (\S+)", server.said()))
        return bool(found)

    wait_until(is_there, "the link to make the first administrator")
    return found[0]


def test_the_printed_link_makes_the_first_administrator_once(
    chromium: Browser, fresh: RunningServer
) -> None:
    desk = Desk(chromium, fresh.url, PASSWORD, {})
    link = printed_link(fresh)
    page = desk.open()
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("Make the first administrator")
    page.get_by_label("User name").fill("ana")
    page.get_by_label("Full name").fill("Ana Silva")
    page.get_by_label("E-mail").fill("ana@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Make account").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Hello, Ana Silva")
    expect(page.get_by_role("link", name="New project")).to_be_visible()
    page.get_by_label("Account of ana").click()
    expect(page.get_by_role("link", name="Administration")).to_be_visible()

    stranger = desk.open()
    answer = stranger.goto(link)
    assert answer is not None
    assert answer.status in {404, 410}
    expect(stranger.get_by_text("This invitation does not work")).to_be_visible()
    desk.watch.allow(r"^4\d\d: GET .*/-/invitations/")
    desk.close()
    desk.watch.check()
