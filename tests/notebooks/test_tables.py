"""Compared tables as they are drawn."""

import pytest
from selectolax.lexbor import LexborHTMLParser
from support.drawn import Made, draw
from support.notebooks import code, display, notebook

from mergelab.projects.models import Project

pytestmark = pytest.mark.django_db


def table(names: list[str], *rows: tuple[object, ...]) -> str:
    head = "".join(f"<th>{name}</th>" for name in names)
    body = "".join(
        f"<tr><th>{row[0]}</th>" + "".join(f"<td>{value}</td>" for value in row[1:]) + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def compared(project: Project, old: str, new: str) -> Made:
    before = notebook(code("df", display(text__html=old)))
    return draw(project, before, notebook(code("df", display(text__html=new), count=2)))


def rows_of(made: Made) -> list[list[str]]:
    return [
        [" ".join(cell.text().split()) for cell in row.css("th, td")]
        for row in made.root.css(".nb-table tbody tr")
    ]


NAMES = ["", "site", "rmse"]


def test_a_changed_cell_has_both_values_and_the_difference(project: Project) -> None:
    made = compared(
        project,
        table(NAMES, ("a", "north", 0.81), ("b", "south", 0.5)),
        table(NAMES, ("a", "north", 0.84), ("b", "south", 0.5)),
    )
    assert rows_of(made) == [["±", "a", "north", "0.81 0.84 +3.7 %"], ["", "b", "south", "0.5"]]
    assert made.texts("td.is-changed del") == ["0.81"]
    assert made.texts("td.is-changed ins") == ["0.84"]
    assert made.values(".nb-table", "tabindex") == ["0"]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("100", "50", "−50.0 %"),
        ("1", "400", "+39,900 %"),
        ("10000", "10001", "+0.010 %"),
        ("0", "3", "+3"),
        ("north", "south", ""),
    ],
)
def test_differences(project: Project, old: str, new: str, words: str) -> None:
    made = compared(project, table(NAMES, ("a", "x", old)), table(NAMES, ("a", "x", new)))
    assert made.texts("td.is-changed small") == [words] * bool(words)


def test_rows_and_columns_that_came_and_went(project: Project) -> None:
    made = compared(
        project,
        table(["", "site", "old"], ("a", "n", 1), ("b", "s", 2), ("c", "e", 3)),
        table(["", "site", "new"], ("a", "n", 4), ("c", "e", 5), ("d", "w", 6)),
    )
    assert made.texts(".nb-table thead .is-added") == ["+ new"]
    assert made.texts(".nb-table thead .is-removed") == ["− old"]
    assert [row[:2] for row in rows_of(made)] == [["", "a"], ["−", "b"], ["", "c"], ["+", "d"]]
    assert made.values("tr.is-removed > .nb-sign", "title") == ["row removed"]
    assert made.values("tr.is-added > .nb-sign", "title") == ["row added"]


def test_rows_without_a_change_are_folded_and_opened(project: Project) -> None:
    rows = [(f"r{n}", "x", n) for n in range(40)]
    others = [(name, site, 99 if n == 20 else n) for name, site, n in rows]
    made = compared(project, table(NAMES, *rows), table(NAMES, *others))
    assert [row[0] for row in rows_of(made)] == [
        *("18 unchanged rows", "", "", "±", "", "", "17 unchanged rows"),
    ]
    links = made.values(".nb-table .diff-fold a", "hx-get")
    assert links[0] == "/p?row=0&output=0&table=0&from=0&to=18"
    part = made.drawing.part({"row": 0, "output": 0, "table": 0, "from": 0, "to": 18})
    assert part is not None
    opened = LexborHTMLParser(f"<table>{part}</table>").css("tr")
    assert len(opened) == 18
    assert opened[3].css_first("th").text() == "r3"


@pytest.mark.parametrize(
    "query",
    [
        {"row": 0, "output": 0, "table": 1, "from": 0, "to": 1},
        {"row": 0, "output": 0, "table": 0, "from": 0, "to": 99},
        {"row": 0, "output": 0, "table": 0, "from": 1, "to": 1},
        {"row": 0, "output": 9, "table": 0, "from": 0, "to": 1},
    ],
)
def test_parts_that_are_not_there(project: Project, query: dict[str, int]) -> None:
    made = compared(project, table(NAMES, ("a", "x", 1)), table(NAMES, ("a", "x", 2)))
    assert made.drawing.part(query) is None


def test_a_very_wide_table_shows_what_changed(project: Project) -> None:
    names = ["", *(f"c{n}" for n in range(150))]
    old = table(names, ("a", *range(150)))
    new = table(names, ("a", *range(140), 999, *range(141, 150)))
    made = compared(project, old, new)
    heads = made.texts(".nb-table thead th")
    assert len(heads) == 61
    assert "c140" in heads
    assert made.texts(".nb-out .nb-note") == ["91 more columns are not shown"]


def test_the_words_around_a_table_are_its_caption(project: Project) -> None:
    old = table(NAMES, ("a", "x", 1)) + "<p>1 rows × 2 columns</p>"
    new = table(NAMES, ("a", "x", 1), ("b", "y", 2)) + "<p>2 rows × 2 columns</p>"
    made = compared(project, old, new)
    assert made.texts(".nb-table caption del") == ["1 rows × 2 columns"]
    assert made.texts(".nb-table caption ins") == ["2 rows × 2 columns"]


def test_markup_in_a_table_is_text(project: Project) -> None:
    evil = "&lt;img src=x onerror=alert(1)&gt;"
    made = compared(
        project,
        table(["", evil, "n"], ("a", evil, 1)),
        table(["", evil, "n"], ("a", evil, 2)),
    )
    assert made.root.css("img") == []
    assert rows_of(made)[0][2] == "<img src=x onerror=alert(1)>"
