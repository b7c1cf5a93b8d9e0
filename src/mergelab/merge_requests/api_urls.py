from functools import partial

from mergelab.discussions import policies as discussing
from mergelab.discussions.models import Note
from mergelab.kit.access import Allow, anyone, signed_in
from mergelab.kit.actor import Actor
from mergelab.kit.rest import endpoint
from mergelab.merge_requests import policies
from mergelab.merge_requests.api import (
    discussions,
    lists,
    loading,
    merging,
    requests,
    suggestions,
)
from mergelab.merge_requests.models import MergeRequest
from mergelab.projects.policies import can_see_project_settings

PROJECT = "projects/<project_ref:project>"
ONE = f"{PROJECT}/merge_requests/<int:iid>"

of_project = partial(endpoint, load=loading.readable_project)
of_one = partial(endpoint, load=loading.load_merge_request)
of_discussion = partial(endpoint, load=loading.load_discussion)


def _can_comment(actor: Actor, row: MergeRequest) -> bool:
    return discussing.can_comment(actor, row.project)


def _can_change_note(actor: Actor, note: Note) -> bool:
    """Edit one's own note, or resolve its discussion; the verb asks for the one that is meant."""
    return discussing.can_edit_note(actor, note) or discussing.can_resolve(actor, note.discussion)


of_note = partial(
    endpoint,
    get=Allow(discussions.show_note, anyone),
    put=Allow(discussions.change_note, _can_change_note),
    delete=Allow(discussions.delete_note, discussing.can_delete_note),
)

urlpatterns = [
    endpoint(
        "merge_requests",
        name="api_own_merge_requests",
        get=Allow(lists.list_own_merge_requests, signed_in),
    ),
    of_project(
        f"{PROJECT}/merge_requests",
        name="api_merge_requests",
        get=Allow(lists.list_merge_requests, anyone),
        post=Allow(requests.open_merge_request, policies.can_open_merge_request),
    ),
    of_project(
        f"{PROJECT}/approvals",
        name="api_approval_settings",
        get=Allow(merging.show_approval_settings, can_see_project_settings),
        post=Allow(merging.change_approval_settings, policies.can_edit_merge_settings),
    ),
    of_one(
        ONE,
        name="api_merge_request",
        get=Allow(requests.show_merge_request, anyone),
        put=Allow(requests.change_merge_request, policies.can_edit_merge_request),
    ),
    *(
        of_one(f"{ONE}/{path}", name=f"api_merge_request_{path}", get=Allow(view, anyone))
        for path, view in (
            ("commits", requests.list_commits),
            ("diffs", requests.list_diffs),
            ("changes", requests.show_changes),
            ("versions", requests.list_versions),
            ("participants", requests.list_participants),
            ("reviewers", merging.list_reviewers),
            ("approvals", merging.show_approvals),
        )
    ),
    endpoint(
        "suggestions/batch_apply",
        name="api_suggestions_batch_apply",
        put=Allow(suggestions.batch_apply, signed_in),
    ),
    endpoint(
        "suggestions/<int:suggestion>/apply",
        name="api_suggestion_apply",
        load=loading.load_suggestion,
        put=Allow(suggestions.apply, policies.can_apply_suggestion),
    ),
    endpoint(
        f"{ONE}/versions/<int:version>",
        name="api_merge_request_version",
        load=loading.load_version,
        get=Allow(requests.show_version, anyone),
    ),
    of_one(
        f"{ONE}/approve",
        name="api_approve",
        post=Allow(merging.approve, policies.can_approve),
    ),
    of_one(
        f"{ONE}/unapprove",
        name="api_unapprove",
        post=Allow(merging.unapprove, policies.can_approve),
    ),
    of_one(f"{ONE}/merge", name="api_merge", put=Allow(merging.merge, policies.can_merge)),
    of_one(
        f"{ONE}/notes",
        name="api_merge_request_notes",
        get=Allow(discussions.list_notes, anyone),
        post=Allow(discussions.create_note, _can_comment),
    ),
    of_note(f"{ONE}/notes/<int:note>", name="api_merge_request_note", load=loading.load_note),
    of_one(
        f"{ONE}/discussions",
        name="api_discussions",
        get=Allow(discussions.list_discussions, anyone),
        post=Allow(discussions.start_discussion, _can_comment),
    ),
    of_discussion(
        f"{ONE}/discussions/<str:key>",
        name="api_discussion",
        get=Allow(discussions.show_discussion, anyone),
        put=Allow(discussions.resolve_discussion, discussing.can_resolve),
    ),
    of_discussion(
        f"{ONE}/discussions/<str:key>/notes",
        name="api_discussion_notes",
        post=Allow(discussions.reply, discussing.can_reply),
    ),
    of_note(
        f"{ONE}/discussions/<str:key>/notes/<int:note>",
        name="api_discussion_note",
        load=loading.load_discussion_note,
    ),
]
