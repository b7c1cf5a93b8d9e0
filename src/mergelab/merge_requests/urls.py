"""The pages of merge requests."""

from functools import partial

from mergelab.discussions.queries import load_suggestion
from mergelab.kit.access import Allow, route, signed_in
from mergelab.merge_requests import policies
from mergelab.merge_requests.queries import load_merge_request
from mergelab.merge_requests.views import (
    actions,
    changes,
    conflicts,
    editing,
    lists,
    opening,
    single,
    suggestions,
    threads,
)
from mergelab.projects.policies import can_see_project_settings
from mergelab.projects.queries import load_project

_PROJECT = "<project_path:project_path>/-"
_ALL = f"{_PROJECT}/merge_requests"
_ONE = f"{_ALL}/<int:iid>"

page = partial(route, load=load_merge_request)
read = policies.can_read_merge_request
edit = policies.can_edit_merge_request

urlpatterns = [
    route("-/merge_requests", name="my_merge_requests", get=Allow(lists.mine, signed_in)),
    route(
        _ALL,
        name="merge_requests",
        load=load_project,
        get=Allow(lists.show, policies.can_read_merge_requests),
    ),
    route(
        f"{_ALL}/new",
        name="new_merge_request",
        load=load_project,
        get=Allow(opening.new, policies.can_open_merge_request),
        post=Allow(opening.new, policies.can_open_merge_request),
    ),
    page(_ONE, name="merge_request", get=Allow(single.show, read)),
    page(f"{_ONE}/commits", name="merge_request_commits", get=Allow(single.commits, read)),
    page(f"{_ONE}/diffs", name="merge_request_changes", get=Allow(changes.show, read)),
    page(f"{_ONE}/file", name="merge_request_file", get=Allow(changes.show_file, read)),
    page(f"{_ONE}/lines", name="merge_request_lines", get=Allow(changes.show_lines, read)),
    page(
        f"{_ONE}/notebook_part",
        name="merge_request_notebook_part",
        get=Allow(changes.show_notebook_part, read),
    ),
    page(f"{_ONE}/checks", name="merge_request_checks", get=Allow(single.checks, read)),
    page(
        f"{_ONE}/edit",
        name="merge_request_edit",
        get=Allow(editing.edit, edit),
        post=Allow(editing.edit, edit),
    ),
    page(
        f"{_ONE}/viewed",
        name="mark_viewed",
        post=Allow(changes.mark_viewed, policies.can_mark_viewed),
    ),
    page(f"{_ONE}/approve", name="approve", post=Allow(actions.approve, policies.can_approve)),
    page(
        f"{_ONE}/unapprove", name="unapprove", post=Allow(actions.unapprove, policies.can_approve)
    ),
    page(f"{_ONE}/merge", name="merge", post=Allow(actions.merge, policies.can_merge)),
    page(
        f"{_ONE}/conflicts",
        name="resolve_conflicts",
        get=Allow(conflicts.resolve, policies.can_resolve_conflicts),
        post=Allow(conflicts.resolve, policies.can_resolve_conflicts),
    ),
    page(f"{_ONE}/close", name="close", post=Allow(actions.close, edit)),
    page(f"{_ONE}/reopen", name="reopen", post=Allow(actions.reopen, edit)),
    page(f"{_ONE}/ready", name="mark_ready", post=Allow(actions.mark_ready, edit)),
    page(
        f"{_ONE}/discussions",
        name="discussion_new",
        get=Allow(threads.form, policies.can_talk),
        post=Allow(threads.start, policies.can_talk),
    ),
    page(
        f"{_ONE}/discussions/preview",
        name="discussion_preview",
        post=Allow(threads.preview, policies.can_talk),
    ),
    route(
        f"{_PROJECT}/suggestions/<int:suggestion>/apply",
        name="suggestion_apply",
        load=load_suggestion,
        post=Allow(suggestions.apply, policies.can_apply_suggestion),
    ),
    route(
        f"{_PROJECT}/settings/merge_requests",
        name="merge_settings",
        load=load_project,
        get=Allow(editing.settings, can_see_project_settings),
        post=Allow(editing.settings, policies.can_edit_merge_settings),
    ),
]
