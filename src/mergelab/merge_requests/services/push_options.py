"""Open merge requests as a push asks for: `git push -o merge_request.create`."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from mergelab.accounts.models import User
from mergelab.kit.actor import Actor
from mergelab.kit.errors import DomainError
from mergelab.kit.tasks import task
from mergelab.merge_requests.models import MergeRequest
from mergelab.merge_requests.services.measuring import heads_of
from mergelab.merge_requests.services.messages import suggested_texts
from mergelab.merge_requests.services.opening import open_merge_request
from mergelab.projects.models import Project

log = logging.getLogger(__name__)

PREFIX: Final = "merge_request."


@dataclass(frozen=True)
class Wish:
    """What the push options say; empty strings where they say nothing."""

    target: str = ""
    title: str = ""
    description: str = ""
    draft: bool = False


def read_options(options: Iterable[str]) -> Wish | None:
    """The wish for a merge request; None without `merge_request.create`."""
    found: dict[str, str] = {}
    for option in options:
        name, _, value = option.partition("=")
        if name.startswith(PREFIX):
            found[name.removeprefix(PREFIX)] = value
    if "create" not in found:
        return None
    return Wish(
        target=found.get("target", ""),
        title=found.get("title", ""),
        description=found.get("description", "").replace("\\n", "\n"),
        draft="draft" in found,
    )


@task
def open_from_push(project_id: int, user_id: int, branch: str, options: list[str]) -> None:
    """Open the merge request that a push asked for, unless there is one already."""
    project = Project.objects.select_related("group").filter(pk=project_id, deleted_at=None).first()
    user = User.objects.filter(pk=user_id).first()
    wish = read_options(options)
    if project is None or user is None or wish is None:
        return
    target = wish.target or project.default_branch
    rows = MergeRequest.objects.filter(project=project, source_branch=branch, state="opened")
    if branch == target or rows.filter(target_branch=target).exists():
        return
    title, description = _texts(project, branch, target)
    try:
        open_merge_request(
            by=Actor(user=user),
            project=project,
            source_branch=branch,
            target_branch=target,
            title=wish.title or title or branch,
            description=wish.description or description,
            draft=wish.draft,
        )
    except DomainError as problem:
        log.info("a push to %s asked for a merge request: %s", project, problem)


def _texts(project: Project, branch: str, target: str) -> tuple[str, str]:
    heads = heads_of(project.pk, branch, target)
    if not heads.source or not heads.target:
        return "", ""
    return suggested_texts(project.pk, base=heads.target, head=heads.source, branch=branch)
