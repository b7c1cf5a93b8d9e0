"""Comments on a region of a figure: on the page, through pushes, and in REST."""

import html
import re
from typing import Any

import pytest
from django.test import Client
from factories import make_project, make_user, token_client
from support.notebooks import Cell, Output, code, coded, display, notebook, picture, stream
from support.workspace import Workspace

from mergelab.accounts.models import User
from mergelab.discussions.models import Discussion
from mergelab.kit.tasks import run_pending
from mergelab.merge_requests.models import MergeRequest
from mergelab.projects.models import Project
from mergelab.repository.diffview import file_key

ONE = "/wind-farm/power-forecast/-/merge_requests/1"
PATH = "plots/power curve.ipynb"
KEY = file_key(PATH)
HTMX = {"HX-Request": "true"}
REGION = "1250,3000,4000,2500"
RECT = '<rect x="12.5%" y="30%" width="40%" height="25%"/>'
LOAD = code("load()", stream("ready\n"))


def plot(colour: str) -> Cell:
    return code("plot()", stream("drawn\n"), figure(colour))


def figure(colour: str) -> Output:
    return display(image__png=coded(picture(colour, (40, 30))))


@pytest.fixture
def book(workspace: Workspace) -> MergeRequest:
    """!1, which changes a figure from red to blue."""
    workspace.commit("main", {PATH: notebook(LOAD, plot("red"))})
    workspace.commit("book", {PATH: notebook(LOAD, plot("blue"))})
    made = workspace.open("book")
    run_pending()
    return made


def push(workspace: Workspace, *cells: Cell) -> None:
    workspace.commit("book", {PATH: notebook(*cells)})
    run_pending()


def place(**values: Any) -> dict[str, Any]:
    return {
        "file": KEY,
        "side": "new",
        "part": "output",
        "cell": 1,
        "output": 1,
        "region": REGION,
        **values,
    }


def start(browser: Client, **values: Any) -> Discussion:
    answer = browser.post(f"{ONE}/discussions", {**place(**values), "body": "Why here?"})
    assert answer.status_code == 302
    return Discussion.objects.latest("pk")


def text(browser: Client, path: str = "", **headers: str) -> str:
    answer = browser.get(ONE + path, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


class TestForm:
    def test_carries_the_region(self, book: MergeRequest, browser: Client) -> None:
        answer = browser.get(f"{ONE}/discussions", place())
        page = answer.content.decode()
        assert "cell 2, output 2, a region of the figure" in page
        assert f'<input type="hidden" name="region" value="{REGION}">' in page

    def test_is_offered_at_both_figures(self, book: MergeRequest, browser: Client) -> None:
        page = text(browser, "/diffs?outputs=show")
        urls = [html.unescape(url) for url in re.findall(r'data-region-url="([^"]+)"', page)]
        assert [re.findall("side=(old|new)", url) for url in urls] == [["old"], ["new"]]
        assert "part=output&cell=1&output=1" in urls[1]
        answer = browser.get(f"{urls[0]}&region={REGION}", headers=HTMX)
        assert f'name="region" value="{REGION}"' in answer.content.decode()

    def test_is_not_offered_to_those_who_may_not_comment(
        self, book: MergeRequest, project: Project
    ) -> None:
        Project.objects.filter(pk=project.pk).update(visibility="public")
        page = Client().get(f"{ONE}/diffs?outputs=show").content.decode()
        assert "data-figures" in page
        assert "data-region-url" not in page

    @pytest.mark.parametrize("region", ["1,2,3", "a,b,c,d", "1,2,3,4,5", "-1,0,5,5", "1.5,0,5,5"])
    def test_of_what_is_no_region_is_not_found(
        self, book: MergeRequest, browser: Client, region: str
    ) -> None:
        answer = browser.get(f"{ONE}/discussions", place(region=region))
        assert answer.status_code == 404

    @pytest.mark.parametrize(
        "values",
        [
            {"region": "9000,0,2000,10"},
            {"region": "0,0,0,10"},
            {"output": 0},
            {"cell": 0, "output": 0},
            {"part": "source", "output": ""},
        ],
    )
    def test_comes_back_where_there_is_no_such_region(
        self, book: MergeRequest, browser: Client, values: dict[str, Any]
    ) -> None:
        fields = {**place(**values), "body": "Why here?"}
        answer = browser.post(f"{ONE}/discussions", fields)
        assert answer.status_code == 400
        assert "Not a place in the notebook" in answer.content.decode()
        assert "Why here?" in answer.content.decode()
        assert not Discussion.objects.filter(resolvable=True).exists()


class TestThread:
    def test_stands_at_its_figure_with_an_outline(
        self, book: MergeRequest, browser: Client
    ) -> None:
        start(browser)
        start(browser, side="old", region="0,0,10000,10000")
        page = text(browser, "/diffs")
        thread = re.search(r'<div class="figure-thread" id="([^"]+)" data-outline="([^"]+)"', page)
        assert thread is not None
        assert thread[2] == f"{thread[1]}-outline"
        assert f'<a id="{thread[2]}" href="#{thread[1]}"' in page
        assert page.count('<svg class="figure-regions">') == 2
        assert RECT in page
        assert '<rect x="0%" y="0%" width="100%" height="100%"/>' in page
        assert re.findall(r"Region (\d · \w+)</a>", page) == ["1 · after", "2 · before"]

    def test_of_one_region_share_it(self, book: MergeRequest, browser: Client) -> None:
        start(browser)
        start(browser)
        page = text(browser, "/diffs")
        assert page.count(RECT) == 1
        assert len(re.findall(r'id="discussion-[0-9a-f]{40}"', page)) == 2

    def test_keeps_its_place_when_the_figure_is_drawn_anew(
        self, book: MergeRequest, browser: Client, workspace: Workspace
    ) -> None:
        discussion = start(browser)
        push(workspace, code("more()"), LOAD, plot("green"))
        discussion.refresh_from_db()
        position = discussion.position
        assert (position.state, position.now_cell, position.now_output) == ("outdated", 2, 1)
        page = text(browser, "/diffs")
        assert RECT in page
        assert "Region 1 · after" in page

    def test_follows_an_unchanged_figure(
        self, book: MergeRequest, browser: Client, workspace: Workspace
    ) -> None:
        discussion = start(browser)
        push(workspace, code("more()"), LOAD, plot("blue"))
        discussion.refresh_from_db()
        assert (discussion.position.state, discussion.position.now_cell) == ("kept", 2)
        assert RECT in text(browser, "/diffs")

    def test_is_not_lost_with_its_figure(
        self, book: MergeRequest, browser: Client, workspace: Workspace
    ) -> None:
        discussion = start(browser)
        push(workspace, LOAD, code("plot()", stream("nothing drawn\n")))
        page = text(browser, "/diffs")
        assert f'id="discussion-{discussion.key}"' in page
        assert discussion.key in page

    def test_shows_the_figure_on_the_overview(
        self, book: MergeRequest, browser: Client, workspace: Workspace
    ) -> None:
        start(browser)
        push(workspace, LOAD)
        page = text(browser)
        shown = re.search(r'class="thread-figure".*?<img src="([^"]+)"', page)
        assert shown is not None
        assert RECT in page
        answer = browser.get(html.unescape(shown[1]))
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == "image/png"
        assert answer.content == picture("blue", (40, 30))
        assert Client().get(html.unescape(shown[1])).status_code == 404


class TestFigureAt:
    @pytest.mark.parametrize(
        "path",
        [
            "main/plots/power%20curve.ipynb?cell=1&output=1",
            f"{'0' * 40}/plots/power%20curve.ipynb?cell=1&output=1",
            "{head}/nothing.ipynb?cell=1&output=1",
            "{head}/plots?cell=1&output=1",
            "{head}/?cell=1&output=1",
            "{head}?cell=1&output=1",
            "{head}/plots/power%20curve.ipynb",
            "{head}/plots/power%20curve.ipynb?cell=9&output=0",
            "{head}/plots/power%20curve.ipynb?cell=1&output=7",
            "{head}/plots/power%20curve.ipynb?cell=x&output=99999999999999",
        ],
    )
    def test_what_is_not_there(self, book: MergeRequest, browser: Client, path: str) -> None:
        base = "/wind-farm/power-forecast/-/notebook_figure/"
        assert browser.get(base + path.format(head=book.head_sha)).status_code == 404

    def test_is_cached(self, book: MergeRequest, browser: Client) -> None:
        base = "/wind-farm/power-forecast/-/notebook_figure/"
        url = f"{base}{book.head_sha}/plots/power%20curve.ipynb?cell=1&output=1"
        first = browser.get(url)
        assert "immutable" in first.headers["Cache-Control"]
        again = browser.get(url, headers={"If-None-Match": first.headers["ETag"]})
        assert again.status_code == 304

    def test_is_of_this_project(self, book: MergeRequest, browser: Client, ana: User) -> None:
        other = make_project(ana, "other")
        url = f"/{other.full_path}/-/notebook_figure/{book.head_sha}/plots/power%20curve.ipynb"
        assert browser.get(f"{url}?cell=1&output=1").status_code == 404


class TestRest:
    @pytest.fixture
    def url(self, project: Project, book: MergeRequest) -> str:
        return f"/api/v4/projects/{project.pk}/merge_requests/{book.iid}/discussions"

    @staticmethod
    def body(**spot: Any) -> dict[str, Any]:
        notebook = {"part": "output", "cell": 1, "output": 1, **spot}
        return {"body": "Why here?", "position": {"new_path": PATH, "notebook": notebook}}

    def test_takes_and_gives_a_region(self, url: str, ana: User) -> None:
        client = token_client(ana)
        body = self.body(region=[1250, 3000, 4000, 2500])
        made = client.post(url, body, content_type="application/json")
        assert made.status_code == 201
        assert made.json()["notes"][0]["position"]["notebook"] == {
            "state": "kept",
            "side": "new",
            "cell": 1,
            "output": 1,
            "line": None,
            "region": [1250, 3000, 4000, 2500],
        }

    @pytest.mark.parametrize(
        "spot",
        [
            {"region": [1, 2, 3]},
            {"region": [0, 0, 10_001, 1]},
            {"region": [0, 0, 0, 1]},
            {"region": [-1, 0, 1, 1]},
            {"region": [0, 0, 2**70, 1]},
            {"region": [0, 0, 10, 10], "output": 0},
            {"region": [0, 0, 10, 10], "line": 1},
            {"region": [0, 0, 10, 10], "part": "source", "output": None},
            {"region": "0,0,10,10"},
            {"region": [0.5, 0, 10, 10]},
        ],
    )
    def test_refuses_what_is_no_region(self, url: str, ana: User, spot: dict[str, Any]) -> None:
        answer = token_client(ana).post(url, self.body(**spot), content_type="application/json")
        assert answer.status_code == 400
        assert not Discussion.objects.filter(resolvable=True).exists()

    def test_is_not_for_strangers(self, url: str) -> None:
        stranger = token_client(make_user("eve"))
        body = self.body(region=[0, 0, 10, 10])
        assert stranger.post(url, body, content_type="application/json").status_code == 404


def test_the_list_of_files_counts_figures_by_their_pixels(
    book: MergeRequest, workspace: Workspace, browser: Client
) -> None:
    before = book.versions.get().summaries
    redrawn = display(image__png=coded(picture("red", (40, 30), "GIF")))
    push(workspace, LOAD, code("plot()", stream("drawn\n"), redrawn))
    assert before[PATH] != "no visible change (rerun)"
    assert book.versions.get(number=2).summaries == {PATH: "no visible change (rerun)"}
    assert "drawn anew, no pixel differs" in text(browser, "/diffs?unchanged=show&outputs=show")
