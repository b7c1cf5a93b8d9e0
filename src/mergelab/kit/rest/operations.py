"""An operation: what it takes, what it returns, and the words that document both.

The declaration is the only place: decoding, encoding and the OpenAPI document all read it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final

import msgspec
from django.http import HttpResponse
from django.http.response import HttpResponseBase

from mergelab.kit.access import Request
from mergelab.kit.rest.bodies import MAX_BODY, body_of, query_of
from mergelab.kit.rest.paging import Listing, PageQuery

_encoder = msgspec.json.Encoder()


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of a REST route, as the OpenAPI document shows it."""

    summary: str
    body: type[msgspec.Struct] | None
    query: type[msgspec.Struct] | None
    returns: Any
    status: int
    is_listing: bool
    media_type: str


JSON: Final = "application/json"
#: The media type of a file's bytes, which are served as what they are.
ANY: Final = "*/*"


def operation(
    summary: str,
    *,
    body: type[msgspec.Struct] | None = None,
    query: type[msgspec.Struct] | None = None,
    returns: Any = None,
    status: int = 200,
    listing: bool = False,
    media_type: str = JSON,
    max_body: int = MAX_BODY,
) -> Callable[[Callable[..., Any]], Callable[..., HttpResponseBase]]:
    """Declare a REST view that takes structs and returns a struct, a Listing, None or a response.

    The view gets `body=` and `query=` where they are declared. With `listing`, `returns` is the
    type of one item and the view returns a `Listing`. None answers 204. A ready response, such as
    a stream, goes out as it is. A body over `max_body` bytes is refused unread.
    """

    answered = 204 if returns is None and media_type == JSON else status

    def declare(view: Callable[..., Any]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def call(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if body is not None:
                kwargs["body"] = body_of(request, body, limit=max_body)
            if query is not None:
                kwargs["query"] = query_of(request, query)
            return respond(request, view(request, *args, **kwargs), status)

        call.operation = Operation(  # type: ignore[attr-defined]
            summary, body, query, returns, answered, listing, media_type
        )
        return call

    return declare


def respond(request: Request, result: Any, status: int = 200) -> HttpResponseBase:
    """The HTTP answer for what an operation returned."""
    if isinstance(result, HttpResponseBase):
        return result
    if result is None:
        return HttpResponse(status=204)
    if isinstance(result, Listing):
        items, headers = result.page(request, query_of(request, PageQuery))
        return _json(items, status, headers)
    return _json(result, status, {})


def _json(value: Any, status: int, headers: dict[str, str]) -> HttpResponse:
    encoded = _encoder.encode(value)
    return HttpResponse(encoded, content_type=JSON, status=status, headers=headers)
