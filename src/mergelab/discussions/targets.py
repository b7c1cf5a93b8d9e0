"""What discussions are about. The apps above say how their kind of target is found."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.http import Http404

from mergelab.discussions.models import Discussion
from mergelab.projects.models import Project


@dataclass(frozen=True)
class Target:
    """A thing that is discussed: `url` is its page, `name` how a person calls it.

    `diff_url` is the page on which threads stand in its diff; empty where it has none. `branch` is
    the one that suggestions go to; empty where none can be applied.
    """

    kind: Discussion.Target
    pk: int
    project: Project
    author_id: int | None
    url: str
    name: str
    diff_url: str = ""
    branch: str = ""


Finder = Callable[[Project, int], Target]

_FINDERS: Final[dict[str, Finder]] = {}


def register(kind: Discussion.Target, finder: Finder) -> None:
    """Say how targets of this kind are found: by project and id, raising Http404."""
    _FINDERS[kind] = finder


def target_of(discussion: Discussion) -> Target:
    """What the discussion is about. Raises Http404 for a kind that nothing serves."""
    finder = _FINDERS.get(discussion.target)
    if finder is None:
        raise Http404("404 Discussion Not Found")
    return finder(discussion.project, discussion.target_id)
