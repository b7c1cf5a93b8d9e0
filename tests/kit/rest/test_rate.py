"""One caller's requests in a minute are counted and bounded."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from mergelab.kit.rest.rate import RateLimitMiddleware


@pytest.fixture
def limited(settings: Settings) -> RateLimitMiddleware:
    settings.RATE_LIMIT_PER_MINUTE = 3
    return RateLimitMiddleware(lambda _request: HttpResponse("ok"))


def ask(
    middleware: RateLimitMiddleware, token: str = "a", path: str = "/api/v4/user"
) -> HttpResponse:
    request = RequestFactory().get(path, headers={"Private-Token": token})
    return middleware(request)  # type: ignore[return-value]


def test_past_the_limit_the_answer_says_when_to_come_back(limited: RateLimitMiddleware) -> None:
    # The window may turn over between two requests; of seven, at least four share one.
    answers = [ask(limited) for _ in range(7)]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused
    assert 1 <= int(refused[-1]["Retry-After"]) <= 60
    assert refused[-1]["RateLimit-Remaining"] == "0"


def test_the_headers_count_down(limited: RateLimitMiddleware) -> None:
    answer = ask(limited)
    assert (answer["RateLimit-Limit"], answer["RateLimit-Observed"]) == ("3", "1")
    assert answer["RateLimit-Remaining"] == "2"


def test_callers_are_counted_apart(limited: RateLimitMiddleware) -> None:
    for token in "abcdefgh":
        assert ask(limited, token).status_code == 200


def test_pages_are_not_counted(limited: RateLimitMiddleware) -> None:
    assert all(ask(limited, path="/").status_code == 200 for _ in range(10))


def test_zero_is_no_limit(limited: RateLimitMiddleware, settings: Settings) -> None:
    settings.RATE_LIMIT_PER_MINUTE = 0
    assert all(ask(limited).status_code == 200 for _ in range(10))


def test_made_up_credentials_are_counted_by_address(settings: Settings) -> None:
    settings.RATE_LIMIT_PER_MINUTE = 3
    middleware = RateLimitMiddleware(lambda _request: HttpResponse(status=401))
    statuses = [ask(middleware, f"guess {number}").status_code for number in range(12)]
    # The window may turn over once in between.
    assert set(statuses) == {401, 429}
