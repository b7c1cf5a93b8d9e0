"""Every main page of the demo: what it owes to its readers, and a picture of it.

The pictures go to build/screenshots: 1440 and 390 pixels wide, light and dark.
"""

import re
from pathlib import Path

import pytest
from e2e.places import PICTURED, PLACES, Place
from playwright.sync_api import Page, expect
from support.browsing import PHONE, Desk, overflow, shoot

PICTURES = Path(__file__).parents[2] / "build" / "screenshots"
PICTURES_LOADED = """async () => {
  const images = [...document.images];
  for (const image of images) image.loading = "eager";
  const shown = images.map((image) => image.decode().catch(() => 0));
  await Promise.all([document.fonts.ready, ...shown]);
}"""
AUDIT = Path(__file__).with_name("audit.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_a_page_is_clean_accessible_and_fits(demo_desk: Desk, place: Place) -> None:
    page = demo_desk.open(place.person)
    answer = page.goto(place.path, wait_until="load")
    assert answer is not None
    assert answer.status == 200
    expect(page).to_have_title(re.compile(r"\S+.* · mergelab$|^mergelab$"))
    _settle(page)
    assert page.evaluate(AUDIT) == []
    assert overflow(page) == 0
    if place.name in PICTURED:
        _picture(page, f"{place.name}-1440")
    page.set_viewport_size(PHONE)
    if place.name in PICTURED:
        _picture(page, f"{place.name}-390")
    assert overflow(page) == 0


def _picture(page: Page, name: str) -> None:
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        shoot(page, PICTURES, f"{name}-{scheme}")


def _settle(page: Page) -> None:
    """Wait for what the page loads by itself: fragments, fonts, and pictures further down."""
    expect(page.locator(".htmx-request")).to_have_count(0)
    page.evaluate(PICTURES_LOADED)
