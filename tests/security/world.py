"""One of everything in a project, and the address of every declared route about it."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote

from django.apps import apps
from django.urls import get_resolver
from factories import actor_of, make_group, make_member, make_project, make_user
from support.workspace import CHANGED, LINES, Workspace

from mergelab.accounts import services as accounts
from mergelab.accounts.models import User
from mergelab.discussions.models import Suggestion
from mergelab.discussions.services import reply
from mergelab.kit.access import Guard, declared_routes
from mergelab.kit.tasks import run_pending
from mergelab.merge_requests.services import Asked, start_thread
from mergelab.projects import services as projects
from mergelab.projects.models import Project
from mergelab.projects.roles import Role, Visibility
from mergelab.repository.git.reads import entry, open_repository
from mergelab.repository.services import create_tag, protect_branch
from mergelab.repository.storage import directory

PARAMETER = re.compile(r"<(?:[a-z_]+:)?(?P<name>[a-z_]+)>")
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
    "+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)

#: The parameters that name something inside a project, in the words of the routes.
CHILDREN = {
    *("iid", "key", "note", "suggestion", "version", "rule_id", "member_id", "token_id", "user_id"),
    *("sha", "blob", "ref_path", "ref", "spec", "name"),
}
#: The parameters that name a project.
WHERE_PROJECT = ("project_path", "project")


def notebook(text: str) -> str:
    """A small executed notebook with a figure and a long output."""
    shown = {"output_type": "display_data", "metadata": {}, "data": {"image/png": PIXEL}}
    cell = {
        "cell_type": "code",
        "execution_count": 1,
        "id": "one",
        "metadata": {},
        "outputs": [shown],
        "source": text,
    }
    whole = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, indent=1)


@dataclass
class World:
    """A project with its children, and what every URL parameter stands for."""

    project: Project
    owner: User
    values: dict[str, str] = field(default_factory=dict)
    on_route: dict[str, dict[str, str]] = field(default_factory=dict)

    def value(self, route: str, name: str) -> str:
        return self.on_route.get(route, {}).get(name) or self.values[name]

    def url(self, pattern: str, route: str, **other: str) -> str:
        """The address of a route; `other` replaces values of parameters."""

        def put(match: re.Match[str]) -> str:
            name = match["name"]
            return quote(other.get(name) or self.value(route, name), safe="/:")

        return "/" + PARAMETER.sub(put, pattern)


def routes() -> Iterator[tuple[str, Guard]]:
    """Every declared route with its pattern."""
    for pattern, guard in declared_routes(get_resolver().url_patterns):
        assert guard is not None
        yield pattern, guard


def parameters(pattern: str) -> list[str]:
    return [match["name"] for match in PARAMETER.finditer(pattern)]


def counts() -> dict[str, int]:
    """How many rows each of our tables has."""
    ours = [model for model in apps.get_models() if model.__module__.startswith("mergelab.")]
    return {model.__name__: model._default_manager.count() for model in ours}


def build(
    owner: User,
    name: str = "one",
    *,
    visibility: str = Visibility.PRIVATE,
    merge_requests: int = 1,
) -> World:
    """A group `<name>-lab` with a project that has some of everything, made by its owner.

    With `merge_requests=2` the last one's number exists in no project that has one.
    """
    by = actor_of(owner)
    group = make_group(owner, f"{name}-lab", visibility=visibility)
    project = make_project(owner, name, group=group, visibility=visibility)
    run_pending()
    space = Workspace(project, owner)
    start = space.commit(
        "main",
        {
            "README.md": f"# {name}\n",
            "train.py": LINES + f"# {name}\n",
            "nb.ipynb": notebook(f"print('{name}')"),
            f"{name}.txt": f"of {name} alone\n",
        },
        f"Start {name}",
    )
    for number in range(merge_requests):
        changed = {
            "train.py": CHANGED + f"# {name} {number}\n",
            "nb.ipynb": notebook(f"print('{name}', {number})"),
        }
        space.commit(f"topic-{name}-{number}", changed, f"Topic of {name}")
        merge_request = space.open(f"topic-{name}-{number}", title=f"Change {name} {number}")
    create_tag(by=by, project=project, name=f"v-{name}", ref="main")
    thread = start_thread(by=by, merge_request=merge_request, body=f"Why, {name}?")
    note = reply(by=by, discussion=thread, body=f"Because {name}.")
    suggesting = start_thread(
        by=by,
        merge_request=merge_request,
        body="```suggestion\nless\n```",
        position=Asked(new_path="train.py", new_line=1),
    )
    rule = protect_branch(
        by=by, project=project, name=f"release-{name}/*", push_level=40, merge_level=40
    )
    member = make_member(project, make_user(f"{name}-guest"), Role.GUEST)
    group_member = make_member(group, make_user(f"{name}-reporter"), Role.REPORTER)
    row, _ = projects.create_project_token(
        by=by, project=project, name="ci", role=Role.REPORTER, scopes=["read_api"]
    )
    token, _ = accounts.create_personal_token(by=by, name="own", scopes=["read_api"])
    run_pending()
    with open_repository(directory(project.pk)) as handle:
        text = entry(handle, start, f"{name}.txt").sha
        book = entry(handle, start, "nb.ipynb").sha
    head = space.head(f"topic-{name}-{merge_requests - 1}")
    version = merge_request.versions.get()
    made = World(project, owner)
    made.values = {
        "project_path": project.full_path,
        "full_path": project.full_path,
        "group_path": group.full_path,
        "project": str(project.pk),
        "group": str(group.pk),
        "iid": str(merge_request.iid),
        "key": thread.key,
        "note": str(note.pk),
        "suggestion": str(Suggestion.objects.get(note__discussion=suggesting).pk),
        "version": str(version.pk),
        "rule_id": str(rule.pk),
        "member_id": str(member.pk),
        "user_id": str(member.user.pk),
        "token_id": str(row.pk),
        "username": owner.username,
        "sha": start,
        "blob": book,
        "ref": start,
        "ref_path": start,
        "spec": f"{start}...{head}",
        "name": f"topic-{name}-{merge_requests - 1}",
        "file_path": f"{name}.txt",
        "suffix": "zip",
        "kind": "zip",
        "cell": "0",
        "output": "0",
        "place": "0",
        "invitation_id": "1",
        "handle": "none",
        "secret": "none",
        "uid": "none",
        "token": "none",
        "task_id": "00000000-0000-0000-0000-000000000000",
        "digest": "none",
    }
    path_in = {"ref_path": f"{start}/{name}.txt"}
    made.on_route = {
        "api_blob": {"sha": text},
        "api_blob_raw": {"sha": text},
        "api_tag": {"name": f"v-{name}"},
        "api_protected_branch": {"name": rule.name},
        "api_project_token": {"token_id": str(row.token.pk)},
        "api_token": {"token_id": str(token.pk)},
        "revoke_token": {"token_id": str(token.pk)},
        "change_group_role": {"member_id": str(group_member.pk)},
        "remove_group_member": {"member_id": str(group_member.pk)},
        "api_group_member": {"user_id": str(group_member.user.pk)},
        "blob": path_in,
        "raw": path_in,
        "diff_lines": path_in,
        "notebook_view": {"ref_path": f"{start}/nb.ipynb"},
        "diff_file": {"spec": f"{start}...{head}/train.py"},
        "notebook_figure": {"kind": "image-png"},
    }
    return made
