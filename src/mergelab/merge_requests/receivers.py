"""What merge requests do when branches move and when people talk about them."""

from typing import Any

from django.dispatch import receiver

from mergelab.accounts.models import User
from mergelab.accounts.urls_of import absolute
from mergelab.discussions.models import Discussion
from mergelab.discussions.signals import discussion_changed
from mergelab.discussions.targets import Target
from mergelab.kit.actor import Actor
from mergelab.kit.tasks import enqueue
from mergelab.merge_requests import services
from mergelab.merge_requests.models import MergeRequest
from mergelab.merge_requests.services.telling import announce, touch
from mergelab.projects.models import Project
from mergelab.repository.git.names import HEADS, is_zero, short
from mergelab.repository.git.writes import RefUpdate
from mergelab.repository.signals import announcing, pushed


@receiver(pushed, dispatch_uid="merge_requests.pushed")
def follow_branches(
    project: Project, actor: User | None, updates: list[RefUpdate], options: list[str], **_: Any
) -> None:
    """Have a worker bring the merge requests of these branches up, and open what was asked for."""
    moved = [update for update in updates if update.ref.startswith(HEADS)]
    pusher = None if actor is None else actor.pk
    for pk in services.touched_by(project.pk, {short(update.ref) for update in moved}):
        enqueue(services.refresh, pk, pusher)
    if actor is None or services.read_options(options) is None:
        return
    for update in moved:
        if not is_zero(update.new):
            enqueue(services.open_from_push, project.pk, actor.pk, short(update.ref), list(options))


@receiver(announcing, dispatch_uid="merge_requests.announcing")
def point_to_open_ones(project: Project, branch: str, **_: Any) -> list[str]:
    """Tell the pusher of a branch where its open merge requests are."""
    rows = MergeRequest.objects.filter(
        project=project, source_branch=branch, state=MergeRequest.State.OPENED
    )
    lines = []
    for row in rows.order_by("iid"):
        url = absolute(f"/{project.full_path}/-/merge_requests/{row.iid}")
        lines += [f"View merge request !{row.iid} into {row.target_branch}:", f"  {url}"]
    return lines


@receiver(discussion_changed, dispatch_uid="merge_requests.discussed")
def note_discussion(target: Target, actor: Actor, verb: str, **_: Any) -> None:
    """Talk moves a merge request to the top of lists; a comment is told in the activity feed."""
    if target.kind != Discussion.Target.MERGE_REQUEST:
        return
    merge_request = MergeRequest.objects.select_related("project__group").get(pk=target.pk)
    touch(merge_request)
    if verb == "commented":
        announce(merge_request, actor.user, "commented on")
