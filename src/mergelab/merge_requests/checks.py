"""Whether a merge request can be merged: a list of checks computed from plain facts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class State(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    PENDING = "pending"


@dataclass(frozen=True)
class Link:
    """A place that a check points to."""

    label: str
    url: str


@dataclass(frozen=True)
class Check:
    """One line of the box of merge checks; `status` is what REST clients know the failure by."""

    key: str
    state: State
    title: str
    status: str
    detail: str = ""
    blocking: bool = True
    links: tuple[Link, ...] = ()

    @property
    def stops(self) -> bool:
        """Whether the merge has to wait for this."""
        return self.blocking and self.state is not State.PASSED


@dataclass(frozen=True)
class Facts:
    """Everything that the checks look at. `conflicts` is None while that is being found out.

    `cell_conflicts` are those of the conflicts that are in the cells of notebooks;
    `merged_notebooks` the notebooks on which git would stop, but whose cells merge. `resolve_url`
    is where conflicts in cells are resolved, empty for those who may not.
    """

    is_open: bool
    state_words: str
    source_branch: str
    target_branch: str
    source_missing: bool
    target_missing: bool
    has_commits: bool
    conflicts: Sequence[str] | None
    cell_conflicts: Sequence[str]
    merged_notebooks: Sequence[str]
    resolve_url: str
    needs_rebase: bool
    is_draft: bool
    draft_blocks: bool
    unresolved: Sequence[Link]
    threads_block: bool
    approvers: Sequence[str]
    approvals_required: int
    may_merge: bool
    is_archived: bool


def branches(facts: Facts) -> Check | None:
    """Both branches are there and differ; said only when something is wrong."""
    if facts.target_missing:
        title = f"The target branch {facts.target_branch} does not exist"
        return Check("branches", State.FAILED, title, "broken_status", "Choose another target.")
    if facts.source_missing:
        title = f"The source branch {facts.source_branch} was deleted"
        detail = "Its last version is kept; push the branch again to go on."
        return Check("branches", State.FAILED, title, "broken_status", detail)
    if not facts.has_commits:
        detail = f"{facts.source_branch} has no commits that {facts.target_branch} does not have."
        return Check("branches", State.FAILED, "Nothing to merge", "commits_status", detail)
    return None


def conflicts(facts: Facts) -> Check | None:
    if facts.source_missing or facts.target_missing:
        return None
    if facts.conflicts is None:
        return Check("conflicts", State.PENDING, "Checking for conflicts", "checking")
    if not facts.conflicts:
        return Check("conflicts", State.PASSED, "No conflicts", "conflict", _clean_words(facts))
    title = f"Conflicts in {_count(len(facts.conflicts), 'file')}"
    if set(facts.conflicts) == set(facts.cell_conflicts):
        title = f"Conflicting cells in {_count(len(facts.conflicts), 'notebook')}"
        links = (Link("Resolve cell by cell", facts.resolve_url),) if facts.resolve_url else ()
        detail = f"{_listed(facts.conflicts)}."
        return Check("conflicts", State.FAILED, title, "conflict", detail, links=links)
    merge = f"Merge {facts.target_branch} into {facts.source_branch} and push."
    detail = f"{_listed(facts.conflicts)}. {merge}"
    return Check("conflicts", State.FAILED, title, "conflict", detail)


def _clean_words(facts: Facts) -> str:
    """What the merge needs beside git, if it does."""
    merged = facts.merged_notebooks
    if not merged:
        return f"with {facts.target_branch}"
    verb = "is" if len(merged) == 1 else "are"
    return f"{_listed(merged)} {verb} merged cell by cell"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _listed(paths: Sequence[str]) -> str:
    return ", ".join(paths[:5]) + (", …" if len(paths) > 5 else "")


def rebase(facts: Facts) -> Check | None:
    if not facts.needs_rebase or facts.source_missing or facts.target_missing:
        return None
    detail = f"This project fast-forwards: rebase {facts.source_branch} onto {facts.target_branch}."
    return Check("rebase", State.FAILED, "Rebase needed", "need_rebase", detail)


def threads(facts: Facts) -> Check:
    count = len(facts.unresolved)
    if not count:
        words = "All threads resolved"
        return Check("threads", State.PASSED, words, "discussions_not_resolved")
    title = f"{count} unresolved thread{'' if count == 1 else 's'}"
    return Check(
        "threads",
        State.FAILED,
        title,
        "discussions_not_resolved",
        blocking=facts.threads_block,
        links=tuple(facts.unresolved),
    )


def approvals(facts: Facts) -> Check:
    given, needed = len(facts.approvers), facts.approvals_required
    who = ", ".join(facts.approvers)
    if not needed:
        title = f"{given} approval{'' if given == 1 else 's'}" if given else "Approval is optional"
        return Check("approvals", State.PASSED, title, "not_approved", who, blocking=False)
    title = f"{given} of {needed} approval{'' if needed == 1 else 's'}"
    state = State.PASSED if given >= needed else State.FAILED
    return Check("approvals", state, title, "not_approved", who)


def draft(facts: Facts) -> Check | None:
    if not facts.is_draft:
        return None
    return Check(
        "draft",
        State.FAILED,
        "This is a draft",
        "draft_status",
        "Mark it as ready when it is.",
        blocking=facts.draft_blocks,
    )


def permission(facts: Facts) -> Check | None:
    """What the viewer may do; said only when it is not enough."""
    if facts.is_archived:
        return Check("permission", State.FAILED, "The project is archived", "policies_denied")
    if facts.may_merge:
        return None
    title = f"You may not merge into {facts.target_branch}"
    detail = "Ask somebody whom the branch's protection lets merge."
    return Check("permission", State.FAILED, title, "policies_denied", detail)


CHECKS: Final[tuple[Callable[[Facts], Check | None], ...]] = (
    branches,
    conflicts,
    rebase,
    threads,
    approvals,
    draft,
    permission,
)

# Clients know one word for the state; these come first, in the order GitLab looks at them.
_ORDER: Final = (
    "not_open",
    "broken_status",
    "commits_status",
    "checking",
    "conflict",
    "need_rebase",
    "draft_status",
    "discussions_not_resolved",
    "not_approved",
)


def merge_checks_of(facts: Facts) -> list[Check]:
    """The checks of an open merge request, or the one that says why it is not open."""
    if not facts.is_open:
        return [Check("state", State.FAILED, facts.state_words, "not_open")]
    return [check for look in CHECKS if (check := look(facts)) is not None]


def stopping(checks: Sequence[Check]) -> list[Check]:
    """The checks for which a merge has to wait."""
    return [check for check in checks if check.stops]


def detailed_merge_status(checks: Sequence[Check]) -> str:
    """GitLab's `detailed_merge_status`: what stops the merge, by its first reason."""
    reasons = {check.status for check in stopping(checks) if check.key != "permission"}
    return next((status for status in _ORDER if status in reasons), "mergeable")
