"""What can be done with merge requests: one verb a function.

Verbs that write refs (open, edit, merge) must not be called inside a transaction.
"""

from mergelab.merge_requests.services.conversations import start_thread
from mergelab.merge_requests.services.editing import (
    KEEP,
    edit_merge_request,
    edit_merge_settings,
)
from mergelab.merge_requests.services.measuring import heads_of, measure
from mergelab.merge_requests.services.merge_intents import NotMergeable
from mergelab.merge_requests.services.merging import finish_merges, merge
from mergelab.merge_requests.services.messages import (
    merge_message,
    squash_message,
    suggested_texts,
)
from mergelab.merge_requests.services.notebook_places import NotebookSpot
from mergelab.merge_requests.services.opening import open_merge_request
from mergelab.merge_requests.services.positions import Asked, check_position
from mergelab.merge_requests.services.push_options import open_from_push, read_options
from mergelab.merge_requests.services.refreshing import refresh, touched_by
from mergelab.merge_requests.services.resolving import (
    Standoff,
    default_message,
    resolve_conflicts,
    standoff_of,
)
from mergelab.merge_requests.services.reviewing import approve, mark_viewed, unapprove
from mergelab.merge_requests.services.states import close_merge_request, reopen_merge_request
from mergelab.merge_requests.services.suggestions import MOST_SUGGESTIONS, apply_suggestions
from mergelab.merge_requests.services.tracking import track_threads
from mergelab.merge_requests.services.versions import finish_version

__all__ = [
    "KEEP",
    "MOST_SUGGESTIONS",
    "Asked",
    "NotMergeable",
    "NotebookSpot",
    "Standoff",
    "apply_suggestions",
    "approve",
    "check_position",
    "close_merge_request",
    "default_message",
    "edit_merge_request",
    "edit_merge_settings",
    "finish_merges",
    "finish_version",
    "heads_of",
    "mark_viewed",
    "measure",
    "merge",
    "merge_message",
    "open_from_push",
    "open_merge_request",
    "read_options",
    "refresh",
    "reopen_merge_request",
    "resolve_conflicts",
    "squash_message",
    "standoff_of",
    "start_thread",
    "suggested_texts",
    "touched_by",
    "track_threads",
    "unapprove",
]
