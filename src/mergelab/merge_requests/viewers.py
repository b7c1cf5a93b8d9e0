"""Which viewer shows a changed file, and what each one puts around the lines.

A viewer turns a `Shown` into the `Presented` of the file template; `reviews.VIEWERS` has one for
each kind of difference. A kind without one is shown by `plain`, which has a reason in words.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from mergelab.discussions.queries import Thread
from mergelab.discussions.targets import Target
from mergelab.merge_requests.files import path_can_hold_threads
from mergelab.merge_requests.line_places import Place, places_in
from mergelab.merge_requests.queries.comparisons import Comparison
from mergelab.notebooks.queries.preferences import Choice
from mergelab.pure.textdiff import Gap, Hunk
from mergelab.repository.addresses import Addresses
from mergelab.repository.diffview import Around, FileDiff, Kind, Links, Presented
from mergelab.repository.git.diffs import Status
from mergelab.repository.git.names import is_zero

NOTHING: Final = SafeString("")


@dataclass(frozen=True)
class PageUrls:
    """Addresses of one merge request's review pages.

    `query` keeps version and layout; `new_thread` has the version in it and ends in `?` or `&`.
    """

    changes: str
    file: str
    lines: str
    part: str
    new_thread: str
    query: Mapping[str, str]

    def with_query(self, url: str, **more: object) -> str:
        values = {**self.query, **{key: value for key, value in more.items() if value is not None}}
        return f"{url}?{urlencode(values)}" if values else url


@dataclass(frozen=True)
class Shown:
    """One file of a comparison, with everything that a viewer may need."""

    comparison: Comparison
    diff: FileDiff
    threads: Sequence[Thread]
    urls: PageUrls
    target: Target
    choice: Choice
    may_comment: bool
    actions: SafeString
    text_diff: Callable[[], FileDiff]
    context: Mapping[str, object]
    request: HttpRequest

    @property
    def may_have_threads(self) -> bool:
        change = self.diff.change
        return (
            self.may_comment
            and path_can_hold_threads(change.old_path)
            and path_can_hold_threads(change.new_path)
        )

    def as_text(self) -> "Shown":
        """The same file as lines, for one that its own viewer cannot show."""
        return replace(self, diff=self.text_diff())

    def thread_html(self, threads: Sequence[Thread]) -> SafeString:
        """The threads as they stand in the diff."""
        made = [
            render_to_string(
                "discussions/thread.html",
                {**self.context, "thread": thread, "target": self.target, "in_diff": True},
                self.request,
            )
            for thread in threads
        ]
        return mark_safe("".join(made))  # noqa: S308  # the output of autoescaping templates

    def comment_url(self, **place: object) -> str:
        """The form for a new thread at a place in this file; empty where one may not comment."""
        if not self.may_have_threads:
            return ""
        named = [(name, value) for name, value in place.items() if value is not None]
        return self.urls.new_thread + urlencode([("file", self.diff.key), *named])

    def line_url(self, old: int | None, new: int | None) -> str:
        """The form for a new thread on a line; None for a side that has no such line."""
        return self.comment_url(old=old, new=new)

    def strip(self, threads: Sequence[Thread], words: str) -> SafeString:
        """Threads that have no line to stand at, above the file's lines."""
        if not threads:
            return NOTHING
        values = {"words": words, "threads": self.thread_html(threads), "count": len(threads)}
        return SafeString(render_to_string("merge_requests/parts/strip.html", values))


Viewer = Callable[[Shown], Presented]


def text(shown: Shown) -> Presented:
    """Lines with comment buttons, and each thread under its line."""
    placed, loose = _placed(shown)
    around = Around(
        after={place: shown.thread_html(threads) for place, threads in placed.items()},
        comment_url=shown.line_url if shown.may_have_threads else None,
        gap_url=lambda gap: gap_url(shown, gap),
    )
    return present(shown, around=around, above=outdated_strip(shown, loose))


def plain(shown: Shown) -> Presented:
    """A file without lines; its threads stand above the reason."""
    return present(shown, above=outdated_strip(shown, shown.threads))


def gap_url(shown: Shown, gap: Gap) -> str:
    """The fragment that opens unchanged lines."""
    return shown.urls.with_query(
        shown.urls.lines,
        file=shown.diff.key,
        old=gap.old_start,
        new=gap.new_start,
        count=gap.count,
    )


def _placed(shown: Shown) -> tuple[dict[Place, list[Thread]], list[Thread]]:
    """Threads by their line, and those whose line is not shown."""
    visible = _visible(shown.diff)
    places = places_in(shown.threads, shown.comparison, shown.diff.change)
    placed: dict[Place, list[Thread]] = {}
    loose: list[Thread] = []
    for thread in shown.threads:
        place = places.get(thread.key)
        if place is None or place not in visible:
            loose.append(thread)
        else:
            placed.setdefault(place, []).append(thread)
    return placed, loose


def _visible(diff: FileDiff) -> set[Place]:
    rows = [row for piece in diff.pieces if isinstance(piece, Hunk) for row in piece.rows]
    old: set[Place] = {("old", row.old_line) for row in rows if row.old_line is not None}
    new: set[Place] = {("new", row.new_line) for row in rows if row.new_line is not None}
    return old | new


def outdated_strip(shown: Shown, threads: Sequence[Thread]) -> SafeString:
    """Threads without a line of their own: nothing that was said is ever left out."""
    deleted = [thread for thread in threads if thread.is_deleted]
    outdated = [one for one in threads if one.is_outdated and not one.is_deleted]
    others = [thread for thread in threads if not thread.is_outdated]
    parts = [
        shown.strip(others, "On this file"),
        shown.strip(outdated, "On lines that have changed since"),
        shown.strip(deleted, "On cells that were deleted"),
    ]
    return mark_safe("".join(parts))  # noqa: S308  # the output of autoescaping templates


def present(
    shown: Shown,
    *,
    around: Around | None = None,
    above: SafeString = NOTHING,
    body: SafeString = NOTHING,
    summary: str = "",
) -> Presented:
    """The file with its addresses and controls."""
    return Presented(
        shown.diff,
        split=shown.choice.split,
        around=around or Around(),
        links=links_of(shown),
        actions=shown.actions,
        above=above,
        body=body,
        summary=summary,
    )


def links_of(shown: Shown) -> Links:
    """Where the file can be looked at whole, and its pictures."""
    comparison, change = shown.comparison, shown.diff.change
    addresses = Addresses(comparison.merge_request.project)
    is_deleted = change.status is Status.DELETED
    is_image = shown.diff.kind is Kind.IMAGE
    old = is_image and not is_zero(change.old_sha)
    new = is_image and not is_zero(change.new_sha)
    view_at = comparison.base_sha if is_deleted else comparison.head_sha
    is_file = shown.diff.kind is not Kind.SUBMODULE
    return Links(
        view=addresses.blob(view_at, change.path) if is_file else "",
        unfold=shown.urls.with_query(shown.urls.file, file=shown.diff.key, forced=1),
        old_image=addresses.raw(comparison.base_sha, change.old_path) if old else "",
        new_image=addresses.raw(comparison.head_sha, change.new_path) if new else "",
    )
