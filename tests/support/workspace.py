"""A project with branches, for tests of what stands on repositories."""

from dataclasses import dataclass
from typing import Any

from factories import actor_of

from mergelab.accounts.models import User
from mergelab.kit.actor import Actor
from mergelab.kit.tasks import run_pending
from mergelab.merge_requests import services
from mergelab.merge_requests.models import MergeRequest
from mergelab.projects.models import Project
from mergelab.repository.git.actions import Action, ActionKind
from mergelab.repository.git.names import HEADS, ZERO
from mergelab.repository.git.reads import open_repository, read_ref
from mergelab.repository.git.writes import RefUpdate
from mergelab.repository.services import commit_files, move_refs
from mergelab.repository.storage import directory

LINES = "".join(f"line {number}\n" for number in range(1, 21))
CHANGED = LINES.replace("line 10\n", "line ten\n")


@dataclass
class Workspace:
    """A project and its owner, with verbs that take file names to texts (None deletes)."""

    project: Project
    owner: User

    @property
    def by(self) -> Actor:
        return actor_of(self.owner)

    def commit(
        self,
        branch: str,
        files: dict[str, str | bytes | None],
        message: str = "Change",
        *,
        start: str | None = None,
        by: Actor | None = None,
    ) -> str:
        """One commit on the branch, made from `start` (default: main) where it is new."""
        made = commit_files(
            by=by or self.by,
            project=self.project,
            branch=branch,
            message=message,
            actions=[self._action(branch, start, *item) for item in files.items()],
            start=start,
        )
        return made.sha

    def head(self, branch: str) -> str:
        """Where the branch is, or "" if there is none."""
        with open_repository(directory(self.project.pk)) as handle:
            return read_ref(handle, HEADS + branch) or ""

    def move(self, branch: str, sha: str) -> None:
        """Force the branch to a commit ("" deletes it), as a push with force does."""
        old, new = self.head(branch) or ZERO, sha or ZERO
        move_refs(project=self.project, by=self.by, updates=[RefUpdate(HEADS + branch, old, new)])

    def open(self, source: str = "topic", target: str = "main", **values: Any) -> MergeRequest:
        """An open merge request whose background work is done."""
        by = values.pop("by", self.by)
        made = services.open_merge_request(
            by=by,
            project=self.project,
            source_branch=source,
            target_branch=target,
            title=values.pop("title", "Use density"),
            **values,
        )
        run_pending()
        return self.fresh(made)

    def fresh(self, merge_request: MergeRequest) -> MergeRequest:
        rows = MergeRequest.objects.select_related("project__group", "author", "assignee")
        return rows.get(pk=merge_request.pk)

    def _action(
        self, branch: str, start: str | None, path: str, content: str | bytes | None
    ) -> Action:
        if content is None:
            return Action(ActionKind.DELETE, path)
        data = content.encode() if isinstance(content, str) else content
        kind = ActionKind.UPDATE if self._has(branch, start, path) else ActionKind.CREATE
        return Action(kind, path, content=data)

    def _has(self, branch: str, start: str | None, path: str) -> bool:
        sha = self.head(branch) or self.head(start or "main")
        if not sha:
            return False
        with open_repository(directory(self.project.pk)) as handle:
            folder: Any = handle.get(sha).tree
            try:
                folder[path]
            except KeyError:
                return False
        return True
