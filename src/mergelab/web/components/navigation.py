"""Breadcrumbs, tabs, pages of lists, and links that may not exist yet."""

from collections.abc import Iterator
from typing import Any

from django.core.paginator import Page
from django.http import HttpRequest
from django.template.context import Context
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString

from mergelab.web.components.base import register, render


@register.simple_tag
def maybe_url(name: str, *args: object, **kwargs: object) -> str:
    """The address of a named route, or "" where this server has no such route."""
    try:
        return reverse(name, args=args, kwargs=kwargs)
    except NoReverseMatch:
        return ""


@register.simple_tag
def breadcrumb(label: object, url: str = "") -> SafeString:
    """One step of the block `breadcrumbs`; the last has no URL and is the page itself."""
    return render("breadcrumb", label=label, url=url)


@register.simple_block_tag
def tabs(content: str, *, label: str) -> SafeString:
    """A row of `{% tab %}`; it scrolls sideways on a phone."""
    return render("tabs", content=content, label=label)


@register.simple_tag
def tab(
    label: str, url: str, *, count: int | None = None, active: bool = False, icon: str = ""
) -> SafeString:
    """A link to one view of the same thing, with how much is in it."""
    return render("tab", label=label, url=url, count=count, active=active, icon=icon)


def _page_url(request: HttpRequest | None, param: str, number: int) -> str:
    query = request.GET.copy() if request else None
    if query is None:
        return f"?{param}={number}"
    query[param] = str(number)
    return f"?{query.urlencode()}"


def _pages(page: Page[Any], request: HttpRequest | None, param: str) -> Iterator[dict[str, object]]:
    elided = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    for number in elided:
        if not isinstance(number, int):
            yield {"number": "", "url": "", "current": False}
        elif number == page.number:
            yield {"number": number, "url": "", "current": True}
        else:
            url = _page_url(request, param, number)
            yield {"number": number, "url": url, "current": False}


@register.simple_tag(takes_context=True)
def pagination(
    context: Context, page: Page[Any], *, param: str = "page", label: str = "Pages"
) -> SafeString:
    """Links between the pages of a Django `Page`; the rest of the query string stays."""
    request = context.get("request")
    more, less = page.has_next(), page.has_previous()
    return render(
        "pagination",
        show=page.has_other_pages(),
        label=label,
        first=page.start_index(),
        last=page.end_index(),
        total=page.paginator.count,
        pages=list(_pages(page, request, param)),
        next=_page_url(request, param, page.next_page_number()) if more else "",
        previous=_page_url(request, param, page.previous_page_number()) if less else "",
    )


@register.simple_tag
def pager(
    *,
    previous: str = "",
    next: str = "",  # noqa: A002
    older: str = "Next",
    newer: str = "Previous",
) -> SafeString:
    """Previous and next for lists whose length is not known."""
    return render("pager", previous=previous, next=next, older=older, newer=newer)


@register.simple_block_tag
def table(content: str, *, caption: str, id: str = "", css: str = "") -> SafeString:  # noqa: A002
    """A dense table that scrolls sideways on a phone; the caption is for screen readers."""
    return render("table", content=content, caption=caption, id=id, extra_class=css)
