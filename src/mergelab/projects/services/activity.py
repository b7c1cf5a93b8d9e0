"""Tell what happened in a project."""

from typing import Any

from django.utils import timezone

from mergelab.accounts.models import User
from mergelab.kit.actor import Actor
from mergelab.projects.models import Activity, Project


def record_activity(
    *,
    project: Project,
    actor: Actor | User | None,
    verb: str,
    noun: str,
    reference: str = "",
    title: str = "",
    detail: dict[str, Any] | None = None,
) -> Activity:
    """One line of the feed, such as (ana) pushed · branch · main, or opened · merge request · !3.

    `verb` is a past participle that reads after a name. `noun` is project, member, branch, tag,
    commit or merge_request; `reference` names the one meant. Call it in the verb's transaction.
    """
    now = timezone.now()
    Project.objects.filter(pk=project.pk).update(last_activity_at=now)
    return Activity.objects.create(
        project=project,
        actor=actor.user if isinstance(actor, Actor) else actor,
        verb=verb,
        noun=noun,
        reference=reference[:250],
        title=title[:300],
        detail=detail or {},
        created_at=now,
    )
