"""The differences that commit and compare pages show, file by file."""

from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString

from mergelab.projects.models import Project
from mergelab.pure.textdiff import Gap
from mergelab.repository import contents
from mergelab.repository.addresses import Addresses, quoted
from mergelab.repository.diffview import (
    Around,
    FileDiff,
    Kind,
    Links,
    Options,
    Presented,
    file_diffs,
    file_key,
)
from mergelab.repository.diffview.build import MAX_ROWS as MAX_FILE_ROWS
from mergelab.repository.git import names
from mergelab.repository.git.diffs import Change, Changes, Status, raw_changes
from mergelab.repository.storage import directory

MAX_FILES: Final = 300
MAX_OPENED: Final = 30
MAX_ROWS: Final = 3_000


@dataclass(frozen=True)
class Layout:
    """How the reader wants differences; `view` is what the address says of that, if it does."""

    split: bool = False
    ignore_whitespace: bool = False
    view: str = ""


@dataclass(frozen=True)
class Listed:
    """A changed file in the page's list of files."""

    title: str
    anchor: str
    meta: str


@dataclass(frozen=True)
class Difference:
    """All files between two commits; those beyond the page's limits are folded or left out."""

    files: tuple[Presented, ...]
    listed: tuple[Listed, ...]
    total: int
    truncated: bool
    additions: int
    deletions: int


def read_difference(project: Project, base: str | None, head: str, layout: Layout) -> Difference:
    """The difference from `base` (None: nothing) to `head`. Raises NotFound, GitError."""
    found = raw_changes(directory(project.pk), base, head)
    shown = found.files[:MAX_FILES]
    return Difference(
        files=tuple(_presented(project, base, head, shown, layout)),
        listed=tuple(_listed(change) for change in shown),
        total=len(found.files),
        truncated=found.truncated or len(found.files) > MAX_FILES,
        additions=sum(change.additions or 0 for change in found.files),
        deletions=sum(change.deletions or 0 for change in found.files),
    )


def read_changed_file(
    project: Project, base: str | None, head: str, path: str, layout: Layout
) -> Presented | None:
    """One file of that difference, shown even where the page folds it; None where unchanged."""
    found: Changes = raw_changes(directory(project.pk), base, head)
    change = next((change for change in found.files if change.path == path), None)
    if change is None:
        return None
    options = _options(layout, forced=True, as_text=True)
    diff = file_diffs(directory(project.pk), [change], options)[0]
    return _present(project, base, head, diff, layout)


def _presented(
    project: Project, base: str | None, head: str, changes: tuple[Change, ...], layout: Layout
) -> list[Presented]:
    opened, folded = _within_limits(changes)
    where = directory(project.pk)
    diffs = file_diffs(where, opened, _options(layout))
    made = [_present(project, base, head, diff, layout) for diff in diffs]
    return made + [_folded(project, base, head, change, layout) for change in folded]


def _within_limits(changes: tuple[Change, ...]) -> tuple[list[Change], list[Change]]:
    """The first files, as long as they are few and short enough, and the others."""
    rows = 0
    for place, change in enumerate(changes):
        lines = (change.additions or 0) + (change.deletions or 0)
        # A longer file folds by itself and costs nothing.
        rows += lines if lines <= MAX_FILE_ROWS else 0
        if place >= MAX_OPENED or (place and rows > MAX_ROWS):
            return list(changes[:place]), list(changes[place:])
    return list(changes), []


def _options(layout: Layout, *, forced: bool = False, as_text: bool = False) -> Options:
    return Options(ignore_whitespace=layout.ignore_whitespace, forced=forced, as_text=as_text)


def _present(
    project: Project, base: str | None, head: str, diff: FileDiff, layout: Layout
) -> Presented:
    addresses = Addresses(project)
    change = diff.change
    deleted = change.status is Status.DELETED
    view_at = base if deleted else head
    is_image = diff.kind is Kind.IMAGE

    def gap_url(gap: Gap) -> str:
        return addresses.diff_lines(
            head,
            change.new_path,
            old=gap.old_start,
            new=gap.new_start,
            count=gap.count,
            split=int(layout.split),
        )

    has_old = is_image and base is not None and not names.is_zero(change.old_sha)
    has_new = is_image and not names.is_zero(change.new_sha)
    can_view = view_at is not None and diff.kind is not Kind.SUBMODULE
    links = Links(
        view=addresses.blob(view_at, change.path) if can_view and view_at else "",
        unfold=_unfold(addresses, base, head, change.path, layout),
        old_image=addresses.raw(base, change.old_path) if has_old and base else "",
        new_image=addresses.raw(head, change.new_path) if has_new else "",
    )
    body = _notebook_body(project, base, head, diff, layout)
    if body:
        diff = replace(diff, additions=None, deletions=None)
    around = Around(gap_url=gap_url)
    return Presented(diff, split=layout.split, around=around, links=links, body=body)


def _notebook_diff(project: Project) -> str:
    """The start of the addresses of compared notebooks; empty where this server has none."""
    where = {"project_path": project.full_path, "spec": "@"}
    try:
        return reverse("notebook_diff", kwargs=where).removesuffix("@")
    except NoReverseMatch:
        return ""


def _notebook_body(
    project: Project, base: str | None, head: str, diff: FileDiff, layout: Layout
) -> SafeString:
    """The fragment that shows a notebook as cells; empty for any other file."""
    if diff.kind is not Kind.NOTEBOOK:
        return SafeString("")
    between = f"{base or 'empty'}...{head}/{quoted(diff.path)}"
    query = "?" + urlencode({"view": layout.view}) if layout.view else ""
    return SafeString(
        render_to_string(
            "repository/parts/notebook.html",
            {
                "url": f"{_notebook_diff(project)}{between}{query}",
                "lines_url": _unfold(Addresses(project), base, head, diff.path, layout),
            },
        )
    )


def _folded(
    project: Project, base: str | None, head: str, change: Change, layout: Layout
) -> Presented:
    diff = FileDiff(
        change,
        Kind.LARGE,
        additions=change.additions,
        deletions=change.deletions,
        reason="Not shown yet, because the difference has many files or lines.",
        folded=True,
    )
    return _present(project, base, head, diff, layout)


def _unfold(addresses: Addresses, base: str | None, head: str, path: str, layout: Layout) -> str:
    return addresses.diff_file(
        base or "",
        head,
        path,
        split=int(layout.split),
        whitespace="hide" if layout.ignore_whitespace else "show",
    )


def _listed(change: Change) -> Listed:
    counts = ""
    if change.additions is not None:
        counts = f"+{change.additions} −{change.deletions}"
    elif change.binary:
        counts = "image" if contents.looks_like_image(change.path) else "binary"
    return Listed(names.display(change.path), f"#{file_key(change.path)}", counts)
