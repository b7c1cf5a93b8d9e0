"""How one file's difference is shown, for commit, compare and merge request pages.

`file_diff` reads and compares, `Presented` adds what the page puts around the lines, and the
template `repository/file_diff.html` (with `file` set to it) shows it.
"""

from mergelab.repository.diffview.build import Options, file_diff, file_diffs
from mergelab.repository.diffview.markup import Around, Side
from mergelab.repository.diffview.model import FileDiff, Kind, file_key
from mergelab.repository.diffview.present import Links, Presented, opened_gap

__all__ = [
    "Around",
    "FileDiff",
    "Kind",
    "Links",
    "Options",
    "Presented",
    "Side",
    "file_diff",
    "file_diffs",
    "file_key",
    "opened_gap",
]
