"""A nearly full disk stops writes and lets reads pass."""

import pytest
from django.conf import settings as live
from django.http import HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from mergelab.web.free_space import FreeSpaceMiddleware


@pytest.mark.parametrize(
    ("method", "least", "status"),
    [
        ("POST", 0, 200),
        ("POST", 2**62, 507),
        ("PUT", 2**62, 507),
        ("GET", 2**62, 200),
        ("DELETE", 2**62, 200),
    ],
)
def test_writes_need_space(settings: Settings, method: str, least: int, status: int) -> None:
    live.DATA_DIR.mkdir(parents=True, exist_ok=True)
    settings.MIN_FREE_BYTES = least
    middleware = FreeSpaceMiddleware(lambda _request: HttpResponse())
    assert middleware(RequestFactory().generic(method, "/")).status_code == status


def test_rest_is_told_in_json(settings: Settings) -> None:
    live.DATA_DIR.mkdir(parents=True, exist_ok=True)
    settings.MIN_FREE_BYTES = 2**62
    middleware = FreeSpaceMiddleware(lambda _request: HttpResponse())
    answer = middleware(RequestFactory().post("/api/v4/projects"))
    assert (answer.status_code, answer["Content-Type"]) == (507, "application/json")
