"""A new project, the commands of its empty page, and its end."""

import subprocess
from pathlib import Path

from e2e.work import PASSWORD, House, content
from playwright.sync_api import Page, expect
from support.browsing import Desk
from support.git_client import Client


def test_the_commands_of_the_empty_page_bring_the_first_files(desk: Desk, house: House) -> None:
    page = desk.open("ana", permissions=["clipboard-read", "clipboard-write"])
    page.goto("/-/projects/new")
    page.get_by_label("Name").fill("Power forecast")
    expect(page.get_by_label("Path")).to_have_value("power-forecast")
    page.get_by_role("button", name="Make project").click()
    expect(page.get_by_role("heading", name="The repository is empty")).to_be_visible()
    expect(page).to_have_title("ana/power-forecast · mergelab")

    folder = house.checkout("existing")
    for name, data in content("main").items():
        path = folder.tree / "existing-folder" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    _type(folder, _copied(page, "Push an existing folder"), house)

    page.reload()
    expect(page.get_by_role("link", name="train.py", exact=True)).to_be_visible()
    expect(page.get_by_text("First commit").first).to_be_visible()
    expect(page.get_by_role("heading", name="Power forecast")).to_be_visible()
    page.get_by_role("link", name="train.py", exact=True).click()
    expect(page.locator("#L12")).to_contain_text("def corrected_speed(df):")

    page.goto("/ana/power-forecast/-/blob/main/notebooks/power_curve.ipynb")
    expect(page.get_by_role("heading", name="Power curve of the north row")).to_be_visible()
    expect(page.get_by_role("img").first).to_be_visible()
    expect(page.get_by_text('"cell_type"')).to_have_count(0)


def test_a_new_folder_by_the_commands_of_the_page(desk: Desk, house: House) -> None:
    house.add_project("ana", "from-nothing")
    page = desk.open("ana", permissions=["clipboard-read", "clipboard-write"])
    page.goto("/ana/from-nothing")
    folder = house.checkout("fresh")
    _type(folder, _copied(page, "Start a new folder"), house)
    page.reload()
    expect(page.get_by_role("link", name="README.md", exact=True)).to_be_visible()


def _copied(page: Page, title: str) -> str:
    """The commands below a heading, by their copy button."""
    block = page.locator("div", has=page.get_by_role("heading", name=title, exact=True)).last
    block.get_by_role("button", name="Copy").click()
    expect(block.get_by_role("button", name="Copied")).to_be_visible()
    return str(page.evaluate("navigator.clipboard.readText()"))


def _type(folder: Client, commands: str, house: House) -> None:
    """Run the commands in a shell, in which git answers for ana when it is asked."""
    ask = Path(folder.home, "ask.sh")
    ask.write_text(f"#!/bin/sh\ncase $1 in User*) echo ana;; *) echo '{PASSWORD}';; esac\n")
    ask.chmod(0o700)
    done = subprocess.run(
        ["bash", "-eu", "-c", commands],
        cwd=folder.tree,
        env={**folder.environment, "GIT_ASKPASS": str(ask)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, f"{commands}\n{done.stderr}"


def test_a_project_is_deleted_only_by_its_typed_path(desk: Desk, house: House) -> None:
    house.add_project("ana", "short-lived")
    page = desk.open("ana")
    page.goto("/ana/short-lived/-/settings")
    page.get_by_role("button", name="Delete project").click()
    dialog = page.get_by_role("dialog", name="Delete project")
    button = dialog.get_by_role("button", name="Delete project")
    expect(button).to_be_disabled()
    dialog.get_by_role("textbox").fill("ana/short")
    expect(button).to_be_disabled()
    dialog.get_by_role("textbox").fill("ana/short-lived")
    button.click()
    expect(page.get_by_role("status")).to_contain_text("deleted")

    answer = page.goto("/ana/short-lived")
    assert answer is not None
    assert answer.status == 404
    desk.watch.allow(r"^404: GET .*/ana/short-lived")


def test_without_scripts_the_typed_path_is_asked_by_the_server(desk: Desk, house: House) -> None:
    """The dialog opens by the browser's own command, so the deletion works there as well."""
    house.add_project("ana", "plain")
    page = desk.open("ana", java_script_enabled=False)
    page.goto("/ana/plain/-/settings")
    page.get_by_role("button", name="Delete project").click()
    dialog = page.get_by_role("dialog", name="Delete project")
    dialog.get_by_role("textbox").fill("ana/other")
    dialog.get_by_role("button", name="Delete project").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.goto("/ana/plain/-/settings")
    expect(page.get_by_role("heading", name="Address")).to_be_visible()
    desk.watch.allow(r"^4\d\d: POST .*/settings/delete")
