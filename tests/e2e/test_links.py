"""No link of the product leads nowhere."""

from collections import deque
from urllib.parse import urldefrag, urljoin, urlsplit

from playwright.sync_api import APIRequestContext, Page
from selectolax.lexbor import LexborHTMLParser
from support.browsing import Desk

PAGES = 240
DEPTH = 4
# One of each of these is enough: they differ by a parameter only.
SAMPLES = {"diff_lines": 4, "lines": 4, "diff_file": 4, "file": 4, "discussions": 6, "raw": 6}


def crawl(asking: APIRequestContext, origin: str, start: str) -> tuple[list[str], int]:
    """Follow links from a page; those that failed, each with where it stood, and how many were."""
    waiting = deque([(start, "the start", 0)])
    known, taken = {start}, dict.fromkeys(SAMPLES, 0)
    broken, count = [], 0
    while waiting and count < PAGES:
        url, source, depth = waiting.popleft()
        answer = asking.get(url, max_redirects=5)
        count += 1
        if answer.status >= 400:
            broken.append(f"{answer.status} {url} on {source}")
            continue
        if depth == DEPTH or "text/html" not in answer.headers.get("content-type", ""):
            continue
        for link in links(answer.text(), answer.url):
            if link in known or not link.startswith(origin) or not wanted(link, taken):
                continue
            known.add(link)
            waiting.append((link, url, depth + 1))
    return broken, count


def links(markup: str, base: str) -> list[str]:
    """The addresses that a page's links and fragments lead to by GET."""
    tree = LexborHTMLParser(markup)
    found = [
        (node.attributes.get(name) or "")
        for name in ("href", "hx-get", "src")
        for node in tree.css(f"[{name}]")
    ]
    return [urldefrag(urljoin(base, address)).url for address in found if address]


def wanted(link: str, taken: dict[str, int]) -> bool:
    parts = set(urlsplit(link).path.split("/"))
    for kind in parts & SAMPLES.keys():
        taken[kind] += 1
        if taken[kind] > SAMPLES[kind]:
            return False
    return True


def test_no_link_is_broken(demo_desk: Desk) -> None:
    """As somebody who sees every page: the owner of the project, who administers the server."""
    page = demo_desk.open("ana")
    broken, count = crawl(page.request, demo_desk.origin, f"{demo_desk.origin}/")
    assert broken == []
    assert count > 100


def test_a_reader_without_account_finds_no_broken_link(desk: Desk, public: str) -> None:
    """Links that need an account lead to the sign-in page."""
    page: Page = desk.open()
    broken, count = crawl(page.request, desk.origin, f"{desk.origin}/{public}")
    assert broken == []
    assert count > 40
