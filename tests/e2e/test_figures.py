"""Figures before and after, as reviewers look at them, zoom them and comment on parts of them."""

import io
import re

import pytest
from e2e.work import House
from PIL import Image
from playwright.sync_api import FloatRect, Locator, Page, expect
from support.browsing import PHONE, Desk
from support.git_client import Client
from support.notebooks import code, coded, display, markdown, notebook

PATH = "plots.ipynb"
SQUARES = {"main": (40, 40), "topic": (240, 40), "again": (240, 100)}


def square(place: tuple[int, int], size: tuple[int, int] = (400, 200)) -> bytes:
    """White paper with a black square of 100 pixels."""
    image = Image.new("RGB", size, "white")
    left, top = place
    image.paste("black", (left, top, left + 100, top + 100))
    held = io.BytesIO()
    image.save(held, "PNG")
    return held.getvalue()


def book(state: str, height: int = 200) -> bytes:
    picture = coded(square(SQUARES[state], (400, height)))
    return notebook(markdown("# Squares"), code("draw()", display(image__png=picture)))


@pytest.fixture(scope="module")
def checkout(house: House) -> Client:
    """ana's project `figures` with !1, in which a square has moved to the right."""
    path = house.add_project("ana", "figures", visibility="internal")
    house.add_member("ana", path, "rea", 30)
    folder = house.checkout("figures")
    folder.run("init", "--quiet")
    folder.commit({PATH: book("main")}, "Draw a square")
    house.push("ana", folder, path, "main")
    folder.commit({PATH: book("topic")}, "Move it")
    house.push("ana", folder, path, "topic", "-o", "merge_request.create")
    house.wait_for_merge_request("ana", path, 1)
    return folder


CHANGES = "/ana/figures/-/merge_requests/1/diffs?mode=report"


def figures_on(page: Page, address: str = CHANGES) -> Locator:
    page.goto(address)
    found = page.locator("[data-figures=ready][data-view]").first
    found.scroll_into_view_if_needed()
    expect(found.locator(".figure-view").locator("visible=true").first).to_be_visible()
    return found


def box_of(element: Locator) -> FloatRect:
    box = element.bounding_box()
    assert box is not None
    return box


def drag(
    page: Page, element: Locator, start: tuple[float, float], end: tuple[float, float]
) -> None:
    """From one place of an element to another, in fractions of its size."""
    box = box_of(element)
    points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in (start, end)]
    page.mouse.move(*points[0])
    page.mouse.down()
    page.mouse.move(points[1][0] - 10, points[1][1] - 10)
    page.mouse.move(*points[1])
    page.mouse.up()


def test_the_views(desk: Desk, checkout: Client) -> None:
    page = desk.open("rea")
    figures = figures_on(page)
    line = page.locator("summary", has_text="25 % of pixels")
    while line.count() == 0:  # a worker compares them
        page.wait_for_load_state("networkidle")
        figures = figures_on(page)
    old, new = (figures.locator(f"[data-side={side}] .figure-view") for side in ("old", "new"))
    assert box_of(old)["x"] < box_of(new)["x"]

    figures.get_by_role("button", name="Swipe").click()
    expect(figures.get_by_role("button", name="Swipe")).to_have_attribute("aria-pressed", "true")
    assert box_of(old)["x"] == box_of(new)["x"]
    slider = figures.get_by_role("slider", name="Before to after")
    slider.fill("0")
    clip = "element => getComputedStyle(element).clipPath"
    assert new.evaluate(clip) == "inset(0px)"
    drag(page, new, (0.1, 0.5), (0.5, 0.5))
    expect(slider).to_have_value("50")
    assert re.fullmatch(r"inset\(0px 0px 0px [\d.]+px\)", new.evaluate(clip))

    figures.get_by_role("button", name="Onion skin").click()
    figures.get_by_role("slider", name="How much of after").fill("25")
    assert new.evaluate("element => getComputedStyle(element).opacity") == "0.25"

    figures.get_by_role("button", name="Difference").click()
    expect(figures.get_by_role("img", name="25 % of pixels changed")).to_be_visible()
    expect(figures.get_by_text("25 % of pixels changed, in a dashed frame")).to_be_visible()
    expect(old).to_be_hidden()

    figures = figures_on(page)  # the view is remembered
    expect(figures.get_by_role("img", name="25 % of pixels changed")).to_be_visible()


def test_zoom_is_one_for_both(desk: Desk, checkout: Client) -> None:
    page = desk.open("rea")
    figures = figures_on(page)
    sheets = [figures.locator(f"[data-side={side}] .figure-sheet") for side in ("old", "new")]
    before = [box_of(sheet) for sheet in sheets]

    figures.get_by_role("button", name="Zoom in").click()
    expect(figures.get_by_role("button", name="Fit the figure")).to_have_text("125 %")
    for sheet, box in zip(sheets, before, strict=True):
        assert box_of(sheet)["width"] == pytest.approx(box["width"] * 1.25, abs=1)
    at = [box_of(sheet)["x"] for sheet in sheets]
    drag(page, figures.locator("[data-side=old] .figure-view"), (0.5, 0.5), (0.4, 0.5))
    moved = [box_of(sheet)["x"] - x for sheet, x in zip(sheets, at, strict=True)]
    assert moved[0] < -10
    assert moved[0] == pytest.approx(moved[1], abs=0.5)

    view = figures.locator("[data-side=new] .figure-view")
    view.focus()
    page.keyboard.press("0")
    expect(figures.get_by_role("button", name="Fit the figure")).to_have_text("100 %")
    page.keyboard.press("+")
    page.keyboard.press("ArrowRight")
    assert box_of(sheets[0])["x"] < before[0]["x"]
    page.keyboard.press("0")
    view.hover()
    page.keyboard.down("Control")
    page.mouse.wheel(0, -200)
    page.keyboard.up("Control")
    expect(figures.get_by_role("button", name="Fit the figure")).not_to_have_text("100 %")


def test_a_region_is_commented_on_and_keeps_its_place(
    desk: Desk, house: House, checkout: Client
) -> None:
    page = desk.open("rea")
    figures = figures_on(page)
    new = figures.locator("[data-side=new] .figure-view")
    drag(page, new, (0.6, 0.2), (0.85, 0.7))
    form = page.get_by_role("form", name="New thread")
    expect(form.get_by_text("a region of the figure")).to_be_visible()
    form.get_by_role("textbox", name="Comment").fill("Why over there?")
    form.get_by_role("button", name="Start thread").click()
    expect(page.locator(".thread", has_text="Why over there?")).to_be_visible()

    figures = figures_on(page)
    outline = figures.locator("[data-side=new] .figure-regions rect")
    sheet = box_of(figures.locator("[data-side=new] .figure-sheet"))
    assert (box_of(outline)["x"] - sheet["x"]) / sheet["width"] == pytest.approx(0.6, abs=0.02)
    thread = page.locator(".figure-thread", has_text="Why over there?")
    thread.hover()
    expect(figures.locator(".figure-regions a")).to_have_class("is-lit")
    figures.locator(".figure-regions a").focus()
    expect(thread).to_have_class("figure-thread is-lit")

    page.goto("/ana/figures/-/merge_requests/1")
    small = page.locator(".thread-figure img")
    expect(small).to_be_visible()
    assert small.evaluate("image => image.decode().then(() => image.naturalWidth)") == 400
    expect(page.locator(".thread-figure rect")).to_be_visible()

    checkout.commit({PATH: book("again")}, "Move it down")
    house.push("ana", checkout, "ana/figures", "topic")
    page.goto(CHANGES)
    outdated = page.locator(".figure-thread").get_by_text("Outdated")
    while outdated.count() == 0:  # the worker follows the push
        page.wait_for_load_state("networkidle")
        page.reload()
    figures = figures_on(page)
    outline = figures.locator("[data-side=new] .figure-regions rect")
    again = box_of(figures.locator("[data-side=new] .figure-sheet"))
    assert (box_of(outline)["x"] - again["x"]) / again["width"] == pytest.approx(0.6, abs=0.02)
    assert box_of(outline)["width"] / again["width"] == pytest.approx(0.25, abs=0.02)


def test_a_region_is_marked_by_keys(desk: Desk, checkout: Client) -> None:
    page = desk.open("rea", viewport=PHONE)
    figures = figures_on(page)
    figures.get_by_role("button", name="Comment on a region").press("Enter")
    region = page.locator(".figure-draft")
    expect(region).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowUp")
    label = re.compile("^Region: 31 % from the left, 30 % from the top, 40 % wide, 39 % high")
    expect(region).to_have_attribute("aria-label", label)
    page.keyboard.press("Enter")
    form = page.get_by_role("form", name="New thread")
    field = form.locator("input[name=region]")
    expect(field).to_have_value("3100,3000,4000,3900")
    expect(form.get_by_role("textbox", name="Comment")).to_be_focused()
    form.get_by_role("link", name="Cancel").click()
    expect(region).to_have_count(0)
    figures.get_by_role("button", name="Comment on a region").click()
    page.keyboard.press("Escape")
    expect(region).to_have_count(0)


def test_without_scripts_they_stand_side_by_side(desk: Desk, checkout: Client) -> None:
    page = desk.open("rea", java_script_enabled=False)
    page.goto(CHANGES)
    before, after = page.locator(".figures img").all()
    assert box_of(before)["x"] + box_of(before)["width"] <= box_of(after)["x"]
    expect(page.get_by_role("link", name="Full size")).to_have_count(2)
    expect(page.locator(".figure-bar")).to_have_count(0)


def test_changed_image_files_have_the_views_as_well(
    desk: Desk, house: House, checkout: Client
) -> None:
    house.add_project("ana", "pictures")
    folder = house.checkout("pictures")
    folder.run("init", "--quiet")
    first = folder.commit({"square.png": square((40, 40))}, "One")
    second = folder.commit({"square.png": square((40, 40), (400, 210))}, "Two")
    house.push("ana", folder, "ana/pictures", "main")
    page = desk.open("ana")
    figures = figures_on(page, f"/ana/pictures/-/compare/{first}...{second}")
    figures.get_by_role("button", name="Difference").click()
    expect(figures.get_by_role("img", name="4.8 % of pixels changed")).to_be_visible()
    expect(figures.get_by_role("button", name="Comment on a region")).to_have_count(0)
