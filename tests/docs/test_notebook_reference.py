"""The reference of notebook changes names what the code has: hints, controls and limits."""

import re
from pathlib import Path
from typing import get_args

from mergelab.kit import svg
from mergelab.kit.images import LARGEST_PIXELS
from mergelab.kit.markdown import output as html
from mergelab.kit.pixels import TOLERANCE
from mergelab.merge_requests.services import merged_trees, resolving
from mergelab.notebooks.diffview import cells, drawing, headlines, lines, tables, tracebacks
from mergelab.notebooks.frames import contents
from mergelab.notebooks.queries import pixels, prepared, reading, toolbar
from mergelab.notebooks.queries.preferences import MODES, PARTS, Choice
from mergelab.notebooks.rendering import images, page, text
from mergelab.notebooks.services import comparing
from mergelab.notebooks.services import pixels as comparing_pixels
from mergelab.pure.notebookdiff import pairing
from mergelab.pure.notebookdiff.hints import content, model, sizes
from mergelab.pure.notebookdiff.hunks import EDGE, LINES, MARKED_LENGTH
from mergelab.pure.notebookdiff.model import Limits
from mergelab.pure.notebookdiff.rich import paths
from mergelab.pure.notebookdiff.tables import grid
from mergelab.pure.notebookdiff.tables import reading as table_reading

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "notebooks.md"
SCRIPTS = ROOT / "src" / "mergelab"
MIB = 1024 * 1024


def section(title: str) -> str:
    return PAGE.read_text(encoding="utf-8").split(f"\n## {title}\n")[1].split("\n## ")[0]


def rows(title: str) -> list[list[str]]:
    """The cells of the tables of a section, without their heads."""
    found = re.findall(r"^\| (.*) \|$", section(title), re.MULTILINE)
    return [line.split(" | ") for line in found]


def in_script(path: str, name: str) -> int:
    """A number that a script of the pages has."""
    found = re.search(rf"^const {name} = (\d+);", (SCRIPTS / path).read_text(), re.MULTILINE)
    assert found is not None
    return int(found[1])


def test_every_kind_of_hint_has_a_row() -> None:
    named = [kind.strip("`") for kind, *_ in rows("Hints")[1:]]
    assert sorted(named) == sorted(get_args(model.HintKind))


def test_controls_have_their_names() -> None:
    named = [row[0] for row in rows("Views")]
    assert named == [
        "view",
        *toolbar.MODE_LABELS.values(),
        "switch",
        *toolbar.PART_LABELS.values(),
        "Unified, Split",
        "All changes, Hide white space",
    ]


def test_every_parameter_of_a_choice_has_a_row() -> None:
    first = rows("Address parameters")[1:5]
    named = re.findall(r"`(\w+)`", " ".join(row[0] for row in first))
    assert sorted(named) == sorted(Choice().query)
    assert first[0][1] == ", ".join(f"`{mode}`" for mode in MODES)
    assert first[1][0] == ", ".join(f"`{part}`" for part in PARTS)


def test_limits_are_those_of_the_code() -> None:
    limits = Limits()
    assert limits.size == reading.MAX_BYTES
    expected = {
        "a notebook": f"{limits.size // MIB} MiB",
        "cells of a notebook": f"{limits.cells:,}",
        "lines of all its sources": f"{limits.lines:,}",
        "levels of its JSON": str(limits.depth),
        "both sides together, read while one waits": f"{prepared.AT_ONCE // MIB} MiB",
        "CPU time of a worker for reading": f"{comparing.READING_SECONDS:g} s",
        "CPU time of a worker for comparing": f"{comparing.SECONDS:g} s",
        "memory of a worker": f"{comparing.MEMORY // MIB} MiB",
        "changed cells at once": str(drawing.FIRST_CELLS),
        "lines of a source or output without folding": str(lines.WHOLE),
        "lines of a source or output at once": str(lines.MOST),
        "changed lines that are aligned": f"{LINES:,}",
        "characters of a line with marked words": f"{MARKED_LENGTH:,}",
        "outputs of a cell in a difference": str(cells.MAX_OUTPUTS),
        "outputs of a cell that are paired by content": f"{pairing.OUTPUTS:,}",
        "characters of an output compared by line": f"{headlines.COMPARED_CHARACTERS:,}",
        "tables of an output": str(table_reading.TABLES),
        "characters of an output with tables": f"{table_reading.CHARACTERS:,}",
        "rows of a table": f"{grid.ROWS:,}",
        "columns of a table": str(grid.COLUMNS),
        "cells of a table": f"{grid.CELLS:,}",
        "rows of a table without folding": str(tables.WHOLE),
        "rows of a table at once": str(tables.MOST_ROWS),
        "columns of a table shown": str(tables.MOST_COLUMNS),
        "calls of a traceback": str(tracebacks.MOST_FRAMES),
        "changed values of a chart that are named": str(paths.SHOWN),
        "a figure": f"{images.LARGEST // MIB} MiB",
        "elements that an SVG figure draws": f"{svg.MOST:,}",
        "pixels of a figure that is compared": f"{LARGEST_PIXELS:,}",
        "pairs of figures of a notebook": str(pixels.MOST),
        "CPU time of a pair of figures": f"{comparing_pixels.SECONDS:g} s",
        "CPU time of all figures of a notebook": f"{comparing_pixels.NOTEBOOK_SECONDS:g} s",
        "difference of a colour that does not count": f"{TOLERANCE} of 255",
        "a region of a figure, wide and high": (
            f"{in_script('web/static/web/figure-regions.js', 'LEAST') / 100:g} %"
        ),
        "HTML of an output": f"{html.LARGEST:,} characters",
        "levels of HTML": str(html.DEEPEST),
        "levels of HTML with pictures": str(html.DEEPEST_WITH_IMAGES),
        "an interactive output": f"{contents.LARGEST:,} characters",
        "height of its frame": (
            f"{in_script('notebooks/static/notebooks/frames.js', 'MOST'):,} pixels"
        ),
        "characters of a cell's source, and of its outputs, searched for hints": (
            f"{content.SCANNED:,}"
        ),
        "hints of a kind": str(model.SHOWN),
        "characters of a cell's outputs that are not large": f"{sizes.LARGE:,}",
        "lines of a cell's outputs that are not large": f"{sizes.LONG:,}",
        "one side of a notebook merged by the server": f"{merged_trees.MERGED_BYTES // MIB} MiB",
        "conflicts on a page": str(resolving.MOST),
        "cells of a file at once": str(page.CELLS),
        "lines of a source in a file": f"{page.SOURCE_LINES:,}",
        "lines of an output in a file": str(text.WHOLE),
        "outputs of a cell in a file": str(page.OUTPUTS),
    }
    assert {row[0]: row[1] for row in rows("Limits")[1:]} == expected


def test_what_stays_around_a_change_and_at_the_ends_is_as_said() -> None:
    beyond = {row[0]: row[2] for row in rows("Limits")[1:]}
    said = {
        "lines of a source or output without folding": (lines.CONTEXT,),
        "rows of a table without folding": (tables.CONTEXT,),
        "changed lines that are aligned": (EDGE,),
        "changed values of a chart that are named": (paths.COUNTED,),
        "lines of an output in a file": (text.HEAD_LINES, text.TAIL_LINES),
    }
    for what, numbers in said.items():
        found = [int(number.replace(",", "")) for number in re.findall(r"[\d,]*\d", beyond[what])]
        assert found == list(numbers), what
