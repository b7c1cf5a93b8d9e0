"""What accompanies a fragment that htmx swaps into a page."""

import json
from typing import Literal, TypeVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase

Answer = TypeVar("Answer", bound=HttpResponseBase)


def with_toast(
    answer: Answer, text: str, *, kind: Literal["success", "info", "warning", "danger"] = "success"
) -> Answer:
    """The answer to an htmx request with a passing message for the person."""
    answer.headers["Toast"] = json.dumps({"text": text, "kind": kind}, ensure_ascii=True)
    return answer


def wants_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks, for a part of the page (and not the browser, for all of it)."""
    return request.headers.get("HX-Request") == "true"
