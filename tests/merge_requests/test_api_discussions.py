"""REST: the discussions and notes of a merge request."""

from typing import Any

import pytest
from django.test import Client
from factories import make_member, make_user, token_client

from mergelab.accounts.models import User
from mergelab.discussions.models import Discussion, Note
from mergelab.merge_requests.models import MergeRequest
from mergelab.projects.roles import Role


class Rest:
    """One user's requests below one merge request."""

    def __init__(self, client: Client, merge_request: MergeRequest) -> None:
        self.client = client
        self.root = f"/api/v4/projects/{merge_request.project.pk}/merge_requests/1"

    def send(self, method: str, path: str, /, **body: Any) -> Any:
        call = getattr(self.client, method)
        return call(f"{self.root}/{path}", data=body, content_type="application/json")

    def get(self, path: str) -> Any:
        return self.client.get(f"{self.root}/{path}")


@pytest.fixture
def rest(ana: User, merge_request: MergeRequest) -> Rest:
    return Rest(token_client(ana), merge_request)


@pytest.fixture
def as_ben(ben: User, merge_request: MergeRequest) -> Rest:
    """ben, a reporter."""
    make_member(merge_request.project, ben, Role.REPORTER)
    return Rest(token_client(ben), merge_request)


LINE = {"position_type": "text", "new_path": "train.py", "new_line": 10}


def test_a_discussion_in_full(rest: Rest, merge_request: MergeRequest, ana: User) -> None:
    made = rest.send("post", "discussions", body="Why?", position=LINE)
    assert made.status_code == 201
    shown = made.json()
    version = merge_request.versions.get()
    (note,) = shown["notes"]
    assert (len(shown["id"]), shown["individual_note"]) == (40, False)
    assert note.pop("created_at") == note.pop("updated_at")
    assert note == {
        "id": Note.objects.get(is_system=False).pk,
        "type": "DiffNote",
        "body": "Why?",
        "author": {
            "id": ana.pk,
            "username": "ana",
            "name": "Ana",
            "state": "active",
            "avatar_url": None,
            "web_url": "http://testserver/ana",
        },
        "system": False,
        "noteable_id": merge_request.pk,
        "noteable_type": "MergeRequest",
        "noteable_iid": 1,
        "project_id": merge_request.project.pk,
        "resolvable": True,
        "resolved": False,
        "resolved_at": None,
        "resolved_by": None,
        "position": {
            "base_sha": version.base_sha,
            "start_sha": version.start_sha,
            "head_sha": version.head_sha,
            "old_path": "train.py",
            "new_path": "train.py",
            "position_type": "text",
            "old_line": None,
            "new_line": 10,
            "outdated": False,
            "notebook": None,
        },
        "internal": False,
        "confidential": False,
        "suggestions": [],
    }
    assert rest.get(f"discussions/{shown['id']}").content == made.content


@pytest.mark.parametrize(
    ("position", "field"),
    [
        ({**LINE, "new_line": 0}, "new_line"),
        ({**LINE, "new_line": 2**31}, "position.new_line"),
        ({**LINE, "new_path": "nothing.py"}, "new_path"),
        ({**LINE, "head_sha": "0" * 40}, "head_sha"),
        ({**LINE, "position_type": "image"}, "position_type"),
        ({"position_type": "text", "new_path": "train.py"}, "new_line"),
        ({"position_type": "notebook", "new_path": "train.py"}, "position"),
        ({"new_path": "train.py", "notebook": {"side": "left"}}, "position.notebook.side"),
        ({"new_path": "train.py", "notebook": {"cell": 0}}, "position"),
        ("train.py:10", "position"),
    ],
)
def test_a_place_that_is_not_there(rest: Rest, position: Any, field: str) -> None:
    answer = rest.send("post", "discussions", body="x", position=position)
    assert (answer.status_code, list(answer.json()["message"])) == (400, [field])
    assert not Discussion.objects.filter(resolvable=True).exists()


def test_a_reporter_comments_and_changes_what_is_theirs(rest: Rest, as_ben: Rest) -> None:
    mine = as_ben.send("post", "notes", body="Mine").json()["id"]
    foreign = rest.send("post", "notes", body="Not mine").json()["id"]
    assert as_ben.send("put", f"notes/{mine}", body="Better").json()["body"] == "Better"
    assert as_ben.send("put", f"notes/{foreign}", body="Forged").status_code == 403
    assert as_ben.send("delete", f"notes/{foreign}").status_code == 403
    assert rest.send("put", f"notes/{mine}", body="Forged").status_code == 403
    assert rest.send("delete", f"notes/{mine}").status_code == 204
    assert [note.body for note in Note.objects.filter(is_system=False)] == ["Not mine"]


def test_a_reporter_does_not_resolve(rest: Rest, as_ben: Rest) -> None:
    key = rest.send("post", "discussions", body="Why?").json()["id"]
    assert as_ben.send("put", f"discussions/{key}", resolved=True).status_code == 403
    assert as_ben.send("post", f"discussions/{key}/notes", body="Because").status_code == 201
    shown = rest.send("put", f"discussions/{key}", resolved=True).json()
    assert [note["resolved"] for note in shown["notes"]] == [True, True]
    assert shown["notes"][0]["resolved_by"]["username"] == "ana"


def test_a_note_resolves_its_discussion(rest: Rest) -> None:
    thread = rest.send("post", "discussions", body="Why?").json()
    path = f"discussions/{thread['id']}/notes/{thread['notes'][0]['id']}"
    assert rest.send("put", path, resolved=True).json()["resolved"] is True
    assert rest.send("put", path).status_code == 400


def test_a_note_of_the_system_is_not_changed(rest: Rest) -> None:
    kind = "application/json"
    rest.client.put(rest.root, data={"title": "Another"}, content_type=kind)
    system = next(note for note in rest.get("notes").json() if note["system"])
    assert rest.send("put", f"notes/{system['id']}", body="x").status_code == 403
    assert rest.send("delete", f"notes/{system['id']}").status_code == 403


def test_a_note_is_found_in_its_own_discussion_only(rest: Rest) -> None:
    first, second = (rest.send("post", "discussions", body=text).json() for text in "ab")
    path = f"discussions/{first['id']}/notes/{second['notes'][0]['id']}"
    assert rest.send("delete", path).status_code == 404
    assert Note.objects.filter(pk=second["notes"][0]["id"]).exists()


@pytest.mark.parametrize("body", ["", " \n", "\x00", None, 5, ["x"]])
def test_a_body_that_is_none(rest: Rest, body: Any) -> None:
    assert rest.send("post", "notes", body=body).status_code == 400


def test_a_stranger_sees_and_says_nothing(merge_request: MergeRequest, ben: User) -> None:
    rest = Rest(token_client(ben), merge_request)
    assert rest.get("notes").status_code == 404
    assert rest.send("post", "notes", body="x").status_code == 404
    assert not Note.objects.filter(is_system=False).exists()


def test_lists_ask_the_same_number_of_questions(
    rest: Rest, merge_request: MergeRequest, django_assert_max_num_queries: Any
) -> None:
    rest.get("notes")
    for number in range(6):
        user = make_user(f"user{number}")
        make_member(merge_request.project, user)
        writer = Rest(token_client(user), merge_request)
        thread = writer.send("post", "discussions", body="x", position=LINE).json()
        writer.send("post", f"discussions/{thread['id']}/notes", body="y")
        writer.send("put", f"discussions/{thread['id']}", resolved=True)
    for path, count in (("notes?per_page=100", 12), ("discussions", 6)):
        with django_assert_max_num_queries(9):
            found = [row for row in rest.get(path).json() if not row.get("system")]
            assert len(found) == count
