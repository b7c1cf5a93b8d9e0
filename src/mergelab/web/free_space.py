"""Refuse writes while the disk is nearly full, so that reads go on and nothing is half-written."""

import shutil
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "DELETE"})
LOOK_AGAIN_SECONDS = 2.0
MESSAGE = (
    "The server's disk is nearly full, so nothing can be written now. "
    "Reading works; an administrator has to free space."
)


def _refusal(request: HttpRequest) -> HttpResponse:
    if request.path.startswith("/api/"):
        return JsonResponse({"message": MESSAGE}, status=507)
    return HttpResponse(MESSAGE + "\n", status=507, content_type="text/plain")


class FreeSpaceMiddleware:
    """Answers 507 to writes below MERGELAB_MIN_FREE_BYTES; deletions pass, for they help."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.looked_at = float("-inf")
        self.is_short = False

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in SAFE and self._short():
            return _refusal(request)
        return self.get_response(request)

    def _short(self) -> bool:
        now = time.monotonic()
        if now - self.looked_at > LOOK_AGAIN_SECONDS:
            self.looked_at = now
            self.is_short = shutil.disk_usage(settings.DATA_DIR).free < settings.MIN_FREE_BYTES
        return self.is_short
