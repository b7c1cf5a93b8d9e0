"""What REST's merge request routes are about, each found through its project."""

from django.http import Http404

from mergelab.discussions.models import Discussion, Note, Suggestion
from mergelab.discussions.queries import find_discussion, find_suggestion
from mergelab.kit.actor import Actor
from mergelab.merge_requests.models import MergeRequest, Version
from mergelab.merge_requests.queries import find_merge_request
from mergelab.projects.models import Project
from mergelab.projects.policies import can_read_code, can_read_project
from mergelab.projects.queries import project_by_reference


def readable_project(actor: Actor, project: str) -> Project:
    """The project, where the actor may read its merge requests. Raises Http404."""
    found = project_by_reference(actor, project)
    if not can_read_code(actor, found):
        raise Http404("404 Project Not Found")
    return found


def load_merge_request(actor: Actor, project: str, iid: int) -> MergeRequest:
    return find_merge_request(readable_project(actor, project), iid)


def load_version(actor: Actor, project: str, iid: int, version: int) -> Version:
    row = load_merge_request(actor, project, iid)
    rows = Version.objects.filter(merge_request=row)
    found = rows.filter(pk=version).first() if version < 2**63 else None
    if found is None:
        raise Http404("404 Version Not Found")
    found.merge_request = row
    return found


def load_discussion(actor: Actor, project: str, iid: int, key: str) -> Discussion:
    row = load_merge_request(actor, project, iid)
    found = find_discussion(row.project, key)
    if (found.target, found.target_id) != (Discussion.Target.MERGE_REQUEST, row.pk):
        raise Http404("404 Discussion Not Found")
    return found


def load_note(actor: Actor, project: str, iid: int, note: int) -> Note:
    row = load_merge_request(actor, project, iid)
    rows = Note.objects.select_related("author", "discussion__resolved_by").filter(
        discussion__target=Discussion.Target.MERGE_REQUEST, discussion__target_id=row.pk
    )
    found = rows.filter(pk=note).first() if note < 2**63 else None
    if found is None:
        raise Http404("404 Note Not Found")
    found.discussion.project = row.project
    return found


def load_suggestion(actor: Actor, suggestion: int) -> Suggestion:
    """The suggestion with this id, in whatever project that is. Raises Http404."""
    found = find_suggestion(suggestion)
    project = found.note.discussion.project
    if not (can_read_project(actor, project) and can_read_code(actor, project)):
        raise Http404("404 Suggestion Not Found")
    return found


def load_discussion_note(actor: Actor, project: str, iid: int, key: str, note: int) -> Note:
    found = load_note(actor, project, iid, note)
    if found.discussion.key != key:
        raise Http404("404 Note Not Found")
    return found
