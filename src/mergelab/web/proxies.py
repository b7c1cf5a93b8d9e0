"""Believe forwarding headers only from the proxies that the operator named."""

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

FORWARDING = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST")


class ProxyMiddleware:
    """Sets the peer's true address and scheme, and drops these headers from anybody else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        forwarded = {name: request.META.pop(name, "") for name in FORWARDING}
        if is_trusted(request.META.get("REMOTE_ADDR", "")):
            address = original_address(forwarded["HTTP_X_FORWARDED_FOR"])
            if address:
                request.META["REMOTE_ADDR"] = address
            if forwarded["HTTP_X_FORWARDED_PROTO"] == "https":
                request.META["wsgi.url_scheme"] = "https"
                request.environ["wsgi.url_scheme"] = "https"  # type: ignore[attr-defined]
        return self.get_response(request)


def is_trusted(address: str) -> bool:
    """Whether the peer is one of MERGELAB_TRUSTED_PROXIES."""
    try:
        peer = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(peer in network for network in settings.TRUSTED_PROXIES)


def original_address(forwarded_for: str) -> str:
    """The last address of the list that is no trusted proxy; '' where there is none."""
    for hop in reversed(forwarded_for.split(",")):
        try:
            address = str(ipaddress.ip_address(hop.strip()))
        except ValueError:
            return ""
        if not is_trusted(address):
            return address
    return ""
