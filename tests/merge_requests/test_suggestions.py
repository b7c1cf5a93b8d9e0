"""Suggestions from the comment to the commit on the source branch."""

import json
from dataclasses import dataclass
from typing import Any

import pytest
from factories import actor_of, make_member
from support.notebooks import code, markdown, notebook, stream
from support.workspace import CHANGED, LINES, Workspace

from mergelab.accounts.models import User
from mergelab.discussions import services as talk
from mergelab.discussions.models import Discussion, Note, Suggestion
from mergelab.kit.errors import Conflict, Forbidden, Refused
from mergelab.kit.tasks import run_pending
from mergelab.merge_requests import services
from mergelab.merge_requests.models import MergeRequest
from mergelab.projects.roles import Role
from mergelab.projects.services import archive_project
from mergelab.repository.git.actions import Action, ActionKind
from mergelab.repository.git.reads import blob_data, commit, entry, open_repository
from mergelab.repository.services import commit_files, protect_branch
from mergelab.repository.storage import directory

FIT = code("model = Curve(3)\nmodel.fit(data)\nprint(model)", stream("cubic\n"), count=3)
BOOK = notebook(markdown("# Fit"), FIT, code("done()"))


def block(text: str, numbers: str = ":-0+0") -> str:
    return f"Better:\n\n```suggestion{numbers}\n{text}```"


@dataclass
class Desk:
    """An open merge request, and verbs for those who talk about it."""

    workspace: Workspace
    merge_request: MergeRequest

    def suggest(self, body: str, by: User | None = None, **asked: Any) -> Discussion:
        return services.start_thread(
            by=self.workspace.by if by is None else actor_of(by),
            merge_request=self.merge_request,
            body=body,
            position=services.Asked(**{"new_path": "train.py", **asked}),
        )

    def on_cell(self, body: str, cell: int = 1, **spot: Any) -> Discussion:
        part = "source" if "line" in spot else "cell"
        place = services.NotebookSpot(**{"part": part, "cell": cell, **spot})
        return self.suggest(body, new_path="a.ipynb", kind="notebook", spot=place)

    def apply(self, *threads: Discussion, by: User | None = None, **how: Any) -> list[Suggestion]:
        rows = Suggestion.objects.filter(note__discussion__in=threads)
        return services.apply_suggestions(
            by=self.workspace.by if by is None else actor_of(by),
            suggestions=list(rows.select_related("note__discussion")),
            **how,
        )

    @property
    def branch(self) -> str:
        return self.merge_request.source_branch

    def file(self, path: str = "train.py") -> bytes:
        with open_repository(directory(self.workspace.project.pk)) as handle:
            found = entry(handle, self.workspace.head(self.branch), path)
            return blob_data(handle, found.sha, cap=1_000_000)

    def last(self) -> Any:
        with open_repository(directory(self.workspace.project.pk)) as handle:
            return commit(handle, self.workspace.head(self.branch))


@pytest.fixture
def desk(workspace: Workspace, merge_request: MergeRequest) -> Desk:
    return Desk(workspace, merge_request)


@pytest.fixture
def book(workspace: Workspace) -> Desk:
    """!1, which adds a notebook of three cells."""
    workspace.commit("book", {"a.ipynb": BOOK}, start="main")
    return Desk(workspace, workspace.open("book"))


def one(thread: Discussion) -> Suggestion:
    return Suggestion.objects.get(note__discussion=thread)


def test_a_comment_with_a_suggestion(desk: Desk) -> None:
    row = one(desk.suggest(block("line 10!\n"), new_line=10))
    assert (row.ordinal, row.first_line, row.last_line) == (0, 10, 10)
    assert (row.before, row.after, row.language) == ("line ten\n", "line 10!\n", "")
    assert row.is_appliable


def test_a_range_of_lines(desk: Desk) -> None:
    row = one(desk.suggest(block("nine to eleven\n", ":-1+1"), new_line=10))
    assert (row.first_line, row.last_line) == (9, 11)
    assert row.before == "line 9\nline ten\nline 11\n"


def test_outside_the_new_side_there_are_none(desk: Desk) -> None:
    desk.suggest(block("x\n"), old_line=10)
    desk.suggest(block("x\n"), kind="file")
    services.start_thread(by=desk.workspace.by, merge_request=desk.merge_request, body=block("x\n"))
    assert not Suggestion.objects.exists()


def test_edits_and_replies_are_read_as_well(desk: Desk) -> None:
    thread = desk.suggest("Why?", new_line=10)
    reply = talk.reply(by=desk.workspace.by, discussion=thread, body=block("x\n"))
    assert one(thread).after == "x\n"
    talk.edit_note(by=desk.workspace.by, note=reply, body=block("y\n") + "\n" + block("z\n"))
    rows = Suggestion.objects.filter(note=reply)
    assert [(row.ordinal, row.after) for row in rows] == [(0, "y\n"), (1, "z\n")]
    talk.edit_note(by=desk.workspace.by, note=reply, body="Never mind")
    assert not rows.all().exists()


def test_applying_makes_one_commit_and_resolves_the_thread(
    desk: Desk, ana: User, ben: User
) -> None:
    make_member(desk.workspace.project, ben, Role.REPORTER)
    thread = desk.suggest(block("line X\nand more\n"), by=ben, new_line=10)
    before = desk.workspace.head("topic")
    (row,) = desk.apply(thread)
    made = desk.last()
    assert (row.is_applied, row.commit, row.applied_by) == (True, made.sha, ana)
    assert desk.file().decode() == CHANGED.replace("line ten\n", "line X\nand more\n")
    assert made.parents == (before,)
    assert (made.author.name, made.author.email) == (ana.name, ana.email)
    assert made.message == (
        f"Apply suggestion to train.py\n\nCo-authored-by: {ben.name} <{ben.email}>\n"
    )
    thread.refresh_from_db()
    assert (thread.is_resolved, thread.resolved_by) == (True, ana)
    run_pending()
    desk.merge_request.refresh_from_db()
    assert desk.merge_request.head_sha == made.sha
    assert one(thread).is_applied


def test_ones_own_suggestion_with_a_message(desk: Desk) -> None:
    desk.apply(desk.suggest(block("X\n"), new_line=10), message="Count on\n")
    assert desk.last().message == "Count on\n"


def test_a_second_click_changes_nothing(desk: Desk) -> None:
    thread = desk.suggest(block("X\n"), new_line=10)
    desk.apply(thread)
    head = desk.workspace.head("topic")
    (row,) = desk.apply(thread)
    assert (row.commit, desk.workspace.head("topic")) == (head, head)


def test_lines_pushed_above_do_not_matter(desk: Desk) -> None:
    thread = desk.suggest(block("X\n", ":-1+0"), new_line=10)
    desk.workspace.commit("topic", {"train.py": "import os\n" + CHANGED})
    desk.apply(thread)
    wanted = CHANGED.replace("line 9\nline ten\n", "X\n")
    assert desk.file().decode() == "import os\n" + wanted


def test_other_lines_by_now_are_a_conflict(desk: Desk) -> None:
    """Pushed a moment ago: no worker has looked at it yet."""
    thread = desk.suggest(block("X\n", ":-1+0"), new_line=10)
    desk.workspace.commit("topic", {"train.py": CHANGED.replace("line 9\n", "nine\n")})
    head = desk.workspace.head("topic")
    with pytest.raises(Conflict, match="have changed"):
        desk.apply(thread)
    row = one(thread)
    assert (row.is_outdated, row.is_applied, row.commit) == (True, False, "")
    assert desk.workspace.head("topic") == head
    desk.workspace.commit("topic", {"train.py": CHANGED})
    run_pending()
    assert not one(thread).is_outdated


def test_a_kill_after_the_commit_is_made_good(desk: Desk, ana: User) -> None:
    """The commit's name is stored before the branch moves; the next look at the branch finds it."""
    thread = desk.suggest(block("X\n"), new_line=10)
    row = one(thread)

    def remember(sha: str) -> None:
        Suggestion.objects.filter(pk=row.pk).update(commit=sha, applied_by=ana)

    made = commit_files(
        by=desk.workspace.by,
        project=desk.workspace.project,
        branch="topic",
        message="Apply",
        actions=[Action(ActionKind.UPDATE, "train.py", content=b"X\n")],
        before_move=remember,
    )
    assert not one(thread).is_applied
    run_pending()
    row = one(thread)
    assert (row.is_applied, row.commit, row.applied_by) == (True, made.sha, ana)
    thread.refresh_from_db()
    assert thread.is_resolved


def test_a_commit_that_never_got_there_does_not_count(desk: Desk, ana: User) -> None:
    thread = desk.suggest(block("X\n"), new_line=10)
    Suggestion.objects.update(commit="1" * 40, applied_by=ana)
    desk.workspace.commit("topic", {"README.md": "# More\n"})
    run_pending()
    assert not one(thread).is_applied
    (row,) = desk.apply(thread)
    assert (row.is_applied, row.commit) == (True, desk.workspace.head("topic"))


def test_several_become_one_commit(desk: Desk) -> None:
    desk.workspace.commit("topic", {"train.py": CHANGED, "README.md": "# Wind\n"})
    run_pending()
    threads = [
        desk.suggest(block("one\n"), new_line=1, old_line=1),
        desk.suggest(block("", ":-1+0"), new_line=10),
        desk.suggest(block("# Power curve\n"), new_path="README.md", new_line=1),
    ]
    before = desk.workspace.head("topic")
    rows = desk.apply(*threads)
    made = desk.last()
    assert {row.commit for row in rows} == {made.sha}
    assert made.parents == (before,)
    assert made.message == "Apply 3 suggestions to 2 files\n"
    assert desk.file("README.md") == b"# Power curve\n"
    assert desk.file().decode() == LINES.replace("line 1\n", "one\n", 1).replace(
        "line 9\nline 10\n", ""
    )


def test_those_that_overlap_are_refused(desk: Desk) -> None:
    threads = [
        desk.suggest(block("a\n", ":-1+0"), new_line=10),
        desk.suggest(block("b\n"), new_line=9, old_line=9),
    ]
    with pytest.raises(Refused, match="the same lines"):
        desk.apply(*threads)
    assert not Suggestion.objects.exclude(commit="").exists()


def test_one_that_changes_nothing_is_refused(desk: Desk) -> None:
    with pytest.raises(Refused, match="changes nothing"):
        desk.apply(desk.suggest(block("line ten\n"), new_line=10))


def test_the_thread_stays_open_while_something_is_left_to_apply(desk: Desk) -> None:
    thread = desk.suggest(block("X\n") + "\n\n" + block("eleven\n", ":-0+1"), new_line=10)
    talk.reply(by=desk.workspace.by, discussion=thread, body=block("Y\n"))
    first = list(Suggestion.objects.filter(ordinal=0)[:1])
    services.apply_suggestions(by=desk.workspace.by, suggestions=first)
    thread.refresh_from_db()
    assert not thread.is_resolved
    run_pending()
    states = [(row.is_applied, row.is_outdated) for row in Suggestion.objects.order_by("pk")]
    assert states == [(True, False), (False, True), (False, True)]


@pytest.mark.parametrize(
    ("old", "text", "new"),
    [
        (b"a\r\nb\r\nc\r\n", "B\nB2\n", b"a\r\nB\r\nB2\r\nc\r\n"),
        (b"a\nb", "B\nB2\n", b"a\nB\nB2"),
        (b"a\r\nb", "B\nB2\n", b"a\r\nB\r\nB2"),
        (b"a\nb\nc\n", "", b"a\nc\n"),
        (b"a\nb\nc\n", "\n", b"a\n\nc\n"),
        (b"\xef\xbb\xbfa\nb\n", "B\n", b"\xef\xbb\xbfa\nB\n"),
        ("ä\nö\n".encode(), "ü\n", "ä\nü\n".encode()),
    ],
)
def test_a_file_keeps_its_line_ends(
    workspace: Workspace, old: bytes, text: str, new: bytes
) -> None:
    workspace.commit("text", {"train.py": old}, start="main")
    desk = Desk(workspace, workspace.open("text"))
    desk.apply(desk.suggest(block(text), new_line=2))
    assert desk.file() == new


@pytest.mark.parametrize("data", [b"a\nb\xff\n", b"\xff\xfea\x00\n\x00b\x00\n\x00"])
def test_files_in_other_encodings_take_none(workspace: Workspace, data: bytes) -> None:
    workspace.commit("text", {"train.py": data}, start="main")
    desk = Desk(workspace, workspace.open("text"))
    thread = desk.suggest(block("x\n"), new_line=2)
    assert not Suggestion.objects.exists()
    assert thread.position.subject is None


def test_a_line_of_a_cell(book: Desk) -> None:
    row = one(book.on_cell(block("model.fit(data, cv=5)\n"), line=2))
    assert (row.first_line, row.before, row.language) == (2, "model.fit(data)\n", "python")
    assert row.has_outputs
    book.apply(row.note.discussion)
    cells = json.loads(book.file("a.ipynb"))["cells"]
    assert cells[1]["source"] == "model = Curve(3)\nmodel.fit(data, cv=5)\nprint(model)"
    assert (cells[1]["outputs"], cells[1]["execution_count"]) == ([], None)
    assert (cells[0], cells[2]) == (json.loads(BOOK)["cells"][0], json.loads(BOOK)["cells"][2])
    assert book.last().message == "Apply suggestion to a.ipynb\n"


def test_the_file_keeps_its_style_and_the_cell_its_outputs(book: Desk) -> None:
    written = json.loads(BOOK)
    for cell in written["cells"]:
        cell["source"] = cell["source"].splitlines(keepends=True)
    text = json.dumps(written, indent=4) + "\n"
    book.workspace.commit("book", {"a.ipynb": text})
    run_pending()
    thread = book.on_cell(block("model.fit(data, cv=5)\n"), line=2)
    book.apply(thread, clear_outputs=False)
    wanted = text.replace('"model.fit(data)\\n"', '"model.fit(data, cv=5)\\n"')
    assert book.file("a.ipynb").decode() == wanted


def test_a_whole_cell(book: Desk) -> None:
    row = one(book.on_cell(block("fit(data)\nshow()\n", ":-1+1")))
    assert (row.first_line, row.count) == (1, 3)
    book.apply(row.note.discussion)
    assert json.loads(book.file("a.ipynb"))["cells"][1]["source"] == "fit(data)\nshow()"


def test_a_cell_that_moved(book: Desk) -> None:
    thread = book.on_cell(block("model.fit(data, cv=5)\n"), line=2)
    later = notebook(code("import a"), markdown("# Fit"), code("load()"), FIT, code("done()"))
    book.workspace.commit("book", {"a.ipynb": later})
    book.apply(thread)
    sources = [cell["source"] for cell in json.loads(book.file("a.ipynb"))["cells"]]
    assert sources[3] == "model = Curve(3)\nmodel.fit(data, cv=5)\nprint(model)"
    assert sources[:3] == ["import a", "# Fit", "load()"]


@pytest.mark.parametrize("cells", [[markdown("# Fit")], [code("a"), code("model = Curve(4)")]])
def test_a_cell_that_is_gone_or_another(book: Desk, cells: list[Any]) -> None:
    line = book.on_cell(block("model.fit(data, cv=5)\n"), line=2)
    whole = book.on_cell(block("x\n"))
    book.workspace.commit("book", {"a.ipynb": notebook(*cells)})
    for thread in (line, whole):
        with pytest.raises(Conflict, match="have changed"):
            book.apply(thread)


def test_two_in_one_cell(book: Desk) -> None:
    threads = [book.on_cell(block(f"line_{n}()\n"), line=n) for n in (1, 3)]
    book.apply(*threads)
    source = json.loads(book.file("a.ipynb"))["cells"][1]["source"]
    assert source == "line_1()\nmodel.fit(data)\nline_3()"


def test_outputs_and_metadata_take_none(book: Desk) -> None:
    book.on_cell(block("x\n"), part="output", output=0)
    book.on_cell(block("x\n"), part="metadata")
    assert not Suggestion.objects.exists()


@pytest.mark.parametrize(
    ("role", "level"), [(Role.REPORTER, None), (Role.GUEST, None), (Role.DEVELOPER, 40)]
)
def test_who_may_not_push_does_not_apply(
    desk: Desk, ben: User, role: Role, level: int | None
) -> None:
    make_member(desk.workspace.project, ben, role)
    if level is not None:
        protect_branch(
            by=desk.workspace.by,
            project=desk.workspace.project,
            name="topic",
            push_level=level,
            merge_level=level,
        )
    thread = desk.suggest(block("X\n"), new_line=10)
    head = desk.workspace.head("topic")
    with pytest.raises(Forbidden, match="topic"):
        desk.apply(thread, by=ben)
    assert desk.workspace.head("topic") == head


def test_only_while_it_is_open(desk: Desk) -> None:
    thread = desk.suggest(block("X\n"), new_line=10)
    services.close_merge_request(by=desk.workspace.by, merge_request=desk.merge_request)
    with pytest.raises(Conflict, match="open"):
        desk.apply(thread)


def test_not_in_an_archived_project(desk: Desk) -> None:
    thread = desk.suggest(block("X\n"), new_line=10)
    archive_project(by=desk.workspace.by, project=desk.workspace.project)
    with pytest.raises(Forbidden):
        desk.apply(thread)


def test_not_without_the_source_branch(desk: Desk) -> None:
    thread = desk.suggest(block("X\n"), new_line=10)
    desk.workspace.move("topic", "")
    with pytest.raises(Conflict, match="deleted"):
        desk.apply(thread)


def test_not_of_two_merge_requests_at_once(desk: Desk) -> None:
    first = desk.suggest(block("X\n"), new_line=10)
    desk.workspace.commit("other", {"train.py": CHANGED}, start="main")
    second = Desk(desk.workspace, desk.workspace.open("other", title="Other"))
    with pytest.raises(Refused, match="one merge request"):
        desk.apply(first, second.suggest(block("X\n"), new_line=10))
    with pytest.raises(Refused, match="1 to 100"):
        desk.apply()


def test_an_applied_one_outlives_an_edit_of_its_note(desk: Desk) -> None:
    thread = desk.suggest(block("X\n"), new_line=10)
    desk.apply(thread)
    note = Note.objects.get(discussion=thread)
    talk.edit_note(by=desk.workspace.by, note=note, body=block("Y\n") + "\n" + block("Z\n"))
    rows = Suggestion.objects.order_by("ordinal")
    assert [(row.after, row.is_applied) for row in rows] == [("X\n", True), ("Z\n", False)]
