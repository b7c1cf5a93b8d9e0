"""Who may do what with merge requests: one predicate per ability."""

from mergelab.discussions.models import Suggestion
from mergelab.discussions.policies import can_apply, can_comment
from mergelab.discussions.targets import target_of
from mergelab.kit.actor import Actor
from mergelab.merge_requests.models import MergeRequest, MergeSettings
from mergelab.projects.models import Project
from mergelab.projects.policies import at_least, can_edit_project, can_push, can_read_code
from mergelab.projects.roles import Role
from mergelab.repository.policies import can_merge_into, can_push_to


def can_read_merge_requests(actor: Actor, project: Project) -> bool:
    return can_read_code(actor, project)


def can_read_merge_request(actor: Actor, merge_request: MergeRequest) -> bool:
    return can_read_code(actor, merge_request.project)


def can_open_merge_request(actor: Actor, project: Project) -> bool:
    return can_push(actor, project)


def can_edit_merge_request(actor: Actor, merge_request: MergeRequest) -> bool:
    """Its author and developers: title, description, people, branches, close and reopen."""
    project = merge_request.project
    if actor.is_anonymous or project.is_archived or not can_read_code(actor, project):
        return False
    is_author = merge_request.author_id is not None and merge_request.author_id == actor.user_id
    return is_author or at_least(actor, project, Role.DEVELOPER)


def can_approve(actor: Actor, merge_request: MergeRequest) -> bool:
    """Developers; the author only where the project says so."""
    project = merge_request.project
    if project.is_archived or not at_least(actor, project, Role.DEVELOPER):
        return False
    if merge_request.author_id != actor.user_id:
        return True
    settings = MergeSettings.objects.filter(project=project).first()
    return settings is not None and settings.author_may_approve


def can_merge(actor: Actor, merge_request: MergeRequest) -> bool:
    """What the target branch's protection asks for; whether it is ready is for the checks."""
    return can_merge_into(actor, merge_request.project, merge_request.target_branch)


def can_resolve_conflicts(actor: Actor, merge_request: MergeRequest) -> bool:
    """Whoever may push to the source branch: the resolution is a commit on it."""
    return can_push_to(actor, merge_request.project, merge_request.source_branch)


def can_mark_viewed(actor: Actor, merge_request: MergeRequest) -> bool:
    return not actor.is_anonymous and can_read_code(actor, merge_request.project)


def can_talk(actor: Actor, merge_request: MergeRequest) -> bool:
    """Start threads on it and in its diff."""
    return can_comment(actor, merge_request.project)


def can_apply_suggestion(actor: Actor, suggestion: Suggestion) -> bool:
    """Whoever may push to the source branch, as long as the merge request is open."""
    return can_apply(actor, target_of(suggestion.note.discussion))


def can_edit_merge_settings(actor: Actor, project: Project) -> bool:
    return can_edit_project(actor, project)
