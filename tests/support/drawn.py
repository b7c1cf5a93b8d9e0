"""The difference of two notebooks drawn for a test, with short ways to look at it."""

from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from selectolax.lexbor import LexborHTMLParser, LexborNode

from mergelab.notebooks.diffview import Around, Choice, Compared, Drawing, Spot
from mergelab.notebooks.queries.places import side_of
from mergelab.projects.models import Project
from mergelab.pure.notebookdiff import diff_notebooks, read_notebook


@dataclass
class Made:
    """A drawing and its HTML, with short ways to look at it."""

    drawing: Drawing
    html: str

    @property
    def root(self) -> LexborNode:
        body = LexborHTMLParser(self.html).body
        assert body is not None
        return body

    def texts(self, selector: str) -> list[str]:
        return [" ".join(node.text().split()) for node in self.root.css(selector)]

    def values(self, selector: str, name: str) -> list[str]:
        return [node.attributes.get(name) or "" for node in self.root.css(selector)]

    @property
    def outline(self) -> list[str]:
        """Folds, notes and cells with their badges, in order."""
        found = []
        for node in self.root.css(".nb-diff > *"):
            words = " ".join(node.text().split())
            if node.tag == "article":
                head = node.css_first(".cell-head")
                words = " ".join(part.text() for part in head.css("h3, .badge"))
            found.append(words)
        return found

    @property
    def lines(self) -> list[str]:
        """The lines of all differences: sign, numbers and text."""
        signs = {"is-added": "+", "is-removed": "-", "is-context": " "}
        found = []
        for row in self.root.css("tr.diff-line"):
            css = (row.attributes.get("class") or "").split()
            sign = next((signs[name] for name in css if name in signs), "?")
            code_ = row.css_first("code")
            found.append(f"{sign}{code_.text() if code_ else ''}")
        return found


def draw(
    project: Project,
    old: bytes | None,
    new: bytes | None,
    *,
    threads: dict[Spot, str] | None = None,
    links: bool = True,
    **choice: Any,
) -> Made:
    before = read_notebook(old) if old is not None else None
    after = read_notebook(new) if new is not None else None
    sides = [
        side_of(project, letter * 40, "c" * 40, "n/a.ipynb", book)
        for letter, book in (("a", before), ("b", after))
    ]
    compared = Compared(diff_notebooks(before, after), sides[0], sides[1], "f-0")
    around = Around(
        threads={spot: SafeString(text) for spot, text in (threads or {}).items()},
        comment_url=(lambda spot: "/c?" + _query(spot.query())) if links else None,
        part_url=(lambda query: "/p?" + _query(query)) if links else None,
    )
    drawing = Drawing(compared, Choice(**choice), around)
    return Made(drawing, str(drawing.body))


def _query(values: dict[str, int] | dict[str, str | int]) -> str:
    return "&".join(f"{name}={value}" for name, value in values.items())
