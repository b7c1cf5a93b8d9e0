"""A changed notebook in the review modes, with formulas, in a browser that enforces the policy."""

import pytest
from e2e.work import House
from playwright.sync_api import expect
from support.browsing import PHONE, Desk, overflow
from support.notebooks import code, markdown, notebook, stream

PATH = "report.ipynb"
FILLER = [code(f"value_{n} = load({n})", stream(f"{n}\n")) for n in range(3)]
OLD = notebook(
    markdown("# Power\n\nWith $\\rho = 1$ and\n\n$$P = v^2$$"),
    *FILLER,
    code("a = 1", stream("1\n")),
)
NEW = notebook(
    markdown("# Power\n\nWith $\\rho = 2$ and\n\n$$P = \\tfrac12 v^3$$"),
    *FILLER,
    code("a = 2", stream("2\n")),
)
HOSTILE = [
    r"\href{javascript:alert(1)}{x}",
    r"\htmlStyle{color: red}{x}",
    r"\includegraphics{https://evil.example/a.png}",
    r"\def\a{aaaaaaaaaa}\def\b{\a\a\a\a}\def\c{\b\b\b\b}\def\d{\c\c\c\c}\d\d\d\d\d\d\d\d\d\d\d\d",
    r"\def\x{\x\x}\x",
    r"\rule{100000em}{100000em}",
    r"\pmb{x} \fcolorbox{red}{blue}{x}",
    r"\unknowncommand{x}",
    "{" * 500,
    r"\frac" * 300,
]


@pytest.fixture(scope="module")
def changes(house: House) -> str:
    """The Changes page of a merge request of ana that changes one notebook."""
    path = house.add_project("ana", "report", visibility="internal")
    folder = house.checkout("report")
    folder.run("init", "--quiet")
    folder.commit({PATH: OLD}, "Report")
    house.push("ana", folder, path, "main")
    folder.commit({PATH: NEW}, "Correct it")
    house.push("ana", folder, path, "better", "-o", "merge_request.create")
    house.wait_for_merge_request("ana", path, 1)
    return f"/{path}/-/merge_requests/1/diffs"


def test_the_modes_and_the_switches(desk: Desk, changes: str) -> None:
    page = desk.open("teo")
    page.goto(changes)
    output = page.locator("details.nb-out")
    expect(output.locator("> summary")).to_have_text("stdout +1 −1")
    expect(output.locator("table")).to_be_hidden()
    output.locator("> summary").click()
    expect(output.locator("table")).to_be_visible()

    page.get_by_role("link", name="Report review").click()
    expect(page.locator(".nb-report")).to_be_visible()
    expect(page.locator(".nb-block.is-added .formula")).to_have_count(2)
    expect(page.locator(".formula-display .katex-display")).to_have_count(2)
    expect(page.locator("code.math")).to_have_count(0)
    expect(output.locator("table")).to_be_visible()
    expect(page.locator("details.nb-fold", has_text="code, 1 line").locator("table")).to_be_hidden()

    page.get_by_role("switch", name="All cells").click()
    expect(page.locator("article.cell")).to_have_count(5)
    page.get_by_role("link", name="Raw", exact=True).click()
    expect(page.get_by_text('"cell_type"').first).to_be_visible()
    page.goto(changes)
    expect(page.get_by_text('"cell_type"').first).to_be_visible()
    page.get_by_role("link", name="Code review").click()
    expect(page.locator(".nb-diff")).to_be_visible()


def test_an_unchanged_output_takes_comments_on_its_lines(desk: Desk, changes: str) -> None:
    page = desk.open("teo")
    page.goto(f"{changes}?mode=code&unchanged=show&outputs=hide")
    same = page.locator("details.nb-out.is-equal").first
    same.locator("> summary").click()
    expect(same.locator("tr.diff-line a[data-comment]")).to_have_count(1)


def test_it_fits_a_phone(desk: Desk, changes: str) -> None:
    page = desk.open("teo", viewport=PHONE)
    for mode in ("code", "report", "raw"):
        page.goto(f"{changes}?mode={mode}&outputs=show&unchanged=show")
        expect(page.get_by_role("link", name="Report review")).to_be_visible()
        assert overflow(page) <= 0, mode


def test_reading_works_without_scripts(desk: Desk, changes: str) -> None:
    page = desk.open("teo", java_script_enabled=False)
    page.goto(f"{changes}?mode=report&outputs=hide&unchanged=hide")
    expect(page.locator("code.math").first).to_have_text("\\rho = 1")
    expect(page.locator("details.nb-out table")).to_be_visible()
    page.locator("details.nb-fold > summary", has_text="code, 1 line").click()
    expect(page.locator("details.nb-fold[open] table")).to_be_visible()


def test_d_hostile_formulas_do_nothing(desk: Desk, house: House) -> None:
    path = house.add_project("ana", "formulas", visibility="internal")
    folder = house.checkout("formulas")
    folder.run("init", "--quiet")
    text = "\n\n".join(f"$${tex}$$" for tex in HOSTILE) + "\n\nend $x^2$"
    folder.commit({"README.md": text.encode(), PATH: notebook(markdown(text))}, "Formulas")
    house.push("ana", folder, path, "main")
    page = desk.open("teo")
    for address in (f"/{path}", f"/{path}/-/blob/main/{PATH}"):
        page.goto(address)
        page.locator(".prose p", has_text="end").first.scroll_into_view_if_needed()
        expect(page.locator(".prose .formula").last).to_have_text("x2x^2x2")
        assert page.locator(".formula a, .formula img").count() == 0
        assert overflow(page) <= 0
