"""Lists of branches and tags."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from django.core.cache import cache
from django.core.paginator import Page, Paginator
from django.utils import timezone

from mergelab.projects.models import Project
from mergelab.repository.git.reads import (
    Commit,
    Divergence,
    Handle,
    Ref,
    branches,
    commit,
    divergence,
    tags,
)
from mergelab.repository.policies import BranchRules

PER_PAGE: Final = 20
PICKER: Final = 25
ACTIVE: Final = timedelta(days=90)
CACHE_SECONDS: Final = 7 * 24 * 3600


@dataclass(frozen=True)
class BranchRow:
    """A branch with how far it is from the default branch (None for that one itself)."""

    ref: Ref
    commit: Commit
    divergence: Divergence | None
    is_default: bool
    is_protected: bool
    can_delete: bool


@dataclass(frozen=True)
class TagRow:
    """A tag; `message` is an annotated tag's own."""

    ref: Ref
    commit: Commit
    message: str
    shadowed: bool


@dataclass(frozen=True)
class Named:
    """Names for a revision picker: the most recent ones, and how many there are."""

    branches: tuple[str, ...]
    branch_count: int
    tags: tuple[str, ...]
    tag_count: int


def list_branches(
    handle: Handle, project: Project, rules: BranchRules, *, state: str, search: str, number: int
) -> Page[BranchRow]:
    """One page of branches, the newest commit first; state is active, stale or all."""
    every = branches(handle)
    moment = timezone.now() - ACTIVE
    dated = [(commit_time(handle, ref.sha), ref) for ref in matching(every, search)]
    found = [
        (time, ref)
        for time, ref in dated
        if state not in {"active", "stale"} or (time >= moment) == (state == "active")
    ]
    found.sort(key=lambda pair: (pair[1].name != project.default_branch, -pair[0].timestamp()))
    page = Paginator([ref for _, ref in found], PER_PAGE).get_page(number)
    base = next((r.sha for r in every if r.name == project.default_branch), None)
    rows = [_row(handle, project, rules, ref, base) for ref in page.object_list]
    return _with(page, rows)


def list_tags(handle: Handle, *, search: str, number: int) -> Page[TagRow]:
    """One page of tags, the newest commit first."""
    taken = {ref.name for ref in branches(handle)}
    found = matching(tags(handle), search)
    found.sort(key=lambda ref: (commit_time(handle, ref.sha), ref.name), reverse=True)
    page = Paginator(found, PER_PAGE).get_page(number)
    rows = [
        TagRow(ref, commit(handle, ref.sha), tag_message(handle, ref), ref.name in taken)
        for ref in page.object_list
    ]
    return _with(page, rows)


def named(handle: Handle, project: Project, current: str) -> Named:
    """What a revision picker offers: the default branch, the current one, the most recent."""
    all_branches, all_tags = branches(handle), tags(handle)

    def rank(ref: Ref) -> tuple[bool, bool, float]:
        time = commit_time(handle, ref.sha).timestamp()
        return ref.name != project.default_branch, ref.name != current, -time

    return Named(
        tuple(ref.name for ref in sorted(all_branches, key=rank)[:PICKER]),
        len(all_branches),
        tuple(ref.name for ref in sorted(all_tags, key=rank)[:PICKER]),
        len(all_tags),
    )


def matching(refs: list[Ref], search: str) -> list[Ref]:
    """The refs whose name holds the text, whatever its case."""
    text = search.casefold().strip()
    return [ref for ref in refs if text in ref.name.casefold()]


def commit_time(handle: Handle, sha: str) -> datetime:
    """When a commit was made; read without the rest of the commit."""
    return datetime.fromtimestamp(max(0, handle.get(sha).commit_time), tz=UTC)


def tag_message(handle: Handle, ref: Ref) -> str:
    """The message of an annotated tag; empty for a plain one."""
    if ref.target == ref.sha:
        return ""
    text: str = getattr(handle.get(ref.target), "message", None) or ""
    return text.strip()[:2_000]


def _row(
    handle: Handle, project: Project, rules: BranchRules, ref: Ref, base: str | None
) -> BranchRow:
    is_default = ref.name == project.default_branch
    return BranchRow(
        ref=ref,
        commit=commit(handle, ref.sha),
        divergence=None if is_default or base is None else diverged(handle, base, ref.sha),
        is_default=is_default,
        is_protected=rules.is_protected(ref.name),
        can_delete=not is_default and rules.can_delete(ref.name),
    )


def diverged(handle: Handle, base: str, head: str) -> Divergence:
    """How far two commits are apart; both names fix the answer, so it is remembered."""
    key = f"divergence:{base}:{head}"
    known: Divergence | None = cache.get(key)
    if known is None:
        known = divergence(handle, base, head)
        cache.set(key, known, CACHE_SECONDS)
    return known


def _with(page: Page, rows: list) -> Page:  # type: ignore[type-arg]
    page.object_list = rows
    return page
