"""The difference of two notebooks as a page shows it, for merge request, commit and compare pages.

`read_comparison` reads and aligns, `Drawing` draws all of it or a part, with what the page puts
around: threads, addresses of comment forms and of parts that are folded.
"""

from mergelab.notebooks.diffview.drawing import Drawing
from mergelab.notebooks.diffview.model import Around, Spot
from mergelab.notebooks.diffview.read import Compared, Ends, read_comparison
from mergelab.notebooks.queries.preferences import Choice
from mergelab.notebooks.queries.prepared import Unreadable, Waiting

__all__ = [
    "Around",
    "Choice",
    "Compared",
    "Drawing",
    "Ends",
    "Spot",
    "Unreadable",
    "Waiting",
    "read_comparison",
]
