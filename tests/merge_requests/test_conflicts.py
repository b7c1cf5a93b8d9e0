"""Notebooks that git cannot merge: merged cell by cell, or decided on a page."""

import json
from typing import Any

import nbformat
import pytest
from django.test import Client
from factories import actor_of, client_of, make_member
from support.notebooks import code, notebook, stream
from support.workspace import Workspace

from mergelab.accounts.models import User
from mergelab.kit.errors import Conflict, Forbidden, Refused
from mergelab.kit.tasks import run_pending
from mergelab.merge_requests import services
from mergelab.merge_requests.models import MergeRequest
from mergelab.merge_requests.queries import merge_checks
from mergelab.merge_requests.services import resolving
from mergelab.merge_requests.services.measuring import Heads
from mergelab.projects.roles import Role
from mergelab.pure.notebookdiff.merging import Resolution
from mergelab.repository.git.reads import blob_data, commit, entry, open_repository
from mergelab.repository.storage import directory

PATH = "work.ipynb"
FIRST = "import pandas\nframe = pandas.read_csv('power.csv')\nframe.head()"


def book(first: str = FIRST, last: str = "fit(frame)", said: str = "0.1", count: int = 1) -> bytes:
    """Two cells; the last one's output and both counts are as of one run."""
    cells = code(first, count=count), code(last, stream(f"loss {said}\n"), count=count + 1)
    named = [{**cell, "id": name} for cell, name in zip(cells, "ab", strict=True)]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return notebook(*named, kernelspec=kernel)


@pytest.fixture
def both(workspace: Workspace) -> Workspace:
    """main and topic have the same notebook."""
    workspace.commit("main", {PATH: book()})
    workspace.move("topic", workspace.head("main"))
    return workspace


def at(workspace: Workspace, sha: str, path: str = PATH) -> Any:
    with open_repository(directory(workspace.project.pk)) as handle:
        data = blob_data(handle, entry(handle, sha, path).sha, cap=10_000_000)
    return json.loads(data)


def sources(document: Any) -> list[str]:
    return ["".join(cell["source"]) for cell in document["cells"]]


def rerun_on_both_sides(both: Workspace) -> MergeRequest:
    """Different cells changed, all run again: git stops at the counts and outputs."""
    both.commit("main", {PATH: book(said="0.2", count=5, first=FIRST.replace("head", "tail"))})
    both.commit("topic", {PATH: book(said="0.3", count=9, last="fit(frame, steps=9)")})
    return both.open()


def changed_the_same_line(both: Workspace) -> MergeRequest:
    both.commit("main", {PATH: book(last="fit(frame, steps=10)")})
    both.commit("topic", {PATH: book(last="fit(frame, steps=99)")})
    return both.open()


def conflict_of(both: Workspace, merge_request: MergeRequest) -> tuple[Heads, str]:
    standoff = services.standoff_of(merge_request)
    (conflict,) = standoff.merged.notebooks[PATH].conflicts
    return standoff.heads, conflict.key


class TestMergeable:
    def test_the_check_says_so(self, both: Workspace) -> None:
        merge_request = rerun_on_both_sides(both)
        assert not merge_request.has_conflicts
        assert merge_request.merged_notebooks == [PATH]
        check = next(one for one in merge_checks(merge_request, both.by) if one.key == "conflicts")
        assert (check.state, check.title) == ("passed", "No conflicts")
        assert check.detail == "work.ipynb is merged cell by cell"

    @pytest.mark.parametrize("squash", [False, True])
    def test_merging(self, both: Workspace, squash: bool) -> None:
        merge_request = rerun_on_both_sides(both)
        done = services.merge(by=both.by, merge_request=merge_request, squash=squash)
        assert done.is_merged
        merged = at(both, both.head("main"))
        nbformat.validate(merged)
        assert sources(merged) == [FIRST.replace("head", "tail"), "fit(frame, steps=9)"]

    def test_a_clean_merge_of_git_stays_git_s(self, both: Workspace) -> None:
        both.commit("topic", {PATH: book(last="fit(frame, steps=9)")})
        merge_request = both.open()
        assert (merge_request.has_conflicts, merge_request.merged_notebooks) == (False, [])

    def test_a_file_that_is_no_notebook_conflicts(self, both: Workspace) -> None:
        both.commit("main", {PATH: "main\n"})
        both.commit("topic", {PATH: "topic\n"})
        merge_request = both.open()
        assert (merge_request.conflicts, merge_request.cell_conflicts) == ([PATH], [])
        with pytest.raises(Conflict, match=r"conflicts outside of notebooks|Conflicts in"):
            services.merge(by=both.by, merge_request=merge_request)


class TestResolving:
    def test_the_check_leads_there(self, both: Workspace) -> None:
        merge_request = changed_the_same_line(both)
        assert (merge_request.conflicts, merge_request.cell_conflicts) == ([PATH], [PATH])
        check = next(one for one in merge_checks(merge_request, both.by) if one.key == "conflicts")
        assert (check.state, check.title) == ("failed", "Conflicting cells in 1 notebook")
        url = f"/{both.project.full_path}/-/merge_requests/{merge_request.iid}/conflicts"
        assert [(link.label, link.url) for link in check.links] == [("Resolve cell by cell", url)]

    def test_a_resolution_is_a_merge_commit_on_the_source(self, both: Workspace) -> None:
        merge_request = changed_the_same_line(both)
        heads, key = conflict_of(both, merge_request)
        made = services.resolve_conflicts(
            by=both.by,
            merge_request=merge_request,
            seen=heads,
            decisions={PATH: {key: Resolution("edit", "fit(frame, steps=50)")}},
        )
        assert both.head("topic") == made
        with open_repository(directory(both.project.pk)) as handle:
            found = commit(handle, made)
        assert found.parents == (heads.source, heads.target)
        assert found.message == "Merge branch 'main' into 'topic'\n"
        merged = at(both, made)
        nbformat.validate(merged)
        assert sources(merged) == [FIRST, "fit(frame, steps=50)"]
        run_pending()
        fresh = both.fresh(merge_request)
        assert (fresh.has_conflicts, fresh.cell_conflicts) == (False, [])
        assert services.merge(by=both.by, merge_request=fresh).is_merged

    def test_nothing_moves_while_something_is_open(self, both: Workspace) -> None:
        merge_request = changed_the_same_line(both)
        heads, _ = conflict_of(both, merge_request)
        with pytest.raises(Refused, match="1 conflict"):
            services.resolve_conflicts(
                by=both.by, merge_request=merge_request, seen=heads, decisions={}
            )
        assert both.head("topic") == heads.source

    def test_what_moved_meanwhile_is_looked_at_again(self, both: Workspace) -> None:
        merge_request = changed_the_same_line(both)
        heads, key = conflict_of(both, merge_request)
        pushed = both.commit("topic", {"other.txt": "x"})
        with pytest.raises(Conflict, match="look at the conflicts again"):
            services.resolve_conflicts(
                by=both.by,
                merge_request=merge_request,
                seen=heads,
                decisions={PATH: {key: Resolution("ours")}},
            )
        assert both.head("topic") == pushed

    def test_denied(self, both: Workspace, ben: User) -> None:
        make_member(both.project, ben, Role.REPORTER)
        merge_request = changed_the_same_line(both)
        heads, key = conflict_of(both, merge_request)
        with pytest.raises(Forbidden, match="may not push to topic"):
            services.resolve_conflicts(
                by=actor_of(ben),
                merge_request=merge_request,
                seen=heads,
                decisions={PATH: {key: Resolution("ours")}},
            )

    def test_a_conflict_elsewhere_is_for_git(self, both: Workspace) -> None:
        both.commit("main", {"README.md": "main\n"})
        both.commit("topic", {"README.md": "topic\n"})
        merge_request = changed_the_same_line(both)
        heads = services.standoff_of(merge_request).heads
        with pytest.raises(Conflict, match=r"README.md: conflicts outside of notebooks"):
            services.resolve_conflicts(
                by=both.by, merge_request=merge_request, seen=heads, decisions={}
            )


class TestPage:
    def url(self, merge_request: MergeRequest) -> str:
        path = merge_request.project.full_path
        return f"/{path}/-/merge_requests/{merge_request.iid}/conflicts"

    def field(self, html: str) -> str:
        return html.split('name="pick-', 1)[1].split('"', 1)[0]

    def test_three_columns(self, both: Workspace, browser: Client) -> None:
        merge_request = changed_the_same_line(both)
        html = browser.get(self.url(merge_request)).content.decode()
        assert "1 conflict to decide" in html
        assert "1 cell: 1 unchanged" in html
        for label in ("Take main", "Take topic", "Both, main first", "Edit"):
            assert f"<span>{label}</span>" in html

    def test_deciding(self, both: Workspace, browser: Client) -> None:
        merge_request = changed_the_same_line(both)
        heads = services.standoff_of(merge_request).heads
        field = self.field(browser.get(self.url(merge_request)).content.decode())
        said = {"source": heads.source, "target": heads.target, f"pick-{field}": "theirs"}
        answer = browser.post(self.url(merge_request), said)
        assert answer.status_code == 302
        assert sources(at(both, both.head("topic")))[1] == "fit(frame, steps=99)"

    def test_undecided(self, both: Workspace, browser: Client) -> None:
        merge_request = changed_the_same_line(both)
        heads = services.standoff_of(merge_request).heads
        said = {"source": heads.source, "target": heads.target, "message": "Mine"}
        answer = browser.post(self.url(merge_request), said)
        assert answer.status_code == 400
        assert "1 conflict is not decided yet." in answer.content.decode()
        assert "Mine</textarea>" in answer.content.decode()

    def test_too_many_for_a_page(
        self, both: Workspace, browser: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(resolving, "MOST", 0)
        answer = browser.get(self.url(changed_the_same_line(both)), follow=True)
        assert "1 conflicts are too many for a page" in answer.content.decode()

    def test_without_conflicts_it_leads_back(self, both: Workspace, browser: Client) -> None:
        both.commit("topic", {PATH: book(last="fit(frame, steps=9)")})
        merge_request = both.open()
        answer = browser.get(self.url(merge_request))
        assert (answer.status_code, answer.headers["Location"]) == (
            302,
            self.url(merge_request).removesuffix("/conflicts"),
        )

    def test_denied(self, both: Workspace, ben: User) -> None:
        make_member(both.project, ben, Role.REPORTER)
        assert client_of(ben).get(self.url(changed_the_same_line(both))).status_code == 403
