"""The bytes in notebooks: figures, attachments and raw data."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from factories import client_of, make_member, make_project
from support.notebooks import Put, bundle, code, coded, display, markdown, notebook, picture, stream
from support.workspace import Workspace

from mergelab.accounts.models import User
from mergelab.projects.models import Project
from mergelab.projects.roles import Role

SVG = '<svg xmlns="http://www.w3.org/2000/svg"></svg>'

pytestmark = pytest.mark.django_db


def figure(project: Project, blob: str, kind: str = "png", cell: int = 0, output: int = 0) -> str:
    return f"/{project.full_path}/-/notebook_outputs/{blob}/{cell}/{output}/{kind}"


class TestFigures:
    @pytest.mark.parametrize("kind", ["png", "jpeg", "gif", "webp"])
    def test_kinds(self, project: Project, browser: Client, put: Put, kind: str) -> None:
        data = picture(kind=kind.upper())
        _, blob = put(notebook(code("x", bundle({f"image/{kind}": coded(data)}))))
        answer = browser.get(figure(project, blob, kind))
        assert answer.content == data
        assert answer.headers["Content-Type"] == f"image/{kind}"

    def test_headers(self, project: Project, browser: Client, put: Put) -> None:
        _, blob = put(notebook(code("x", display(image__png=coded(picture())))))
        headers = browser.get(figure(project, blob)).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert headers["Cache-Control"] == "private, max-age=31536000, immutable"
        assert headers["Content-Disposition"] == 'inline; filename="cell-1-output-1.png"'
        again = browser.get(figure(project, blob), headers={"If-None-Match": headers["ETag"]})
        assert again.status_code == 304

    def test_svg_is_a_download_unless_it_is_a_picture(
        self, project: Project, browser: Client, put: Put
    ) -> None:
        _, blob = put(notebook(code("x", display(**{"image__svg+xml": SVG}))))
        answer = browser.get(figure(project, blob, "svg"))
        assert answer.content.decode() == SVG
        assert answer.headers["Content-Type"] == "image/svg+xml"
        assert answer.headers["Content-Security-Policy"] == (
            "sandbox; default-src 'none'; style-src 'unsafe-inline'"
        )
        assert answer.headers["Content-Disposition"].startswith("attachment")

    def test_lines_of_base64(self, project: Project, browser: Client, put: Put) -> None:
        text = coded(picture(size=(40, 40)))
        lines = [f"{text[at : at + 76]}\n" for at in range(0, len(text), 76)]
        _, blob = put(notebook(code("x", bundle({"image/png": lines}))))
        assert browser.get(figure(project, blob)).content == picture(size=(40, 40))

    def test_the_bytes_decide_what_it_is(self, project: Project, browser: Client, put: Put) -> None:
        outputs = [
            bundle({"image/png": coded(picture(kind="JPEG"))}),
            bundle({"image/png": coded(b"<html><script>")}),
            bundle({"image/png": "§ not base64 §"}),
            bundle({"image/png": coded(SVG.encode())}),
            bundle({"image/svg+xml": "<html></html>"}),
        ]
        _, blob = put(notebook(code("x", *outputs)))
        answer = browser.get(figure(project, blob, "jpeg"))
        assert answer.headers["Content-Type"] == "image/jpeg"
        for output, kind in ((1, "png"), (2, "png"), (3, "png"), (4, "svg")):
            assert browser.get(figure(project, blob, kind, 0, output)).status_code == 404

    def test_what_is_not_there(self, project: Project, browser: Client, put: Put) -> None:
        _, blob = put(notebook(code("x", display(image__png=coded(picture())))))
        for url in (
            figure(project, blob, "bmp"),
            figure(project, blob, output=1),
            figure(project, blob, cell=1),
            figure(project, "0" * 40),
            figure(project, "a" * 40),
            figure(project, "main"),
            figure(project, blob, cell=10**30),
        ):
            assert browser.get(url).status_code == 404

    def test_a_file_that_is_no_notebook_has_none(
        self, project: Project, browser: Client, put: Put
    ) -> None:
        _, blob = put(b"\x89PNG no notebook", "a.png")
        assert browser.get(figure(project, blob)).status_code == 404


class TestAccess:
    def test_strangers_and_guests_see_nothing(
        self, project: Project, anonymous: Client, ben: User, put: Put
    ) -> None:
        _, blob = put(notebook(code("x", display(image__png=coded(picture())))))
        base = f"/{project.full_path}/-"
        urls = [
            figure(project, blob),
            f"{base}/notebook_data/{blob}/0/0/0",
            f"{base}/notebook_text/{blob}/0/0",
            f"{base}/notebook_attachments/{blob}/0/0",
        ]
        for url in urls:
            assert anonymous.get(url).status_code == 404
            assert client_of(ben).get(url).status_code == 404
        make_member(project, ben, Role.GUEST)
        for url in urls:
            assert client_of(ben).get(url).status_code == 403

    def test_the_blob_of_another_project_is_not_found(
        self, project: Project, ana: User, ben: User, browser: Client, put: Put
    ) -> None:
        data = notebook(code("secret", display(image__png=coded(picture("blue")))))
        _, blob = put(data)
        assert browser.get(figure(project, blob)).status_code == 200
        other = make_project(ben, "other")
        Workspace(other, ben).commit("main", {"a.txt": "a\n"})
        # It is remembered by this process now, and still not the other project's.
        assert client_of(ben).get(figure(other, blob)).status_code == 404


class TestData:
    def test_any_part_can_be_downloaded(self, project: Project, browser: Client, put: Put) -> None:
        outputs = [
            display(text__html="<b>x</b>", text__plain="x", image__png=coded(picture())),
            {"output_type": "future", "body": 1},
            stream("text\n"),
        ]
        _, blob = put(notebook(code("x", *outputs)))
        base = f"/{project.full_path}/-/notebook_data/{blob}/0"
        answers = {
            "0/0": ("cell-1-output-1.html", b"<b>x</b>"),
            "0/1": ("cell-1-output-1.txt", b"x"),
            "0/2": ("cell-1-output-1.png", picture()),
            "2/0": ("cell-1-output-3.txt", b"text\n"),
        }
        for part, (name, data) in answers.items():
            answer = browser.get(f"{base}/{part}")
            assert answer.content == data
            assert answer.headers["Content-Type"] == "application/octet-stream"
            assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
        assert b'"future"' in browser.get(f"{base}/1/0").content
        assert browser.get(f"{base}/0/3").status_code == 404
        assert browser.get(f"{base}/1/1").status_code == 404

    def test_names_come_from_a_list(self, project: Project, browser: Client, put: Put) -> None:
        _, blob = put(notebook(code("x", bundle({'a/"; filename=x.exe': "x", "b/../../c": "y"}))))
        base = f"/{project.full_path}/-/notebook_data/{blob}/0/0"
        for place in (0, 1):
            name = browser.get(f"{base}/{place}").headers["Content-Disposition"]
            assert "/" not in name
            assert name.count('"') == 2


def test_attachments_are_pictures_only(project: Project, browser: Client, put: Put) -> None:
    attached = {
        "a.png": {"image/png": coded(picture())},
        "../b.html": {"text/html": "<script>"},
        "c.png": "wrong",
    }
    _, blob = put(notebook(markdown("x", attachments=attached)))
    base = f"/{project.full_path}/-/notebook_attachments/{blob}/0"
    assert browser.get(f"{base}/0").content == picture()
    assert [browser.get(f"{base}/{place}").status_code for place in (1, 2, 3)] == [404, 404, 404]


def test_queries_do_not_grow_with_the_notebook(project: Project, browser: Client, put: Put) -> None:
    counts = []
    for cells in (1, 40):
        path = f"{cells}.ipynb"
        put(notebook(*[code("x", display(image__png=coded(picture())))] * cells), path)
        url = f"/{project.full_path}/-/notebook_view/main/{path}"
        browser.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(url).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
