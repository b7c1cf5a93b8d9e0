"""The pattern page, the theme, the shell and the error pages."""

from http.cookies import SimpleCookie
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils.html import escape
from selectolax.lexbor import LexborHTMLParser

import mergelab.web
from mergelab.kit.actor import ANONYMOUS, Actor
from mergelab.kit.errors import Conflict, Refused, TooLarge
from mergelab.web import errors
from mergelab.web.patterns import TITLES
from mergelab.web.stylesheet import page_sheet, style_sheet

pytestmark = pytest.mark.urls("mergelab.web.urls")
TEMPLATES = Path(mergelab.web.__file__).parent / "templates" / "web"
PAGES = {"base.html", "error.html", "patterns.html", "work.html"}


def request_of(path: str = "/somewhere?tab=2", **headers: str) -> HttpRequest:
    request = RequestFactory().get(path, headers=headers)
    request.actor = ANONYMOUS  # type: ignore[attr-defined]
    request.user = AnonymousUser()
    return request


def test_every_component_is_on_the_pattern_page() -> None:
    answer = Client().get("/-/ui")
    assert answer.status_code == 200
    shown = {template.name for template in answer.templates}
    components = {f"web/{path.name}" for path in TEMPLATES.glob("*.html")} - {
        f"web/{name}" for name in PAGES
    }
    assert components - shown == set()


def test_every_sample_has_a_place_and_its_template() -> None:
    assert {path.stem for path in (TEMPLATES / "patterns").glob("*.html")} == TITLES.keys()
    body = Client().get("/-/ui").content.decode()
    for name, title in TITLES.items():
        assert f'<section class="pattern" id="{name}"><h2>{title}</h2>' in body
    assert (
        "{% button &quot;Approve&quot; kind=&quot;primary&quot; icon=&quot;check&quot; %}" in body
    )


def test_pages_carry_the_strict_policy() -> None:
    policy = Client().get("/-/ui")["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


def test_ids_on_the_pattern_page_are_unique() -> None:
    tree = LexborHTMLParser(Client().get("/-/ui").content)
    ids = [str(node.attributes["id"]) for node in tree.css("[id]")]
    assert {name for name in ids if ids.count(name) > 1} == set()


@pytest.mark.parametrize("theme", ["light", "dark", "system"])
def test_the_theme_is_kept_in_a_cookie(theme: str) -> None:
    client = Client()
    answer = client.post("/-/theme", {"theme": theme, "next": "/-/ui?x=1"})
    assert (answer.status_code, answer["Location"]) == (302, "/-/ui?x=1")
    cookie: SimpleCookie = answer.cookies
    assert cookie["mergelab_theme"].value == theme
    assert cookie["mergelab_theme"]["httponly"] is True
    body = client.get("/-/ui").content.decode()
    assert (f'<html lang="en" data-theme="{theme}">' in body) is (theme != "system")


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "", "javascript:x"])
def test_the_theme_never_leads_elsewhere(target: str) -> None:
    assert Client().post("/-/theme", {"theme": "dark", "next": target})["Location"] == "/"


def test_an_unknown_theme_is_refused() -> None:
    answer = Client().post("/-/theme", {"theme": "neon"})
    assert answer.status_code == 400
    assert "theme is one of system, light, dark" in answer.content.decode()
    assert "mergelab_theme" not in answer.cookies


def test_a_forged_cookie_means_the_system_s_theme() -> None:
    client = Client()
    client.cookies["mergelab_theme"] = 'x" onload="alert(1)'
    assert '<html lang="en">' in client.get("/-/ui").content.decode()


def test_the_theme_needs_the_csrf_token() -> None:
    answer = Client(enforce_csrf_checks=True).post("/-/theme", {"theme": "dark"})
    assert answer.status_code == 403
    assert "The form is out of date" in answer.content.decode()


def test_the_theme_is_set_by_post_only() -> None:
    assert Client().get("/-/theme").status_code == 405


def shell(person: Any = None) -> str:
    request = request_of()
    request.actor = Actor(user=person)  # type: ignore[attr-defined]
    return render_to_string("web/base.html", {}, request=request)


def test_only_who_is_signed_in_gets_a_token_for_scripts_and_an_account_menu() -> None:
    ana = SimpleNamespace(username="ana", name="Ana Nunes", is_admin=False, pk=1)
    signed_in, anonymous = shell(ana), shell()
    assert '<meta name="csrf-token"' in signed_in
    assert 'aria-label="Account of ana"' in signed_in
    assert '<meta name="csrf-token"' not in anonymous
    assert "Account of" not in anonymous


def test_the_shell_has_its_landmarks() -> None:
    body = shell()
    assert '<a class="skip-link" href="#main">' in body
    assert '<main class="page" id="main" tabindex="-1">' in body
    assert 'id="toasts" aria-live="polite"' in body


@pytest.mark.parametrize("status", sorted(errors.WORDS))
def test_error_pages(status: int) -> None:
    answer = errors.page(request_of(), status)
    assert answer.status_code == status
    body = answer.content.decode()
    words = errors.WORDS[status]
    title = escape(words.title)
    assert f"<title>{title} · mergelab</title>" in body
    assert f'<p class="error-status">{status}</p><h1>{title}</h1>' in body


def test_an_unlisted_status_has_words_too() -> None:
    assert "could not be read" in errors.page(request_of(), 418).content.decode()
    assert "went wrong on the server" in errors.page(request_of(), 502).content.decode()


def test_the_message_of_a_refusal_is_shown_and_escaped() -> None:
    for error, status in (
        (Refused("a <b>"), 400),
        (Conflict("a <b>"), 409),
        (TooLarge("a <b>"), 413),
    ):
        answer = errors.refused(request_of(), error)
        assert answer.status_code == status
        assert "<p>a &lt;b&gt;</p>" in answer.content.decode()


def test_a_fragment_gets_the_words_alone() -> None:
    answer = errors.refused(request_of(**{"HX-Request": "true"}), Conflict("Already merged."))
    assert (answer.status_code, answer.content) == (409, b"Already merged.")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"


def test_the_api_gets_json() -> None:
    answer = errors.not_found(request_of("/api/v4/nothing"))
    assert answer.content == b'{"message": "404 Nothing here"}'
    assert answer["Content-Type"] == "application/json"


def test_django_s_handlers() -> None:
    request = request_of()
    statuses = [
        errors.bad_request(request, ValueError()).status_code,
        errors.forbidden(request).status_code,
        errors.not_found(request).status_code,
        errors.too_many_requests(request, "Try at noon.").status_code,
        errors.server_error(request).status_code,
    ]
    assert statuses == [400, 403, 404, 429, 500]


def test_the_style_sheet_is_linked_and_kept_for_ever() -> None:
    sheet = style_sheet()
    address = f"/-/style.{sheet.digest}.css"
    assert f'<link rel="stylesheet" href="{address}">' in shell()
    answer = Client().get(address)
    assert answer["Content-Type"] == "text/css; charset=utf-8"
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.content.decode() == sheet.text


def test_an_outdated_address_gives_the_style_sheet_of_now_for_now() -> None:
    answer = Client().get("/-/style.000000000000.css")
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-cache")
    assert answer.content.decode() == style_sheet().text


def test_a_page_with_many_style_sheets_has_them_as_one() -> None:
    sheet = page_sheet("changes")
    assert sheet is not None
    answer = Client().get(f"/-/style.{sheet.digest}.css", {"page": "changes"})
    text = answer.content.decode()
    assert text.index("code.branch") < text.index(".nb-diff")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert Client().get(f"/-/style.{sheet.digest}.css", {"page": "other"}).status_code == 404


def test_the_style_sheet_has_all_parts_in_order_and_absolute_addresses() -> None:
    text = style_sheet().text
    marks = ["--surface-page:", "@font-face", ".button {", ".diff {", ".prose {"]
    places = [text.index(mark) for mark in marks]
    assert places == sorted(places)
    assert 'url("/static/vendor/inter-latin.woff2")' in text
    assert "/*" not in text
