"""python-gitlab: the whole flow of a merge request, from a branch to the merge."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import gitlab
import pytest
from support.server import wait_until
from support.workspace import CHANGED

BRANCH = "feature/zehn#1-ü"


def put(project: Any, branch: str, path: str, text: str, kind: str = "update") -> str:
    """One commit on the branch, made from main where it is new; its name."""
    row = {"branch": branch, "commit_message": f"Change {path}"}
    row |= {} if branch in names(project) else {"start_branch": "main"}
    action = {"action": kind, "file_path": path, "content": text}
    return str(project.commits.create({**row, "actions": [action]}).id)


def status(project: Any) -> str:
    return str(project.mergerequests.get(1).detailed_merge_status)


def names(project: Any) -> set[str]:
    return {branch.name for branch in project.branches.list(get_all=True)}


@pytest.fixture
def topic(project: Any) -> str:
    return put(project, "topic", "train.py", CHANGED)


@pytest.fixture
def opened(project: Any, topic: str) -> Any:
    """!1 by ana."""
    row = {"source_branch": "topic", "target_branch": "main", "title": "Write ten"}
    return project.mergerequests.create(row)


@pytest.fixture
def as_ben(ben: gitlab.Gitlab, project: Any, opened: Any) -> Any:
    """The same merge request, as ben has it."""
    return ben.projects.get(project.id).mergerequests.get(opened.iid)


def test_opened_listed_and_changed(
    ana: gitlab.Gitlab, ben: gitlab.Gitlab, project: Any, opened: Any, topic: str
) -> None:
    assert ana.user is not None
    assert ben.user is not None
    assert (opened.iid, opened.state, opened.sha) == (1, "opened", topic)
    assert (opened.author["username"], opened.draft) == ("ana", False)
    opened.title = "Draft: Write ten"
    opened.description = "Words, *better*."
    opened.reviewer_ids = [ben.user.id]
    opened.save()
    shown = project.mergerequests.get(1)
    assert (shown.title, shown.draft) == ("Draft: Write ten", True)
    assert [row["username"] for row in shown.reviewers] == ["ben"]
    wait_until(lambda: status(project) == "draft_status", "the worker looked for conflicts")

    def listed(**filters: Any) -> list[int]:
        return [row.iid for row in project.mergerequests.list(get_all=True, **filters)]

    assert listed(state="opened") == listed(wip="yes") == listed(source_branch="topic") == [1]
    assert listed(author_id=ana.user.id, iids=[1, 7], search="ten") == [1]
    assert listed(reviewer_username="ben", order_by="updated_at", sort="asc") == [1]
    assert listed(state="merged") == listed(wip="no") == listed(author_id=ben.user.id) == []
    assert listed(created_after="2999-01-01T00:00:00Z") == []
    own = ben.mergerequests.list(scope="reviews_for_me", state="opened", get_all=True)
    assert [row.references["full"] for row in own] == ["wind-farm/power-forecast!1"]


def test_closed_and_reopened(project: Any, opened: Any) -> None:
    opened.state_event = "close"
    opened.save()
    assert project.mergerequests.get(1).state == "closed"
    with pytest.raises(gitlab.GitlabMRClosedError) as refusal:
        opened.merge()
    assert refusal.value.response_code == 405
    opened.state_event = "reopen"
    opened.save()
    assert project.mergerequests.get(1).state == "opened"


@pytest.mark.parametrize(
    ("changed", "status", "field"),
    [
        ({"source_branch": "nothing"}, 400, "source_branch"),
        ({"target_branch": "nothing"}, 400, "target_branch"),
        ({"target_branch": "topic"}, 400, "target_branch"),
        ({"title": " "}, 400, "title"),
        ({"reviewer_ids": [999_999]}, 400, "user_id"),
    ],
)
def test_one_that_cannot_be_opened(
    project: Any, topic: str, changed: dict[str, Any], status: int, field: str
) -> None:
    row = {"source_branch": "topic", "target_branch": "main", "title": "x"}
    with pytest.raises(gitlab.GitlabCreateError) as refusal:
        project.mergerequests.create({**row, **changed})
    assert refusal.value.response_code == status
    assert list(refusal.value.error_message) == [field]


def test_a_second_of_the_same_branches_conflicts(project: Any, opened: Any) -> None:
    row = {"source_branch": "topic", "target_branch": "main", "title": "x"}
    with pytest.raises(gitlab.GitlabCreateError) as refusal:
        project.mergerequests.create(row)
    assert refusal.value.response_code == 409


def test_what_it_changes(project: Any, opened: Any, topic: str) -> None:
    changed = opened.changes()
    assert [row["new_path"] for row in changed["changes"]] == ["train.py"]
    assert "-line 10\n+line ten\n" in changed["changes"][0]["diff"]
    diffs = project.manager.gitlab.http_list(f"{opened.manager.path}/1/diffs", get_all=True)
    assert diffs == changed["changes"]
    assert [commit.id for commit in opened.commits()] == [topic]
    later = put(project, "topic", "README.md", "# Wind power\n")
    wait_until(lambda: len(opened.diffs.list(get_all=True)) == 2, "the push made a version")
    assert [commit.id for commit in opened.commits()] == [later, topic]
    versions = opened.diffs.list(get_all=True)
    assert [version.head_commit_sha for version in versions] == [later, topic]
    whole = opened.diffs.get(versions[-1].id)
    assert [row["new_path"] for row in whole.diffs] == ["train.py"]
    assert [row["id"] for row in whole.commits] == [topic]
    assert opened.participants(get_all=True)[0]["username"] == "ana"


def test_notes(opened: Any, as_ben: Any) -> None:
    note = opened.notes.create({"body": "First"})
    note.body = "Better"
    note.save()
    assert opened.notes.get(note.id).body == "Better"
    mine = as_ben.notes.create({"body": "Mine"})
    theirs = as_ben.notes.get(note.id)
    theirs.body = "Forged"
    with pytest.raises(gitlab.GitlabUpdateError) as refusal:
        theirs.save()
    assert refusal.value.response_code == 403
    said = [row.body for row in opened.notes.list(sort="asc", iterator=True) if not row.system]
    assert said == ["Better", "Mine"]
    opened.notes.delete(mine.id)
    with pytest.raises(gitlab.GitlabGetError):
        opened.notes.get(mine.id)
    with pytest.raises(gitlab.GitlabCreateError) as empty:
        opened.notes.create({"body": " "})
    assert (empty.value.response_code, list(empty.value.error_message)) == (400, ["body"])


def test_a_discussion_on_a_line(opened: Any, as_ben: Any) -> None:
    place = {**opened.diff_refs, "position_type": "text", "new_path": "train.py", "new_line": 10}
    made = as_ben.discussions.create({"body": "Why words?", "position": place})
    note = made.attributes["notes"][0]
    assert (note["type"], note["resolvable"], note["resolved"]) == ("DiffNote", True, False)
    assert (note["position"]["new_line"], note["position"]["new_path"]) == (10, "train.py")
    reply = made.notes.create({"body": "They read better."})
    reply.body = "They read well."
    reply.save()
    thread = opened.discussions.get(made.id)
    assert [row["body"] for row in thread.attributes["notes"]] == ["Why words?", "They read well."]
    with pytest.raises(gitlab.GitlabMRClosedError) as unresolved:
        opened.merge()
    assert unresolved.value.response_code == 405
    thread.resolved = True
    thread.save()
    resolved = opened.discussions.get(made.id).attributes["notes"][0]
    assert (resolved["resolved"], resolved["resolved_by"]["username"]) == (True, "ana")
    thread.resolved = False
    thread.save()
    made.notes.delete(reply.id)
    assert len(opened.discussions.get(made.id).attributes["notes"]) == 1
    with pytest.raises(gitlab.GitlabCreateError) as refusal:
        opened.discussions.create({"body": "x", "position": {**place, "new_line": 999}})
    assert refusal.value.response_code == 400


def notebook(density: str) -> str:
    cells = [
        {"cell_type": "markdown", "id": "a", "metadata": {}, "source": ["# Power\n"]},
        {
            "cell_type": "code",
            "id": "b",
            "metadata": {},
            "execution_count": 1,
            "source": ["import math\n", f"density = {density}\n"],
            "outputs": [{"output_type": "stream", "name": "stdout", "text": [f"{density}\n"]}],
        },
    ]
    whole = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, indent=1)


def test_a_discussion_on_a_line_of_a_notebook(project: Any) -> None:
    put(project, "main", "power.ipynb", notebook("1.2"), "create")
    put(project, BRANCH, "power.ipynb", notebook("1.225"))
    opened = project.mergerequests.create(
        {"source_branch": BRANCH, "target_branch": "main", "title": "Density"}
    )
    place = {"position_type": "notebook", "new_path": "power.ipynb"}
    spot = {"side": "new", "part": "source", "cell": 1, "line": 2}
    made = opened.discussions.create(
        {"body": "Which unit?", "position": {**place, "notebook": spot}}
    )
    shown = made.attributes["notes"][0]["position"]
    assert shown["position_type"] == "notebook"
    assert {name: shown["notebook"][name] for name in spot if name != "part"} == {
        "side": "new",
        "cell": 1,
        "line": 2,
    }
    assert shown["notebook"]["state"] == "kept"
    output = {"side": "new", "part": "output", "cell": 1, "output": 0}
    opened.discussions.create({"body": "Here", "position": {**place, "notebook": output}})
    with pytest.raises(gitlab.GitlabCreateError) as refusal:
        opened.discussions.create(
            {"body": "Here", "position": {**place, "notebook": {**spot, "cell": 9}}}
        )
    assert refusal.value.response_code == 400


def test_a_suggestion_on_a_cell_is_applied(ana: gitlab.Gitlab, project: Any) -> None:
    """python-gitlab has no object for suggestions, but sends its requests anywhere."""
    put(project, "main", "power.ipynb", notebook("1.2"), "create")
    put(project, BRANCH, "power.ipynb", notebook("1.225"))
    opened = project.mergerequests.create(
        {"source_branch": BRANCH, "target_branch": "main", "title": "Density"}
    )
    place = {"position_type": "notebook", "new_path": "power.ipynb"}
    spot = {"side": "new", "part": "source", "cell": 1, "line": 2}
    body = "```suggestion:-0+0\ndensity = 1.225  # kg/m³\n```"
    opened.discussions.create({"body": body, "position": {**place, "notebook": spot}})
    (row,) = (row for note in opened.notes.list(iterator=True) for row in note.suggestions)
    assert (row["from_content"], row["appliable"]) == ("density = 1.225\n", True)
    path = f"/suggestions/{row['id']}/apply"
    applied: Any = ana.http_put(path, post_data={"commit_message": "Name the unit"})
    assert applied["applied"] is True
    head = project.branches.get(BRANCH).commit
    assert (head["id"], head["title"]) == (applied["commit_id"], "Name the unit")
    written = json.loads(project.files.raw(file_path="power.ipynb", ref=BRANCH))
    assert written["cells"][1]["source"] == ["import math\n", "density = 1.225  # kg/m³\n"]
    assert written["cells"][1]["outputs"] == []


def test_suggestions_applied_at_once_are_applied_once(
    ana: gitlab.Gitlab, project: Any, opened: Any
) -> None:
    """Two of the same suggestion, and two of others, all at the same moment."""
    ids = []
    for line in (10, 3, 17):
        place = {"position_type": "text", "new_path": "train.py", "new_line": line}
        body = f"```suggestion\nnumber {line}\n```"
        opened.discussions.create({"body": body, "position": {**place, "old_line": line}})
    for note in opened.notes.list(iterator=True, sort="asc"):
        ids += [row["id"] for row in note.suggestions]
    before = project.branches.get("topic").commit["id"]

    def apply(pk: int) -> Any:
        return ana.http_put(f"/suggestions/{pk}/apply")

    with ThreadPoolExecutor(4) as pool:
        rows = list(pool.map(apply, [ids[0], ids[0], ids[1], ids[2]]))
    assert all(row["applied"] for row in rows)
    assert rows[0]["commit_id"] == rows[1]["commit_id"]
    commits = project.repository_compare(before, "topic")["commits"]
    assert {row["id"] for row in commits} == {row["commit_id"] for row in rows}
    assert len(commits) == 3
    wanted = CHANGED.splitlines()
    for line in (10, 3, 17):
        wanted[line - 1] = f"number {line}"
    assert project.files.raw(file_path="train.py", ref="topic").decode().splitlines() == wanted


def test_approvals_by_two(project: Any, opened: Any, as_ben: Any, topic: str) -> None:
    settings = project.approvals.get()
    settings.approvals_before_merge = 1
    settings.save()
    with pytest.raises(gitlab.GitlabMRApprovalError) as own:
        opened.approve()
    assert own.value.response_code == 403
    with pytest.raises(gitlab.GitlabMRClosedError) as waiting:
        opened.merge()
    assert waiting.value.response_code == 405
    with pytest.raises(gitlab.GitlabMRApprovalError) as outdated:
        as_ben.approve(sha="0" * 40)
    assert outdated.value.response_code == 409
    as_ben.approve(sha=topic)
    shown = opened.approvals.get()
    assert (shown.approved, shown.approvals_left) == (True, 0)
    assert [row["user"]["username"] for row in shown.approved_by] == ["ben"]
    as_ben.unapprove()
    assert opened.approvals.get().approvals_left == 1
    as_ben.approve()
    opened.merge()
    assert project.mergerequests.get(1).state == "merged"


def test_merged_by_a_merge_commit(project: Any, opened: Any, topic: str) -> None:
    with pytest.raises(gitlab.GitlabMRClosedError) as moved:
        opened.merge(sha="0" * 40)
    assert moved.value.response_code == 409
    opened.merge(sha=topic, merge_commit_message="Bring ten home", should_remove_source_branch=True)
    assert (opened.state, opened.merged_by["username"]) == ("merged", "ana")
    head = project.commits.list(get_all=True)[0]
    assert (head.id, head.title) == (opened.merge_commit_sha, "Bring ten home")
    assert topic in head.parent_ids
    assert "topic" not in names(project)
    opened.merge()
    assert project.commits.list(get_all=True)[0].id == head.id


def test_merged_by_a_squash(project: Any, opened: Any) -> None:
    put(project, "topic", "README.md", "# Wind power\n")
    opened.merge(squash=True, squash_commit_message="One change", should_remove_source_branch=False)
    assert opened.squash_commit_sha is not None
    titles = [commit.title for commit in project.commits.list(get_all=True)]
    assert "One change" in titles
    assert "Change README.md" not in titles
    assert "topic" in names(project)


def test_conflicts_are_not_merged(project: Any, opened: Any) -> None:
    put(project, "main", "train.py", CHANGED.replace("ten", "dix"))
    with pytest.raises(gitlab.GitlabMRClosedError) as refusal:
        opened.merge()
    assert refusal.value.response_code == 422
    assert "train.py" in str(refusal.value.error_message)


def test_a_reporter_reads_and_comments_only(
    project: Any, opened: Any, as_ben: Any, ben: gitlab.Gitlab
) -> None:
    assert ben.user is not None
    member = project.members.get(ben.user.id)
    member.access_level = 20
    member.save()
    as_ben.notes.create({"body": "A word"})
    with pytest.raises(gitlab.GitlabMRClosedError) as refusal:
        as_ben.merge()
    assert refusal.value.response_code == 403
    member.access_level = 10
    member.save()
    with pytest.raises(gitlab.GitlabGetError) as hidden:
        ben.projects.get(project.id).mergerequests.get(1)
    assert hidden.value.response_code == 404
    assert ben.mergerequests.list(scope="all", get_all=True) == []
