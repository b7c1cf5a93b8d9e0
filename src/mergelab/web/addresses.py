"""Refuse addresses that no link of ours has, before anything looks at them."""

from collections.abc import Callable
from typing import Final

from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.http.response import HttpResponseBase

MAX_LENGTH: Final = 16_000
"""Characters of path and query together; a path in a repository has at most 1,024 bytes."""


class AddressMiddleware:
    """Answers 400 to an address with a NUL character, or longer than MAX_LENGTH.

    No database stores a NUL in text, and SQLite fails on search patterns of over 50,000 bytes.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        query = request.META.get("QUERY_STRING", "")
        if len(request.path) + len(query) > MAX_LENGTH:
            raise BadRequest("The address is too long.")
        if "\0" in request.path or "%00" in query or "\0" in query:
            raise BadRequest("The address holds a NUL character.")
        return self.get_response(request)
