"""What every verb says of itself: in the timeline, in the activity feed, by the time of change."""

from django.utils import timezone

from mergelab.accounts.models import User
from mergelab.discussions.services import system_note
from mergelab.merge_requests.models import MergeRequest
from mergelab.merge_requests.queries.single import target_for
from mergelab.projects.services import record_activity


def touch(merge_request: MergeRequest) -> None:
    """Move the merge request to the top of lists."""
    merge_request.updated_at = timezone.now()
    MergeRequest.objects.filter(pk=merge_request.pk).update(updated_at=merge_request.updated_at)


def say(merge_request: MergeRequest, author: User | None, words: str) -> None:
    """A line in the timeline, such as "closed". Belongs inside the verb's transaction."""
    system_note(target=target_for(merge_request), author=author, body=words)
    touch(merge_request)


def announce(merge_request: MergeRequest, author: User | None, verb: str) -> None:
    """A line in the project's activity. Belongs inside the verb's transaction."""
    record_activity(
        project=merge_request.project,
        actor=author,
        verb=verb,
        noun="merge_request",
        reference=f"!{merge_request.iid}",
        title=merge_request.title,
    )
