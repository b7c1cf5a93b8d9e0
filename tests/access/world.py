"""One of everything that routes are about, in a project of a given visibility."""

import re
import uuid
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from django.contrib.auth.tokens import default_token_generator
from django.utils import timezone
from django.utils.http import urlsafe_base64_encode
from factories import actor_of, make_group, make_member, make_project, make_user
from subjects import Subject
from support.notebooks import code, coded, display, markdown, notebook, picture

from mergelab.accounts import services as accounts
from mergelab.accounts.models import AccessToken, Invitation
from mergelab.discussions.models import Suggestion
from mergelab.discussions.services import reply
from mergelab.kit.access import Guard
from mergelab.kit.tasks import run_pending
from mergelab.merge_requests.services import Asked, open_merge_request, start_thread
from mergelab.projects import services as projects
from mergelab.projects.models import Project
from mergelab.projects.roles import Role
from mergelab.repository.git.actions import Action, ActionKind
from mergelab.repository.services import commit_files, create_tag

PARAMETER = re.compile(r"<(?:[a-z_]+:)?(?P<name>[a-z_]+)>")

MORE = "f-" + sha256(b"more.txt").hexdigest()[:16]

#: What a parameter stands for on one route, where its name alone does not tell.
ON_ROUTE: dict[str, dict[str, str]] = {
    "api_tag": {"name": "v1"},
    "api_protected_branch": {"name": "main"},
    "api_file": {"file_path": "README.md"},
    "tree": {"ref_path": "main"},
    "tree_commits": {"ref_path": "main"},
    "files": {"ref_path": "main"},
    "commits": {"ref_path": "main"},
    "archive": {"ref": "main"},
}
QUERY = {
    "git_info_refs": "service=git-upload-pack",
    "api_compare": "from=main&to=feature",
    "api_merge_base": "refs[]=main&refs[]=feature",
    "merge_request_file": f"file={MORE}",
    "merge_request_notebook_part": f"file={MORE}",
    "merge_request_lines": f"file={MORE}&old=1&new=1&count=1",
    "discussion_new": f"file={MORE}&new=1",
}


@dataclass
class World:
    """The project and the value of every URL parameter."""

    project: Project
    values: dict[str, str] = field(default_factory=dict)
    own: dict[str, dict[str, str]] = field(default_factory=dict)

    def url(self, pattern: str, guard: Guard) -> str:
        mine = {**self.values, **ON_ROUTE.get(guard.name, {}), **self.own.get(guard.name, {})}
        path = PARAMETER.sub(lambda match: mine[match["name"]], pattern)
        query = QUERY.get(guard.name, "")
        return f"/{path}" + (f"?{query}" if query else "")

    def complete(self, developer: Subject) -> None:
        """Add what belongs to one of the subjects: a merge request, its threads, a token."""
        user = developer.user
        assert user is not None
        by = actor_of(user)
        merge_request = open_merge_request(
            by=by,
            project=self.project,
            source_branch="feature",
            target_branch="main",
            title="A change",
        )
        run_pending()
        thread = start_thread(by=by, merge_request=merge_request, body="Why?")
        note = reply(by=by, discussion=thread, body="Because.")
        start_thread(
            by=by,
            merge_request=merge_request,
            body="```suggestion\nless\n```",
            position=Asked(new_path="more.txt", new_line=1),
        )
        version = merge_request.versions.get()
        token = AccessToken.objects.filter(user=user).first()
        assert token is not None
        self.values |= {
            "iid": str(merge_request.iid),
            "key": thread.key,
            "note": str(note.pk),
            "suggestion": str(Suggestion.objects.get().pk),
            "version": str(version.pk),
        }
        self.own |= {
            "revoke_token": {"token_id": str(token.pk)},
            "api_token": {"token_id": str(token.pk)},
            "revoke_session": {"handle": _handle(user)},
        }


def _handle(user: Any) -> str:
    from mergelab.accounts.queries import session_handle

    return session_handle(user.sessions.first())


def build(visibility: str) -> World:
    """A project with commits, branches, a tag, a protected branch, members and tokens."""
    founder = make_user("founder")
    by = actor_of(founder)
    group = make_group(founder, "lab", visibility=visibility)
    project = make_project(founder, "one", group=group, visibility=visibility)
    run_pending()
    target = make_user("target")
    group_member = make_member(group, make_user("group-target"), Role.GUEST)
    member = make_member(project, target, Role.GUEST)
    first = _commit(by, project, "main", "README.md", "# One\n")
    changed = _commit(by, project, "feature", "more.txt", "more\n")
    written = _commit(by, project, "notebook", "work.ipynb", _notebook())
    create_tag(by=by, project=project, name="v1", ref="main")
    run_pending()
    row, _ = projects.create_project_token(
        by=by, project=project, name="ci", role=Role.REPORTER, scopes=["read_api"]
    )
    rule = project.protected_branches.get()
    invitation, link = accounts.invite(by=by, email="new@example.org")
    values = {
        "project_path": project.full_path,
        "full_path": project.full_path,
        "group_path": group.full_path,
        "project": str(project.pk),
        "group": str(group.pk),
        "ref_path": "main/README.md",
        "sha": changed.sha,
        "name": "feature",
        "file_path": "README.md",
        "suffix": "zip",
        "kind": "zip",
        "spec": "main...feature",
        "rule_id": str(rule.pk),
        "member_id": str(member.pk),
        "user_id": str(target.pk),
        "username": target.username,
        "token_id": str(row.token.pk),
        "invitation_id": str(invitation.pk),
        "secret": link.rpartition("/")[2],
        "uid": urlsafe_base64_encode(str(target.pk).encode()),
        "token": default_token_generator.make_token(target),
        "task_id": str(uuid.uuid4()),
        "digest": _style_digest(),
    }
    made = World(project, values)
    made.own["revoke_project_token"] = {"token_id": str(row.pk)}
    made.own["diff_file"] = {"spec": f"{first.sha}...{changed.sha}/more.txt"}
    made.own |= _notebook_routes(_blob(project, written.sha, "work.ipynb"))
    made.own["notebook_figure_at"] = {"spec": f"{written.sha}/work.ipynb"}
    made.own["notebook_script"] = {"ref_path": f"{written.sha}/work.ipynb"}
    made.own["notebook_diff"] = {"spec": f"{changed.sha}...{written.sha}/work.ipynb"}
    made.own["change_group_role"] = {"member_id": str(group_member.pk)}
    made.own["remove_group_member"] = {"member_id": str(group_member.pk)}
    of_group = {"user_id": str(group_member.user.pk)}
    made.own["api_group_member"] = made.own["api_group_member_all"] = of_group
    made.own["api_blob"] = made.own["api_blob_raw"] = {"sha": _blob(project, first.sha)}
    assert Invitation.objects.filter(expires_at__gt=timezone.now()).exists()
    return made


def _commit(by: Any, project: Project, branch: str, path: str, text: str) -> Any:
    action = Action(ActionKind.CREATE, path, content=text.encode())
    return commit_files(by=by, project=project, branch=branch, message=path, actions=[action])


def _notebook() -> str:
    """One cell with a picture in its output, and one with a picture attached."""
    held = coded(picture())
    plotly = {"application/vnd.plotly.v1+json": {"data": []}}
    figure = code("plot()", display(image__png=held, **plotly))
    return notebook(figure, markdown("x", attachments={"a": {"image/png": held}})).decode()


def _notebook_routes(blob: str) -> dict[str, dict[str, str]]:
    output = {"blob": blob, "cell": "0", "output": "0"}
    return {
        "notebook_figure": {**output, "kind": "png"},
        "notebook_data": {**output, "place": "0"},
        "notebook_text": output,
        "notebook_frame": output,
        "notebook_frame_contents": output,
        "notebook_attachment": {"blob": blob, "cell": "1", "place": "0"},
    }


def _blob(project: Project, commit: str, path: str = "README.md") -> str:
    from mergelab.repository.git.reads import entry, open_repository
    from mergelab.repository.storage import directory

    with open_repository(directory(project.pk)) as handle:
        return entry(handle, commit, path).sha


def _style_digest() -> str:
    from mergelab.web.stylesheet import style_sheet

    return style_sheet().digest
