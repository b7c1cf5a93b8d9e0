"""What the pages of this app share."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import render

from mergelab.kit.access import Request
from mergelab.projects.models import Activity

PER_PAGE = 40


def with_forms(request: Request, template: str, context: dict[str, Any]) -> HttpResponse:
    """A page with forms: 400 when one of them shows what was wrong with the input."""
    wrong = any(isinstance(value, BaseForm) and value.errors for value in context.values())
    return render(request, template, context, status=400 if wrong else 200)


def page_of(request: Request, rows: QuerySet[Any]) -> Page[Any]:
    """The page of a list that the query string asks for; the nearest one there is."""
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))


def before(request: Request) -> int | None:
    """Where a feed continues, from the query string; from the newest where that is no number."""
    given = request.GET.get("before", "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 18 else None


def feed_page(rows: QuerySet[Activity], size: int = PER_PAGE) -> dict[str, Any]:
    """One page of a feed and the address of the next, for the template."""
    entries = list(rows[: size + 1])
    more = len(entries) > size
    entries = entries[:size]
    return {"entries": entries, "older": f"?before={entries[-1].pk}" if more else ""}
