"""A merge request from the first push to the merge, as people see it."""

import re

import pytest
from e2e.work import NOTEBOOK, House, content
from playwright.sync_api import Locator, Page, expect
from support.browsing import Desk
from support.git_client import Client

TITLE = "Use density-corrected wind speed"


@pytest.fixture(scope="module")
def project(house: House) -> str:
    """ana's project, in which ben is a maintainer, with the branches main and density pushed."""
    path = house.add_project("ana", "turbines", visibility="internal")
    house.add_member("ana", path, "ben", 40)
    folder = house.checkout("turbines")
    folder.run("init", "--quiet")
    folder.commit(content("main"), "Look at the power curve")
    house.push("ana", folder, path, "main")
    folder.commit(content("density"), "Multiply with the density factor")
    house.push("ana", folder, path, "density")
    return path


def new_comment(place: Locator, page: Page, button: str, text: str) -> None:
    """Open the form of a comment button, write, start the thread."""
    place.hover()
    place.get_by_role("link", name=re.compile(button)).first.click()
    form = page.get_by_role("form", name="New thread")
    form.get_by_role("textbox", name="Comment").fill(text)
    form.get_by_role("button", name="Start thread").click()
    expect(page.locator(".thread", has_text=text)).to_be_visible()


def test_from_the_branch_to_the_merge(desk: Desk, house: House, project: str) -> None:
    page = desk.open("ana")
    page.goto(f"/{project}/-/merge_requests")
    expect(page.get_by_text("No merge requests yet")).to_be_visible()
    page.get_by_role("link", name="New merge request").first.click()
    page.get_by_label("Source branch").select_option("density")
    page.get_by_label("Target branch").select_option("main")
    page.get_by_role("button", name="Compare and continue").click()
    page.get_by_label("Title").fill(TITLE)
    page.get_by_role("textbox", name="Description").fill(
        "The correction **multiplies**.\n\n- [x] rerun"
    )
    page.get_by_role("button", name="Open merge request").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{TITLE} !1")
    expect(page).to_have_title(f"{TITLE} · !1 · {project} · mergelab")
    expect(page.locator("strong", has_text="multiplies")).to_be_visible()

    _discuss(desk, project)
    _answer(desk, project)
    _approve_and_merge(desk, project)

    page.goto(f"/{project}/-/blob/main/train.py")
    expect(page.get_by_text("return df.wind_speed *")).to_be_visible()


def _discuss(desk: Desk, project: str) -> None:
    """ben reads the changes and starts three threads."""
    page = desk.open("ben")
    page.goto(f"/{project}/-/merge_requests/1/diffs")
    code = page.locator(".diff-line.is-added", has_text="wind_speed *").last
    code.scroll_into_view_if_needed()
    new_comment(code, page, "Comment", "Please name 287.05.")

    notebook = page.locator("section.file", has_text=NOTEBOOK).first
    line = notebook.locator(".cell .diff-line.is-added", has_text="wind_speed *").first
    new_comment(line, page, "Comment", "Good catch: the minus was wrong.")
    figure = notebook.locator(".commentable", has=page.locator(".figures")).first
    new_comment(figure, page, "Comment", "What happens above 25 m/s?")


def _answer(desk: Desk, project: str) -> None:
    """ana replies in one thread and resolves all three."""
    page = desk.open("ana")
    page.goto(f"/{project}/-/merge_requests/1")
    thread = page.locator(".thread", has_text="Please name 287.05.")
    thread.locator("details.reply > summary").click()
    thread.get_by_role("textbox", name="Reply").fill("Done: `AIR`.")
    thread.get_by_role("button", name="Reply", exact=True).click()
    expect(thread.locator("code", has_text="AIR")).to_be_visible()
    for text in ("Please name 287.05.", "the minus was wrong", "above 25 m/s"):
        thread = page.locator(".thread", has_text=text)
        thread.get_by_role("button", name="Resolve thread").click()
        expect(page.locator(".thread.is-resolved", has_text=text)).to_be_visible()
    page.reload()
    expect(page.locator(".thread.is-resolved")).to_have_count(3)


def _approve_and_merge(desk: Desk, project: str) -> None:
    page = desk.open("ben")
    page.goto(f"/{project}/-/merge_requests/1")
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_role("button", name="Withdraw approval")).to_be_visible()
    page.get_by_role("button", name="Merge", exact=True).click()
    expect(page.locator(".page-meta").get_by_text("Merged")).to_be_visible()
    expect(page.get_by_text("ben merged this")).to_be_visible()
    page.goto(f"/{project}/-/merge_requests?state=merged")
    expect(page.get_by_role("link", name=TITLE)).to_be_visible()


@pytest.fixture(scope="module")
def plain_project(house: House) -> str:
    """ana's project with an open merge request about a small file, made by a push option."""
    path = house.add_project("ana", "plain-text", visibility="internal")
    house.add_member("ana", path, "ben", 30)
    folder = house.checkout("plain-text")
    folder.run("init", "--quiet")
    _push(house, folder, path, "main", "".join(f"line {n}\n" for n in range(1, 9)))
    said = _push(house, folder, path, "topic", "".join(f"line {n}!\n" for n in range(1, 9)))
    assert f"{house.url}/{path}/-/merge_requests/new?" in said
    house.push("ana", folder, path, "topic2", "-o", "merge_request.create")
    house.wait_for_merge_request("ana", path, 1)
    return path


def _push(house: House, folder: Client, path: str, branch: str, text: str) -> str:
    folder.commit({"lines.txt": text}, f"Write {branch}")
    return house.push("ana", folder, path, branch)


def test_without_scripts_people_read_and_comment(
    desk: Desk, house: House, plain_project: str
) -> None:
    page = desk.open("ben", java_script_enabled=False)
    page.goto(f"/{plain_project}/-/merge_requests/1")
    page.get_by_role("link", name=re.compile("^Changes")).click()
    line = page.locator(".diff-line.is-added", has_text="line 3!")
    expect(line).to_be_visible()
    line.hover()
    line.get_by_role("link", name=re.compile("Comment")).click()
    page.get_by_role("textbox", name="Comment").fill("Why the exclamation?")
    page.get_by_role("button", name="Start thread").click()
    expect(page.locator(".diff-thread", has_text="Why the exclamation?")).to_be_visible()

    page.get_by_role("link", name=re.compile("^Overview")).click()
    thread = page.locator(".thread", has_text="Why the exclamation?")
    thread.locator("details.reply > summary").click()
    thread.get_by_role("textbox", name="Reply").fill("I resolve it myself.")
    thread.get_by_role("button", name="Reply and resolve").click()
    expect(page.locator(".thread.is-resolved", has_text="Why the exclamation?")).to_be_visible()


def test_a_comment_survives_the_next_push_and_says_when_it_is_outdated(
    desk: Desk, house: House
) -> None:
    path = house.add_project("ana", "moving-lines")
    folder = house.checkout("moving-lines")
    folder.run("init", "--quiet")
    _push(house, folder, path, "main", "".join(f"line {n}\n" for n in range(1, 9)))
    folder.commit({"lines.txt": "".join(f"line {n}!\n" for n in range(1, 9))}, "Shout")
    house.push("ana", folder, path, "topic", "-o", "merge_request.create")
    house.wait_for_merge_request("ana", path, 1)
    page = desk.open("ana")
    page.goto(f"/{path}/-/merge_requests/1/diffs")
    for number in (3, 6):
        line = page.locator(".diff-line.is-added", has_text=f"line {number}!")
        new_comment(line, page, "Comment", f"About line {number}")

    changed = "above\n" + "".join("gone\n" if n == 6 else f"line {n}!\n" for n in range(1, 9))
    folder.commit({"lines.txt": changed}, "Go on")
    house.push("ana", folder, path, "topic")
    page.goto(f"/{path}/-/merge_requests/1")
    outdated = page.locator(".thread", has_text="About line 6").get_by_text("Outdated")
    while outdated.count() == 0:  # the worker follows the push
        page.wait_for_load_state("networkidle")
        page.reload()
    kept = page.locator(".thread", has_text="About line 3")
    expect(kept.get_by_text("Outdated")).to_have_count(0)
    page.goto(f"/{path}/-/merge_requests/1/diffs")
    moved = page.locator(".diff-line", has_text="line 3!").first
    expect(moved.locator("xpath=following-sibling::tr[1]")).to_contain_text("About line 3")
