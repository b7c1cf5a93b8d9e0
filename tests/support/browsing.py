"""Chromium as a person uses it, and a watch over everything that a page does."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from needs import is_required
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    expect,
    sync_playwright,
)

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
)
PATIENCE_MS = 15_000
WIDE = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}

expect.set_options(timeout=PATIENCE_MS)


def chromium_path() -> str:
    """Debian's Chromium; skips, or fails where browser tests are demanded, without it."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is not None:
        return found
    reason = "Chromium was not found on the PATH (Debian: apt-get install chromium)"
    if is_required("browser"):
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser without profile. No Django ORM inside the block: Playwright runs an event loop."""
    path = chromium_path()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Watch:
    """What a browser's pages did wrong: script and policy errors, failures, foreign requests."""

    origin: str
    faults: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        context.on("console", self._heard)
        context.on("weberror", lambda error: self.faults.append(f"script: {error.error}"))
        context.on("request", self._asked)
        context.on("response", self._answered)
        context.on("requestfailed", self._failed)

    def allow(self, *patterns: str) -> None:
        """Faults that this test causes on purpose, by regular expressions."""
        self.expected.extend(patterns)

    def check(self) -> None:
        """Nothing happened that was not expected."""
        known = [fault for fault in self.faults if not self._is_expected(fault)]
        assert not known, "\n".join(known)

    def _is_expected(self, fault: str) -> bool:
        return any(re.search(pattern, fault) for pattern in self.expected)

    def _heard(self, message: ConsoleMessage) -> None:
        # The answer itself is judged in `_answered`.
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.faults.append(f"console on {message.page and message.page.url}: {message.text}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.origin, "data:", "blob:", "about:")):
            self.faults.append(f"foreign: {request.url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self.faults.append(f"{response.status}: {response.request.method} {response.url}")

    def _failed(self, request: Request) -> None:
        # Leaving a page cancels what it was still loading, and a download is no navigation.
        if request.failure != "net::ERR_ABORTED":
            self.faults.append(f"failed: {request.url}: {request.failure}")


@dataclass
class Desk:
    """Opens pages of one server, in a browser of their own for each person."""

    browser: Browser
    origin: str
    password: str
    signed_in: dict[str, Any]
    watch: Watch = field(init=False)
    contexts: list[BrowserContext] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.watch = Watch(self.origin)

    def open(self, person: str | None = None, **options: Any) -> Page:
        """A new page, signed in as the person; further options as of Playwright's contexts."""
        if person is not None and person not in self.signed_in:
            self.signed_in[person] = self._state_of(person)
        state = self.signed_in[person] if person else None
        return self._context(storage_state=state, **options).new_page()

    def close(self) -> None:
        for context in self.contexts:
            context.close()

    def _context(self, **options: Any) -> BrowserContext:
        settings = {"viewport": WIDE, "color_scheme": "light", "locale": "en-GB", **options}
        context = self.browser.new_context(base_url=self.origin, **settings)
        context.set_default_timeout(PATIENCE_MS)
        self.watch.over(context)
        self.contexts.append(context)
        return context

    def _state_of(self, person: str) -> Any:
        context = self._context()
        sign_in(context.new_page(), person, self.password)
        return context.storage_state()


def sign_in(page: Page, person: str, password: str) -> None:
    """Through the form, until the account menu shows."""
    page.goto("/-/sign_in")
    page.get_by_label("User name or e-mail").fill(person)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_label(f"Account of {person}")).to_be_visible()


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    script = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    return int(page.evaluate(script))


def shoot(page: Page, folder: Path, name: str) -> None:
    """The first 2,400 pixels of the page as a picture."""
    width = page.viewport_size["width"] if page.viewport_size else 0
    height = int(page.evaluate("document.documentElement.scrollHeight"))
    clip = {"x": 0, "y": 0, "width": width, "height": min(height, 2400)}
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / f"{name}.png", full_page=True, clip=clip, animations="disabled")
