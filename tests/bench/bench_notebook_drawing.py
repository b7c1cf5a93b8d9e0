"""Times of drawing notebooks: the difference of real pairs as HTML, and whole files as pages.

``python tests/bench/bench_notebook_drawing.py [ROUNDS]``. The pairs are those of
``bench_notebookdiff.py``. CPU time of one process, best of the rounds (one, if not said), reading
included; nothing is remembered between rounds but what has been highlighted. Prints a Markdown
table.
"""

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench_notebookdiff import FIXTURES, Pair, cpu_ms, real_pairs, row

from mergelab.pure.notebookdiff import diff_notebooks, read_notebook


def set_up() -> None:
    """Django with an instance that holds nothing."""
    folder = tempfile.mkdtemp(prefix="mergelab-bench-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    Path(folder, "static").mkdir()
    os.environ["MERGELAB_DATA_DIR"] = folder
    os.environ["DJANGO_SETTINGS_MODULE"] = "mergelab.config.settings"
    import django

    django.setup()


def drawer(**choice: Any) -> Any:
    """A function that reads, compares and draws a pair with these choices."""
    from mergelab.notebooks.diffview import Around, Choice, Compared, Drawing
    from mergelab.notebooks.queries.places import side_of
    from mergelab.projects.models import Project

    project = Project(pk=1, full_path="wind-farm/power-forecast")

    def draw(pair: Pair) -> None:
        old, new = map(read_notebook, pair)
        sides = [
            side_of(project, letter * 40, "c" * 40, "a.ipynb", book)
            for letter, book in (("a", old), ("b", new))
        ]
        compared = Compared(diff_notebooks(old, new), sides[0], sides[1], "f-0")
        around = Around(comment_url=lambda _: "/new", part_url=lambda _: "/part")
        assert str(Drawing(compared, Choice(**choice), around).body)

    return draw


def page(pair: Pair) -> None:
    """The newer file as a page."""
    from mergelab.notebooks.queries.places import side_of
    from mergelab.notebooks.rendering.page import Page
    from mergelab.projects.models import Project

    project = Project(pk=1, full_path="wind-farm/power-forecast")
    book = read_notebook(pair[1])
    assert str(Page(book, side_of(project, "b" * 40, "c" * 40, "a.ipynb", book)).cells)


def main() -> int:
    if not FIXTURES.is_dir():
        sys.stdout.write(f"skipped: no notebook pairs in {FIXTURES}\n")
        return 0
    set_up()
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    pairs = [pair for pair in real_pairs() if pair[1]]
    works = {
        "difference, code review": drawer(),
        "difference, code review with outputs, split": drawer(split=True, outputs=True),
        "difference, report review": drawer(mode="report"),
        "whole file": page,
    }
    lines = ["| CPU ms | pairs | p50 | p95 | p99 | max | sum |", "|---|---|---|---|---|---|---|"]
    for name, work in works.items():
        work(pairs[0])
        times = [cpu_ms(work, pair, rounds) for pair in pairs]
        assert None not in times, f"{name}: drawing broke"
        lines.append(row(name, times))
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
