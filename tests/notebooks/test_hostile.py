"""Notebooks that attack the reader: nothing of them runs, clobbers or leaves its frame."""

import json
from typing import Any

import pytest
from django.test import Client
from support.allowed_html import offences
from support.notebooks import Put, bundle, code, coded, display, markdown, notebook, picture, stream

from mergelab.notebooks.diffview import Around, Choice, Compared, Drawing, Spot
from mergelab.notebooks.queries.places import side_of
from mergelab.notebooks.rendering.page import Page
from mergelab.projects.models import Project
from mergelab.pure.notebookdiff import diff_notebooks, read_notebook

PAYLOADS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1)) ![y](javascript:alert(1)) <javascript:alert(1)>",
    "<form action=/x><button formaction=javascript:alert(1)>x</button></form>",
    "<iframe src=//evil.example></iframe><object data=x></object><embed src=x>",
    "<base href=//evil.example><meta http-equiv=refresh content=0>",
    "<style>*{display:none}</style><link rel=stylesheet href=//evil.example>",
    "<div id=main class=site-header name=body style=position:fixed>x</div>",
    "<div data-comment hx-get=/x hx-on:load=alert(1) x-data=x data-method=delete>x</div>",
    "<svg><use href='/a#b'/><foreignObject><p>x</p></foreignObject></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<img src='https://evil.example/t.png'><img src='data:text/html,x'><img src='//evil.example'>",
    "![x](../../../../etc/passwd) ![y](attachment:../../etc/passwd) ![z](file:///etc/passwd)",
    "\x1b]8;;javascript:alert(1)\x07click\x1b]8;;\x07 \x1b[31;<script>m",
    "\u202euser\u2066 \u200bzero \ud800 \x00",
    "{{ settings.SECRET_KEY }}{% include 'x' %}<!--",
    "</pre></code></td></article></div><h1>out</h1>",
)
MIMES = (
    *("text/html", "text/markdown", "text/plain", "text/latex", "image/svg+xml", "image/png"),
    *("application/javascript", "application/json", "application/vnd.plotly.v1+json"),
    *("application/vnd.jupyter.widget-view+json", "application/pdf", "x/y"),
)


def cells(payload: str) -> list[dict[str, Any]]:
    """The payload in every field that is shown."""
    output = {"output_type": payload, "name": payload, "metadata": {payload: payload}}
    error = {
        "output_type": "error",
        "ename": payload,
        "evalue": payload,
        "traceback": [payload],
    }
    figure = bundle({"image/png": coded(picture()), "text/plain": payload})
    figure["metadata"] = {"image/png": {"width": payload, "height": payload}}
    return [
        markdown(payload, attachments={payload: {payload: payload}}),
        {"cell_type": "raw", "metadata": {"format": payload}, "source": payload},
        {"cell_type": payload, "metadata": {}, "source": payload},
        code(
            payload,
            stream(payload, payload),
            output,
            error,
            figure,
            *[bundle({mime: payload}) for mime in MIMES],
            *[bundle({mime: [payload[:7], payload[7:]]}) for mime in MIMES],
            bundle({payload: payload}),
            bundle({"text/html": {"a": [payload]}}),
            tags=[payload],
            **{payload: payload},
        ),
    ]


def made(project: Project, *, old: bytes | None, new: bytes | None) -> tuple[str, str]:
    """The page of the new file, and the difference with everything shown."""
    before = read_notebook(old) if old is not None else None
    after = read_notebook(new) if new is not None else None
    shown = after or before
    assert shown is not None
    sides = [
        side_of(project, letter * 40, "c" * 40, "notebooks/a.ipynb", book)
        for letter, book in (("a", before), ("b", after))
    ]
    compared = Compared(diff_notebooks(before, after), sides[0], sides[1], "f-0")
    around = Around(
        threads={Spot("new", "cell", 0): "<p>said</p>"},  # type: ignore[dict-item]
        comment_url=lambda spot: "/new?" + "&".join(f"{k}={v}" for k, v in spot.query().items()),
        part_url=lambda query: "/part?" + "&".join(f"{k}={v}" for k, v in query.items()),
    )
    choices = (
        Choice(metadata=True, unchanged=True),
        Choice(split=True, unchanged=True),
        Choice(mode="report", split=True, metadata=True, unchanged=True),
    )
    page = Page(shown, sides[1])
    return str(page.cells), "".join(
        str(Drawing(compared, choice, around).body) for choice in choices
    )


@pytest.mark.django_db
@pytest.mark.parametrize("payload", PAYLOADS)
def test_d5_no_field_of_a_notebook_gets_out_of_its_frame(project: Project, payload: str) -> None:
    document = {"cells": cells(payload), "metadata": {"kernelspec": {"language": payload}}}
    hostile = json.dumps(
        {**document, "nbformat": 4, "nbformat_minor": 5, payload: payload}
    ).encode()
    calm = notebook(*cells("calm"))
    for old, new in ((None, hostile), (hostile, None), (calm, hostile), (hostile, calm)):
        view, difference = made(project, old=old, new=new)
        assert offences(view) == []
        assert offences(difference) == []


@pytest.mark.django_db
def test_d1_attributes_of_the_pages_own_behaviours_are_dropped(project: Project) -> None:
    attack = '<a href="https://x.example" data-comment hx-post="/x" class="comment-button">x</a>'
    data = notebook(markdown(attack), code("x", display(text__html=attack)))
    view, _ = made(project, old=None, new=data)
    assert "data-comment" not in view
    assert "hx-post" not in view
    assert "comment-button" not in view
    assert view.count('href="https://x.example"') == 2


@pytest.mark.django_db
def test_d17_hidden_characters_are_shown(project: Project) -> None:
    data = notebook(code("x = 1 # \u202e\u200b", stream("a\u202eb\n")))
    view, difference = made(project, old=None, new=data)
    for text in (view, difference):
        assert "\u202e" not in text
        assert "U+202E" in text


@pytest.mark.django_db
class TestSizes:
    def test_a_stream_of_300_000_lines(self, project: Project) -> None:
        text = "".join(f"line {number}\n" for number in range(300_000))
        view, difference = made(
            project, old=notebook(code("x", stream("a\n"))), new=notebook(code("x", stream(text)))
        )
        assert len(view) < 20_000
        assert len(difference) < 100_000

    def test_html_of_5_mb_is_offered_for_download(self, project: Project) -> None:
        html = "<table>" + "<tr><td>1</td></tr>" * 280_000 + "</table>"
        data = notebook(code("x", display(text__html=html, text__plain="a table")))
        view, difference = made(project, old=None, new=data)
        for text in (view, difference):
            assert "HTML that is not shown" in text
            assert "a table" in text
            assert len(text) < 20_000

    def test_one_line_of_3_mb(self, project: Project) -> None:
        data = notebook(code("x", stream("y" * 3_000_000)))
        view, difference = made(project, old=notebook(code("x", stream("z"))), new=data)
        assert len(view) < 40_000
        assert len(difference) < 100_000

    def test_numbers_of_5000_digits_and_names_of_1_mb(self, project: Project) -> None:
        digits = "9" * 5_000
        text = notebook(code("x", stream("a\n", "n" * 1_000_000), count=77), spare=88).decode()
        data = (
            text.replace("77", digits)
            .replace("88", digits)
            .replace('"nbformat": 4', f'"nbformat": {digits}')
        )
        view, difference = made(project, old=notebook(code("y"), spare=1), new=data.encode())
        assert len(view) < 5_000
        assert len(difference) < 30_000
        assert offences(difference) == []

    def test_many_outputs_and_cells(self, project: Project) -> None:
        many = notebook(code("x", *[display(text__plain=str(n)) for n in range(3_000)]))
        view, difference = made(project, old=None, new=many)
        assert "2,800 more outputs are not shown" in view
        assert "2,900 more outputs, 2,900 of them changed" in difference
        cells_ = notebook(*[code(f"x = {n}") for n in range(2_000)])
        view, difference = made(project, old=None, new=cells_)
        assert view.count("<article") == 150
        assert "1,900 more cells, 1,900 of them changed" in difference

    def test_a_source_of_100_000_lines(self, project: Project) -> None:
        data = notebook(code("\n".join(f"x = {n}" for n in range(100_000))))
        view, difference = made(project, old=None, new=data)
        assert "97,000 more lines; see the source" in view
        assert len(difference) < 1_500_000
        assert "99,500 more lines" in difference


@pytest.mark.django_db
def test_d6_parts_are_never_markup_to_a_browser(
    project: Project, browser: Client, put: Put
) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    _, blob = put(
        notebook(code("x", display(**{"image__svg+xml": svg}, text__html="<script>1</script>")))
    )
    base = f"/{project.full_path}/-"
    for url in (
        f"{base}/notebook_outputs/{blob}/0/0/svg",
        f"{base}/notebook_data/{blob}/0/0/0",
        f"{base}/notebook_data/{blob}/0/0/1",
    ):
        headers = browser.get(url).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
        assert headers["Content-Disposition"].startswith("attachment")
