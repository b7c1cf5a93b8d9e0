"""Forwarding headers count only from proxies that the operator named (B22)."""

import ipaddress

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from mergelab.web.proxies import ProxyMiddleware, original_address


@pytest.fixture(autouse=True)
def _proxies(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = [ipaddress.ip_network("10.0.0.0/8")]


def passed_on(peer: str, **headers: str) -> HttpRequest:
    seen: list[HttpRequest] = []

    def answer(request: HttpRequest) -> HttpResponse:
        seen.append(request)
        return HttpResponse()

    request = RequestFactory().get("/", headers=headers, REMOTE_ADDR=peer)
    ProxyMiddleware(answer)(request)
    return seen[0]


def test_a_named_proxy_tells_address_and_scheme() -> None:
    request = passed_on(
        "10.1.2.3", **{"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}
    )
    assert (request.META["REMOTE_ADDR"], request.scheme) == ("203.0.113.9", "https")


def test_b22_anybody_else_is_not_believed() -> None:
    request = passed_on(
        "192.0.2.1",
        **{
            "X-Forwarded-For": "127.0.0.1",
            "X-Forwarded-Proto": "https",
            "X-Forwarded-Host": "evil.example",
        },
    )
    assert (request.META["REMOTE_ADDR"], request.scheme) == ("192.0.2.1", "http")
    assert "X-Forwarded-Host" not in request.headers


@pytest.mark.parametrize(
    ("header", "address"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("198.51.100.7, 203.0.113.9, 10.0.0.4", "203.0.113.9"),
        ("10.0.0.1, 10.0.0.2", ""),
        ("nonsense", ""),
        ("", ""),
        ("2001:db8::1", "2001:db8::1"),
    ],
)
def test_the_last_address_that_is_no_proxy_counts(header: str, address: str) -> None:
    assert original_address(header) == address
