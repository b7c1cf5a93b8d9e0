"""Measures every request; the outermost middleware."""

from collections.abc import Callable
from time import perf_counter
from typing import Final

from django.db import connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from mergelab.web.metrics import StatementClock, observe

METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
FORWARDED: Final = (
    "HTTP_FORWARDED",
    "HTTP_VIA",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_REAL_IP",
)


class MetricsMiddleware:
    """Counts requests and their time by route name, so that ids do not multiply the series.

    Notes on the request whether it came without a proxy, before other middleware drops the
    headers that tell.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.came_directly = not any(  # type: ignore[attr-defined]
            header in request.META for header in FORWARDED
        )
        clock = StatementClock()
        started = perf_counter()
        with connection.execute_wrapper(clock):
            response = self.get_response(request)
        match = request.resolver_match
        route = match.view_name if match is not None else "none"
        method = request.method if request.method in METHODS else "other"
        observe(route, str(method), response.status_code, perf_counter() - started, clock)
        return response
