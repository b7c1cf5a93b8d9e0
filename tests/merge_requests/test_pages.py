"""Every page and fragment, with and without scripts."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from factories import client_of, make_member, make_project
from support.workspace import CHANGED, Workspace

from mergelab.accounts.models import User
from mergelab.discussions.models import Discussion, Note
from mergelab.kit.tasks import run_pending
from mergelab.merge_requests import services
from mergelab.merge_requests.models import MergeRequest, Viewed
from mergelab.projects.roles import Role
from mergelab.repository.diffview import file_key

PROJECT = "/wind-farm/power-forecast/-"
ALL = f"{PROJECT}/merge_requests"
ONE = f"{ALL}/1"
HTMX = {"HX-Request": "true"}
KEY = file_key("train.py")


def text(browser: Client, url: str, status: int = 200, **headers: str) -> str:
    answer = browser.get(url, headers=headers)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def test_an_empty_list_says_what_to_do(workspace: Workspace, browser: Client) -> None:
    assert "No merge requests yet" in text(browser, ALL)


def test_the_list_shows_one(browser: Client, merge_request: MergeRequest) -> None:
    page = text(browser, ALL)
    assert f'href="{ONE}">Use density</a>' in page
    assert "Nothing matches" in text(browser, f"{ALL}?search=absent")
    assert "Use density" in text(browser, f"{ALL}?search=!1")
    assert "None here" in text(browser, f"{ALL}?state=closed")


def test_the_list_costs_the_same_for_many(workspace: Workspace, browser: Client) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            text(browser, f"{ALL}?state=all")
        return len(queries)

    first = workspace.open(reviewers=[workspace.owner])
    services.start_thread(by=workspace.by, merge_request=first, body="Hm")
    count()
    few = count()
    for number in range(4):
        workspace.commit(f"b{number}", {f"{number}.txt": "x\n"}, start="main")
        made = workspace.open(f"b{number}", reviewers=[workspace.owner])
        services.start_thread(by=workspace.by, merge_request=made, body="Hm")
    assert count() == few


@pytest.mark.parametrize("path", ["", "/commits", "/diffs", "/edit", "/checks"])
def test_the_pages_of_one(browser: Client, merge_request: MergeRequest, path: str) -> None:
    text(browser, ONE + path)


def test_the_overview_tells_everything(workspace: Workspace, browser: Client) -> None:
    made = workspace.open(description="See !1 by @ana, **now**\n\n- [ ] check")
    services.start_thread(by=workspace.by, merge_request=made, body="Why *so*?")
    services.close_merge_request(by=workspace.by, merge_request=made)
    services.reopen_merge_request(by=workspace.by, merge_request=made)
    page = text(browser, ONE)
    assert f'<a class="reference" href="{ONE}"' in page
    assert "<strong>now</strong>" in page
    assert "Why <em>so</em>?" in page
    assert "closed, reopened" in page
    assert "1 unresolved thread" in page


def test_a_guest_of_a_private_project_sees_nothing(
    workspace: Workspace, merge_request: MergeRequest, ben: User
) -> None:
    make_member(workspace.project, ben, Role.GUEST)
    guest = client_of(ben)
    assert guest.get(ALL).status_code == 403
    assert guest.get(ONE).status_code == 404
    assert guest.post(f"{ONE}/discussions", {"body": "x"}).status_code == 404
    assert "Use density" not in text(guest, "/-/merge_requests")


def test_strangers_see_nothing(merge_request: MergeRequest, anonymous: Client, ben: User) -> None:
    assert anonymous.get(ONE).status_code == 404
    assert client_of(ben).get(ONE).status_code == 404


def test_opening_one_by_the_form(workspace: Workspace, browser: Client) -> None:
    assert "Compare and continue" in text(browser, f"{ALL}/new")
    form = text(browser, f"{ALL}/new?source_branch=topic&target_branch=main")
    assert 'value="Write ten"' in form
    assert "Because words read better." in form
    values = {"source_branch": "topic", "target_branch": "main", "title": "Draft: Ten"}
    answer = browser.post(f"{ALL}/new", values)
    assert (answer.status_code, answer.headers["Location"]) == (302, ONE)
    made = MergeRequest.objects.get()
    assert (made.title, made.is_draft, made.author) == ("Ten", True, workspace.owner)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"source_branch": "none"}, "There is no branch none"),
        ({"source_branch": "main"}, "Choose two different branches"),
        ({"source_branch": "topic", "title": ""}, "This field is required"),
        ({"source_branch": "topic", "title": "Draft:"}, "Write a title"),
    ],
)
def test_wrong_forms_say_so(
    workspace: Workspace, browser: Client, values: dict[str, str], words: str
) -> None:
    answer = browser.post(f"{ALL}/new", {"target_branch": "main", **values})
    assert answer.status_code == 400
    assert words in answer.content.decode()


def test_the_changes_have_threads_under_their_lines(
    workspace: Workspace, browser: Client, merge_request: MergeRequest
) -> None:
    position = services.Asked(new_path="train.py", new_line=10)
    made = services.start_thread(
        by=workspace.by, merge_request=merge_request, body="Ten?", position=position
    )
    page = text(browser, f"{ONE}/diffs")
    line = page.index(f'id="{KEY}-R10"')
    assert line < page.index(f'id="discussion-{made.key}"')
    assert "train.py, line 10" in page
    split = text(browser, f"{ONE}/diffs?view=split&whitespace=hide")
    assert "diff-split" in split
    assert "diff-split" in text(browser, f"{ONE}/diffs")


def test_an_outdated_thread_is_still_shown(
    workspace: Workspace, browser: Client, merge_request: MergeRequest
) -> None:
    position = services.Asked(new_path="train.py", new_line=10)
    services.start_thread(
        by=workspace.by, merge_request=merge_request, body="Ten?", position=position
    )
    workspace.commit("topic", {"train.py": CHANGED.replace("line ten\n", "eleven\n")})
    run_pending()
    page = text(browser, f"{ONE}/diffs")
    assert "On lines that have changed since" in page
    assert "line ten" in page
    workspace.commit("topic", {"train.py": None, "other.txt": "x\n"})
    run_pending()
    assert "Ten?" in text(browser, f"{ONE}/diffs")


def test_versions_are_compared(
    workspace: Workspace, browser: Client, merge_request: MergeRequest
) -> None:
    workspace.commit("topic", {"new.txt": "x\n"})
    run_pending()
    both = text(browser, f"{ONE}/diffs?version=2&since=1")
    assert "new.txt" in both
    assert f'id="{KEY}"' not in both
    assert "not the newest" in text(browser, f"{ONE}/diffs?version=1")
    text(browser, f"{ONE}/diffs?version=9", 404)
    text(browser, f"{ONE}/diffs?version=1&since=2", 404)


def test_later_files_wait_until_they_are_seen(workspace: Workspace, browser: Client) -> None:
    workspace.commit("many", {f"f{n:02}.txt": "x\n" for n in range(12)}, start="main")
    workspace.open("many")
    page = text(browser, f"{ONE}/diffs")
    assert page.count("data-waiting") == 8
    key = file_key("f11.txt")
    assert f'id="{key}-R1"' not in page
    fragment = text(browser, f"{ONE}/file?file={key}", **HTMX)
    assert f'id="{key}-R1"' in fragment
    assert "<html" not in fragment
    plain = browser.get(f"{ONE}/file?file={key}")
    assert plain.headers["Location"] == f"{ONE}/diffs?file={key}#{key}"
    assert f'id="{key}-R1"' in text(browser, f"{ONE}/diffs?file={key}")
    text(browser, f"{ONE}/file?file=f-0000000000000000", 404)


def test_unchanged_lines_are_opened(browser: Client, merge_request: MergeRequest) -> None:
    rows = text(browser, f"{ONE}/lines?file={KEY}&old=1&new=1&count=5", **HTMX)
    assert rows.count("diff-line") == 5
    assert "discussions?version=1&amp;file=" in rows
    text(browser, f"{ONE}/lines?file=f-0000000000000000", 404)


def test_a_thread_is_started_in_place(browser: Client, merge_request: MergeRequest) -> None:
    query = f"version=1&file={KEY}&new=10"
    form = text(browser, f"{ONE}/discussions?{query}", **HTMX)
    assert 'name="new" value="10"' in form
    assert "<html" not in form
    page = text(browser, f"{ONE}/discussions?{query}")
    assert "<html" in page
    values = {"version": "1", "file": KEY, "new": "10", "body": "Why?"}
    answer = browser.post(f"{ONE}/discussions", values, headers=HTMX)
    assert answer.status_code == 200
    made = Discussion.objects.get()
    assert f'id="discussion-{made.key}"' in answer.content.decode()
    assert made.position.new_line == 10
    plain = browser.post(f"{ONE}/discussions", {**values, "body": "Two"})
    newest = Discussion.objects.latest("pk")
    assert plain.headers["Location"] == (f"{ONE}/diffs?thread={newest.key}#discussion-{newest.key}")


@pytest.mark.parametrize("htmx", [True, False])
@pytest.mark.parametrize("change", [{"body": " "}, {"new": "400"}])
def test_a_wrong_thread_keeps_what_was_written(
    browser: Client, merge_request: MergeRequest, change: dict[str, str], htmx: bool
) -> None:
    values = {"version": "1", "file": KEY, "new": "10", "body": "Why?", **change}
    headers = HTMX if htmx else {}
    answer = browser.post(f"{ONE}/discussions", values, headers=headers)
    assert answer.status_code == (422 if htmx else 400)
    assert "alert-danger" in answer.content.decode()
    assert not Discussion.objects.exists()


def test_comments_on_the_whole(browser: Client, merge_request: MergeRequest) -> None:
    browser.post(f"{ONE}/discussions", {"body": "Nice", "individual": "on"})
    answer = browser.post(f"{ONE}/discussions", {"body": "Wait"})
    found = list(Discussion.objects.filter(notes__is_system=False))
    assert [one.individual for one in found] == [True, False]
    assert answer.headers["Location"] == f"{ONE}#discussion-{found[1].key}"


def test_replying_editing_resolving_and_deleting(
    workspace: Workspace, browser: Client, merge_request: MergeRequest
) -> None:
    made = services.start_thread(by=workspace.by, merge_request=merge_request, body="Why?")
    base = f"{PROJECT}/discussions/{made.key}"
    answer = browser.post(f"{base}/notes?in=diff", {"body": "So.", "resolve": "1"}, headers=HTMX)
    assert "Resolved" in answer.content.decode()
    browser.post(f"{base}/resolve", {"resolved": "false"})
    made.refresh_from_db()
    assert made.is_resolved is False
    note = made.notes.latest("pk")
    edit = f"{PROJECT}/notes/{note.pk}/edit"
    assert "<html" not in text(browser, edit, **HTMX)
    assert "<html" in text(browser, edit)
    assert browser.post(edit, {"body": ""}, headers=HTMX).status_code == 422
    assert "Better" in browser.post(edit, {"body": "Better"}, headers=HTMX).content.decode()
    delete = f"{PROJECT}/notes/{note.pk}/delete"
    assert "Why?" in browser.post(delete, headers=HTMX).content.decode()
    last = made.notes.get()
    gone = browser.post(f"{PROJECT}/notes/{last.pk}/delete", headers=HTMX)
    assert (gone.status_code, gone.content) == (200, b"")
    assert Note.objects.filter(is_system=False).count() == 0


def test_notes_of_another_project_are_not_reached_b7(
    workspace: Workspace, merge_request: MergeRequest, ben: User
) -> None:
    made = services.start_thread(by=workspace.by, merge_request=merge_request, body="Why?")
    make_project(ben, "own")
    other = client_of(ben)
    note = made.notes.get()
    for url in (
        f"/ben/own/-/discussions/{made.key}/notes",
        f"/ben/own/-/discussions/{made.key}/resolve",
        f"/ben/own/-/notes/{note.pk}/edit",
        f"/ben/own/-/notes/{note.pk}/delete",
    ):
        values = {"body": "x", "resolved": "true"}
        assert other.post(url, values).status_code == 404
    note.refresh_from_db()
    assert note.body == "Why?"


def test_a_preview(browser: Client, workspace: Workspace, anonymous: Client) -> None:
    url = f"{PROJECT}/markdown_preview"
    assert browser.post(url, {"text": "**a**"}).content.decode().strip() == (
        "<p><strong>a</strong></p>"
    )
    assert anonymous.post(url, {"text": "a"}).status_code == 404


def test_ticking_a_file(browser: Client, merge_request: MergeRequest) -> None:
    answer = browser.post(f"{ONE}/viewed", {"file": KEY, "viewed": "true"}, headers=HTMX)
    assert 'aria-pressed="true"' in answer.content.decode()
    page = text(browser, f"{ONE}/diffs")
    assert "You have viewed this file." in page
    assert "1 of 1 viewed" in page
    browser.post(f"{ONE}/viewed", {"file": KEY, "viewed": "false"})
    assert not Viewed.objects.exists()
    assert browser.post(f"{ONE}/viewed", {"file": "x", "viewed": "true"}).status_code == 400


def test_approving_closing_and_merging_by_buttons(
    workspace: Workspace, browser: Client, merge_request: MergeRequest, ben: User
) -> None:
    make_member(workspace.project, ben)
    reviewer = client_of(ben)
    assert "Approve" in text(reviewer, ONE)
    reviewer.post(f"{ONE}/approve", {"sha": merge_request.head_sha})
    assert "Withdraw approval" in text(reviewer, ONE)
    assert reviewer.post(f"{ONE}/merge").status_code == 403
    browser.post(f"{ONE}/close")
    assert "closed this" in text(browser, ONE)
    browser.post(f"{ONE}/reopen")
    browser.post(f"{ONE}/ready", {"draft": "true"})
    stopped = browser.post(f"{ONE}/merge", {"sha": merge_request.head_sha})
    assert stopped.status_code == 409
    assert "This is a draft" in stopped.content.decode()
    browser.post(f"{ONE}/ready")
    run_pending()
    merged = browser.post(
        f"{ONE}/merge", {"sha": workspace.fresh(merge_request).head_sha, "message": "Yes"}
    )
    assert merged.headers["Location"] == ONE
    page = text(browser, ONE)
    assert "merged this" in page
    assert "The source branch <code>topic</code> was kept." in page
    workspace.move("topic", "")
    assert "The source branch was deleted." in text(browser, ONE)


def test_editing_by_the_form(browser: Client, merge_request: MergeRequest) -> None:
    values = {"title": "Other", "description": "D", "target_branch": "main"}
    assert browser.post(f"{ONE}/edit", values).headers["Location"] == ONE
    merge_request.refresh_from_db()
    assert (merge_request.title, merge_request.delete_source_branch) == ("Other", False)
    wrong = browser.post(f"{ONE}/edit", {**values, "target_branch": "none"})
    assert wrong.status_code == 400
    assert "There is no branch none" in wrong.content.decode()


def test_the_settings(workspace: Workspace, browser: Client) -> None:
    url = f"{PROJECT}/settings/merge_requests"
    text(browser, url)
    values = {"method": "ff", "squash": "never", "approvals_required": "2"}
    assert browser.post(url, values).headers["Location"] == url
    assert workspace.project.merge_settings.approvals_required == 2
    assert browser.post(url, {**values, "approvals_required": "-1"}).status_code == 400
    assert browser.post(url, {**values, "method": "x"}).status_code == 400


def test_my_merge_requests(browser: Client, merge_request: MergeRequest) -> None:
    assert "Use density" in text(browser, "/-/merge_requests")
    fragment = text(browser, "/-/merge_requests?part=home", **HTMX)
    assert "Use density" in fragment
    assert "<html" not in fragment


def test_a_readable_page_without_signing_in(
    workspace: Workspace, merge_request: MergeRequest, anonymous: Client
) -> None:
    services.start_thread(
        by=workspace.by,
        merge_request=merge_request,
        body="Ten?",
        position=services.Asked(new_path="train.py", new_line=10),
    )
    workspace.project.visibility = "public"
    workspace.project.save()
    for path in ("", "/commits", "/diffs"):
        page = text(anonymous, ONE + path)
        assert "comment-button" not in page
    assert anonymous.post(f"{ONE}/approve").status_code == 302
