"""How many REST requests one caller may make in a minute, counted in this process."""

import threading
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase

WINDOW_SECONDS = 60
MAX_CALLERS = 20_000


class RateLimitMiddleware:
    """Answers 429 with Retry-After past MERGELAB_RATE_LIMIT_PER_MINUTE; a fixed window a minute."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.lock = threading.Lock()
        self.window = 0
        self.counts: dict[str, int] = {}

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        limit = settings.RATE_LIMIT_PER_MINUTE
        if not limit or not request.path.startswith("/api/"):
            return self.get_response(request)
        now = int(time.time())
        window = now // WINDOW_SECONDS
        guesses = f"refused {request.META.get('REMOTE_ADDR', '')}"
        seen = max(self._count(_caller(request), window), self._seen(guesses, window))
        reset = (window + 1) * WINDOW_SECONDS
        response = self.get_response(request) if seen <= limit else _too_many(reset - now)
        if response.status_code == 401:
            # Else a new made-up credential for each request would never be counted twice.
            self._count(guesses, window)
        response["RateLimit-Limit"] = str(limit)
        response["RateLimit-Observed"] = str(seen)
        response["RateLimit-Remaining"] = str(max(0, limit - seen))
        response["RateLimit-Reset"] = str(reset)
        response["RateLimit-Name"] = "api"
        return response

    def _seen(self, caller: str, window: int) -> int:
        with self.lock:
            return self.counts.get(caller, 0) if window == self.window else 0

    def _count(self, caller: str, window: int) -> int:
        with self.lock:
            if window != self.window or len(self.counts) > MAX_CALLERS:
                self.window = window
                self.counts = {}
            self.counts[caller] = self.counts.get(caller, 0) + 1
            return self.counts[caller]


def _caller(request: HttpRequest) -> str:
    """The credential, unread, else the address: counting comes before authentication."""
    headers = request.headers
    secret = headers.get("Private-Token") or headers.get("Authorization")
    return secret or str(request.META.get("REMOTE_ADDR", ""))


def _too_many(seconds: int) -> HttpResponse:
    message = {"message": f"429 Too Many Requests. Retry after {seconds} seconds."}
    return JsonResponse(message, status=429, headers={"Retry-After": str(seconds)})
