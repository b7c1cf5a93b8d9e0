"""Error pages, and the same words as plain text or JSON for callers that are not a person."""

import sys
from typing import Final, NamedTuple

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from mergelab.kit.errors import DomainError
from mergelab.web.fragments import wants_fragment

RETRY_SECONDS: Final = 5


class Words(NamedTuple):
    """What an error page says."""

    title: str
    text: str
    icon: str


WORDS: Final[dict[int, Words]] = {
    400: Words(
        "That request could not be read", "Go back, check the input and try again.", "error"
    ),
    403: Words(
        "You may not do this",
        "Your role does not allow it here. An owner or maintainer can change your role.",
        "lock",
    ),
    404: Words(
        "Nothing here",
        "The page does not exist, was moved or deleted, or you may not see it.",
        "search",
    ),
    405: Words(
        "This address does not work that way", "Go back and use the page's buttons.", "error"
    ),
    409: Words("That does not fit what is there now", "Reload the page and try again.", "refresh"),
    413: Words("That is too large", "Send less at a time, or ask an administrator.", "upload"),
    429: Words("Too many requests", "Wait a minute, then try again.", "clock"),
    500: Words(
        "Something went wrong on the server",
        "It has been written to the server's log. What you did last may not have been saved.",
        "warning",
    ),
    503: Words("Not available right now", "Try again in a minute.", "server"),
    507: Words(
        "The server's disk is almost full",
        "Nothing was saved. An administrator has to make space.",
        "server",
    ),
}


def page(request: HttpRequest, status: int, *, message: str = "", title: str = "") -> HttpResponse:
    """The answer for `status`: a page, plain text for a page's fragment, JSON below /api/."""
    words = WORDS.get(status, WORDS[500 if status >= 500 else 400])
    said = message or words.text
    if request.path.startswith("/api/"):
        return JsonResponse({"message": message or f"{status} {words.title}"}, status=status)
    if wants_fragment(request):
        return HttpResponse(said, status=status, content_type="text/plain; charset=utf-8")
    context = {
        "status": status,
        "error_title": title or words.title,
        "error_text": said,
        "error_icon": words.icon,
    }
    # A broken server may be unable to run the context processors (they read the session).
    within = None if status >= 500 else request
    return HttpResponse(render_to_string("web/error.html", context, request=within), status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    del exception
    return page(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    del exception
    return page(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    del exception
    return page(request, 404)


def too_many_requests(request: HttpRequest, message: str = "") -> HttpResponse:
    return page(request, 429, message=message)


def server_error(request: HttpRequest) -> HttpResponse:
    """Also 503 where the database does not answer or a writer waited too long for its turn."""
    if not isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        return page(request, 500)
    response = page(request, 503)
    response["Retry-After"] = str(RETRY_SECONDS)
    return response


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was made for another session, or the browser sends no cookies."""
    del reason
    message = "Your session has changed since this form was opened. Reload the page and try again."
    return page(request, 403, title="The form is out of date", message=message)


def refused(request: HttpRequest, error: DomainError) -> HttpResponse:
    """A verb refused, and no form was there to show it."""
    return page(request, error.status, message=error.message)
