"""A suggestion from the form to the commit, and walking a review by keys, in Chromium."""

import re

import pytest
from e2e.work import NOTEBOOK, House, content
from playwright.sync_api import Locator, Page, expect
from support.browsing import Desk

LINES = "".join(f"line {number}\n" for number in range(1, 31))


@pytest.fixture(scope="module")
def path(house: House) -> str:
    """ana's project with !1, which changes a notebook and a script; ben is a developer."""
    path = house.add_project("ana", "suggested", visibility="internal")
    house.add_member("ana", path, "ben", 30)
    house.add_member("ana", path, "mei", 20)
    folder = house.checkout("suggested")
    folder.run("init", "--quiet")
    folder.commit(content("main"), "Look at the power curve")
    house.push("ana", folder, path, "main")
    folder.commit(content("density"), "Multiply with the density factor")
    house.push("ana", folder, path, "density", "-o", "merge_request.create")
    house.wait_for_merge_request("ana", path, 1)
    return path


def open_form(place: Locator, page: Page) -> Locator:
    place.scroll_into_view_if_needed()
    place.hover()
    place.get_by_role("link", name=re.compile("Comment")).first.click()
    return page.get_by_role("form", name="New thread")


def test_a_reporter_suggests_and_a_developer_applies(desk: Desk, path: str) -> None:
    page = desk.open("mei")
    page.goto(f"/{path}/-/merge_requests/1/diffs")
    notebook = page.locator("section.file", has_text=NOTEBOOK).first
    line = notebook.locator(".cell .diff-line.is-added", has_text="wind_speed *").first
    form = open_form(line, page)
    form.get_by_role("button", name="Suggest a change").click()
    page.keyboard.type("    return df.wind_speed * (rho / RHO) ** (1 / 3)")
    form.get_by_role("button", name="Preview").click()
    preview = form.locator(".editor-preview .suggestion")
    expect(preview.locator(".diff-line.is-removed")).to_contain_text("1.225")
    expect(preview.locator(".diff-line.is-added")).to_contain_text("RHO")
    form.get_by_role("button", name="Start thread").click()
    suggestion = page.locator(".thread .suggestion")
    expect(suggestion.locator(".diff-line.is-added")).to_contain_text("RHO")
    expect(suggestion.get_by_text("Apply")).to_have_count(0)

    page = desk.open("ben")
    page.goto(f"/{path}/-/merge_requests/1/diffs")
    suggestion = page.locator(".suggestion")
    suggestion.locator("summary", has_text="Apply").click()
    message = suggestion.get_by_label("Commit message")
    expect(message).to_have_value("Apply suggestion to power_curve.ipynb")
    message.fill("Name the density")
    suggestion.get_by_role("button", name="Apply suggestion").click()
    expect(suggestion.get_by_text("Applied")).to_be_visible()
    expect(page.locator(".thread.is-resolved", has=page.locator(".suggestion"))).to_have_count(1)
    suggestion.get_by_role("link").click()
    expect(page.get_by_role("heading", name="Name the density")).to_be_visible()
    expect(page.get_by_text("RHO").first).to_be_visible()


def test_without_scripts_a_suggestion_is_applied(desk: Desk, house: House) -> None:
    path = house.add_project("ana", "suggested-plain")
    folder = house.checkout("suggested-plain")
    folder.run("init", "--quiet")
    folder.commit({"lines.txt": LINES}, "Count")
    house.push("ana", folder, path, "main")
    folder.commit({"lines.txt": LINES.replace("line 3\n", "line three\n")}, "Write")
    house.push("ana", folder, path, "topic", "-o", "merge_request.create")
    house.wait_for_merge_request("ana", path, 1)
    page = desk.open("ana", java_script_enabled=False)
    page.goto(f"/{path}/-/merge_requests/1/diffs")
    line = page.locator(".diff-line.is-added", has_text="line three")
    line.hover()
    line.get_by_role("link", name=re.compile("Comment")).click()
    written = page.get_by_role("textbox", name="Comment")
    written.fill("```suggestion:-1+1\ntwo to four\n```")
    page.get_by_role("button", name="Start thread").click()
    page.locator(".suggestion summary", has_text="Apply").click()
    page.get_by_role("button", name="Apply suggestion").click()
    expect(page.get_by_text("The suggestion is applied in")).to_be_visible()
    page.goto(f"/{path}/-/blob/topic/lines.txt")
    expect(page.get_by_text("two to four")).to_be_visible()
    expect(page.get_by_text("line 2", exact=True)).to_have_count(0)


@pytest.fixture(scope="module")
def long(house: House) -> str:
    """ana's project with !1 of nine files, of which the last ones load when they are needed."""
    path = house.add_project("ana", "long-review")
    folder = house.checkout("long-review")
    folder.run("init", "--quiet")
    names = [f"part{number}.txt" for number in range(1, 10)]
    folder.commit(dict.fromkeys(names, LINES * 4), "Count")
    house.push("ana", folder, path, "main")
    changed = LINES.replace("line 2\n", "two\n") + LINES * 2 + LINES.replace("line 29\n", "end\n")
    folder.commit(dict.fromkeys(names, changed), "Write")
    house.push("ana", folder, path, "topic", "-o", "merge_request.create")
    house.wait_for_merge_request("ana", path, 1)
    for name, line in (("part9.txt", 2), ("part1.txt", 2), ("part9.txt", 119)):
        position = {"position_type": "text", "new_path": name, "new_line": line}
        discussions = f"projects/{path.replace('/', '%2F')}/merge_requests/1/discussions"
        house.post("ana", discussions, body=f"{name} {line}?", position=position)
    return path


def test_keys_walk_changes_also_in_files_that_are_not_loaded(desk: Desk, long: str) -> None:
    page = desk.open("ana")
    page.goto(f"/{long}/-/merge_requests/1/diffs")
    said = page.locator("[data-walk-status]")
    focused = page.locator(":focus")
    page.keyboard.press("n")
    expect(focused).to_have_class(re.compile("diff-line"))
    expect(focused).to_contain_text("line 2")
    expect(said).to_have_text(re.compile(r"^Change 1 of \d+, part1.txt$"))
    for number in range(2, 19):
        page.keyboard.press("n")
        expect(said).to_have_text(re.compile(rf"^Change {number} of \d+, part"))
    expect(said).to_have_text("Change 18 of 18, part9.txt")
    expect(focused).to_be_in_viewport()
    page.keyboard.press("n")
    expect(said).to_have_text("No further change")
    page.keyboard.press("p")
    expect(said).to_have_text("Change 17 of 18, part9.txt")


def test_keys_walk_unresolved_threads(desk: Desk, long: str) -> None:
    page = desk.open("ana")
    page.goto(f"/{long}/-/merge_requests/1/diffs")
    counted = page.locator("[data-walk-count]")
    focused = page.locator(":focus")
    expect(counted).to_have_text("3 unresolved")
    for place, text in ((1, "part1.txt 2?"), (2, "part9.txt 2?"), (3, "part9.txt 119?")):
        page.keyboard.press("Shift+N")
        expect(counted).to_have_text(f"{place} of 3 unresolved")
        expect(focused).to_contain_text(text)
        expect(focused).to_be_in_viewport()
    page.keyboard.press("Shift+P")
    expect(counted).to_have_text("2 of 3 unresolved")
    page.get_by_role("button", name="Next unresolved thread").click()
    expect(counted).to_have_text("3 of 3 unresolved")
    focused.get_by_role("button", name="Resolve thread").click()
    expect(counted).to_have_text("2 unresolved")
    expect(page.locator(".thread-list li:visible")).to_have_count(2)


def test_keys_are_letters_in_a_field(desk: Desk, long: str) -> None:
    page = desk.open("ana")
    page.goto(f"/{long}/-/merge_requests/1/diffs")
    page.locator("details.reply > summary").first.click()
    field = page.get_by_role("textbox", name="Reply").first
    field.press_sequentially("nNpPjk")
    expect(field).to_have_value("nNpPjk")
    expect(page.locator("[data-walk-status]")).to_have_text("")


def test_the_list_of_threads_leads_to_a_file_that_is_not_loaded(desk: Desk, long: str) -> None:
    page = desk.open("ana")
    page.goto(f"/{long}/-/merge_requests/1/diffs")
    link = page.locator(".thread-list a", has_text="part9.txt").first
    link.click()
    thread = page.locator(".thread", has_text="part9.txt 2?")
    expect(thread).to_be_in_viewport()
    expect(thread).to_be_focused()
