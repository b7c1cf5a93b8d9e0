"""Everything that can be clicked can be reached and used by keys."""

from e2e.work import House
from playwright.sync_api import Page, expect
from support.browsing import Desk


def focused(page: Page) -> str:
    """The name of the element that has the focus, as far as the markup tells it."""
    script = """() => { const e = document.activeElement;
      return e.getAttribute('aria-label') || e.innerText || e.name || e.id; }"""
    return str(page.evaluate(script)).strip()


def test_the_first_tab_stop_skips_to_the_content(demo_desk: Desk) -> None:
    page = demo_desk.open("ana")
    page.goto("/wind-farm/power-forecast/-/files")
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name="Skip to content")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_the_slash_key_searches(demo_desk: Desk) -> None:
    page = demo_desk.open("ana")
    page.goto("/")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox", name="Search projects")).to_be_focused()
    page.keyboard.type("power")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="wind-farm / power-forecast")).to_be_visible()


def test_a_menu_opens_walks_and_closes_by_keys(demo_desk: Desk) -> None:
    page = demo_desk.open("ana")
    page.goto("/")
    account = page.get_by_label("Account of ana")
    account.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Settings")).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="Profile")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("button", name="Sign out")).to_be_focused()
    page.keyboard.press("Escape")
    expect(account).to_be_focused()
    expect(page.get_by_role("button", name="Sign out")).to_be_hidden()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert focused(page) == "Settings"
    page.keyboard.press("Enter")
    expect(page).to_have_url(demo_desk.origin + "/-/profile")


def test_dialogs_close_by_escape_and_give_the_focus_back(desk: Desk, house: House) -> None:
    path = house.add_project("ana", "dialogs")
    page = desk.open("ana")
    page.goto(f"/{path}/-/settings")
    opener = page.get_by_role("button", name="Delete project")
    opener.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Delete project")
    expect(dialog.get_by_role("textbox")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()

    page.keyboard.press("?")
    help_dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(help_dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(help_dialog).to_be_hidden()


def test_j_and_k_walk_the_changed_files(demo_desk: Desk) -> None:
    page = demo_desk.open("ben")
    page.goto("/wind-farm/power-forecast/-/merge_requests/2/diffs")
    names = page.locator(".review-side .file-list").first.locator(".file-link")
    expect(names).to_have_count(2)
    expect(names.nth(0)).to_have_attribute("aria-current", "true")
    page.keyboard.press("j")
    expect(names.nth(1)).to_have_attribute("aria-current", "true")
    page.keyboard.press("k")
    expect(names.nth(0)).to_have_attribute("aria-current", "true")


def test_the_focus_can_be_seen(demo_desk: Desk) -> None:
    """Each of the first tab stops of a page draws an outline or a ring."""
    page = demo_desk.open("ana")
    page.goto("/wind-farm/power-forecast/-/merge_requests")
    script = """() => {
      const style = getComputedStyle(document.activeElement);
      const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
      return outlined || style.boxShadow !== 'none';
    }"""
    unseen = []
    for _ in range(25):
        page.keyboard.press("Tab")
        if not page.evaluate(script):
            unseen.append(focused(page))
    assert unseen == []
