"""Lists come in pages with the headers that clients follow."""

from typing import Any

import pytest
from django.test import RequestFactory
from factories import make_user

from mergelab.accounts.models import User
from mergelab.kit.errors import Refused
from mergelab.kit.rest.bodies import query_of
from mergelab.kit.rest.paging import Listing, PageQuery


def page(rows: Any, query: str) -> tuple[list[Any], dict[str, str]]:
    request: Any = RequestFactory().get(f"/api/v4/things?{query}")
    listing = Listing(rows, lambda row: row)
    return listing.page(request, query_of(request, PageQuery))


def test_the_first_page_of_a_sequence() -> None:
    items, headers = page(range(45), "per_page=20&search=x")
    assert items == list(range(20))
    assert headers == {
        "X-Page": "1",
        "X-Per-Page": "20",
        "X-Total": "45",
        "X-Total-Pages": "3",
        "X-Next-Page": "2",
        "X-Prev-Page": "",
        "Link": (
            '<http://testserver/api/v4/things?search=x&page=1&per_page=20>; rel="first", '
            '<http://testserver/api/v4/things?search=x&page=3&per_page=20>; rel="last", '
            '<http://testserver/api/v4/things?search=x&page=2&per_page=20>; rel="next"'
        ),
    }


def test_the_last_page() -> None:
    items, headers = page(range(45), "page=3")
    assert (items, headers["X-Next-Page"], headers["X-Prev-Page"]) == (
        [40, 41, 42, 43, 44],
        "",
        "2",
    )


def test_a_page_past_the_end_is_empty_and_leads_back() -> None:
    items, headers = page(range(5), "page=9")
    assert items == []
    assert 'page=1&per_page=20>; rel="prev"' in headers["Link"]


def test_a_page_holds_at_most_a_hundred() -> None:
    items, headers = page(range(500), "per_page=9999")
    assert (len(items), headers["X-Per-Page"]) == (100, "100")


@pytest.mark.parametrize("query", ["page=0", "per_page=0", "page=x", "page=-1"])
def test_a_page_that_makes_no_sense_is_refused(query: str) -> None:
    with pytest.raises(Refused):
        page(range(5), query)


def test_deep_offsets_are_refused() -> None:
    with pytest.raises(Refused, match="keyset"):
        page(range(5), "page=502&per_page=100")


def test_keyset_pages_visit_every_row_once(db: None) -> None:
    expected = sorted(make_user(f"user{number}").pk for number in range(5))
    seen: list[int] = []
    cursor = ""
    while True:
        query = f"pagination=keyset&per_page=2&sort=asc&cursor={cursor}"
        items, headers = page(User.objects.all(), query)
        seen += [user.pk for user in items]
        if "Link" not in headers:
            break
        cursor = headers["Link"].split("cursor=")[1].split("&")[0]
    assert seen == expected


def test_a_forged_cursor_is_refused(db: None) -> None:
    with pytest.raises(Refused):
        page(User.objects.all(), "pagination=keyset&cursor=1;drop")
