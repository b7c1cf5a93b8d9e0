"""Each picture: which page, what is done on it, and which part of it is shown."""

import re
from collections.abc import Callable
from typing import Final

from playwright.sync_api import FloatRect, Locator, Page, expect

from pictures.stage import REPORT

DEMO: Final = "/wind-farm/power-forecast/-/merge_requests/2/diffs"
OTHER: Final = f"/{REPORT}/-/merge_requests"
FOLDED: Final = "view=unified&outputs=hide&metadata=hide&unchanged=hide&whitespace=show"
EDGE: Final = 8


def changes(page: Page) -> bytes:
    """The page as it opens."""
    show(page, f"{DEMO}?mode=code&{FOLDED}")
    return cut(page, page.locator("body > header").first, cell(page, 4), is_wide=True)


def suggestion(page: Page) -> bytes:
    show(page, f"{DEMO}?mode=code&{FOLDED}")
    return cut(page, cell(page, 5))


def report(page: Page) -> bytes:
    show(page, f"{DEMO}?mode=report&{FOLDED}")
    return cut(page, cell(page, 9), cell(page, 11))


def region(page: Page) -> bytes:
    show(page, f"{DEMO}?mode=report&{FOLDED}")
    with_pictures(page, cell(page, 7))
    return cut(page, cell(page, 7))


def difference(page: Page) -> bytes:
    show(page, f"{DEMO}?mode=report&{FOLDED}")
    found = cell(page, 8)
    with_pictures(page, found)
    found.get_by_role("button", name="Difference").click()
    expect(found.get_by_text(re.compile("of pixels changed"))).to_be_visible()
    return cut(page, found)


def split(page: Page) -> bytes:
    show(page, f"{OTHER}/1/diffs?mode=code&{FOLDED}")
    return cut(page, page.locator("section.file").first, cell(page, 5))


def interactive(page: Page) -> bytes:
    show(page, f"{OTHER}/1/diffs?mode=report&{FOLDED}")
    frames = page.locator("[data-frame]")
    for frame in frames.all():
        frame.get_by_role("button", name="Show").click()
        expect(frame.frame_locator("iframe").locator(".bars path").first).to_be_visible()
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement.blur()")
    # A frame is drawn only where the window shows it.
    return page.locator(".nb-diff-cell", has=frames).last.screenshot(animations="disabled")


def conflict(page: Page) -> bytes:
    show(page, f"{OTHER}/2")
    page.get_by_role("link", name="Resolve cell by cell").click()
    page.get_by_role("radio", name="Edit").check()
    return cut(page, page.locator(".conflicts-head"), page.locator(".conflicts-foot"))


SHOTS: Final[dict[str, Callable[[Page], bytes]]] = {
    made.__name__: made
    for made in (changes, suggestion, report, region, difference, split, interactive, conflict)
}


def show(page: Page, address: str) -> None:
    """The page once its figures were compared."""
    page.goto(address)
    page.wait_for_load_state("networkidle")
    expect(page.locator(".nb-pixels")).to_have_count(0)


def cell(page: Page, number: int) -> Locator:
    return page.locator(f"[id$=-cell-{number}]:not([id*=old-cell])").first


def with_pictures(page: Page, found: Locator) -> None:
    """Once those pictures are there that wait until they are looked at."""
    found.scroll_into_view_if_needed()
    for image in found.locator("img").all():
        image.scroll_into_view_if_needed()
        expect(image).to_have_js_property("complete", True)


def cut(page: Page, first: Locator, last: Locator | None = None, *, is_wide: bool = False) -> bytes:
    """The page from the top of one element to the bottom of another, and as wide as they are."""
    page.mouse.move(0, 0)
    page.evaluate("scrollTo(0, 0)")
    boxes = [box_of(one) for one in (first, last or first)]
    left = 0 if is_wide else max(min(box["x"] for box in boxes) - EDGE, 0)
    right = max(box["x"] + box["width"] for box in boxes) + EDGE
    top, end = boxes[0]["y"], boxes[-1]["y"] + boxes[-1]["height"]
    width = page.viewport_size["width"] if is_wide and page.viewport_size else right - left
    clip: FloatRect = {"x": left, "y": top, "width": width, "height": end - top}
    return page.screenshot(full_page=True, clip=clip, animations="disabled")


def box_of(element: Locator) -> FloatRect:
    box = element.bounding_box()
    assert box is not None
    return box
