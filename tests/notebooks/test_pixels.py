"""Figures compared by their pixels: by a worker, once, and what pages say until then and after."""

import re

import pytest
from django.test import Client
from django.utils import timezone
from factories import make_project
from pytest_django import DjangoAssertNumQueries
from support.notebooks import Put, code, coded, display, notebook, picture, stream

from mergelab.accounts.models import User
from mergelab.kit.tasks import counts, run_pending
from mergelab.notebooks.diffview import Compared, Ends, read_comparison
from mergelab.notebooks.models import PixelComparison
from mergelab.notebooks.queries.pixels import LOST, MOST
from mergelab.notebooks.services import compare_pixels, comparison, describe, describe_by_pixels
from mergelab.projects.models import Project
from mergelab.pure.notebookdiff import OutputPair

pytestmark = pytest.mark.django_db

FRAGMENT = {"HX-Request": "true"}
SIZE = (40, 30)
State = PixelComparison.State


def figure(data: bytes) -> dict[str, object]:
    return display(image__png=coded(data))


def same_but_bytes(colour: str = "red") -> tuple[bytes, bytes]:
    """The same picture in two files, which no engine takes for the same without decoding."""
    red = picture(colour, SIZE)
    return red, picture(colour, SIZE, "GIF")


def notebooks(put: Put, *pairs: tuple[bytes, bytes]) -> Ends:
    """Two versions of a notebook with one figure a cell, committed one after the other."""
    sides = [
        put(notebook(*(code(f"plot({n})", figure(pair[side])) for n, pair in enumerate(pairs))))
        for side in (0, 1)
    ]
    (old_commit, old), (new_commit, new) = sides
    path = "notebooks/work.ipynb"
    return Ends(old, new, old_commit, new_commit, path, path)


def compared(project: Project, ends: Ends) -> Compared:
    found = comparison(project=project, ends=ends)
    assert isinstance(found, Compared)
    return found


def pairs_of(found: Compared) -> list[OutputPair]:
    return [pair for row in found.diff.rows for pair in row.outputs]


RED, BLUE = picture("red", SIZE), picture("blue", SIZE)
WIDER = picture("red", (50, 30))


class TestComparison:
    def test_waits_for_the_worker_and_knows_then(self, project: Project, put: Put) -> None:
        ends = notebooks(put, (RED, BLUE), (RED, RED), (RED, WIDER))
        for _ in range(2):
            found = compared(project, ends)
            assert [pair.pixels for pair in pairs_of(found)] == [None, None, None]
            assert found.pixels.count == len(found.pixels.waiting) == 2
        assert PixelComparison.objects.filter(state=State.QUEUED).count() == 2
        run_pending()
        assert PixelComparison.objects.filter(state=State.READY).count() == 2
        found = compared(project, ends)
        assert not found.pixels.waiting
        first, second, third = (pair.pixels for pair in pairs_of(found))
        assert first is not None and third is not None and second is None
        assert (first.share, first.box) == (1.0, (0, 0, 40, 30))
        assert (third.share, third.old_size, third.new_size) == (0.2, (40, 30), (50, 30))
        assert counts().failed == 0

    def test_same_pixels_are_no_change(self, project: Project, put: Put) -> None:
        old, new = same_but_bytes()
        ends = Ends(
            put(notebook(code("plot()", display(image__png=coded(old)))))[1],
            put(notebook(code("plot()", display(image__png=coded(new)))))[1],
            *("", "", "a.ipynb", "a.ipynb"),
        )
        assert not pairs_of(compared(project, ends))[0].pixels
        run_pending()
        (pair,) = pairs_of(compared(project, ends))
        assert pair.pixels is not None
        assert pair.pixels.is_equal
        assert pair.verdict == "noise"
        assert not compared(project, ends).diff.is_changed

    def test_of_the_same_pictures_again_is_known(
        self, project: Project, put: Put, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        compare_pixels(project.pk, *_blobs(notebooks(put, (RED, BLUE))))
        ends = notebooks(put, (BLUE, BLUE), (RED, BLUE), (RED, BLUE))
        assert not compared(project, ends).pixels.waiting
        assert PixelComparison.objects.count() == 1
        with django_assert_num_queries(1):
            compared(project, ends)

    def test_is_done_once(self, project: Project, put: Put) -> None:
        ends = notebooks(put, (RED, BLUE))
        compare_pixels(project.pk, *_blobs(ends))
        PixelComparison.objects.update(found={"share": 0.5, "box": None, "same": False} | _SIZES)
        compare_pixels(project.pk, *_blobs(ends))
        (pair,) = pairs_of(compared(project, ends))
        assert pair.pixels is not None
        assert pair.pixels.share == 0.5

    def test_is_asked_for_again_where_the_answer_got_lost(self, project: Project, put: Put) -> None:
        ends = notebooks(put, (RED, BLUE))
        assert compared(project, ends).pixels.unasked
        assert not compared(project, ends).pixels.unasked
        PixelComparison.objects.update(asked_at=timezone.now() - LOST)
        assert compared(project, ends).pixels.unasked
        assert not compared(project, ends).pixels.unasked
        run_pending()
        assert compared(project, ends).pixels.verdicts

    def test_of_another_project_says_nothing(self, project: Project, ana: User, put: Put) -> None:
        ends = notebooks(put, (RED, BLUE))
        compare_pixels(project.pk, *_blobs(ends))
        PixelComparison.objects.update(project=make_project(ana, "other"))
        assert compared(project, ends).pixels.waiting

    def test_what_cannot_be_decoded_has_a_reason(self, project: Project, put: Put) -> None:
        bomb = picture("red", (20_000, 2_001), "GIF")
        ends = notebooks(put, (RED, RED[:60]), (RED, bomb), (RED, BLUE))
        compare_pixels(project.pk, *_blobs(ends))
        found = compared(project, ends)
        assert list(found.pixels.refused.values()) == [
            "it cannot be decoded",
            "it has over 40 megapixels",
        ]
        assert [pair.verdict for pair in pairs_of(found)] == ["changed"] * 3
        assert len(found.pixels.verdicts) == 1

    def test_is_of_so_many_figures_at_most(self, project: Project, put: Put) -> None:
        figures = [
            (picture("red", (n + 1, 1)), picture("blue", (n + 1, 1))) for n in range(MOST + 5)
        ]
        found = compared(project, notebooks(put, *figures))
        assert found.pixels.count == MOST

    def test_of_what_is_gone_does_nothing(self, project: Project) -> None:
        compare_pixels(project.pk, "1" * 40, "2" * 40)
        compare_pixels(999_999, "1" * 40, "2" * 40)
        assert not PixelComparison.objects.exists()


def _blobs(ends: Ends) -> tuple[str, str]:
    return ends.old_blob, ends.new_blob


_SIZES = {"old_size": [40, 30], "new_size": [40, 30]}


class TestPage:
    def test_says_how_far_it_is_and_asks_again(
        self, project: Project, browser: Client, put: Put
    ) -> None:
        ends = notebooks(put, (RED, BLUE), (RED, RED[:60]))
        spec = f"{ends.old_commit}...{ends.new_commit}/{ends.path}"
        url = f"/{project.full_path}/-/notebook_diff/{spec}"
        text = browser.get(url, headers=FRAGMENT).content.decode()
        assert "Comparing the pixels of figures: 0 of 2" in text
        assert text.count("comparing pixels…") == 2
        again = re.search(r'nb-pixels" role="status" hx-get="([^"]+)"', text)
        assert again is not None
        fragment = again[1].replace("&amp;", "&")
        waiting = browser.get(fragment, headers=FRAGMENT).content.decode()
        assert "0 of 2" in waiting
        assert "hx-swap-oob" not in waiting
        run_pending()
        ready = browser.get(fragment, headers=FRAGMENT).content.decode()
        assert "nb-pixels" not in ready
        assert "2 figures compared by pixels" in ready
        lines = re.findall(r'<summary id="([^"]+)" hx-swap-oob="true">([^<]*)<', ready)
        assert [words for _, words in lines] == [
            "figure changed · 100 % of pixels",
            "figure changed · pixels not compared: it cannot be decoded",
        ]
        assert all(f'<summary id="{place}">' in text for place, _ in lines)
        later = browser.get(url, headers=FRAGMENT).content.decode()
        assert "nb-pixels" not in later
        assert "compared by pixels" not in later

    def test_is_read_by_those_who_may_read_the_code(
        self, project: Project, client: Client, put: Put
    ) -> None:
        ends = notebooks(put, (RED, BLUE))
        spec = f"{ends.old_commit}...{ends.new_commit}/{ends.path}"
        answer = client.get(f"/{project.full_path}/-/notebook_diff/{spec}?pixels=1")
        assert answer.status_code == 404
        assert not PixelComparison.objects.exists()


class TestSummary:
    def test_counts_by_bytes_first_and_by_pixels_then(self, project: Project, put: Put) -> None:
        ends = notebooks(put, same_but_bytes(), (RED, BLUE))
        blobs = {"old_blob": ends.old_blob, "new_blob": ends.new_blob}
        first = describe(project=project, **blobs)
        assert first.may_change
        by_pixels = describe_by_pixels(project=project, **blobs)
        assert first.words.replace("2 ", "1 ").replace("s", "") == by_pixels.replace("s", "")
        assert first.words != by_pixels

    def test_without_figures_is_final(self, project: Project, put: Put) -> None:
        old, new = (put(notebook(code("f()", stream(text))))[1] for text in ("1\n", "2\n"))
        assert not describe(project=project, old_blob=old, new_blob=new).may_change


def test_reading_alone_asks_for_nothing(project: Project, put: Put) -> None:
    found = read_comparison(project, notebooks(put, (RED, BLUE)))
    assert isinstance(found, Compared)
    assert len(found.pixels.unasked) == 1
    assert not PixelComparison.objects.exists()
