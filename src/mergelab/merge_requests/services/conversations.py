"""Start threads on a merge request and in its diff."""

from django.db import transaction

from mergelab.discussions.models import Discussion
from mergelab.discussions.services import start_discussion
from mergelab.kit.actor import Actor
from mergelab.merge_requests.models import MergeRequest
from mergelab.merge_requests.queries.single import target_for
from mergelab.merge_requests.services.positions import Asked, check_position
from mergelab.merge_requests.services.tracking import track_threads


def start_thread(
    *,
    by: Actor,
    merge_request: MergeRequest,
    body: str,
    position: Asked | None = None,
    individual: bool = False,
) -> Discussion:
    """A new thread, in the diff where a position is given. Raises Refused, Forbidden."""
    fields = None if position is None else check_position(merge_request, position)
    with transaction.atomic():
        made = start_discussion(
            by=by,
            target=target_for(merge_request),
            body=body,
            position=fields,
            individual=individual,
        )
    if fields is not None:
        track_threads(merge_request)
        made = Discussion.objects.select_related("position", "project__group").get(pk=made.pk)
    return made
