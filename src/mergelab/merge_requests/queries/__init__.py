"""Named reads of merge requests."""

from mergelab.merge_requests.queries.lists import (
    MergeRequestFilter,
    counts_by_state,
    merge_requests_among,
    merge_requests_of,
    open_count,
    people_of,
)
from mergelab.merge_requests.queries.single import (
    find_merge_request,
    latest_version,
    load_merge_request,
    settings_of,
    target_for,
)
from mergelab.merge_requests.queries.state import approvals_of, merge_checks

__all__ = [
    "MergeRequestFilter",
    "approvals_of",
    "counts_by_state",
    "find_merge_request",
    "latest_version",
    "load_merge_request",
    "merge_checks",
    "merge_requests_among",
    "merge_requests_of",
    "open_count",
    "people_of",
    "settings_of",
    "target_for",
]
