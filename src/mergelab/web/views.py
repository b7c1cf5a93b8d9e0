"""The pattern page, the style sheet and the theme."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from mergelab.kit.errors import Refused
from mergelab.web.context_processors import THEME_COOKIE, THEMES
from mergelab.web.patterns import pattern_context
from mergelab.web.stylesheet import page_sheet, style_sheet

YEAR_SECONDS = 365 * 24 * 3600


def pattern_page(request: HttpRequest) -> HttpResponse:
    """Every component in every state, with the line of template that makes it."""
    return render(request, "web/patterns.html", pattern_context(request))


def show_style_sheet(request: HttpRequest, digest: str) -> HttpResponse:
    """The style sheet; under an older address, as it is now and not to be kept."""
    page = request.GET.get("page", "")
    sheet = page_sheet(page) if page else style_sheet()
    if sheet is None:
        raise Http404("No page has a style sheet of this name.")
    answer = HttpResponse(sheet.text, content_type="text/css; charset=utf-8")
    keep = "public, max-age=31536000, immutable" if digest == sheet.digest else "no-cache"
    answer.headers["Cache-Control"] = keep
    return answer


def set_theme(request: HttpRequest) -> HttpResponse:
    """Remember the theme in a cookie and go back to where the person was."""
    theme = request.POST.get("theme", "")
    if theme not in THEMES:
        raise Refused(f"theme is one of {', '.join(THEMES)}", field="theme")
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        target = "/"
    answer = HttpResponseRedirect(target)
    answer.set_cookie(
        THEME_COOKIE,
        theme,
        max_age=YEAR_SECONDS,
        samesite="Lax",
        secure=request.is_secure(),
        httponly=True,
    )
    return answer
