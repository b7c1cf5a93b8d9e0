"""Suggestions through pushes: whether the lines are still those that were suggested on."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from mergelab.accounts.models import User
from mergelab.discussions.models import Discussion, Position, Suggestion
from mergelab.discussions.policies import can_resolve
from mergelab.discussions.services import resolve
from mergelab.kit.actor import Actor
from mergelab.merge_requests.services.suggested_files import edit_of
from mergelab.repository.git.errors import NotFound
from mergelab.repository.git.reads import Handle, is_ancestor


@dataclass(frozen=True)
class Judged:
    """Suggestions that are not applied: those out of date, those not, those applied after all."""

    outdated: Sequence[int]
    current: Sequence[int]
    applied: Sequence[Suggestion]

    def save(self) -> None:
        """Belongs inside the transaction that moves their positions."""
        Suggestion.objects.filter(pk__in=self.outdated).update(is_outdated=True)
        Suggestion.objects.filter(pk__in=self.current).update(is_outdated=False)
        for row in self.applied:
            mark_applied([row.pk], row.applied_by, row.commit)


@transaction.atomic
def mark_applied(keys: Sequence[int], by: User | None, commit: str) -> None:
    """Say of suggestions that the commit has them; threads with nothing left are resolved."""
    rows = Suggestion.objects.filter(pk__in=keys, applied_at=None)
    rows.update(commit=commit, applied_at=timezone.now(), applied_by=by, is_outdated=False)
    done = Discussion.objects.filter(notes__suggestions__in=keys, resolved_at=None).distinct()
    actor = Actor(user=by)
    for discussion in done.select_related("project__group"):
        left = Suggestion.objects.filter(note__discussion=discussion, applied_at=None)
        if not left.filter(is_outdated=False).exists() and can_resolve(actor, discussion):
            resolve(by=actor, discussion=discussion)


def judged(handle: Handle, head: str, positions: Sequence[Position]) -> Judged:
    """What became of the suggestions at these positions, which were tracked to `head`."""
    by_discussion = {position.discussion_id: position for position in positions}
    rows = Suggestion.objects.filter(note__discussion__in=by_discussion, applied_at=None)
    outdated, current, applied = [], [], []
    for row in rows.select_related("note", "applied_by"):
        if _is_in(handle, row.commit, head):
            applied.append(row)
        elif edit_of(handle, head, row, by_discussion[row.note.discussion_id]) is None:
            outdated.append(row.pk)
        else:
            current.append(row.pk)
    return Judged(outdated, current, applied)


def _is_in(handle: Handle, commit: str, head: str) -> bool:
    try:
        return bool(commit) and is_ancestor(handle, commit, head)
    except NotFound:
        return False
