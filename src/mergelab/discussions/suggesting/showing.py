"""A suggestion as a page shows it: what goes and what comes, line by line."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.safestring import SafeString

from mergelab.discussions.models import Suggestion
from mergelab.discussions.suggesting.blocks import block_of
from mergelab.discussions.suggesting.keeping import suggestion
from mergelab.discussions.suggesting.subjects import Subject
from mergelab.kit.highlight import highlight_lines, mark
from mergelab.kit.markdown import Hole
from mergelab.pure.textdiff import Row, hunks, split_lines
from mergelab.repository.contents import language_file
from mergelab.web.components import diff as component


@dataclass(frozen=True)
class SuggestionView:
    """One suggestion; `path` is the file's, `may_apply` says whether the reader can apply it."""

    row: Suggestion
    path: str
    may_apply: bool = False

    @property
    def offers_apply(self) -> bool:
        return self.may_apply and self.row.is_appliable

    @property
    def message(self) -> str:
        """The commit message that is proposed."""
        return f"Apply suggestion to {self.path.rpartition('/')[2]}"

    @cached_property
    def rows(self) -> list[component.Row]:
        """All lines that are replaced, and those that replace them."""
        row = self.row
        old, new = split_lines(row.before), split_lines(row.after)
        if row.changes_nothing:
            return [self._line(Row("context", n, n, "")) for n in range(1, len(new) + 1)]
        return [self._line(line) for hunk in hunks(old, new, len(old)) for line in hunk.rows]

    def _line(self, line: Row) -> component.Line:
        is_old = line.kind == "removed"
        number = (line.old_line if is_old else line.new_line) or 0
        html = (self._old if is_old else self._new)[number - 1]
        shift = self.row.first_line - 1
        return component.Line(
            kind=line.kind,
            old=None if line.old_line is None else line.old_line + shift,
            new=None if line.new_line is None else line.new_line + shift,
            html=mark(html, line.spans) if line.spans else html,
        )

    @cached_property
    def _old(self) -> list[SafeString]:
        return self._coloured(self.row.before)

    @cached_property
    def _new(self) -> list[SafeString]:
        return self._coloured(self.row.after)

    def _coloured(self, text: str) -> list[SafeString]:
        if self.row.language:
            return highlight_lines(text, language=self.row.language)
        return highlight_lines(text, filename=language_file(self.path))


def previewed(hole: Hole, subject: Subject) -> SuggestionView:
    """How a suggestion that is still being written would look."""
    row = suggestion(None, hole.ordinal, block_of(hole.info, hole.text), subject)
    return SuggestionView(row, subject.path)
