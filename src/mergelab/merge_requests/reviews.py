"""A review: one comparison with its files, built as far as a page or a fragment needs."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from mergelab.discussions.queries import Thread
from mergelab.discussions.targets import Target
from mergelab.merge_requests.line_places import Place, places_in
from mergelab.merge_requests.notebook_viewer import notebook
from mergelab.merge_requests.queries.comparisons import Comparison
from mergelab.merge_requests.queries.reviewing import threads_by_file
from mergelab.merge_requests.viewers import PageUrls, Shown, Viewer, plain, text
from mergelab.notebooks.queries.preferences import Choice
from mergelab.notebooks.queries.toolbar import toolbar_of
from mergelab.repository.contents import is_notebook
from mergelab.repository.diffview import FileDiff, Kind, Options, Presented, file_diffs
from mergelab.repository.git.diffs import Change
from mergelab.repository.storage import directory

GENERATED: Final = (
    ".lock",
    ".min.js",
    ".min.css",
    ".map",
    "package-lock.json",
    "pnpm-lock.yaml",
    "go.sum",
)

VIEWERS: Final[dict[Kind, Viewer]] = {Kind.TEXT: text, Kind.NOTEBOOK: notebook}

Actions = Callable[[FileDiff, bool], SafeString]


@dataclass(frozen=True)
class Review:
    """Makes the files of one page.

    `actions` gives the controls at a file's head, `context` what templates of threads need.
    """

    comparison: Comparison
    threads: Sequence[Thread]
    urls: PageUrls
    target: Target
    choice: Choice
    may_comment: bool
    viewed: frozenset[str]
    actions: Actions
    context: Mapping[str, object]
    request: HttpRequest

    @cached_property
    def _sorted(self) -> tuple[dict[str, list[Thread]], list[Thread]]:
        return threads_by_file(self.threads, self.comparison)

    @property
    def by_file(self) -> dict[str, list[Thread]]:
        return self._sorted[0]

    @property
    def elsewhere(self) -> list[Thread]:
        """Threads on files that this comparison does not show."""
        return self._sorted[1]

    def file(self, key: str, *, forced: bool = False) -> Presented:
        """One file; `forced` shows what is folded."""
        change = self.comparison.by_key[key]
        reason = "" if forced else self._fold_reason(key, change)
        if reason:
            return self._folded(key, change, reason)
        return _view(self.shown(key, forced=forced, as_text=self.choice.is_raw))

    def shown(self, key: str, *, forced: bool = False, as_text: bool = False) -> Shown:
        """The file as its viewer gets it."""
        return self._shown(key, self._diff(key, forced=forced, as_text=as_text), forced=forced)

    def shown_bare(self, key: str) -> Shown:
        """The file without its lines, for fragments that bring their own."""
        return self._shown(key, _without_lines(self.comparison.by_key[key], ""))

    def _folded(self, key: str, change: Change, reason: str) -> Presented:
        return _view(self._shown(key, _without_lines(change, reason)))

    def _fold_reason(self, key: str, change: Change) -> str:
        if key in self.viewed:
            return "You have viewed this file."
        if change.path.lower().endswith(GENERATED):
            return "This file looks generated."
        return ""

    def _shown(self, key: str, diff: FileDiff, *, forced: bool = False) -> Shown:
        return Shown(
            comparison=self.comparison,
            diff=diff,
            threads=self.by_file.get(key, []),
            urls=self.urls,
            target=self.target,
            choice=self.choice,
            may_comment=self.may_comment,
            actions=self._toolbar(key, diff) + self.actions(diff, key in self.viewed),
            text_diff=lambda: self._diff(key, forced=forced, as_text=True),
            context=self.context,
            request=self.request,
        )

    def _toolbar(self, key: str, diff: FileDiff) -> SafeString:
        """The views of a notebook; nothing for other files and for what is folded."""
        if diff.folded or not is_notebook(diff.path):
            return SafeString("")
        keep = {**self.comparison.query, "file": key}
        made = toolbar_of(self.urls.changes, keep, self.choice, anchor=key)
        return SafeString(render_to_string("notebooks/parts/toolbar.html", {"toolbar": made}))

    def _diff(self, key: str, *, forced: bool, as_text: bool) -> FileDiff:
        change = self.comparison.by_key[key]
        places = self._places(key) if as_text or not is_notebook(change.path) else []
        options = Options(
            ignore_whitespace=self.choice.ignore_whitespace,
            forced=forced,
            as_text=as_text,
            also=frozenset(line for side, line in places if side == "new"),
        )
        where = directory(self.comparison.merge_request.project_id)
        return file_diffs(where, [change], options)[0]

    def _places(self, key: str) -> Iterable[Place]:
        """The lines that are shown for their threads."""
        threads, change = self.by_file.get(key, []), self.comparison.by_key[key]
        return places_in(threads, self.comparison, change).values()


def _view(shown: Shown) -> Presented:
    return VIEWERS.get(shown.diff.kind, plain)(shown)


def _without_lines(change: Change, reason: str) -> FileDiff:
    return FileDiff(
        change,
        Kind.LARGE,
        additions=change.additions,
        deletions=change.deletions,
        reason=reason,
        folded=True,
    )
