"""Suggestions on pages and in REST: how they look, who is offered what, what comes back."""

from typing import Any

import pytest
from django.test import Client
from factories import client_of, make_member, token_client
from support.notebooks import code, notebook, stream
from support.workspace import CHANGED, Workspace

from mergelab.accounts.models import User
from mergelab.discussions.models import Discussion, Suggestion
from mergelab.kit.tasks import run_pending
from mergelab.merge_requests import services
from mergelab.merge_requests.models import MergeRequest
from mergelab.projects.roles import Role
from mergelab.repository.diffview import file_key

ROOT = "/wind-farm/power-forecast/-"
ONE = f"{ROOT}/merge_requests/1"
HTMX = {"HX-Request": "true"}
BODY = "Shorter:\n\n```suggestion:-0+0\nline 10!\n```"


@pytest.fixture
def thread(workspace: Workspace, merge_request: MergeRequest) -> Discussion:
    """ana's suggestion for line 10 of train.py."""
    return services.start_thread(
        by=workspace.by,
        merge_request=merge_request,
        body=BODY,
        position=services.Asked(new_path="train.py", new_line=10),
    )


@pytest.fixture
def as_ben(ben: User, workspace: Workspace) -> Client:
    """ben, a reporter."""
    make_member(workspace.project, ben, Role.REPORTER)
    return client_of(ben)


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def apply_url() -> str:
    return f"{ROOT}/suggestions/{Suggestion.objects.get().pk}/apply"


@pytest.mark.parametrize("path", [ONE, f"{ONE}/diffs"])
def test_it_is_a_difference_with_a_button(thread: Discussion, browser: Client, path: str) -> None:
    page = text(browser, path)
    part = page[page.index('class="suggestion"') :]
    assert 'class="diff-line is-removed"' in part
    assert 'class="diff-line is-added"' in part
    assert "Apply suggestion to train.py" in part
    assert apply_url() in part
    assert "Clear this cell's outputs" not in part
    assert "10!\n```" not in page


def test_who_may_not_push_reads_it_without_a_button(
    thread: Discussion, as_ben: Client, anonymous: Client
) -> None:
    page = text(as_ben, f"{ONE}/diffs")
    assert 'class="suggestion"' in page
    assert "/apply" not in page
    assert as_ben.post(apply_url(), {"message": "Mine now"}).status_code == 403
    assert anonymous.post(apply_url()).status_code == 404
    assert not Suggestion.objects.get().is_applied


def test_a_stranger_does_not_find_it(thread: Discussion, ben: User) -> None:
    assert client_of(ben).post(apply_url()).status_code == 404
    rest = token_client(ben)
    pk = Suggestion.objects.get().pk
    assert rest.put(f"/api/v4/suggestions/{pk}/apply").status_code == 404


def test_of_another_project_it_is_not_found(thread: Discussion, browser: Client, ana: User) -> None:
    from factories import make_project

    other = make_project(ana, "other")
    pk = Suggestion.objects.get().pk
    answer = browser.post(f"/{other.full_path}/-/suggestions/{pk}/apply", {"message": "x"})
    assert answer.status_code == 404


def test_applying_answers_with_the_thread(
    thread: Discussion, browser: Client, workspace: Workspace
) -> None:
    answer = browser.post(f"{apply_url()}?in=diff", {"message": "Count on"}, headers=HTMX)
    page = answer.content.decode()
    row = Suggestion.objects.get()
    assert row.commit == workspace.head("topic")
    assert "Applied" in page
    assert f"{ROOT}/commit/{row.commit}" in page
    assert "Resolved" in page
    assert "/apply" not in page


def test_without_scripts_one_comes_back_to_the_thread(thread: Discussion, browser: Client) -> None:
    answer = browser.post(f"{apply_url()}?in=diff", {"message": "Count on"})
    pk = Suggestion.objects.get().pk
    assert answer.headers["Location"] == f"{ONE}/diffs?thread={thread.key}#suggestion-{pk}"


def test_a_branch_that_went_on_says_so(
    thread: Discussion, browser: Client, workspace: Workspace
) -> None:
    workspace.commit("topic", {"train.py": CHANGED.replace("line ten", "line 10.")})
    answer = browser.post(apply_url(), {"message": "x"}, headers=HTMX)
    assert answer.status_code == 409
    assert "have changed" in answer.content.decode()
    run_pending()
    page = text(browser, ONE)
    assert "The lines have changed." in page
    assert "/apply" not in page


def place(workspace: Workspace, **spot: str) -> str:
    key = file_key(spot.pop("path", "train.py"))
    return f"?file={key}&" + "&".join(f"{name}={value}" for name, value in spot.items())


def test_the_form_offers_to_suggest(
    workspace: Workspace, merge_request: MergeRequest, browser: Client
) -> None:
    form = text(browser, f"{ONE}/discussions{place(workspace, new='10')}")
    assert 'data-suggest="```suggestion:-0+0\nline ten\n```\n"' in form
    assert "data-suggest=" not in text(browser, f"{ONE}/discussions{place(workspace, old='10')}")
    assert "data-suggest=" not in text(browser, f"{ONE}/discussions{place(workspace)}")


def test_replies_offer_it_too(thread: Discussion, browser: Client, workspace: Workspace) -> None:
    offer = 'data-suggest="```suggestion:-0+0\nline ten\n```\n"'
    assert offer in text(browser, f"{ONE}/diffs")
    note = thread.notes.get().pk
    assert offer in text(browser, f"{ROOT}/notes/{note}/edit")
    workspace.commit("topic", {"train.py": CHANGED.replace("line ten", "ten")})
    run_pending()
    assert offer not in text(browser, f"{ONE}/diffs")


def test_a_preview_shows_the_difference(
    thread: Discussion, browser: Client, workspace: Workspace
) -> None:
    new = f"{ONE}/discussions/preview{place(workspace, new='10')}"
    reply = f"{ROOT}/markdown_preview?discussion={thread.key}"
    for url in (new, reply):
        made = browser.post(url, {"text": BODY}).content.decode()
        assert 'class="diff-line is-removed"' in made
        assert "/apply" not in made
    plain = browser.post(f"{ROOT}/markdown_preview", {"text": BODY}).content.decode()
    assert "<pre" in plain
    assert 'class="suggestion"' not in plain
    unknown = f"{ROOT}/markdown_preview?discussion={'0' * 40}"
    assert browser.post(unknown, {"text": BODY}).status_code == 404


def test_a_cell_is_shown_as_text_and_never_as_json(workspace: Workspace, browser: Client) -> None:
    book = notebook(code('say = "hi"\nprint(say)', stream("hi\n")))
    workspace.commit("book", {"a.ipynb": book}, start="main")
    workspace.open("book")
    spot = place(workspace, path="a.ipynb", part="source", side="new", cell="0", line="1")
    form = text(browser, f"{ONE}/discussions{spot}")
    assert "```suggestion:-0+0\nsay = &quot;hi&quot;\n```" in form
    body = '```suggestion\nsay = "ho"\n```'
    fields = {"file": file_key("a.ipynb"), "part": "source", "cell": "0", "line": "1"}
    answer = browser.post(f"{ONE}/discussions", {**fields, "body": body}, headers=HTMX)
    page = answer.content.decode()
    assert "\\n" not in page
    assert "Clear this cell's outputs" in page
    assert "checked" in page


class Rest:
    def __init__(self, user: User) -> None:
        self.client = token_client(user)

    def put(self, path: str, **body: Any) -> Any:
        url = f"/api/v4/suggestions/{path}"
        return self.client.put(url, data=body, content_type="application/json")


def test_rest_lists_and_applies(thread: Discussion, ana: User, workspace: Workspace) -> None:
    rest = Rest(ana)
    root = f"/api/v4/projects/{workspace.project.pk}/merge_requests/1"
    (note,) = rest.client.get(f"{root}/discussions/{thread.key}").json()["notes"]
    pk = Suggestion.objects.get().pk
    shown = {
        "id": pk,
        "from_line": 10,
        "to_line": 10,
        "appliable": True,
        "applied": False,
        "from_content": "line ten\n",
        "to_content": "line 10!\n",
        "commit_id": None,
    }
    assert note["suggestions"] == [shown]
    answer = rest.put(f"{pk}/apply", commit_message="Count on")
    assert answer.status_code == 200
    head = workspace.head("topic")
    applied = {**shown, "appliable": False, "applied": True, "commit_id": head}
    assert answer.json() == applied
    assert rest.put(f"{pk}/apply").json() == applied
    assert workspace.head("topic") == head
    notes = rest.client.get(f"{root}/notes?per_page=100").json()
    assert [one["suggestions"] for one in notes if not one["system"]] == [[applied]]


def test_rest_applies_several(thread: Discussion, ana: User, workspace: Workspace) -> None:
    merge_request = MergeRequest.objects.get()
    merge_request.project = workspace.project
    services.start_thread(
        by=workspace.by,
        merge_request=merge_request,
        body="```suggestion\none\n```",
        position=services.Asked(new_path="train.py", new_line=1, old_line=1),
    )
    ids = list(Suggestion.objects.values_list("pk", flat=True))
    answer = Rest(ana).put("batch_apply", ids=[*ids, ids[0]])
    assert answer.status_code == 200
    assert {row["commit_id"] for row in answer.json()} == {workspace.head("topic")}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"ids": []}, 400),
        ({}, 400),
        ({"ids": ["x"]}, 400),
        ({"ids": [999]}, 404),
        ({"ids": list(range(1, 102))}, 400),
    ],
)
def test_rest_refuses_other_batches(
    thread: Discussion, ana: User, body: dict[str, Any], status: int
) -> None:
    assert Rest(ana).put("batch_apply", **body).status_code == status


def test_a_reporter_applies_nothing_by_rest(
    thread: Discussion, ben: User, workspace: Workspace
) -> None:
    make_member(workspace.project, ben, Role.REPORTER)
    pk = Suggestion.objects.get().pk
    assert Rest(ben).put(f"{pk}/apply").status_code == 403
    assert Rest(ben).put("batch_apply", ids=[pk]).status_code == 403
    assert not Suggestion.objects.get().is_applied


def test_pages_ask_the_same_number_of_questions(
    thread: Discussion,
    browser: Client,
    workspace: Workspace,
    django_assert_max_num_queries: Any,
) -> None:
    text(browser, ONE)
    with django_assert_max_num_queries(100) as counted:
        text(browser, ONE)
    merge_request = MergeRequest.objects.get()
    merge_request.project = workspace.project
    for line in range(1, 6):
        services.start_thread(
            by=workspace.by,
            merge_request=merge_request,
            body=f"```suggestion\n{line}!\n```",
            position=services.Asked(new_path="train.py", new_line=line, old_line=line),
        )
    with django_assert_max_num_queries(len(counted)):
        text(browser, ONE)
